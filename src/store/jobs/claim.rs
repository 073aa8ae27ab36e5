//! Claims of jobs: which ones are due, and the lease of the worker that takes one.

use crate::{
    domain::{
        ids::JobId,
        job::{JobControl, JobKind},
    },
    store::{prepared_sql::prepared_sql, schema::jobs},
};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

/// Claims a job in the transaction that adds it, for a caller that starts work at once.
pub async fn claim_new_job(
    conn: &mut AsyncPgConnection,
    id: i64,
    token: &str,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> QueryResult<()> {
    let held = (
        jobs::lease_token.eq(token),
        jobs::run_after.eq(until),
        jobs::attempts.eq(jobs::attempts + 1),
        jobs::claimed_at.eq(now),
    );
    diesel::update(jobs::table.find(id)).set(held).execute(conn).await.map(drop)
}

/// A job that this process has claimed.
#[derive(Debug, QueryableByName)]
pub struct Claimed {
    #[diesel(sql_type = sql_types::Int8)]
    pub id: i64,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub organisation_id: Option<i64>,
    #[diesel(sql_type = sql_types::Text)]
    pub job_id: JobId,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: JobKind,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub submission_id: Option<i64>,
    #[diesel(sql_type = sql_types::Jsonb)]
    pub payload: Value,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub user_id: Option<i64>,
    /// Including this attempt.
    #[diesel(sql_type = sql_types::Int4)]
    pub attempts: i32,
    #[diesel(sql_type = sql_types::Int4)]
    pub max_attempts: i32,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub created_at: OffsetDateTime,
}

/// Jobs that can be claimed: pending, due, and not paused.
#[diesel::dsl::auto_type]
fn due<'a>(kinds: &'a [&'a str], now: OffsetDateTime) -> _ {
    let pending = jobs::table.filter(jobs::failed_at.is_null()).filter(jobs::finished_at.is_null());
    let paused: JobControl = JobControl::Pause;
    let due = pending.filter(jobs::run_after.le(now)).filter(jobs::control.is_distinct_from(paused));
    due.filter(jobs::kind.eq_any(kinds))
}

/// Whether a job of these kinds is due whose worker did not return it: it still has a token, and the lease has expired.
pub async fn abandoned_is_due(conn: &mut AsyncPgConnection, kinds: &[&str], now: OffsetDateTime) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(due(kinds, now).filter(jobs::lease_token.is_not_null()))).get_result(conn).await
}

/// Claims the most urgent job of these kinds for `lease` and sets its submission to `processing`. `abandoned`: only
/// jobs whose worker did not return them; otherwise only the others.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    kinds: &[&str],
    abandoned: bool,
    token: &str,
    now: OffsetDateTime,
    lease: Duration,
) -> QueryResult<Option<Claimed>> {
    prepared_sql(
        "WITH due AS (
             SELECT id FROM jobs
             WHERE failed_at IS NULL AND finished_at IS NULL AND run_after <= $1 AND (lease_token IS NOT NULL) = $4
                 AND kind = ANY ($5) AND control IS DISTINCT FROM 'pause'
             ORDER BY priority, run_after LIMIT 1 FOR UPDATE SKIP LOCKED
         ), claimed AS (
             UPDATE jobs j SET attempts = attempts + 1, run_after = $2, lease_token = $3, claimed_at = $1 FROM due
             WHERE j.id = due.id
             RETURNING j.id, j.organisation_id, j.job_id, j.kind, j.submission_id, j.payload, j.user_id, j.attempts,
                 j.max_attempts, j.created_at
         ), marked AS (
             UPDATE submissions s SET status = 'processing', updated_at = $1 FROM claimed
             WHERE s.id = claimed.submission_id AND s.status = 'pending'
         )
         SELECT * FROM claimed",
    )
    .bind::<sql_types::Timestamptz, _>(now)
    .bind::<sql_types::Timestamptz, _>(now + lease)
    .bind::<sql_types::Text, _>(token)
    .bind::<sql_types::Bool, _>(abandoned)
    .bind::<sql_types::Array<sql_types::Text>, _>(kinds)
    .get_result(conn)
    .await
    .optional()
}
