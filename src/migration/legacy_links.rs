//! What an address of the old app leads to now: its jobs, its reports by file name, its pictures.
//!
//! The database answers for files, never the old store itself: a file there may be of any type, and of any customer.

use crate::{
    app::App,
    domain::{
        ids::{JobId, ModuleSlug, SubmissionId, UploadId},
        job::{Failure, JobState, JobStatus},
        lang::Lang,
        problem::{Problem, Resource},
        upload::FileType,
    },
    files::OldStore,
    i18n::Texts,
    legacy::{
        document::Document,
        job::{OldJob, Outcome},
    },
    services::{
        actor::Actor,
        jobs,
        links::{self, Download},
    },
    store::{self, pool::Connection},
};
use anyhow::Context;
use time::OffsetDateTime;

/// The old app's job files have some 600 bytes.
const LARGEST_JOB: u64 = 256 * 1024;

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

/// How far a job is: one of ours, that of an imported submission, or one of which only its record tells.
///
/// While a phase falls back to the old store, a client may ask for a job that no run has looked at yet; its submission
/// is imported then, as if somebody had opened its page.
pub async fn job(app: &App, actor: &Actor, id: &JobId, lang: Lang) -> Result<Polled, Problem> {
    let texts = Texts::of(lang);
    match jobs::status(app, actor, id).await {
        Ok(status) => return known(app, actor, texts.job_status(status)).await,
        Err(Problem::NotFound(Resource::Job)) => {}
        Err(problem) => return Err(problem),
    }
    let old = match from_ledger(app, actor, id).await? {
        Some(old) => old,
        None => from_old_store(app, actor, id).await?.ok_or(Problem::NotFound(Resource::Job))?,
    };
    if let Some(submission) = &old.job.submission_id
        && app.legacy_store.import_missing(actor.organisation_id, submission).await?
        && let Ok(status) = jobs::status(app, actor, id).await
    {
        return known(app, actor, texts.job_status(status)).await;
    }
    if old.is_seen { Ok(told(old.job, texts)) } else { Err(Problem::NotFound(Resource::Job)) }
}

async fn known(app: &App, actor: &Actor, status: JobStatus) -> Result<Polled, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, actor.organisation_id, &status.submission_id).await?;
    let mut reports = status.results.map(|results| (results.excel_url, results.pdf_url));
    if reports.is_none() && status.state == JobState::Done {
        reports = old_names(&mut conn, actor, status.submission_id.as_str()).await?;
    }
    Ok(Polled {
        job_id: status.job_id,
        submission_id: Some(status.submission_id),
        module: row.map(|row| row.module),
        state: status.state,
        progress: status.progress,
        reports,
        error: status.error,
        created_at: Some(status.created_at),
        completed_at: status.completed_at,
    })
}

/// Where the reports of an imported submission were, if nothing has taken their place.
async fn old_names(conn: &mut Connection, actor: &Actor, about: &str) -> Result<Option<(String, String)>, Problem> {
    let facts = store::migration::old_links::job_about(conn, actor.organisation_id, about).await?;
    Ok(facts.and_then(|facts| reports(&serde_json::from_value::<OldJob>(facts).ok()?)))
}

fn reports(job: &OldJob) -> Option<(String, String)> {
    let path = |kind: FileType| {
        let report = job.reports.iter().find(|report| report.format == kind)?;
        Some(format!("/generated/{}", links::percent_encode(&report.file_name)))
    };
    Some((path(FileType::ReportExcel)?, path(FileType::ReportPdf)?))
}

/// What an old job said of itself.
struct LegacyJobStatus {
    job: OldJob,
    /// A run has looked at it. What only lies in a folder is nobody's yet.
    is_seen: bool,
}

/// A job without a submission: that was set aside, or is not imported yet.
async fn from_ledger(app: &App, actor: &Actor, id: &JobId) -> Result<Option<LegacyJobStatus>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let facts = store::migration::old_links::job(&mut conn, actor.organisation_id, id.as_str()).await?;
    // A job in quarantine has said nothing that could be read.
    let job = facts.and_then(|facts| serde_json::from_value(facts).ok());
    Ok(job.map(|job| LegacyJobStatus { job, is_seen: true }))
}

