//! The queue: what is due, who works on it, how far it is. The only writer of job files.
//!
//! The database decides everything that matters: that work is due, who holds it, that it is done or failed. The job
//! file only adds how far it is, so that its loss costs nothing but a progress bar.

mod again;
mod status;

pub use again::{regenerate_report, retry};
pub use status::status;
pub(crate) use status::status_of;

use super::{actor::Actor, submissions::ReportLinks};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{JobId, PrivacyRequestId},
        job::{Failure, JobPayload, JobResults, JobState, JobStatus, MAX_ATTEMPTS, back_off},
        privacy::PrivacyState,
        problem::Problem,
        submission::Status,
    },
    store::{self, audit::NewAudit, error::cross_tenant_connection},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::OffsetDateTime;

/// An Excel and a PDF.
const REPORTS: usize = 2;

/// A job that this process works on, held by a token until it is finished, failed or lost.
pub struct Claim {
    pub(crate) id: i64,
    pub(crate) token: String,
    pub(crate) organisation_id: i64,
    pub(crate) submission: Option<i64>,
    pub job_id: JobId,
    pub payload: JobPayload,
    pub attempt: i32,
    created_at: OffsetDateTime,
    started_at: OffsetDateTime,
}

/// Which jobs are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobFilter {
    /// Those that were never begun, or were given back.
    Fresh,
    /// Those whose last holder fell silent. One of them may have killed it, and would kill whatever runs beside it.
    Abandoned,
}

/// Which jobs are to be looked at next.
pub async fn wanted(app: &App) -> Result<JobFilter, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let abandoned = store::due_work::abandoned_is_due(&mut conn, app.clock.now()).await?;
    Ok(if abandoned { JobFilter::Abandoned } else { JobFilter::Fresh })
}

/// Takes the job that has been due longest, if there is one. A job that has used up its tries, because its process
/// died each time, is failed here instead, and the next one is looked at.
pub async fn claim(app: &App, wanted: JobFilter) -> Result<Option<Claim>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    loop {
        let now = app.clock.now();
        let token = hex::encode(rand::random::<[u8; 12]>());
        let lease = time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30));
        let abandoned = wanted == JobFilter::Abandoned;
        let Some(row) = store::due_work::claim(&mut conn, abandoned, &token, now, lease).await? else {
            return Ok(None);
        };
        let claim = Claim {
            id: row.id,
            token,
            organisation_id: row.organisation_id,
            submission: row.submission_id,
            job_id: row.job_id.parse().map_err(|_| Problem::Internal(anyhow!("job {} has a bad id", row.id)))?,
            payload: serde_json::from_value(row.payload).map_err(|e| Problem::Internal(anyhow!(e)))?,
            attempt: row.attempts,
            created_at: row.created_at,
            started_at: now,
        };
        if row.attempts <= MAX_ATTEMPTS {
            fail::fail_point!("job.claimed");
            progress(app, &claim, 0);
            return Ok(Some(claim));
        }
        fail(app, &claim, Failure::Crashed).await?;
    }
}

/// Holds a claim for another lease; false if it was lost.
pub async fn extend(app: &App, claim: &Claim) -> Result<bool, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let lease = time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30));
    Ok(store::due_work::extend(&mut conn, claim.id, &claim.token, app.clock.now() + lease).await?)
}

/// Notes how far a job is. A file that cannot be written is no reason to stop the work.
pub(crate) fn progress(app: &App, claim: &Claim, percent: u8) {
    write_file(app, claim, JobState::Running, percent, None, None);
}

pub(crate) fn write_done(app: &App, claim: &Claim, links: Option<&ReportLinks>) {
    write_file(app, claim, JobState::Done, 100, links.map(status::results), None);
}

