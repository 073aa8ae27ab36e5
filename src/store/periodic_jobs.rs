//! When each periodic job ran and runs next, shared by all instances.
//!
//! A run is claimed by one conditional update, so a due time is taken once, whoever looks. Times are the database's:
//! instances need not agree on theirs. A claim is a lease: an instance that dies leaves it to run out. No statement here
//! waits for the disk, since losing one costs nothing but another run.

use super::schema::periodic_jobs;
use diesel::{
    prelude::*,
    sql_types::{Bool, Double, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Adds those that have no row yet, due at once.
pub async fn ensure(conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<()> {
    let rows: Vec<_> = names.iter().map(|name| periodic_jobs::name.eq(*name)).collect();
    diesel::insert_into(periodic_jobs::table).values(rows).on_conflict_do_nothing().execute(conn).await.map(drop)
}

/// The names of those that are due and not held.
pub async fn due(conn: &mut AsyncPgConnection) -> QueryResult<Vec<String>> {
    let free = periodic_jobs::lease_expires_at.is_null().or(periodic_jobs::lease_expires_at.le(diesel::dsl::now));
    let due = periodic_jobs::table.filter(periodic_jobs::next_run_at.le(diesel::dsl::now)).filter(free);
    due.order(periodic_jobs::next_run_at).select(periodic_jobs::name).load(conn).await
}

/// A statement that begins with this and reads from `quick` does not wait for the disk at its commit.
const QUICK: &str = "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)) ";

/// Claims a run for `lease_seconds`; false if it is held, or not due and not `asked_for`.
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

/// Holds a claim for longer; false if it was lost.
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

/// How a run went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// How many things it has dealt with.
    Done(i64),
    Failed(String),
}

/// Records how a run went and when the next one is due, `every_seconds` from now; false if the claim was lost.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    name: &str,
    token: &str,
    outcome: &Outcome,
    every_seconds: f64,
) -> QueryResult<bool> {
    let (word, error, count) = match outcome {
        Outcome::Done(count) => ("done", None, Some(*count)),
        Outcome::Failed(error) => ("failed", Some(error.as_str()), None),
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

/// Gives a claim back, due again at once.
pub async fn release(conn: &mut AsyncPgConnection, name: &str, token: &str) -> QueryResult<()> {
    let mine = periodic_jobs::table.find(name).filter(periodic_jobs::lease_token.eq(token));
    let free =
        (periodic_jobs::lease_token.eq(None::<String>), periodic_jobs::lease_expires_at.eq(None::<OffsetDateTime>));
    diesel::update(mine).set(free).execute(conn).await.map(drop)
}

/// Makes one due at once; false if there is none of this name.
pub async fn make_due(conn: &mut AsyncPgConnection, name: &str) -> QueryResult<bool> {
    let due = diesel::update(periodic_jobs::table.find(name)).set(periodic_jobs::next_run_at.eq(diesel::dsl::now));
    Ok(due.execute(conn).await? == 1)
}

/// One periodic job.
#[derive(Clone, Debug, Queryable)]
pub struct PeriodicRow {
    pub name: String,
    pub next_run_at: OffsetDateTime,
    pub is_running: bool,
    pub last_started_at: Option<OffsetDateTime>,
    pub last_finished_at: Option<OffsetDateTime>,
    pub last_outcome: Option<String>,
    pub last_error: Option<String>,
    pub last_count: Option<i64>,
}

/// All of them, by name.
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
