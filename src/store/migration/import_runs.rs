//! Import runs: advanced by the worker that holds the lease of their job, paused and stopped by people.

use crate::{
    domain::job::JobControl,
    store::schema::{import_runs, legacy_sources},
};
use diesel::{
    prelude::*,
    sql_types::{Int4, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

#[derive(Debug, Insertable)]
#[diesel(table_name = import_runs, treat_none_as_default_value = false)]
pub struct NewRun<'a> {
    pub run_id: &'a str,
    pub organisation_id: i64,
    pub source_id: i64,
    pub options: Value,
    pub state: &'a str,
    pub stage: &'a str,
    pub files_per_second: Option<i32>,
    pub started_by: &'a str,
    pub started_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, run: &NewRun<'_>) -> QueryResult<i64> {
    diesel::insert_into(import_runs::table).values(run).returning(import_runs::id).get_result(conn).await
}

/// A run with the place of its source.
#[derive(Clone, Debug, Queryable)]
pub struct RunRow {
    pub id: i64,
    pub run_id: String,
    pub organisation_id: i64,
    pub source_id: i64,
    pub place: String,
    pub options: Value,
    pub state: String,
    pub stage: String,
    pub counts: Value,
    pub files_per_second: Option<i32>,
    pub started_by: String,
    pub error: Option<String>,
    pub started_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
}

#[diesel::dsl::auto_type]
fn rows() -> _ {
    let place = legacy_sources::table.on(import_runs::source_id.eq(legacy_sources::id));
    import_runs::table.inner_join(place).select((
        import_runs::id,
        import_runs::run_id,
        import_runs::organisation_id,
        import_runs::source_id,
        legacy_sources::place,
        import_runs::options,
        import_runs::state,
        import_runs::stage,
        import_runs::counts,
        import_runs::files_per_second,
        import_runs::started_by,
        import_runs::error,
        import_runs::started_at,
        import_runs::finished_at,
    ))
}

/// The newest runs first.
pub async fn newest(conn: &mut AsyncPgConnection, organisation: i64, limit: i64) -> QueryResult<Vec<RunRow>> {
    let tenant_rows = rows().filter(import_runs::organisation_id.eq(organisation));
    tenant_rows.order(import_runs::id.desc()).limit(limit).load(conn).await
}

pub async fn by_id(conn: &mut AsyncPgConnection, organisation: i64, run: &str) -> QueryResult<Option<RunRow>> {
    let tenant_rows = rows().filter(import_runs::organisation_id.eq(organisation)).filter(import_runs::run_id.eq(run));
    tenant_rows.first(conn).await.optional()
}

/// The progress of a run.
pub struct Progress<'a> {
    pub stage: &'a str,
    pub counts: &'a Value,
    pub now: OffsetDateTime,
}

/// The claimed job of a run: its key and lease token.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    pub job: i64,
    pub token: &'a str,
}

#[derive(QueryableByName)]
struct Advanced {
    #[diesel(sql_type = Nullable<Text>)]
    control: Option<JobControl>,
    #[diesel(sql_type = Nullable<Int4>)]
    files_per_second: Option<i32>,
}

/// Records the progress of a run. Returns the control signal of its job and the current speed limit, which people can
/// change; `None` if the lease was lost or the run has ended. The row of the job stays locked until the end of the
/// transaction, so that no other worker can claim it before this transaction is visible.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    run: i64,
    lease: Lease<'_>,
    progress: &Progress<'_>,
) -> QueryResult<Option<(Option<JobControl>, Option<i32>)>> {
    let advanced: Option<Advanced> = diesel::sql_query(
        "WITH held AS (SELECT control FROM public.jobs WHERE id = $1 AND lease_token = $2 FOR UPDATE)
         UPDATE import_runs SET stage = $4, counts = $5, updated_at = $6 FROM held
         WHERE id = $3 AND finished_at IS NULL
         RETURNING held.control, files_per_second",
    )
    .bind::<Int8, _>(lease.job)
    .bind::<Text, _>(lease.token)
    .bind::<Int8, _>(run)
    .bind::<Text, _>(progress.stage)
    .bind::<Jsonb, _>(progress.counts)
    .bind::<Timestamptz, _>(progress.now)
    .get_result(conn)
    .await
    .optional()?;
    Ok(advanced.map(|row| (row.control, row.files_per_second)))
}

/// Ends a run; false if it has ended already. The caller ends its job before, in the same transaction.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    run: i64,
    state: &str,
    error: Option<&str>,
    progress: &Progress<'_>,
) -> QueryResult<bool> {
    let open = import_runs::table.filter(import_runs::id.eq(run)).filter(import_runs::finished_at.is_null());
    let ended = diesel::update(open)
        .set((
            import_runs::state.eq(state),
            import_runs::error.eq(error),
            import_runs::stage.eq(progress.stage),
            import_runs::counts.eq(progress.counts),
            import_runs::updated_at.eq(progress.now),
            import_runs::finished_at.eq(progress.now),
        ))
        .execute(conn)
        .await?;
    Ok(ended == 1)
}

/// Changes the state of a run on request of a person; returns its key, `None` if it is not in one of the states `from`.
pub async fn set_state(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    run: &str,
    from: &[&str],
    to: &str,
    finished_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> QueryResult<Option<i64>> {
    let tenant_rows = import_runs::table
        .filter(import_runs::organisation_id.eq(organisation))
        .filter(import_runs::run_id.eq(run))
        .filter(import_runs::state.eq_any(from));
    diesel::update(tenant_rows)
        .set((import_runs::state.eq(to), import_runs::finished_at.eq(finished_at), import_runs::updated_at.eq(now)))
        .returning(import_runs::id)
        .get_result(conn)
        .await
        .optional()
}

pub async fn throttle(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    run: &str,
    files_per_second: Option<i32>,
) -> QueryResult<Option<i64>> {
    let tenant_rows = import_runs::table
        .filter(import_runs::organisation_id.eq(organisation))
        .filter(import_runs::run_id.eq(run))
        .filter(import_runs::finished_at.is_null());
    let throttled = diesel::update(tenant_rows).set(import_runs::files_per_second.eq(files_per_second));
    throttled.returning(import_runs::id).get_result(conn).await.optional()
}

/// The number of transactions of this database, including those of other programs.
pub async fn transactions(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    let query = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    diesel::select(diesel::dsl::sql::<diesel::sql_types::Int8>(&format!("({query})"))).get_result(conn).await
}

/// The options of the newest run of a source. How to read a source is stored only there.
pub async fn newest_options(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
) -> QueryResult<Option<Value>> {
    import_runs::table
        .filter(import_runs::organisation_id.eq(organisation))
        .filter(import_runs::source_id.eq(source))
        .order(import_runs::id.desc())
        .select(import_runs::options)
        .first(conn)
        .await
        .optional()
}
