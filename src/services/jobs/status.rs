//! The state and progress of a submission's job: from the database, with the progress from the job file.

use super::super::{actor::Actor, links};
use crate::{
    app::App,
    domain::{
        ids::JobId,
        job::{Failure, JobResults, JobState, JobStatus},
        problem::{Problem, Resource},
        report_links::ReportLinks,
        submission::Status,
    },
    store::{self, jobs::JobRow},
};

/// The state of a job as codes (`i18n::job` has the texts). Does not depend on the job file.
pub async fn status(app: &App, actor: &Actor, id: &JobId) -> Result<JobStatus, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::jobs::of_submission(&mut conn, actor.organisation_id, id.as_str())
        .await?
        .ok_or(Problem::NotFound(Resource::Job))?;
    actor.require_in_scope(&mut conn, row.submission_key, Resource::Job).await?;
    let links = match row.status {
        Status::Completed => links::links_of(app, &mut conn, actor.organisation_id, &row.submission_id).await?,
        _ => None,
    };
    Ok(status_of(app, id, &row, links.as_ref()))
}

pub(crate) fn status_of(app: &App, id: &JobId, row: &JobRow, links: Option<&ReportLinks>) -> JobStatus {
    // A file of an earlier attempt does not describe the current one.
    let file = app.files.read_job(id).filter(|file| row.attempts.is_none_or(|attempt| file.attempt >= attempt));
    let base = JobStatus {
        job_id: id.clone(),
        submission_id: row.submission_id.clone(),
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
    match row.status {
        Status::Completed => JobStatus {
            state: JobState::Done,
            progress: 100,
            results: links.map(results),
            completed_at: Some(row.updated_at),
            ..base
        },
        Status::Failed if row.failed_at.is_some() => JobStatus {
            state: JobState::Failed,
            failure: Some(row.failure.unwrap_or(Failure::Error)),
            completed_at: row.failed_at,
            ..base
        },
        Status::Processing => JobStatus {
            state: JobState::Running,
            // The row is read before the file, so the file may already say "done" for a job that the row shows as
            // running.
            progress: file.filter(|f| f.state != JobState::Failed).map_or(0, |f| f.progress.min(99)),
            ..base
        },
        Status::Pending | Status::Failed => base,
    }
}

fn results(links: &ReportLinks) -> JobResults {
    JobResults {
        excel_url: links.excel_url.clone(),
        pdf_url: links.pdf_url.clone(),
        photos_url: links.photos_url.clone(),
    }
}
