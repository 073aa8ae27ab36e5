//! Background jobs: claim, lease, retry, completion.
//!
//! `run_after` is also the end of the lease: a claim and each heartbeat set it into the future, so the row of a dead
//! worker becomes due by itself. Invariant: every change of a claimed row is conditional on its lease token, so a
//! worker that lost the lease changes nothing.

mod claim;
mod console;
pub mod counts;
pub mod emails;
pub mod running;

pub use claim::{Claimed, abandoned_is_due, claim, claim_new_job};
pub use console::{JobListRow, Signal, cancel, delete_ended, ended, of_kinds, pending, row_by_job_id, signal};

use super::schema::{jobs, migration_phases, submissions};
use crate::domain::{
    ids::{JobId, SubmissionId},
    job::{Failure, JobControl, JobKind},
    submission::Status,
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// A job to add.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = jobs, treat_none_as_default_value = false)]
pub struct NewJob<'a> {
    /// `None`: a job of the system.
    pub organisation_id: Option<i64>,
    pub job_id: &'a str,
    pub kind: &'a str,
    pub submission_id: Option<i64>,
    pub payload: &'a Value,
    /// For each organisation, kind and unique key, at most one job is pending.
    pub unique_key: Option<&'a str>,
    pub priority: i16,
    pub max_attempts: i32,
    /// The user who started it.
    pub user_id: Option<i64>,
    pub run_after: OffsetDateTime,
    pub created_at: OffsetDateTime,
}

impl<'a> NewJob<'a> {
    /// A job that belongs to no submission and has no unique key, due at once.
    pub fn new(
        kind: JobKind,
        organisation_id: Option<i64>,
        user_id: Option<i64>,
        (job_id, payload): (&'a JobId, &'a Value),
        now: OffsetDateTime,
    ) -> NewJob<'a> {
        NewJob {
            organisation_id,
            job_id: job_id.as_str(),
            kind: kind.as_str(),
            submission_id: None,
            payload,
            unique_key: None,
            priority: kind.priority(),
            max_attempts: kind.retry().max_attempts,
            user_id,
            run_after: now,
            created_at: now,
        }
    }
}

/// Adds a job and returns the phase of the module, `None` if it has no row. The phase is part of this statement because
/// that saves a round trip, and because the transaction has already written, so a change of the phase can wait for it.
/// Takes a shared connection, so that the statement can be pipelined with another one.
pub async fn add_of_submission(
    mut conn: &AsyncPgConnection,
    job: &NewJob<'_>,
    organisation: i64,
    module: &str,
) -> QueryResult<Option<String>> {
    let phase = migration_phases::table
        .filter(migration_phases::organisation_id.eq(organisation))
        .filter(migration_phases::module.eq(module))
        .select(migration_phases::phase);
    diesel::insert_into(jobs::table).values(job).returning(phase.single_value()).get_result(&mut conn).await
}

/// Adds a job and returns its key. `None` if the job id exists, or a job of the same kind and unique key is pending.
pub async fn add(conn: &mut AsyncPgConnection, job: &NewJob<'_>) -> QueryResult<Option<i64>> {
    let added = diesel::insert_into(jobs::table).values(job).on_conflict_do_nothing().returning(jobs::id);
    added.get_result(conn).await.optional()
}

/// The row of a claim, if its token is current.
#[diesel::dsl::auto_type]
fn claimed<'a>(id: i64, token: &'a str) -> _ {
    jobs::table.filter(jobs::id.eq(id)).filter(jobs::lease_token.eq(token))
}

/// Extends the lease and records progress. Returns the control signal; `None` if the lease was lost.
pub async fn extend(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    until: OffsetDateTime,
    (done, total): (i64, i64),
) -> QueryResult<Option<Option<JobControl>>> {
    diesel::update(claimed(id, token))
        .set((jobs::run_after.eq(until), jobs::progress_done.eq(done), jobs::progress_total.eq(total)))
        .returning(jobs::control)
        .get_result(conn)
        .await
        .optional()
}

