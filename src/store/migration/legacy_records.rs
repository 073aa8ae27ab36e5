//! The ledger: every record that was read from a legacy store, with its state. A record without a row is pending.

use crate::store::schema::{legacy_records, legacy_sources};
use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// The state of a known record, without its content.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = legacy_records)]
pub struct Known {
    pub id: i64,
    pub name: String,
    pub module: Option<String>,
    pub state: String,
    pub reason: Option<String>,
    pub sha256: Option<Vec<u8>>,
    pub file_size: i64,
    pub modified_at: Option<OffsetDateTime>,
    pub submission_id: Option<i64>,
    pub decision: Option<String>,
    pub run_id: Option<i64>,
}

pub async fn known(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    names: &[&str],
) -> QueryResult<Vec<Known>> {
    legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::source_id.eq(source))
        .filter(legacy_records::name.eq_any(names))
        .select(Known::as_select())
        .load(conn)
        .await
}

/// The facts of the jobs about these submissions. If there are several for one submission, the last one counts.
pub async fn jobs_about(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submissions: &[&str],
) -> QueryResult<Vec<(String, Value)>> {
    legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::about.eq_any(submissions))
        .filter(legacy_records::kind.eq("job"))
        .filter(legacy_records::state.eq("imported"))
        .order(legacy_records::name)
        .select((legacy_records::about.assume_not_null(), legacy_records::facts))
        .load(conn)
        .await
}

/// A record that a submission was imported from or written to.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = legacy_records)]
pub struct Origin {
    #[diesel(select_expression = legacy_records::record_id.assume_not_null())]
    pub record_id: String,
    pub source_id: i64,
    pub name: String,
    pub sha256: Option<Vec<u8>>,
}

/// The records of the submissions with these ids.
pub async fn origins(conn: &mut AsyncPgConnection, organisation: i64, ids: &[&str]) -> QueryResult<Vec<Origin>> {
    legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::record_id.eq_any(ids))
        .filter(legacy_records::kind.eq("submission"))
        .filter(legacy_records::state.eq_any(["imported", "written"]))
        .select(Origin::as_select())
        .load(conn)
        .await
}

/// A row to write.
#[derive(Clone, Debug, Default)]
pub struct NewRecord {
    pub name: String,
    pub kind: &'static str,
    pub record_id: Option<String>,
    pub about: Option<String>,
    pub module: Option<String>,
    pub variant: Option<String>,
    pub state: &'static str,
    pub reason: Option<String>,
    pub sha256: Option<Vec<u8>>,
    pub file_size: i64,
    pub modified_at: Option<OffsetDateTime>,
    pub content: Option<Vec<u8>>,
    pub facts: Value,
    pub submission_id: Option<i64>,
    /// The run that imported it; `None` if the data existed already.
    pub run_id: Option<i64>,
}

/// Writes rows in one statement. An existing row stays unchanged unless it is in `replaced`, the rows whose records
/// have changed. For a changed record, previous decisions are discarded, except an assigned module.
pub async fn save(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    rows: &[NewRecord],
    replaced: &[i64],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    diesel::sql_query(SAVE)
        .bind::<Int8, _>(organisation)
        .bind::<Int8, _>(source)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Int8>, _>(replaced)
        .bind::<Array<Text>, _>(column(rows, |row| row.name.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.kind))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.record_id.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.about.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.module.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.variant.as_deref()))
        .bind::<Array<Text>, _>(column(rows, |row| row.state))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.reason.as_deref()))
        .bind::<Array<Nullable<Bytea>>, _>(column(rows, |row| row.sha256.as_deref()))
        .bind::<Array<Int8>, _>(column(rows, |row| row.file_size))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.modified_at))
        .bind::<Array<Nullable<Bytea>>, _>(column(rows, |row| row.content.as_deref()))
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.facts.to_string()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Int8>>, _>(column(rows, |row| row.submission_id))
        .bind::<Array<Nullable<Int8>>, _>(column(rows, |row| row.run_id))
        .execute(conn)
        .await
}

fn column<'a, T>(rows: &'a [NewRecord], value: impl Fn(&'a NewRecord) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

const SAVE: &str = "
    INSERT INTO legacy_records AS known (organisation_id, source_id, seen_at, name, kind, record_id, about, module,
        variant, state, reason, sha256, file_size, modified_at, content, facts, submission_id, run_id)
    SELECT $1, $2, $3, name, kind, record_id, about, module, variant, state, reason, sha256, file_size, modified_at,
        content, facts::jsonb, submission_id, run_id
    FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
        $13::bytea[], $14::bigint[], $15::timestamptz[], $16::bytea[], $17::text[], $18::bigint[], $19::bigint[])
        AS r (name, kind, record_id, about, module, variant, state, reason, sha256, file_size, modified_at, content,
            facts, submission_id, run_id)
    ORDER BY name
    ON CONFLICT (source_id, name) DO UPDATE SET run_id = excluded.run_id, seen_at = excluded.seen_at,
        kind = excluded.kind, record_id = excluded.record_id, about = excluded.about,
        module = coalesce(excluded.module, CASE WHEN known.decision = 'assigned' THEN known.module END),
        variant = excluded.variant, state = excluded.state, reason = excluded.reason, sha256 = excluded.sha256,
        file_size = excluded.file_size, modified_at = excluded.modified_at, content = excluded.content,
        facts = excluded.facts, submission_id = excluded.submission_id,
        decision = CASE WHEN known.decision = 'assigned' THEN known.decision END,
        decided_at = CASE WHEN known.decision = 'assigned' THEN known.decided_at END,
        decided_by = CASE WHEN known.decision = 'assigned' THEN known.decided_by END,
        note = CASE WHEN known.decision = 'assigned' THEN known.note END
    WHERE known.id = ANY ($4)";

