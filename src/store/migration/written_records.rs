//! The ledger for writing to the legacy store: records that submissions were imported from, and files that were
//! written.

use crate::store::schema::{legacy_media as media, legacy_records as records};
use diesel::{
    prelude::*,
    sql_types::{Array, Bool, Bytea, Int4, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// The record of a submission in a source.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = records)]
pub struct WrittenRecord {
    #[diesel(select_expression = records::submission_id.assume_not_null())]
    pub submission_id: i64,
    pub name: String,
    pub state: String,
    pub sha256: Option<Vec<u8>>,
    pub content: Option<Vec<u8>>,
}

/// For each of these submissions, the record that was imported or written, with its bytes if they were stored.
pub async fn of_submissions(
    conn: &mut AsyncPgConnection,
    source: i64,
    submissions: &[i64],
) -> QueryResult<Vec<WrittenRecord>> {
    records::table
        .filter(records::submission_id.eq_any(submissions))
        .filter(records::source_id.eq(source))
        .filter(records::kind.eq("submission"))
        .filter(records::state.eq_any(["imported", "written"]))
        .select(WrittenRecord::as_select())
        .load(conn)
        .await
}

/// The location of a submission's record, and its hash when it was read or written.
#[derive(Clone, Debug, Queryable)]
pub struct RecordLocation {
    pub name: String,
    pub state: String,
    pub sha256: Option<Vec<u8>>,
}

pub async fn location(
    conn: &mut AsyncPgConnection,
    source: i64,
    submission: i64,
) -> QueryResult<Option<RecordLocation>> {
    records::table
        .filter(records::submission_id.eq(submission))
        .filter(records::source_id.eq(source))
        .filter(records::kind.eq("submission"))
        .filter(records::state.eq_any(["imported", "written"]))
        .select((records::name, records::state, records::sha256))
        .first(conn)
        .await
        .optional()
}

/// A job of the legacy app, as it was read.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = records)]
pub struct Job {
    #[diesel(select_expression = records::about.assume_not_null())]
    pub about: String,
    pub name: String,
    #[diesel(select_expression = records::content.assume_not_null())]
    pub content: Vec<u8>,
}

/// The jobs about these submissions, by public id.
pub async fn jobs_about(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    submissions: &[&str],
) -> QueryResult<Vec<Job>> {
    records::table
        .filter(records::organisation_id.eq(organisation))
        .filter(records::about.eq_any(submissions))
        .filter(records::source_id.eq(source))
        .filter(records::kind.eq("job"))
        .filter(records::state.eq("imported"))
        .filter(records::content.is_not_null())
        .select(Job::as_select())
        .load(conn)
        .await
}

/// A photo or signature of a record in the legacy store whose bytes are available.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = media)]
pub struct AvailableMedia {
    pub submission_id: i64,
    pub upload_id: String,
    pub state: String,
    #[diesel(select_expression = media::place.assume_not_null())]
    pub place: String,
}

pub async fn media_of(conn: &mut AsyncPgConnection, submissions: &[i64]) -> QueryResult<Vec<AvailableMedia>> {
    media::table
        .filter(media::submission_id.eq_any(submissions))
        .filter(media::state.eq_any(["shown", "kept"]))
        .filter(media::place.is_not_null())
        .order((media::submission_id, media::position))
        .select(AvailableMedia::as_select())
        .load(conn)
        .await
}

/// A file that this program wrote, or an unexpected file found at its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    pub organisation: i64,
    pub name: String,
    pub kind: &'static str,
    pub record_id: Option<String>,
    pub about: Option<String>,
    pub module: String,
    pub state: &'static str,
    pub sha256: [u8; 32],
    pub file_size: i64,
    /// The content of an unexpected file.
    pub content: Option<Vec<u8>>,
    /// Of a submission: the version of the shape that it was written in; of a job: what it says.
    pub facts: Value,
    pub submission: i64,
}

/// Moves the bytes of imported records and jobs whose files were replaced by those of a correction to their versions, where
/// they stay the origin of their submissions.
pub async fn keep_origins(
    conn: &mut AsyncPgConnection,
    source: i64,
    rows: &[WrittenFile],
    now: OffsetDateTime,
) -> QueryResult<()> {
    diesel::sql_query(
        "WITH written AS (SELECT * FROM unnest($2::text[], $3::bytea[]) AS w (name, sha256)), moved AS (
             INSERT INTO legacy_record_versions (organisation_id, legacy_record_id, is_origin, variant, assigned_module,
                 sha256, file_size, modified_at, content, facts, replaced_at)
             SELECT b.organisation_id, b.id, b.kind = 'submission' AND NOT EXISTS (SELECT FROM legacy_record_versions v
                     WHERE v.legacy_record_id = b.id AND v.is_origin),
                 b.variant, CASE WHEN b.decision = 'assigned' THEN b.module END, b.sha256, b.file_size, b.modified_at,
                 b.content, b.facts, $4
             FROM legacy_records b JOIN written w ON w.name = b.name COLLATE \"C\"
             WHERE b.source_id = $1 AND b.state = 'imported' AND b.kind IN ('submission', 'job')
                 AND b.content IS NOT NULL AND b.sha256 IS DISTINCT FROM w.sha256
             ON CONFLICT (legacy_record_id, sha256) DO UPDATE SET is_origin = true WHERE excluded.is_origin
             RETURNING legacy_record_id
         )
         UPDATE legacy_records r SET state = 'written' FROM moved WHERE r.id = moved.legacy_record_id",
    )
    .bind::<Int8, _>(source)
    .bind::<Array<Text>, _>(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>())
    .bind::<Array<Bytea>, _>(rows.iter().map(|row| row.sha256.as_slice()).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
    .map(drop)
}

/// Records the current files of the legacy store. Rows that are imported or divergent stay unchanged.
pub async fn save(
    conn: &mut AsyncPgConnection,
    source: i64,
    rows: &[WrittenFile],
    now: OffsetDateTime,
) -> QueryResult<()> {
    fn column<'a, T>(rows: &'a [WrittenFile], of: impl Fn(&'a WrittenFile) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    diesel::sql_query(
        "INSERT INTO legacy_records AS known (source_id, seen_at, modified_at, organisation_id, name, kind, record_id,
             about, module, state, reason, sha256, file_size, content, facts, submission_id)
         SELECT $1, $2, $2, organisation_id, name, kind, record_id, about, module, state,
             CASE WHEN state = 'divergent' THEN 'divergent' END, sha256, file_size, content, facts::jsonb,
             submission_id
         FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             AS r (organisation_id, name, kind, record_id, about, module, state, sha256, file_size, content, facts,
                 submission_id)
         ORDER BY name
         ON CONFLICT (source_id, name) DO UPDATE SET seen_at = excluded.seen_at, modified_at = excluded.modified_at,
             kind = excluded.kind, record_id = excluded.record_id, about = excluded.about, module = excluded.module,
             state = excluded.state, reason = excluded.reason, sha256 = excluded.sha256,
             file_size = excluded.file_size, content = excluded.content, facts = excluded.facts,
             submission_id = excluded.submission_id
         WHERE known.state NOT IN ('imported', 'divergent')",
    )
    .bind::<Int8, _>(source)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(column(rows, |r| r.organisation))
    .bind::<Array<Text>, _>(column(rows, |r| r.name.as_str()))
    .bind::<Array<Text>, _>(column(rows, |r| r.kind))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |r| r.record_id.as_deref()))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |r| r.about.as_deref()))
    .bind::<Array<Text>, _>(column(rows, |r| r.module.as_str()))
    .bind::<Array<Text>, _>(column(rows, |r| r.state))
    .bind::<Array<Bytea>, _>(column(rows, |r| r.sha256.as_slice()))
    .bind::<Array<Int8>, _>(column(rows, |r| r.file_size))
    .bind::<Array<Nullable<Bytea>>, _>(column(rows, |r| r.content.as_deref()))
    .bind::<Array<Text>, _>(column(rows, |r| r.facts.to_string()))
    .bind::<Array<Int8>, _>(column(rows, |r| r.submission))
    .execute(conn)
    .await
    .map(drop)
}

