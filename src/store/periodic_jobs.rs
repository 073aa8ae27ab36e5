//! The schedule of periodic jobs, shared by all instances.
//!
//! A conditional update claims a run, so each due time is taken once. All times are those of the database, because the
//! clocks of instances may differ. A claim is a lease that expires if the instance dies. Statements here commit
//! asynchronously: a lost commit only causes another run.

use super::schema::periodic_jobs;
use crate::domain::job::PeriodicOutcome;
use diesel::{
    prelude::*,
    sql_types::{Bool, Double, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Adds rows for new periodic jobs, due at once.
pub async fn ensure(conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<()> {
    let rows: Vec<_> = names.iter().map(|name| periodic_jobs::name.eq(*name)).collect();
    diesel::insert_into(periodic_jobs::table).values(rows).on_conflict_do_nothing().execute(conn).await.map(drop)
}

/// The names of periodic jobs that are due and not claimed.
pub async fn due(conn: &mut AsyncPgConnection) -> QueryResult<Vec<String>> {
    let free = periodic_jobs::lease_expires_at.is_null().or(periodic_jobs::lease_expires_at.le(diesel::dsl::now));
    let due = periodic_jobs::table.filter(periodic_jobs::next_run_at.le(diesel::dsl::now)).filter(free);
    due.order(periodic_jobs::next_run_at).select(periodic_jobs::name).load(conn).await
}

/// A CTE that turns off `synchronous_commit` for the statement that selects from it.
const QUICK: &str = "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)) ";

/// Claims a run for `lease_seconds`; false if it is claimed, or neither due nor `asked_for`.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    name: &str,
    token: &str,
    lease_seconds: f64,
    asked_for: bool,
) -> QueryResult<bool> {
    let claim = "UPDATE periodic_jobs SET lease_token = $2, lease_expires_at = now() + make_interval(secs => $3),
             last_started_at = now() FROM quick
         WHERE name = $1 AND (next_run_at <= now() OR $4) AND (lease_expires_at IS NULL OR lease_expires_at <= now())";
    let claimed = diesel::sql_query(format!("{QUICK}{claim}"))
        .bind::<Text, _>(name)
        .bind::<Text, _>(token)
        .bind::<Double, _>(lease_seconds)
        .bind::<Bool, _>(asked_for)
        .execute(conn)
        .await?;
    Ok(claimed == 1)
}

/// Extends the lease; false if it was lost.
pub async fn extend(conn: &mut AsyncPgConnection, name: &str, token: &str, lease_seconds: f64) -> QueryResult<bool> {
    let extend = "UPDATE periodic_jobs SET lease_expires_at = now() + make_interval(secs => $3) FROM quick
         WHERE name = $1 AND lease_token = $2";
    let extended = diesel::sql_query(format!("{QUICK}{extend}"))
        .bind::<Text, _>(name)
        .bind::<Text, _>(token)
        .bind::<Double, _>(lease_seconds)
        .execute(conn)
        .await?;
    Ok(extended == 1)
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The number of items that were processed.
    Done(i64),
    Failed(String),
}

/// Records the result of a run; the next one is due in `every_seconds`. False if the lease was lost.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    name: &str,
    token: &str,
    outcome: &Outcome,
    every_seconds: f64,
) -> QueryResult<bool> {
    let (word, error, count) = match outcome {
        Outcome::Done(count) => (PeriodicOutcome::Done, None, Some(*count)),
        Outcome::Failed(error) => (PeriodicOutcome::Failed, Some(error.as_str()), None),
    };
    let finish = "UPDATE periodic_jobs SET lease_token = NULL, lease_expires_at = NULL, last_finished_at = now(),
             last_outcome = $3, last_error = $4, last_count = $5, next_run_at = now() + make_interval(secs => $6)
         FROM quick WHERE name = $1 AND lease_token = $2";
    let finished = diesel::sql_query(format!("{QUICK}{finish}"))
        .bind::<Text, _>(name)
        .bind::<Text, _>(token)
        .bind::<Text, _>(word)
        .bind::<Nullable<Text>, _>(error)
        .bind::<Nullable<Int8>, _>(count)
        .bind::<Double, _>(every_seconds)
        .execute(conn)
        .await?;
    Ok(finished == 1)
}

/// Releases a claim; the job stays due.
pub async fn release(conn: &mut AsyncPgConnection, name: &str, token: &str) -> QueryResult<()> {
    let claimed = periodic_jobs::table.find(name).filter(periodic_jobs::lease_token.eq(token));
    let free =
        (periodic_jobs::lease_token.eq(None::<String>), periodic_jobs::lease_expires_at.eq(None::<OffsetDateTime>));
    diesel::update(claimed).set(free).execute(conn).await.map(drop)
}

/// Makes a periodic job due at once; false if the name does not exist.
pub async fn make_due(conn: &mut AsyncPgConnection, name: &str) -> QueryResult<bool> {
    let due = diesel::update(periodic_jobs::table.find(name)).set(periodic_jobs::next_run_at.eq(diesel::dsl::now));
    Ok(due.execute(conn).await? == 1)
}

/// A periodic job for the list.
#[derive(Clone, Debug, Queryable)]
pub struct PeriodicRow {
    pub name: String,
    pub next_run_at: OffsetDateTime,
    pub is_running: bool,
    pub last_started_at: Option<OffsetDateTime>,
    pub last_finished_at: Option<OffsetDateTime>,
    pub last_outcome: Option<PeriodicOutcome>,
    pub last_error: Option<String>,
    pub last_count: Option<i64>,
}

/// All periodic jobs by name.
pub async fn all(conn: &mut AsyncPgConnection) -> QueryResult<Vec<PeriodicRow>> {
    periodic_jobs::table
        .order(periodic_jobs::name)
        .select((
            periodic_jobs::name,
            periodic_jobs::next_run_at,
            periodic_jobs::lease_token.is_not_null(),
            periodic_jobs::last_started_at,
            periodic_jobs::last_finished_at,
            periodic_jobs::last_outcome,
            periodic_jobs::last_error,
            periodic_jobs::last_count,
        ))
        .load(conn)
        .await
}