/// The file of a job, in the folder that belongs to the organisation of this server.
async fn from_old_store(app: &App, actor: &Actor, id: &JobId) -> Result<Option<LegacyJobStatus>, Problem> {
    if app.organisation_id() != Some(actor.organisation_id) {
        return Ok(None);
    }
    let (store, name) = (OldStore::at(&app.config.old_store), format!("{id}.json"));
    let reading = tokio::task::spawn_blocking(move || {
        let bytes = store.read_named("jobs", &name, LARGEST_JOB).ok()?;
        OldJob::read(&Document::parse(&bytes).ok()?).ok()
    });
    let job = reading.await.context("reading an old job stopped").map_err(Problem::Internal)?;
    Ok(job.map(|job| LegacyJobStatus { job, is_seen: false }))
}

fn told(job: OldJob, texts: Texts) -> Polled {
    let (state, failure) = match &job.outcome {
        Outcome::Done => (JobState::Done, None),
        // What it said names folders of a server that is no more.
        Outcome::Failed(_) | Outcome::Unknown(_) => (JobState::Failed, Some(Failure::Error)),
        Outcome::Unfinished => (JobState::Failed, Some(Failure::Crashed)),
    };
    Polled {
        reports: reports(&job).filter(|_| state == JobState::Done),
        job_id: job.job_id,
        submission_id: job.submission_id,
        module: job.module,
        state,
        progress: if state == JobState::Done { 100 } else { 0 },
        error: failure.map(|failure| texts.job_failure(failure)),
        created_at: job.created_at,
        completed_at: job.completed_at,
    }
}

/// What the file name of an old report leads to.
pub enum OldReport {
    File(Download),
    /// Its submission is here, the file is not.
    Submission(SubmissionId),
}

/// The report that an old link means. The old app overwrote reports of the same name and second, so a name that two
/// submissions share may be another customer's: it leads nowhere.
pub async fn report(app: &App, actor: &Actor, file_name: &str) -> Result<OldReport, Problem> {
    let gone = || Problem::NotFound(Resource::Link);
    let kind = match file_name.rsplit_once('.') {
        Some((_, "xlsx")) => FileType::ReportExcel,
        Some((_, "pdf")) => FileType::ReportPdf,
        _ => return Err(gone()),
    };
    // A zero byte is no text to the database, and stands in no name.
    if file_name.contains('\0') {
        return Err(gone());
    }
    let mut conn = actor.connection(&app.pool).await?;
    let makers = store::migration::old_links::makers(&mut conn, actor.organisation_id, file_name).await?;
    let [maker] = makers.as_slice() else { return Err(gone()) };
    let (Some(submission), Ok(id)) = (maker.submission, maker.about.parse()) else { return Err(gone()) };
    actor.must_reach(&mut conn, submission, Resource::Link).await?;
    let linked = store::links::of_submission(&mut conn, actor.organisation_id, submission).await?;
    match linked.iter().find(|report| report.file_type == kind) {
        Some(report) => links::open_link(app, actor, &mut conn, &report.link_id).await.map(OldReport::File),
        None => Ok(OldReport::Submission(id)),
    }
}

/// The picture that was made from a file of the old `uploads`, or the one that such a file was made from by us.
pub async fn picture(app: &App, actor: &Actor, name: &str) -> Result<UploadId, Problem> {
    let gone = || Problem::NotFound(Resource::Upload);
    if name.contains('\0') {
        return Err(gone());
    }
    if let Some(Ok(id)) = name.split('.').next().map(str::parse) {
        return Ok(id);
    }
    let mut conn = actor.connection(&app.pool).await?;
    store::migration::old_links::picture(&mut conn, actor.organisation_id, name).await?.ok_or_else(gone)
}