/// The record of a submission in the legacy store.
#[derive(Clone, Debug, QueryableByName)]
pub struct StandingRecord {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Int8)]
    pub submission_id: i64,
    /// It was written in an earlier version of the shape, or has an earlier revision.
    #[diesel(sql_type = Bool)]
    pub is_outdated: bool,
}

/// The condition for a record that was written in an earlier version of the shape, or before the last correction; `$2` is
/// the current version of the shape.
const OUTDATED: &str = "(r.state = 'written' AND coalesce((r.facts ->> 'format')::int, 1) < $2
    OR s.revision > 1 AND (r.state = 'imported' OR coalesce((r.facts ->> 'revision')::int, 1) < s.revision))";

/// Records of a module's submissions in a source with a key above `after`.
pub async fn of_module(
    conn: &mut AsyncPgConnection,
    source: i64,
    format: i32,
    module: &str,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<StandingRecord>> {
    diesel::sql_query(format!(
        "SELECT r.id, r.name, r.submission_id, {OUTDATED} AS is_outdated FROM legacy_records r
         JOIN submissions s ON s.id = r.submission_id
         WHERE r.source_id = $1 AND r.kind = 'submission' AND r.state IN ('imported', 'written') AND r.module = $3
           AND r.submission_id IS NOT NULL AND r.id > $4
         ORDER BY r.id LIMIT $5"
    ))
    .bind::<Int8, _>(source)
    .bind::<Int4, _>(format)
    .bind::<Text, _>(module)
    .bind::<Int8, _>(after)
    .bind::<Int8, _>(limit)
    .load(conn)
    .await
}
