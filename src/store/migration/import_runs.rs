//! Runs of the importer: held by a lease, moved on by their holder, paused and stopped by people.

use crate::store::schema::{import_runs, legacy_sources};
use diesel::prelude::*;
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
    pub lease_token: Option<&'a str>,
    pub leased_until: Option<OffsetDateTime>,
    pub started_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, run: &NewRun<'_>) -> QueryResult<i64> {
    diesel::insert_into(import_runs::table).values(run).returning(import_runs::id).get_result(conn).await
}

/// A run as it stands in the table, with the place that it reads.
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
    let mine = rows().filter(import_runs::organisation_id.eq(organisation));
    mine.order(import_runs::id.desc()).limit(limit).load(conn).await
}

pub async fn by_id(conn: &mut AsyncPgConnection, organisation: i64, run: &str) -> QueryResult<Option<RunRow>> {
    let mine = rows().filter(import_runs::organisation_id.eq(organisation)).filter(import_runs::run_id.eq(run));
    mine.first(conn).await.optional()
}

/// Takes the oldest run that nobody works on, for as long as the lease.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    token: &str,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> QueryResult<Option<RunRow>> {
    let free = import_runs::leased_until.is_null().or(import_runs::leased_until.le(now));
    let due = import_runs::table
        .filter(import_runs::state.eq("running"))
        .filter(free)
        .order(import_runs::id)
        .select(import_runs::id)
        .for_update()
        .skip_locked()
        .first::<i64>(conn)
        .await
        .optional()?;
    let Some(due) = due else { return Ok(None) };
    diesel::update(import_runs::table.find(due))
        .set((import_runs::lease_token.eq(token), import_runs::leased_until.eq(until)))
        .execute(conn)
        .await?;
    rows().filter(import_runs::id.eq(due)).first(conn).await.map(Some)
}

/// How far a run is, as its holder notes it.
pub struct Progress<'a> {
    pub stage: &'a str,
    pub counts: &'a Value,
    pub now: OffsetDateTime,
    pub leased_until: OffsetDateTime,
}

/// Notes how far a run is and holds it for longer; answers its state and speed limit, which people may have changed,
/// and nothing if somebody else holds it now or it is over.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    run: i64,
    token: &str,
    progress: &Progress<'_>,
) -> QueryResult<Option<(String, Option<i32>)>> {
    diesel::update(held(run, token))
        .set((
            import_runs::stage.eq(progress.stage),
            import_runs::counts.eq(progress.counts),
            import_runs::updated_at.eq(progress.now),
            import_runs::leased_until.eq(progress.leased_until),
        ))
        .returning((import_runs::state, import_runs::files_per_second))
        .get_result(conn)
        .await
        .optional()
}

/// What people say to a run, if it is still held.
pub async fn state_of(conn: &mut AsyncPgConnection, run: i64, token: &str) -> QueryResult<Option<String>> {
    held(run, token).select(import_runs::state).first(conn).await.optional()
}

/// Holds a run for longer.
pub async fn extend(conn: &mut AsyncPgConnection, run: i64, token: &str, until: OffsetDateTime) -> QueryResult<()> {
    diesel::update(held(run, token)).set(import_runs::leased_until.eq(until)).execute(conn).await.map(drop)
}

/// Ends a run that is still held; false if it is not.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    run: i64,
    token: &str,
    state: &str,
    error: Option<&str>,
    progress: &Progress<'_>,
) -> QueryResult<bool> {
    let ended = diesel::update(held(run, token))
        .set((
            import_runs::state.eq(state),
            import_runs::error.eq(error),
            import_runs::stage.eq(progress.stage),
            import_runs::counts.eq(progress.counts),
            import_runs::updated_at.eq(progress.now),
            import_runs::finished_at.eq(progress.now),
            import_runs::lease_token.eq(None::<String>),
            import_runs::leased_until.eq(None::<OffsetDateTime>),
        ))
        .execute(conn)
        .await?;
    Ok(ended == 1)
}

/// Gives a run back, to be taken by whoever looks next.
pub async fn release(conn: &mut AsyncPgConnection, run: i64, token: &str) -> QueryResult<()> {
    let free = (import_runs::lease_token.eq(None::<String>), import_runs::leased_until.eq(None::<OffsetDateTime>));
    diesel::update(held(run, token)).set(free).execute(conn).await.map(drop)
}

#[diesel::dsl::auto_type]
fn held<'a>(run: i64, token: &'a str) -> _ {
    let mine = import_runs::table.filter(import_runs::id.eq(run)).filter(import_runs::lease_token.eq(token));
    mine.filter(import_runs::finished_at.is_null())
}

/// Moves a run of `from` to another state at somebody's word; answers its key, or nothing if it is not in `from`.
pub async fn set_state(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    run: &str,
    from: &[&str],
    to: &str,
    finished_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> QueryResult<Option<i64>> {
    let mine = import_runs::table
        .filter(import_runs::organisation_id.eq(organisation))
        .filter(import_runs::run_id.eq(run))
        .filter(import_runs::state.eq_any(from));
    diesel::update(mine)
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
    let mine = import_runs::table
        .filter(import_runs::organisation_id.eq(organisation))
        .filter(import_runs::run_id.eq(run))
        .filter(import_runs::finished_at.is_null());
    let throttled = diesel::update(mine).set(import_runs::files_per_second.eq(files_per_second));
    throttled.returning(import_runs::id).get_result(conn).await.optional()
}

/// How many transactions this database has seen, whoever made them.
pub async fn transactions(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    let query = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    diesel::select(diesel::dsl::sql::<diesel::sql_types::Int8>(&format!("({query})"))).get_result(conn).await
}

/// With what the newest run of a source was begun: how another store is read stands nowhere else.
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
