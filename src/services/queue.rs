//! The queue: what is due, who works on it, how far it is. The only writer of job files.
//!
//! The database decides everything that matters: that work is due, who holds it, that it is done or failed. The job
//! file only adds how far it is, so that its loss costs nothing but a progress bar.

use super::{
    caller::Caller,
    submissions::{self, ReportLinks},
};
use crate::{
    app::App,
    domain::{
        ids::{JobId, PrivacyRequestId, SubmissionId},
        job::{Failure, JobPayload, JobResults, JobState, JobStatus, MAX_ATTEMPTS, back_off},
        lang::Lang,
        privacy::PrivacyState,
        problem::{Conflict, Problem, Thing},
        submission::Status,
    },
    store::{self, audit::NewAudit, due_work::JobRow, error::unwalled},
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
    pub(super) id: i64,
    pub(super) token: String,
    pub(super) organisation_id: i64,
    pub(super) submission: Option<i64>,
    pub job_id: JobId,
    pub payload: JobPayload,
    pub attempt: i32,
    created_at: OffsetDateTime,
    started_at: OffsetDateTime,
}

/// Which jobs are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that were never begun, or were given back.
    Fresh,
    /// Those whose last holder fell silent. One of them may have killed it, and would kill whatever runs beside it.
    Abandoned,
}

/// Which jobs are to be looked at next.
pub async fn wanted(app: &App) -> Result<Wanted, Problem> {
    let mut conn = unwalled(&app.pool).await?;
    let abandoned = store::due_work::abandoned_is_due(&mut conn, app.clock.now()).await?;
    Ok(if abandoned { Wanted::Abandoned } else { Wanted::Fresh })
}

/// Takes the job that has been due longest, if there is one. A job that has used up its tries, because its process
/// died each time, is failed here instead, and the next one is looked at.
pub async fn claim(app: &App, wanted: Wanted) -> Result<Option<Claim>, Problem> {
    let mut conn = unwalled(&app.pool).await?;
    loop {
        let now = app.clock.now();
        let token = hex::encode(rand::random::<[u8; 12]>());
        let lease = time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30));
        let abandoned = wanted == Wanted::Abandoned;
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
    let mut conn = unwalled(&app.pool).await?;
    let lease = time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30));
    Ok(store::due_work::extend(&mut conn, claim.id, &claim.token, app.clock.now() + lease).await?)
}

/// Notes how far a job is. A file that cannot be written is no reason to stop the work.
pub(super) fn progress(app: &App, claim: &Claim, percent: u8) {
    write_file(app, claim, JobState::Running, percent, None, None);
}

pub(super) fn write_done(app: &App, claim: &Claim, links: Option<&ReportLinks>) {
    write_file(app, claim, JobState::Done, 100, links.map(results), None);
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
    if let Err(error) = app.files.write_job(&status.told_in(Lang::default())) {
        tracing::warn!(job.id = %claim.job_id, %error, "cannot write the file of {}: {error}", claim.job_id);
    }
}

/// The work did not succeed: due again later, or failed for good after the last try.
pub async fn give_up_try(app: &App, claim: &Claim, problem: &Problem) -> Result<(), Problem> {
    let failure = if matches!(problem, Problem::StorageFull(_)) { Failure::StorageFull } else { Failure::Error };
    if claim.attempt >= MAX_ATTEMPTS {
        return fail(app, claim, failure).await;
    }
    let mut conn = unwalled(&app.pool).await?;
    let run_after = app.clock.now() + back_off(claim.attempt);
    store::due_work::give_back(&mut conn, claim.id, &claim.token, run_after).await?;
    fail::fail_point!("job.given_back");
    Ok(())
}

/// The process stops: the work is due again at once, and the try does not count.
pub async fn release(app: &App, claim: &Claim) -> Result<(), Problem> {
    let mut conn = unwalled(&app.pool).await?;
    store::due_work::release(&mut conn, claim.id, &claim.token, app.clock.now()).await?;
    Ok(())
}

async fn fail(app: &App, claim: &Claim, failure: Failure) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = unwalled(&app.pool).await?;
    let failed = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::due_work::fail(conn, claim.id, &claim.token, failure.as_str(), now).await? {
                return Ok(false);
            }
            if let Some(submission) = claim.submission {
                store::submissions::set_status(conn, claim.organisation_id, submission, Status::Failed.as_str(), now)
                    .await?;
                store::old_store_outbox::add_ended(conn, claim.organisation_id, submission, now).await?;
            }
            if let JobPayload::ExportPerson { request_id } | JobPayload::ErasePerson { request_id } = &claim.payload {
                return fail_request(app, conn, claim, request_id, failure, now).await;
            }
            let details = json!({ "job_id": claim.job_id, "reason": failure.as_str() });
            store::audit::add(conn, &audit(app, claim, "report.failed", details, now)).await?;
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
    if let Some(request) = store::privacy_requests::by_id(conn, organisation, id.as_str()).await? {
        let failed = PrivacyState::Failed.as_str();
        store::privacy_requests::end(conn, organisation, request.id, failed, None, now).await?;
        let details = json!({ "request": id, "reason": failure.as_str() });
        let audit = Caller::system(app, organisation);
        let audit = audit.audit_of("user", Some(request.user_id), "person.request_failed", details, now);
        store::audit::add(conn, &audit).await?;
    }
    Ok(true)
}

