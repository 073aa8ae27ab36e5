//! The phase of each module, its counters, and the history of changes.

use crate::store::schema::{migration_phases as phases, phase_changes as changes};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Bool, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// The phase of a module with its counters.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = phases)]
pub struct PhaseRow {
    pub module: String,
    pub phase: String,
    pub since: OffsetDateTime,
    pub shadow_reads: i64,
    pub differences: i64,
    pub fallbacks: i64,
    pub behind: bool,
    /// The request of one person to override closed gates, until another confirms it: reason, person and time.
    pub override_reason: Option<String>,
    pub override_by: Option<String>,
    pub override_at: Option<OffsetDateTime>,
}

pub async fn all(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<PhaseRow>> {
    phases::table.filter(phases::organisation_id.eq(organisation)).select(PhaseRow::as_select()).load(conn).await
}

pub async fn of(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<Option<PhaseRow>> {
    phases::table.find((organisation, module)).select(PhaseRow::as_select()).first(conn).await.optional()
}

/// Modules whose legacy store may lack submissions that are not in the outbox yet.
pub async fn incomplete_modules(conn: &mut AsyncPgConnection) -> QueryResult<Vec<(i64, String)>> {
    phases::table
        .filter(phases::behind)
        .order((phases::organisation_id, phases::module))
        .select((phases::organisation_id, phases::module))
        .load(conn)
        .await
}

/// Marks a module whose legacy store was found to lack submissions that are not in the outbox.
pub async fn mark_behind(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<()> {
    let row = phases::table.find((organisation, module)).filter(phases::behind.eq(false));
    diesel::update(row).set(phases::behind.eq(true)).execute(conn).await.map(drop)
}

pub async fn mark_complete(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<()> {
    let row = phases::table.find((organisation, module));
    diesel::update(row).set(phases::behind.eq(false)).execute(conn).await.map(drop)
}

/// A change of phase.
pub struct PhaseStep<'a> {
    pub organisation: i64,
    pub module: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    /// The legacy store lacks earlier submissions.
    pub behind: bool,
    pub at: OffsetDateTime,
}

/// Changes the phase if the module is still in `from`, and resets the counters. A module without a row is in the phase
/// `database`.
pub async fn change_phase(conn: &mut AsyncPgConnection, step: &PhaseStep<'_>) -> QueryResult<bool> {
    let new = (
        phases::organisation_id.eq(step.organisation),
        phases::module.eq(step.module),
        phases::phase.eq(step.from),
        phases::since.eq(step.at),
    );
    if step.from == "database" {
        diesel::insert_into(phases::table).values(new).on_conflict_do_nothing().execute(conn).await?;
    }
    let here = phases::table.find((step.organisation, step.module)).filter(phases::phase.eq(step.from));
    let there = (
        phases::phase.eq(step.to),
        phases::since.eq(step.at),
        phases::shadow_reads.eq(0),
        phases::differences.eq(0),
        phases::fallbacks.eq(0),
        phases::override_reason.eq(None::<String>),
        phases::override_by.eq(None::<String>),
        phases::override_at.eq(None::<OffsetDateTime>),
        phases::behind.eq(phases::behind.or(step.behind.into_sql::<Bool>())),
    );
    Ok(diesel::update(here).set(there).execute(conn).await? == 1)
}

/// Stores the request to override the gates of the present phase; false if the phase has changed.
pub async fn ask_override(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    phase: &str,
    (reason, by, at): (&str, &str, OffsetDateTime),
) -> QueryResult<bool> {
    let row = phases::table.find((organisation, module)).filter(phases::phase.eq(phase));
    let request = (phases::override_reason.eq(reason), phases::override_by.eq(by), phases::override_at.eq(at));
    Ok(diesel::update(row).set(request).execute(conn).await? == 1)
}

/// The counters of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    ShadowReads,
    Differences,
    Fallbacks,
}

pub async fn count(conn: &mut AsyncPgConnection, organisation: i64, module: &str, counter: Counter) -> QueryResult<()> {
    let row = phases::table.find((organisation, module));
    let add = |wanted| i64::from(wanted == counter);
    diesel::update(row)
        .set((
            phases::shadow_reads.eq(phases::shadow_reads + add(Counter::ShadowReads)),
            phases::differences.eq(phases::differences + add(Counter::Differences)),
            phases::fallbacks.eq(phases::fallbacks + add(Counter::Fallbacks)),
        ))
        .execute(conn)
        .await
        .map(drop)
}

#[derive(Insertable)]
#[diesel(table_name = changes)]
pub struct NewChange<'a> {
    pub organisation_id: i64,
    pub module: &'a str,
    pub from_phase: &'a str,
    pub to_phase: &'a str,
    pub changed_at: OffsetDateTime,
    pub changed_by: &'a str,
    pub reason: Option<&'a str>,
    pub overridden: bool,
    pub evidence: &'a Value,
    /// Who asked for an override that `changed_by` confirmed.
    pub asked_by: Option<&'a str>,
}

pub async fn record(conn: &mut AsyncPgConnection, change: &NewChange<'_>) -> QueryResult<()> {
    diesel::insert_into(changes::table).values(change).execute(conn).await.map(drop)
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct ChangeRow {
    pub module: String,
    pub from_phase: String,
    pub to_phase: String,
    pub changed_at: OffsetDateTime,
    pub changed_by: String,
    pub reason: Option<String>,
    pub overridden: bool,
    pub evidence: Value,
    pub asked_by: Option<String>,
}

/// The newest changes first.
pub async fn history(conn: &mut AsyncPgConnection, organisation: i64, limit: i64) -> QueryResult<Vec<ChangeRow>> {
    changes::table
        .filter(changes::organisation_id.eq(organisation))
        .order(changes::id.desc())
        .limit(limit)
        .select(ChangeRow::as_select())
        .load(conn)
        .await
}

/// A transaction id: every transaction that began to write before this call has a smaller one.
pub async fn moment(conn: &mut AsyncPgConnection) -> QueryResult<String> {
    diesel::select(sql::<Text>("pg_snapshot_xmax(pg_current_snapshot())::text")).get_result(conn).await
}

/// Whether every transaction that had begun to write at that moment has ended.
pub async fn is_past(conn: &mut AsyncPgConnection, moment: &str) -> QueryResult<bool> {
    let past = sql::<Bool>("pg_snapshot_xmin(pg_current_snapshot()) >= ").bind::<Text, _>(moment).sql("::xid8");
    diesel::select(past).get_result(conn).await
}
