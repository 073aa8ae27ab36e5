//! Work that is due: claimed in one short statement, held by a token, given back or finished.
//!
//! `run_after` is the lease as well: a claim pushes it into the future, a heartbeat pushes it on, and a row whose
//! holder died becomes due by itself. Every change names the token, so a holder who lost the lease changes nothing.

use super::schema::{due_work, migration_phases, submissions};
use crate::domain::{ids::SubmissionId, job::Failure, submission::Status};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

/// Makes work due; answers the phase of the submission's module, none if it has no row. The phase is asked here for two
/// reasons: it costs no round trip, and the transaction has written before, so that whoever changes the phase can wait
/// for its end. Takes a shared connection, so that it can be sent together with another statement.
pub async fn add(
    mut conn: &AsyncPgConnection,
    organisation: i64,
    module: &str,
    job: &str,
    submission: i64,
    payload: &Value,
    now: OffsetDateTime,
) -> QueryResult<Option<String>> {
    let phase = migration_phases::table
        .filter(migration_phases::organisation_id.eq(organisation))
        .filter(migration_phases::module.eq(module))
        .select(migration_phases::phase);
    diesel::insert_into(due_work::table)
        .values((
            due_work::organisation_id.eq(organisation),
            due_work::job_id.eq(job),
            due_work::submission_id.eq(submission),
            due_work::payload.eq(payload),
            due_work::run_after.eq(now),
            due_work::created_at.eq(now),
        ))
        .returning(phase.single_value())
        .get_result(&mut conn)
        .await
}

/// The same, unless the job has a row already; false if it has.
pub async fn add_unless_due(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    job: &str,
    submission: i64,
    payload: &Value,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let row = (
        due_work::organisation_id.eq(organisation),
        due_work::job_id.eq(job),
        due_work::submission_id.eq(submission),
        due_work::payload.eq(payload),
        due_work::run_after.eq(now),
        due_work::created_at.eq(now),
    );
    let added = diesel::insert_into(due_work::table)
        .values(row)
        .on_conflict(due_work::job_id)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// A row that somebody now works on.
#[derive(Debug, QueryableByName)]
pub struct Claimed {
    #[diesel(sql_type = sql_types::Int8)]
    pub id: i64,
    #[diesel(sql_type = sql_types::Int8)]
    pub organisation_id: i64,
    #[diesel(sql_type = sql_types::Text)]
    pub job_id: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub submission_id: Option<i64>,
    #[diesel(sql_type = sql_types::Jsonb)]
    pub payload: Value,
    /// This try included.
    #[diesel(sql_type = sql_types::Int4)]
    pub attempts: i32,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub created_at: OffsetDateTime,
}

/// Whether a row is due whose last holder never gave it back. A token that is still there has outlived its lease.
pub async fn abandoned_is_due(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<bool> {
    let due = due_work::table.filter(due_work::failed_at.is_null()).filter(due_work::run_after.le(now));
    diesel::select(diesel::dsl::exists(due.filter(due_work::lease_token.is_not_null()))).get_result(conn).await
}

/// Claims the row that has been due longest, for `lease`, and marks its submission as being worked on: one of those
/// whose last holder never gave them back, or one of the others.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    abandoned: bool,
    token: &str,
    now: OffsetDateTime,
    lease: Duration,
) -> QueryResult<Option<Claimed>> {
    diesel::sql_query(
        "WITH due AS (
             SELECT id FROM due_work
             WHERE failed_at IS NULL AND run_after <= $1 AND (lease_token IS NOT NULL) = $4
             ORDER BY run_after LIMIT 1 FOR UPDATE SKIP LOCKED
         ), claimed AS (
             UPDATE due_work w SET attempts = attempts + 1, run_after = $2, lease_token = $3 FROM due
             WHERE w.id = due.id
             RETURNING w.id, w.organisation_id, w.job_id, w.submission_id, w.payload, w.attempts, w.created_at
         ), marked AS (
             UPDATE submissions s SET status = 'processing', updated_at = $1, row_version = row_version + 1 FROM claimed
             WHERE s.id = claimed.submission_id AND s.status = 'pending'
         )
         SELECT * FROM claimed",
    )
    .bind::<sql_types::Timestamptz, _>(now)
    .bind::<sql_types::Timestamptz, _>(now + lease)
    .bind::<sql_types::Text, _>(token)
    .bind::<sql_types::Bool, _>(abandoned)
    .get_result(conn)
    .await
    .optional()
}