/// A row of the review queue.
#[derive(Clone, Debug, Queryable)]
pub struct ReviewQueueRow {
    pub id: i64,
    pub source_id: i64,
    pub source_kind: String,
    pub place: String,
    pub name: String,
    pub kind: String,
    pub record_id: Option<String>,
    pub module: Option<String>,
    pub state: String,
    pub reason: Option<String>,
    pub file_size: i64,
    pub modified_at: Option<OffsetDateTime>,
    pub facts: Value,
    pub submission_id: Option<i64>,
    pub decision: Option<String>,
    pub decided_by: Option<String>,
    pub note: Option<String>,
}

#[diesel::dsl::auto_type]
fn in_review_queue(organisation: i64) -> _ {
    let place = legacy_sources::table.on(legacy_records::source_id.eq(legacy_sources::id));
    legacy_records::table.inner_join(place).filter(legacy_records::organisation_id.eq(organisation)).select((
        legacy_records::id,
        legacy_records::source_id,
        legacy_sources::kind,
        legacy_sources::place,
        legacy_records::name,
        legacy_records::kind,
        legacy_records::record_id,
        legacy_records::module,
        legacy_records::state,
        legacy_records::reason,
        legacy_records::file_size,
        legacy_records::modified_at,
        legacy_records::facts,
        legacy_records::submission_id,
        legacy_records::decision,
        legacy_records::decided_by,
        legacy_records::note,
    ))
}

/// Records of a state that await a decision, with a key above `after`.
pub async fn waiting(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    state: &str,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<ReviewQueueRow>> {
    in_review_queue(organisation)
        .filter(legacy_records::state.eq(state))
        .filter(legacy_records::decision.is_null().or(legacy_records::decision.eq("assigned")))
        .filter(legacy_records::id.gt(after))
        .order(legacy_records::id)
        .limit(limit)
        .load(conn)
        .await
}

/// Decided records, the latest decision first.
pub async fn decided(conn: &mut AsyncPgConnection, organisation: i64, limit: i64) -> QueryResult<Vec<ReviewQueueRow>> {
    in_review_queue(organisation)
        .filter(legacy_records::decision.is_not_null())
        .order((legacy_records::decided_at.desc(), legacy_records::id.desc()))
        .limit(limit)
        .load(conn)
        .await
}

pub async fn by_id(conn: &mut AsyncPgConnection, organisation: i64, id: i64) -> QueryResult<Option<ReviewQueueRow>> {
    in_review_queue(organisation).filter(legacy_records::id.eq(id)).first(conn).await.optional()
}

/// The stored bytes of a record.
pub async fn content(conn: &mut AsyncPgConnection, organisation: i64, id: i64) -> QueryResult<Option<Vec<u8>>> {
    let mine = legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::id.eq(id));
    Ok(mine.select(legacy_records::content).first(conn).await.optional()?.flatten())
}

/// A decision of a person.
pub struct Decided<'a> {
    pub decision: &'a str,
    /// The assigned module.
    pub module: Option<&'a str>,
    pub by: &'a str,
    pub note: Option<&'a str>,
    pub at: OffsetDateTime,
}

/// Records a decision; false if the record is not in this state or was already decided.
pub async fn decide(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    state: &str,
    decided: &Decided<'_>,
) -> QueryResult<bool> {
    let mine = legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::id.eq(id))
        .filter(legacy_records::state.eq(state))
        .filter(legacy_records::decision.is_null().or(legacy_records::decision.eq("assigned")));
    let columns = (
        legacy_records::decision.eq(decided.decision),
        legacy_records::decided_by.eq(decided.by),
        legacy_records::decided_at.eq(decided.at),
        legacy_records::note.eq(decided.note),
    );
    let noted = match decided.module {
        None => diesel::update(mine).set(columns).execute(conn).await?,
        Some(module) => diesel::update(mine).set((columns, legacy_records::module.eq(module))).execute(conn).await?,
    };
    Ok(noted == 1)
}

/// Marks a divergent record as imported, after its content replaced that of the database.
pub async fn taken(conn: &mut AsyncPgConnection, organisation: i64, id: i64) -> QueryResult<()> {
    let mine = legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::id.eq(id));
    diesel::update(mine).set(legacy_records::state.eq("imported")).execute(conn).await.map(drop)
}