/// The control signal of a claimed job; `None` if the lease was lost.
pub async fn control(conn: &mut AsyncPgConnection, id: i64, token: &str) -> QueryResult<Option<Option<JobControl>>> {
    claimed(id, token).select(jobs::control).first(conn).await.optional()
}

/// Deletes the row of a finished job whose result is recorded elsewhere; false if the lease was lost.
pub async fn finish(conn: &mut AsyncPgConnection, id: i64, token: &str) -> QueryResult<bool> {
    Ok(diesel::delete(claimed(id, token)).execute(conn).await? == 1)
}

/// Marks the job as finished and keeps the row with its result; false if the lease was lost.
pub async fn finish_with(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    result: &Value,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let finished = (
        jobs::finished_at.eq(now),
        jobs::result.eq(result),
        jobs::lease_token.eq(None::<String>),
        jobs::control.eq(None::<String>),
    );
    Ok(diesel::update(claimed(id, token)).set(finished).execute(conn).await? == 1)
}

/// Returns the job after a failed attempt: due again at `run_after`, with the error of the attempt.
pub async fn release_for_retry(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    error: &str,
    run_after: OffsetDateTime,
) -> QueryResult<bool> {
    let back = (jobs::run_after.eq(run_after), jobs::lease_token.eq(None::<String>), jobs::error.eq(error));
    Ok(diesel::update(claimed(id, token)).set(back).execute(conn).await? == 1)
}

/// Returns the job without counting the attempt, because the work was stopped from outside.
pub async fn release(conn: &mut AsyncPgConnection, id: i64, token: &str, now: OffsetDateTime) -> QueryResult<bool> {
    let back = (jobs::run_after.eq(now), jobs::lease_token.eq(None::<String>), jobs::attempts.eq(jobs::attempts - 1));
    Ok(diesel::update(claimed(id, token)).set(back).execute(conn).await? == 1)
}

/// Marks the job as failed. The row stays with its reason until it is retried.
pub async fn fail(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    (reason, error): (&str, Option<&str>),
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let failed = (
        jobs::failed_at.eq(now),
        jobs::failure.eq(reason),
        jobs::error.eq(error),
        jobs::lease_token.eq(None::<String>),
        jobs::control.eq(None::<String>),
    );
    Ok(diesel::update(claimed(id, token)).set(failed).execute(conn).await? == 1)
}

/// Makes a failed job due again and resets its attempts; false if it has not failed.
pub async fn retry(
    conn: &mut AsyncPgConnection,
    organisation: Option<i64>,
    job: &str,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let failed = jobs::table
        .filter(jobs::organisation_id.is_not_distinct_from(organisation))
        .filter(jobs::job_id.eq(job))
        .filter(jobs::failed_at.is_not_null());
    let due = (
        jobs::failed_at.eq(None::<OffsetDateTime>),
        jobs::failure.eq(None::<String>),
        jobs::error.eq(None::<String>),
        jobs::attempts.eq(0),
        jobs::run_after.eq(now),
    );
    Ok(diesel::update(failed).set(due).execute(conn).await? == 1)
}

/// The state of a submission's job in the database; its progress is in the job file.
#[derive(Debug, Queryable)]
pub struct JobRow {
    pub submission_key: i64,
    pub submission_id: SubmissionId,
    pub status: Status,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub attempts: Option<i32>,
    pub failed_at: Option<OffsetDateTime>,
    pub failure: Option<Failure>,
}

/// The job of a submission, by the job id that is stored with the submission.
pub async fn of_submission(conn: &mut AsyncPgConnection, organisation: i64, job: &str) -> QueryResult<Option<JobRow>> {
    submissions::table
        .left_join(jobs::table.on(jobs::job_id.eq(submissions::job_id)))
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::job_id.eq(job))
        .select((
            submissions::id,
            submissions::submission_id,
            submissions::status,
            submissions::created_at,
            submissions::updated_at,
            jobs::attempts.nullable(),
            jobs::failed_at.nullable(),
            jobs::failure.nullable(),
        ))
        .first(conn)
        .await
        .optional()
}