/// An audit row that the app itself causes.
pub(super) fn audit<'a>(
    app: &'a App,
    claim: &Claim,
    action: &'a str,
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

/// How far a job is, without words yet ([`JobStatus::told_in`]). Answers from the database if its file is gone.
pub async fn status(app: &App, caller: &Caller, id: &JobId) -> Result<JobStatus, Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    let row = store::due_work::job(&mut conn, caller.organisation_id, id.as_str())
        .await?
        .ok_or(Problem::NotFound(Thing::Job))?;
    caller.must_reach(&mut conn, row.submission_key, Thing::Job).await?;
    let links = match row.status.as_str() {
        "completed" => submissions::links_of(app, &mut conn, caller.organisation_id, &row.submission_id).await?,
        _ => None,
    };
    status_of(app, id, &row, links.as_ref())
}

pub(super) fn status_of(
    app: &App,
    id: &JobId,
    row: &JobRow,
    links: Option<&ReportLinks>,
) -> Result<JobStatus, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("job {id}: {what}"));
    let submission_id: SubmissionId = row.submission_id.parse().map_err(|_| bad("bad submission id"))?;
    let status = Status::parse(&row.status).ok_or_else(|| bad("unknown status"))?;
    // A file of an earlier try says nothing about this one.
    let file = app.files.read_job(id).filter(|file| row.attempts.is_none_or(|attempt| file.attempt >= attempt));
    let base = JobStatus {
        job_id: id.clone(),
        submission_id,
        state: JobState::Started,
        progress: 0,
        attempt: row.attempts.unwrap_or(1).max(1),
        results: None,
        failure: None,
        error: None,
        created_at: row.created_at,
        started_at: file.as_ref().and_then(|f| f.started_at),
        completed_at: None,
    };
    Ok(match status {
        Status::Completed => JobStatus {
            state: JobState::Done,
            progress: 100,
            results: links.map(results),
            completed_at: Some(row.updated_at),
            ..base
        },
        Status::Failed if row.failed_at.is_some() => JobStatus {
            state: JobState::Failed,
            failure: Some(row.failure.as_deref().and_then(Failure::parse).unwrap_or(Failure::Error)),
            completed_at: row.failed_at,
            ..base
        },
        Status::Processing => JobStatus {
            state: JobState::Running,
            // The row is read before the file: the file may say by now that all is done, and then it nearly is.
            progress: file.filter(|f| f.state != JobState::Failed).map_or(0, |f| f.progress.min(99)),
            ..base
        },
        Status::Pending | Status::Failed => base,
    })
}

fn results(links: &ReportLinks) -> JobResults {
    JobResults { excel_url: links.excel_url.clone(), pdf_url: links.pdf_url.clone() }
}

/// Makes the reports of a submission that lacks one: of an old record whose reports were not found. A second click
/// finds the work due, or the reports there, and changes nothing.
pub async fn make_again(app: &App, caller: &Caller, id: &SubmissionId) -> Result<JobId, Problem> {
    let now = app.clock.now();
    let mut conn = caller.connection(&app.pool).await?;
    let organisation = caller.organisation_id;
    let row = store::submissions::by_id(&mut conn, organisation, id.as_str())
        .await?
        .ok_or(Problem::NotFound(Thing::Submission))?;
    caller.must_reach(&mut conn, row.id, Thing::Submission).await?;
    let job: JobId = row.job_id.parse().map_err(|_| Problem::Internal(anyhow!("submission {id} has a bad job id")))?;
    if store::links::of_submission(&mut conn, organisation, row.id).await?.len() == REPORTS {
        return Ok(job);
    }
    let due = conn
        .transaction::<_, DbError, _>(async |conn| {
            let payload = json!(JobPayload::MakeReport { submission_id: id.clone() });
            let added =
                store::due_work::add_unless_due(conn, organisation, job.as_str(), row.id, &payload, now).await?;
            if !added && !store::due_work::retry(conn, organisation, job.as_str(), now).await? {
                return Ok(false);
            }
            let pending = Status::Pending.as_str();
            store::submissions::set_status(conn, organisation, row.id, pending, now).await?;
            let audit = caller.audit("report.requested", row.id, json!({ "job_id": job }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if due {
        app.work.notify_one();
    }
    Ok(job)
}

/// Makes a failed job due again.
pub async fn retry(app: &App, caller: &Caller, id: &JobId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = caller.connection(&app.pool).await?;
    let organisation = caller.organisation_id;
    let row = store::due_work::job(&mut conn, organisation, id.as_str()).await?.ok_or(Problem::NotFound(Thing::Job))?;
    caller.must_reach(&mut conn, row.submission_key, Thing::Job).await?;
    let due = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::due_work::retry(conn, organisation, id.as_str(), now).await? {
                return Ok(false);
            }
            let pending = Status::Pending.as_str();
            store::submissions::set_status(conn, organisation, row.submission_key, pending, now).await?;
            let audit = caller.audit("report.retried", row.submission_key, json!({ "job_id": id }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if !due {
        return Err(Problem::Conflict(Conflict::JobState));
    }
    app.work.notify_one();
    Ok(())
}
