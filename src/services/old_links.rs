//! What an address of the old app leads to now: its jobs, its reports by file name, its pictures.
//!
//! The database answers, never the old store itself: a file there may be of any type, and of any customer.

use super::{
    caller::Caller,
    links::{self, Download},
    queue,
};
use crate::{
    app::App,
    domain::{
        ids::{JobId, ModuleSlug, SubmissionId, UploadId},
        job::{Failure, JobState},
        lang::Lang,
        problem::{Problem, Thing},
        upload::FileType,
    },
    legacy::job::{OldJob, Outcome},
    store::{self, error::connection, pool::Connection},
};
use anyhow::anyhow;
use time::OffsetDateTime;

/// A job as somebody polls for it.
#[derive(Clone, Debug)]
pub struct Polled {
    pub job_id: JobId,
    pub submission_id: Option<SubmissionId>,
    pub module: Option<ModuleSlug>,
    pub state: JobState,
    pub progress: u8,
    /// Paths of the Excel and the PDF.
    pub reports: Option<(String, String)>,
    /// A sentence.
    pub error: Option<String>,
    pub created_at: Option<OffsetDateTime>,
    pub completed_at: Option<OffsetDateTime>,
}

/// How far a job is: one of ours, that of an imported submission, or one of which only the ledger knows.
pub async fn job(app: &App, caller: &Caller, id: &JobId, lang: Lang) -> Result<Polled, Problem> {
    match queue::status(app, caller, id).await {
        Ok(status) => {
            let mut conn = connection(&app.pool).await?;
            let status = status.told_in(lang);
            let submission = status.submission_id.as_str();
            let row = store::submissions::by_id(&mut conn, caller.organisation_id, submission).await?;
            let mut reports = status.results.map(|results| (results.excel_url, results.pdf_url));
            if reports.is_none() && status.state == JobState::Done {
                reports = old_names(&mut conn, caller, submission).await?;
            }
            Ok(Polled {
                job_id: status.job_id,
                submission_id: Some(status.submission_id),
                module: row.and_then(|row| row.module.parse().ok()),
                state: status.state,
                progress: status.progress,
                reports,
                error: status.error,
                created_at: Some(status.created_at),
                completed_at: status.completed_at,
            })
        }
        Err(Problem::NotFound(Thing::Job)) => from_ledger(app, caller, id, lang).await,
        Err(problem) => Err(problem),
    }
}

/// Where the reports of an imported submission were, if nothing has taken their place.
async fn old_names(conn: &mut Connection, caller: &Caller, about: &str) -> Result<Option<(String, String)>, Problem> {
    let facts = store::old_links::job_about(conn, caller.organisation_id, about).await?;
    Ok(facts.and_then(|facts| reports(&serde_json::from_value::<OldJob>(facts).ok()?)))
}

fn reports(job: &OldJob) -> Option<(String, String)> {
    let path = |kind: FileType| {
        let report = job.reports.iter().find(|report| report.format == kind)?;
        Some(format!("/generated/{}", links::percent_encode(&report.file_name)))
    };
    Some((path(FileType::ReportExcel)?, path(FileType::ReportPdf)?))
}

/// A job without a submission: that was set aside, or is not imported yet.
async fn from_ledger(app: &App, caller: &Caller, id: &JobId, lang: Lang) -> Result<Polled, Problem> {
    let mut conn = connection(&app.pool).await?;
    let row = store::old_links::job(&mut conn, caller.organisation_id, id.as_str()).await?;
    let (module, facts) = row.ok_or(Problem::NotFound(Thing::Job))?;
    let job: OldJob = serde_json::from_value(facts).map_err(|e| Problem::Internal(anyhow!("facts of {id}: {e}")))?;
    let (state, failure) = match job.outcome {
        Outcome::Done => (JobState::Done, None),
        // What it said names folders of a server that is no more.
        Outcome::Failed(_) | Outcome::Unknown(_) => (JobState::Failed, Some(Failure::Error)),
        Outcome::Unfinished => (JobState::Failed, Some(Failure::Crashed)),
    };
    Ok(Polled {
        job_id: id.clone(),
        reports: reports(&job).filter(|_| state == JobState::Done),
        submission_id: job.submission_id,
        module: job.module.or_else(|| module?.parse().ok()),
        state,
        progress: if state == JobState::Done { 100 } else { 0 },
        error: failure.map(|failure| failure.sentence(lang).to_owned()),
        created_at: job.created_at,
        completed_at: job.completed_at,
    })
}

/// What the file name of an old report leads to.
pub enum OldReport {
    File(Download),
    /// Its submission is here, the file is not.
    Submission(SubmissionId),
}

/// The report that an old link means. The old app overwrote reports of the same name and second, so a name that two
/// submissions share may be another customer's: it leads nowhere.
pub async fn report(app: &App, caller: &Caller, file_name: &str) -> Result<OldReport, Problem> {
    let gone = || Problem::NotFound(Thing::Link);
    let kind = match file_name.rsplit_once('.') {
        Some((_, "xlsx")) => FileType::ReportExcel,
        Some((_, "pdf")) => FileType::ReportPdf,
        _ => return Err(gone()),
    };
    // A zero byte is no text to the database, and stands in no name.
    if file_name.contains('\0') {
        return Err(gone());
    }
    let mut conn = connection(&app.pool).await?;
    let makers = store::old_links::makers(&mut conn, caller.organisation_id, file_name).await?;
    let [maker] = makers.as_slice() else { return Err(gone()) };
    let (Some(submission), Ok(id)) = (maker.submission, maker.about.parse()) else { return Err(gone()) };
    let linked = store::links::of_submission(&mut conn, caller.organisation_id, submission).await?;
    match linked.iter().find(|report| report.file_type == kind.as_str()) {
        Some(report) => links::open_link(app, caller, &mut conn, &report.link_id).await.map(OldReport::File),
        None => Ok(OldReport::Submission(id)),
    }
}

/// The picture that was made from a file of the old `uploads`, or the one that such a file was made from by us.
pub async fn picture(app: &App, caller: &Caller, name: &str) -> Result<UploadId, Problem> {
    let gone = || Problem::NotFound(Thing::Upload);
    if name.contains('\0') {
        return Err(gone());
    }
    if let Some(Ok(id)) = name.split('.').next().map(str::parse) {
        return Ok(id);
    }
    let mut conn = connection(&app.pool).await?;
    let found = store::old_links::picture(&mut conn, caller.organisation_id, name).await?;
    found.and_then(|id| id.parse().ok()).ok_or_else(gone)
}
