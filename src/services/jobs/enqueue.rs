//! Adding jobs, in the caller's transaction: a job exists if and only if its cause was committed.

use crate::{
    domain::{
        ids::JobId,
        job::JobPayload,
        problem::{Conflict, Problem},
    },
    services::actor::Actor,
    store::{self, jobs::NewJob},
};
use diesel_async::AsyncPgConnection;
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// An unguessable token for one claim.
pub fn new_token() -> String {
    hex::encode(rand::random::<[u8; 12]>())
}

/// Adds a job of an organisation, or of the system; none if one of the same kind and unique key is pending. The caller
/// wakes the workers after the commit: `app.jobs.wake`.
pub async fn add<P: JobPayload>(
    conn: &mut AsyncPgConnection,
    organisation: Option<i64>,
    user: Option<i64>,
    payload: &P,
    now: OffsetDateTime,
) -> Result<Option<JobId>, Problem> {
    let job_id = JobId::random();
    Ok(insert(conn, organisation, user, payload, &job_id, now).await?.map(|_| job_id))
}

/// Adds a job that the caller itself runs from the start; returns its key and lease token. A conflict if one of the
/// same kind and unique key is pending.
pub async fn add_held<P: JobPayload>(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    payload: &P,
    now: OffsetDateTime,
    lease: Duration,
) -> Result<(i64, String), Problem> {
    let token = new_token();
    let key = insert(conn, Some(actor.organisation_id), actor.user_id, payload, &JobId::random(), now).await?;
    let key = key.ok_or(Problem::Conflict(Conflict::AlreadyRuns))?;
    store::jobs::claim_new_job(conn, key, &token, now, now + lease).await?;
    Ok((key, token))
}

async fn insert<P: JobPayload>(
    conn: &mut AsyncPgConnection,
    organisation_id: Option<i64>,
    user_id: Option<i64>,
    payload: &P,
    job_id: &JobId,
    now: OffsetDateTime,
) -> Result<Option<i64>, Problem> {
    let unique_key = payload.unique_key();
    let json = json!(payload);
    let job = NewJob {
        unique_key: unique_key.as_deref(),
        ..NewJob::new(P::KIND, organisation_id, user_id, (job_id, &json), now)
    };
    Ok(store::jobs::add(conn, &job).await?)
}
