//! The ledger for writing to the legacy store: records that submissions were imported from, and files that were
//! written.

use crate::store::schema::{legacy_media as media, legacy_records as records};
use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The record of a submission in a source.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = records)]
pub struct Standing {
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
) -> QueryResult<Vec<Standing>> {
    records::table
        .filter(records::submission_id.eq_any(submissions))
        .filter(records::source_id.eq(source))
        .filter(records::kind.eq("submission"))
        .filter(records::state.eq_any(["imported", "written"]))
        .select(Standing::as_select())
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

pub async fn place(conn: &mut AsyncPgConnection, source: i64, submission: i64) -> QueryResult<Option<RecordLocation>> {
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

/// A job of the old app, as it was read.
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
pub struct Kept {
    pub submission_id: i64,
    pub upload_id: String,
    pub state: String,
    #[diesel(select_expression = media::place.assume_not_null())]
    pub place: String,
}

pub async fn media_of(conn: &mut AsyncPgConnection, submissions: &[i64]) -> QueryResult<Vec<Kept>> {
    media::table
        .filter(media::submission_id.eq_any(submissions))
        .filter(media::state.eq_any(["shown", "kept"]))
        .filter(media::place.is_not_null())
        .order((media::submission_id, media::position))
        .select(Kept::as_select())
        .load(conn)
        .await
}

/// A file that this program wrote, or an unexpected file found at its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
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
    pub submission: i64,
}

/// Records the current files of the legacy store. Rows that are imported or divergent stay unchanged.
pub async fn save(conn: &mut AsyncPgConnection, source: i64, rows: &[Written], now: OffsetDateTime) -> QueryResult<()> {
    fn column<'a, T>(rows: &'a [Written], of: impl Fn(&'a Written) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    diesel::sql_query(
        "INSERT INTO legacy_records AS known (source_id, seen_at, modified_at, organisation_id, name, kind, record_id,
             about, module, state, reason, sha256, file_size, content, submission_id)
         SELECT $1, $2, $2, organisation_id, name, kind, record_id, about, module, state,
             CASE WHEN state = 'divergent' THEN 'divergent' END, sha256, file_size, content, submission_id
         FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             AS r (organisation_id, name, kind, record_id, about, module, state, sha256, file_size, content, submission_id)
         ORDER BY name
         ON CONFLICT (source_id, name) DO UPDATE SET seen_at = excluded.seen_at, modified_at = excluded.modified_at,
             kind = excluded.kind, record_id = excluded.record_id, about = excluded.about, module = excluded.module,
             state = excluded.state, reason = excluded.reason, sha256 = excluded.sha256,
             file_size = excluded.file_size, content = excluded.content, submission_id = excluded.submission_id
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
    .bind::<Array<Int8>, _>(column(rows, |r| r.submission))
    .execute(conn)
    .await
    .map(drop)
}

/// Records of a module's submissions in a source with a key above `after`: key, name, submission.
pub async fn standing(
    conn: &mut AsyncPgConnection,
    source: i64,
    module: &str,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, String, i64)>> {
    records::table
        .filter(records::source_id.eq(source))
        .filter(records::kind.eq("submission"))
        .filter(records::state.eq_any(["imported", "written"]))
        .filter(records::module.eq(module))
        .filter(records::submission_id.is_not_null())
        .filter(records::id.gt(after))
        .order(records::id)
        .limit(limit)
        .select((records::id, records::name, records::submission_id.assume_not_null()))
        .load(conn)
        .await
}

/// How many of these names have a row.
pub async fn known(conn: &mut AsyncPgConnection, source: i64, names: &[&str]) -> QueryResult<i64> {
    records::table
        .filter(records::source_id.eq(source))
        .filter(records::name.eq_any(names))
        .count()
        .get_result(conn)
        .await
}
