//! Jobs that people start again or settle: missing reports, and failed jobs of submissions.

use super::super::{actor::Actor, stored_files};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{JobId, SubmissionId},
        job::{JobKind, Lane, MakeReport},
        problem::{Conflict, Problem, Resource},
        submission::Status,
        upload::Upload,
    },
    store::{self, jobs::NewJob, pool::Connection},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

/// An Excel and a PDF report.
const REPORTS: usize = 2;

/// Failed reports of imported submissions that one request settles.
const SETTLED_AT_ONCE: i64 = 500;

/// Makes the reports of a submission that lacks one, such as an imported record without report files, or whose reports
/// lack photos. A second call finds the job pending or the reports made, and changes nothing.
pub async fn regenerate_report(app: &App, actor: &Actor, id: &SubmissionId) -> Result<JobId, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let row =
        store::submissions::by_id(&mut conn, organisation, id).await?.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(&mut conn, row.id, Resource::Submission).await?;
    let job = row.job_id;
    if row.missing_files == 0 && has_reports(app, &mut conn, organisation, row.id).await? {
        return Ok(job);
    }
    let due = conn
        .transaction::<_, DbError, _>(async |conn| {
            let payload = json!(MakeReport { submission_id: id.clone() });
            let new = NewJob {
                submission_id: Some(row.id),
                ..NewJob::new(JobKind::MakeReport, Some(organisation), actor.user_id, (&job, &payload), now)
            };
            let added = store::jobs::add(conn, &new).await?.is_some();
            if !added && !store::jobs::retry(conn, Some(organisation), job.as_str(), now).await? {
                return Ok(false);
            }
            let pending = Status::Pending;
            store::submissions::set_status(conn, organisation, row.id, pending, now).await?;
            let audit = actor.audit(AuditAction::ReportRequested, row.id, json!({ "job_id": job }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if due {
        app.jobs.wake(Lane::Reports);
    }
    Ok(job)
}

/// Whether both reports were made, and their files are there.
async fn has_reports(app: &App, conn: &mut Connection, organisation: i64, submission: i64) -> Result<bool, Problem> {
    let files = store::uploads::of_submission(conn, organisation, submission).await?;
    let reports: Vec<Upload> =
        files.into_iter().map(Upload::from).filter(|upload| upload.file_type.is_report()).collect();
    Ok(reports.len() == REPORTS && stored_files::missing(&app.files, &reports).await?.is_empty())
}

/// Makes the failed job of a submission due again.
pub async fn retry(app: &App, actor: &Actor, id: &JobId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let row = store::jobs::of_submission(&mut conn, organisation, id.as_str())
        .await?
        .ok_or(Problem::NotFound(Resource::Job))?;
    actor.require_in_scope(&mut conn, row.submission_key, Resource::Job).await?;
    let due = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::jobs::retry(conn, Some(organisation), id.as_str(), now).await? {
                return Ok(false);
            }
            let pending = Status::Pending;
            store::submissions::set_status(conn, organisation, row.submission_key, pending, now).await?;
            let audit = actor.audit(AuditAction::ReportRetried, row.submission_key, json!({ "job_id": id }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if !due {
        return Err(Problem::Conflict(Conflict::JobState));
    }
    app.jobs.wake(Lane::Reports);
    Ok(())
}

/// Settles the failed reports of an imported submission: it stays without reports, and its failed job ends.
pub async fn settle_failed(app: &App, actor: &Actor, id: &SubmissionId) -> Result<(), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let saved = store::submissions::saved(&mut conn, actor.organisation_id, id).await?;
    let key = saved.ok_or(Problem::NotFound(Resource::Submission))?.id;
    actor.require_in_scope(&mut conn, key, Resource::Submission).await?;
    match settle(app, actor, &mut conn, key).await? {
        true => Ok(()),
        false => Err(Problem::Conflict(Conflict::JobState)),
    }
}

/// Settles the failed reports of all imported submissions within the actor's submission scope; returns their number.
pub async fn settle_failed_imported(app: &App, actor: &Actor) -> Result<usize, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let mut settled = 0;
    loop {
        let organisation = actor.organisation_id;
        let keys = store::submissions::failed_imported(&mut conn, organisation, &actor.reach, SETTLED_AT_ONCE).await?;
        let before = settled;
        for key in keys {
            settled += usize::from(settle(app, actor, &mut conn, key).await?);
        }
        if settled == before {
            return Ok(settled);
        }
    }
}

async fn settle(app: &App, actor: &Actor, conn: &mut Connection, key: i64) -> Result<bool, Problem> {
    let now = app.clock.now();
    let settled = conn
        .transaction::<_, DbError, _>(async |conn| {
            let Some(job) = store::submissions::settle_failed(conn, actor.organisation_id, key, now).await? else {
                return Ok(false);
            };
            let audit = actor.audit(AuditAction::ReportSettled, key, json!({ "job_id": job }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    Ok(settled)
}
