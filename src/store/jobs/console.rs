//! Jobs for administrators: lists, control signals to running jobs, and removal of the rows of ended jobs.

use crate::{
    domain::{
        ids::JobId,
        job::{Failure, JobControl, JobKind},
    },
    store::schema::{jobs, users},
};
use diesel::{
    prelude::*,
    sql_types::{Int8, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// A row of the list.
#[derive(Clone, Debug, Queryable)]
pub struct JobListRow {
    pub id: i64,
    pub job_id: JobId,
    pub organisation_id: Option<i64>,
    pub submission_id: Option<i64>,
    pub kind: JobKind,
    pub payload: Value,
    pub attempts: i32,
    pub max_attempts: i32,
    pub run_after: OffsetDateTime,
    /// A worker holds the lease until `run_after`.
    pub is_claimed: bool,
    pub claimed_at: Option<OffsetDateTime>,
    pub control: Option<JobControl>,
    pub progress_done: i64,
    pub progress_total: i64,
    /// The e-mail address of the user who started it.
    pub started_by: Option<String>,
    pub error: Option<String>,
    pub failed_at: Option<OffsetDateTime>,
    pub failure: Option<Failure>,
    pub finished_at: Option<OffsetDateTime>,
    pub result: Option<Value>,
    pub created_at: OffsetDateTime,
}

#[diesel::dsl::auto_type]
fn rows() -> _ {
    jobs::table.left_join(users::table.on(users::id.nullable().eq(jobs::user_id))).select((
        jobs::id,
        jobs::job_id,
        jobs::organisation_id,
        jobs::submission_id,
        jobs::kind,
        jobs::payload,
        jobs::attempts,
        jobs::max_attempts,
        jobs::run_after,
        jobs::lease_token.is_not_null(),
        jobs::claimed_at,
        jobs::control,
        jobs::progress_done,
        jobs::progress_total,
        users::email.nullable(),
        jobs::error,
        jobs::failed_at,
        jobs::failure,
        jobs::finished_at,
        jobs::result,
        jobs::created_at,
    ))
}

/// Pending and running jobs in the order of claiming. The tenant scope of the connection determines which: those of one
/// organisation, or all including jobs of the system.
pub async fn pending(conn: &mut AsyncPgConnection, limit: i64) -> QueryResult<Vec<JobListRow>> {
    rows()
        .filter(jobs::failed_at.is_null())
        .filter(jobs::finished_at.is_null())
        .order((jobs::priority, jobs::run_after))
        .limit(limit)
        .load(conn)
        .await
}

/// Jobs that ended before `before`, newest first.
pub async fn ended(
    conn: &mut AsyncPgConnection,
    before: Option<OffsetDateTime>,
    limit: i64,
) -> QueryResult<Vec<JobListRow>> {
    let over = rows().filter(jobs::ended_at.is_not_null()).into_boxed();
    let over = match before {
        Some(before) => over.filter(jobs::ended_at.lt(before)),
        None => over,
    };
    over.order(jobs::ended_at.desc()).limit(limit).load(conn).await
}

/// Jobs of an organisation and of these kinds in any state, newest first.
pub async fn of_kinds(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    kinds: &[&str],
    limit: i64,
) -> QueryResult<Vec<JobListRow>> {
    let tenant_rows = rows().filter(jobs::organisation_id.eq(organisation)).filter(jobs::kind.eq_any(kinds));
    tenant_rows.order(jobs::id.desc()).limit(limit).load(conn).await
}

/// One job, by its public id.
pub async fn row_by_job_id(conn: &mut AsyncPgConnection, job: &str) -> QueryResult<Option<JobListRow>> {
    rows().filter(jobs::job_id.eq(job)).first(conn).await.optional()
}

/// Cancels a job: a pending one fails at once, a running one gets a control signal. False if it has ended.
pub async fn cancel(conn: &mut AsyncPgConnection, id: i64, now: OffsetDateTime) -> QueryResult<bool> {
    let signalled = diesel::sql_query(
        "UPDATE jobs SET control = CASE WHEN lease_token IS NOT NULL THEN 'cancel' END,
             failed_at = CASE WHEN lease_token IS NULL THEN $2 END,
             failure = CASE WHEN lease_token IS NULL THEN 'cancelled' END
         WHERE id = $1 AND failed_at IS NULL AND finished_at IS NULL",
    )
    .bind::<Int8, _>(id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(signalled == 1)
}

/// A request for a job that is identified by kind and unique key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Do not claim it; a worker that holds it returns it.
    Pause,
    /// Continue; due at once if no worker holds it.
    Resume,
    /// A worker that holds it ends it; otherwise the row is deleted.
    End,
    /// The row is deleted although it is held: the holder is this process, which no longer works on it.
    Abandon,
}

/// Sends a signal to the pending job with this kind and unique key.
pub async fn signal(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    kind: &str,
    unique_key: &str,
    signal: Signal,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let pending = || {
        jobs::table
            .filter(jobs::organisation_id.eq(organisation))
            .filter(jobs::kind.eq(kind))
            .filter(jobs::unique_key.eq(unique_key))
            .filter(jobs::failed_at.is_null())
            .filter(jobs::finished_at.is_null())
    };
    match signal {
        Signal::Pause => diesel::update(pending()).set(jobs::control.eq(JobControl::Pause)).execute(conn).await?,
        Signal::Resume => {
            diesel::update(pending()).set(jobs::control.eq(None::<String>)).execute(conn).await?;
            let free = pending().filter(jobs::lease_token.is_null());
            diesel::update(free).set(jobs::run_after.eq(now)).execute(conn).await?
        }
        Signal::End => {
            diesel::delete(pending().filter(jobs::lease_token.is_null())).execute(conn).await?;
            diesel::update(pending()).set(jobs::control.eq(JobControl::Cancel)).execute(conn).await?
        }
        Signal::Abandon => diesel::delete(pending()).execute(conn).await?,
    };
    Ok(())
}

/// Deletes jobs that ended before a time: all finished ones, and failed ones of `kinds`. Returns their number.
pub async fn delete_ended(conn: &mut AsyncPgConnection, kinds: &[&str], before: OffsetDateTime) -> QueryResult<usize> {
    let over = jobs::table
        .filter(jobs::ended_at.lt(before))
        .filter(jobs::finished_at.is_not_null().or(jobs::kind.eq_any(kinds)));
    diesel::delete(over).execute(conn).await
}