/// Holds a claim for longer; false if somebody else has it now.
pub async fn extend(conn: &mut AsyncPgConnection, id: i64, token: &str, until: OffsetDateTime) -> QueryResult<bool> {
    let mine = due_work::table.filter(due_work::id.eq(id)).filter(due_work::lease_token.eq(token));
    Ok(diesel::update(mine).set(due_work::run_after.eq(until)).execute(conn).await? == 1)
}

/// The work is done: the row goes, if it is still ours.
pub async fn finish(conn: &mut AsyncPgConnection, id: i64, token: &str) -> QueryResult<bool> {
    let mine = due_work::table.filter(due_work::id.eq(id)).filter(due_work::lease_token.eq(token));
    Ok(diesel::delete(mine).execute(conn).await? == 1)
}

/// Gives the row back, due again at `run_after`.
pub async fn give_back(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    run_after: OffsetDateTime,
) -> QueryResult<bool> {
    let mine = due_work::table.filter(due_work::id.eq(id)).filter(due_work::lease_token.eq(token));
    let back = (due_work::run_after.eq(run_after), due_work::lease_token.eq(None::<String>));
    Ok(diesel::update(mine).set(back).execute(conn).await? == 1)
}

/// Gives the row back as if it had not been claimed: the work was stopped from outside, which is nobody's fault.
pub async fn release(conn: &mut AsyncPgConnection, id: i64, token: &str, now: OffsetDateTime) -> QueryResult<bool> {
    let mine = due_work::table.filter(due_work::id.eq(id)).filter(due_work::lease_token.eq(token));
    let back = (
        due_work::run_after.eq(now),
        due_work::lease_token.eq(None::<String>),
        due_work::attempts.eq(due_work::attempts - 1),
    );
    Ok(diesel::update(mine).set(back).execute(conn).await? == 1)
}

/// No further tries: the row stays, with the reason, until somebody asks for another.
pub async fn fail(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    reason: &str,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let mine = due_work::table.filter(due_work::id.eq(id)).filter(due_work::lease_token.eq(token));
    let failed = (due_work::failed_at.eq(now), due_work::failure.eq(reason), due_work::lease_token.eq(None::<String>));
    Ok(diesel::update(mine).set(failed).execute(conn).await? == 1)
}

/// Makes a failed job due again, with fresh tries; false if it has not failed.
pub async fn retry(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    job: &str,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let failed = due_work::table
        .filter(due_work::organisation_id.eq(organisation))
        .filter(due_work::job_id.eq(job))
        .filter(due_work::failed_at.is_not_null());
    let due = (
        due_work::failed_at.eq(None::<OffsetDateTime>),
        due_work::failure.eq(None::<String>),
        due_work::attempts.eq(0),
        due_work::run_after.eq(now),
    );
    Ok(diesel::update(failed).set(due).execute(conn).await? == 1)
}

/// What the database knows of a job: everything but how far it is.
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

pub async fn job(conn: &mut AsyncPgConnection, organisation: i64, job: &str) -> QueryResult<Option<JobRow>> {
    submissions::table
        .left_join(due_work::table.on(due_work::job_id.eq(submissions::job_id)))
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::job_id.eq(job))
        .select((
            submissions::id,
            submissions::submission_id,
            submissions::status,
            submissions::created_at,
            submissions::updated_at,
            due_work::attempts.nullable(),
            due_work::failed_at.nullable(),
            due_work::failure.nullable(),
        ))
        .first(conn)
        .await
        .optional()
}
