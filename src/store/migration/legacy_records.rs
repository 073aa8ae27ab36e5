//! The ledger: every record that was read from a legacy store, with its state. A record without a row is pending.

use crate::store::schema::{legacy_records, legacy_sources};
use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// The state of a known record, without its content.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = legacy_records)]
pub struct KnownRecord {
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
) -> QueryResult<Vec<KnownRecord>> {
    legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::source_id.eq(source))
        .filter(legacy_records::name.eq_any(names))
        .select(KnownRecord::as_select())
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
#[derive(Clone, Debug, QueryableByName)]
pub struct Origin {
    #[diesel(sql_type = Text)]
    pub record_id: String,
    #[diesel(sql_type = Int8)]
    pub source_id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub sha256: Option<Vec<u8>>,
}

/// The records of the submissions with these ids. One that a correction has replaced is listed with the hash of the file
/// that was imported, too, so that a copy of it is still known.
pub async fn origins(conn: &mut AsyncPgConnection, organisation: i64, ids: &[&str]) -> QueryResult<Vec<Origin>> {
    diesel::sql_query(
        "SELECT record_id, source_id, name, sha256 FROM legacy_records
         WHERE organisation_id = $1 AND record_id = ANY ($2) AND kind = 'submission' AND state IN ('imported', 'written')
         UNION ALL
         SELECT r.record_id, r.source_id, r.name, v.sha256
         FROM legacy_records r JOIN legacy_record_versions v ON v.legacy_record_id = r.id AND v.is_origin
         WHERE r.organisation_id = $1 AND r.record_id = ANY ($2) AND r.kind = 'submission' AND r.state = 'written'",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Array<Text>, _>(ids)
    .load(conn)
    .await
}

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
pub(super) fn in_review_queue(organisation: i64) -> _ {
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
    let tenant_rows = legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::id.eq(id));
    Ok(tenant_rows.select(legacy_records::content).first(conn).await.optional()?.flatten())
}

/// A decision of a person.
pub struct ReviewDecision<'a> {
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
    decided: &ReviewDecision<'_>,
) -> QueryResult<bool> {
    let tenant_rows = legacy_records::table
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
        None => diesel::update(tenant_rows).set(columns).execute(conn).await?,
        Some(module) => {
            diesel::update(tenant_rows).set((columns, legacy_records::module.eq(module))).execute(conn).await?
        }
    };
    Ok(noted == 1)
}

/// Marks a divergent record as imported, after its content replaced that of the database. The facts state the columns
/// that the submission kept, because they do not follow from the record.
pub async fn mark_imported(conn: &mut AsyncPgConnection, organisation: i64, id: i64) -> QueryResult<()> {
    for statement in [
        "UPDATE legacy_records r SET state = 'imported', facts = r.facts || jsonb_build_object('taken',
             jsonb_build_object('created_at', s.created_at, 'created_at_source', s.created_at_source,
                 'submission_key', s.submission_key, 'job_id', s.job_id))
         FROM submissions s WHERE s.id = r.submission_id AND r.organisation_id = $1 AND r.id = $2",
        "UPDATE legacy_record_versions SET is_origin = false WHERE organisation_id = $1 AND legacy_record_id = $2",
    ] {
        diesel::sql_query(statement).bind::<Int8, _>(organisation).bind::<Int8, _>(id).execute(conn).await?;
    }
    Ok(())
}
