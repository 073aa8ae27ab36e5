//! Jobs that somebody asks for: reports that are lacking, and those that could not be made.

use super::{super::actor::Actor, REPORTS};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{JobId, SubmissionId},
        job::JobPayload,
        problem::{Conflict, Problem, Resource},
        submission::Status,
    },
    store,
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

/// Makes the reports of a submission that lacks one: of an old record whose reports were not found. A second click
/// finds the work due, or the reports there, and changes nothing.
pub async fn regenerate_report(app: &App, actor: &Actor, id: &SubmissionId) -> Result<JobId, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let row =
        store::submissions::by_id(&mut conn, organisation, id).await?.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.must_reach(&mut conn, row.id, Resource::Submission).await?;
    let job = row.job_id;
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
            let pending = Status::Pending;
            store::submissions::set_status(conn, organisation, row.id, pending, now).await?;
            let audit = actor.audit(AuditAction::ReportRequested, row.id, json!({ "job_id": job }), now);
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
pub async fn retry(app: &App, actor: &Actor, id: &JobId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let row =
        store::due_work::job(&mut conn, organisation, id.as_str()).await?.ok_or(Problem::NotFound(Resource::Job))?;
    actor.must_reach(&mut conn, row.submission_key, Resource::Job).await?;
    let due = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::due_work::retry(conn, organisation, id.as_str(), now).await? {
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
    app.work.notify_one();
    Ok(())
}