fn write_file(
    app: &App,
    claim: &Claim,
    state: JobState,
    progress: u8,
    results: Option<JobResults>,
    failure: Option<Failure>,
) {
    // Nobody polls for the others: their own page says how they stand.
    let JobPayload::MakeReport { submission_id } = &claim.payload else { return };
    let status = JobStatus {
        job_id: claim.job_id.clone(),
        submission_id: submission_id.clone(),
        state,
        progress,
        attempt: claim.attempt,
        results,
        failure,
        error: None,
        created_at: claim.created_at,
        started_at: Some(claim.started_at),
        completed_at: state.is_terminal().then(|| app.clock.now()),
    };
    if let Err(error) = app.files.write_job(&status) {
        tracing::warn!(job.id = %claim.job_id, %error, "cannot write the file of {}: {error}", claim.job_id);
    }
}

/// The work did not succeed: due again later, or failed for good after the last try.
pub async fn record_failure(app: &App, claim: &Claim, problem: &Problem) -> Result<(), Problem> {
    let failure = if matches!(problem, Problem::StorageFull(_)) { Failure::StorageFull } else { Failure::Error };
    if claim.attempt >= MAX_ATTEMPTS {
        return fail(app, claim, failure).await;
    }
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let run_after = app.clock.now() + back_off(claim.attempt);
    store::due_work::give_back(&mut conn, claim.id, &claim.token, run_after).await?;
    fail::fail_point!("job.given_back");
    Ok(())
}

/// The process stops: the work is due again at once, and the try does not count.
pub async fn release(app: &App, claim: &Claim) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    store::due_work::release(&mut conn, claim.id, &claim.token, app.clock.now()).await?;
    Ok(())
}

async fn fail(app: &App, claim: &Claim, failure: Failure) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let failed = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::due_work::fail(conn, claim.id, &claim.token, failure.as_str(), now).await? {
                return Ok(false);
            }
            if let Some(submission) = claim.submission {
                store::submissions::set_status(conn, claim.organisation_id, submission, Status::Failed, now).await?;
                store::migration::old_store_outbox::add_ended(conn, claim.organisation_id, submission, now).await?;
            }
            if let JobPayload::ExportPerson { request_id } | JobPayload::ErasePerson { request_id } = &claim.payload {
                return fail_request(app, conn, claim, request_id, failure, now).await;
            }
            let details = json!({ "job_id": claim.job_id, "reason": failure.as_str() });
            store::audit::add(conn, &audit(app, claim, AuditAction::ReportFailed, details, now)).await?;
            fail::fail_point!("job.failing");
            Ok(true)
        })
        .await?;
    if failed {
        fail::fail_point!("job.failed");
        if let JobPayload::ExportPerson { request_id } = &claim.payload {
            app.files.remove_export(request_id);
        }
        write_file(app, claim, JobState::Failed, 0, None, Some(failure));
    }
    Ok(())
}

/// A request about a person came to nothing, and can be made again.
async fn fail_request(
    app: &App,
    conn: &mut AsyncPgConnection,
    claim: &Claim,
    id: &PrivacyRequestId,
    failure: Failure,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let organisation = claim.organisation_id;
    if let Some(request) = store::privacy_requests::by_id(conn, organisation, id).await? {
        let failed = PrivacyState::Failed;
        store::privacy_requests::end(conn, organisation, request.id, failed, None, now).await?;
        let details = json!({ "request": id, "reason": failure.as_str() });
        let audit = Actor::system(app, organisation);
        let audit = audit.audit_of("user", Some(request.user_id), AuditAction::PersonRequestFailed, details, now);
        store::audit::add(conn, &audit).await?;
    }
    Ok(true)
}

/// An audit row that the app itself causes.
pub(crate) fn audit<'a>(
    app: &'a App,
    claim: &Claim,
    action: AuditAction,
    details: serde_json::Value,
    now: OffsetDateTime,
) -> NewAudit<'a> {
    NewAudit {
        organisation_id: claim.organisation_id,
        user_id: None,
        action,
        resource_type: "submission",
        resource_id: claim.submission,
        details,
        ip_address: None,
        user_agent: None,
        created_at: now,
        keys: &app.audit_keys,
    }
}
