//! Addresses of the legacy app: its jobs, its reports by file name, its pictures.
//!
//! Files are served according to the database, never directly from the legacy store, because a file there can be of any
//! type and belong to any organisation.

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

/// Maximum size of a job file; those of the legacy app have about 600 bytes.
const LARGEST_JOB: u64 = 256 * 1024;

/// A job as polled by a client of the legacy app.
#[derive(Clone, Debug)]
pub struct LegacyJob {
    pub job_id: JobId,
    pub submission_id: Option<SubmissionId>,
    pub module: Option<ModuleSlug>,
    pub state: JobState,
    pub progress: u8,
    /// The addresses of the Excel and the PDF report.
    pub reports: Option<(String, String)>,
    /// A sentence in the language of the request.
    pub error: Option<String>,
    pub created_at: Option<OffsetDateTime>,
    pub completed_at: Option<OffsetDateTime>,
}

/// The status of a job: one of ours, one of an imported submission, or one that only its record describes.
///
/// In a phase that falls back to the legacy store, a client may ask for a job that no run has seen yet; its submission
/// is imported then, as by a request for its page.
pub async fn job(app: &App, actor: &Actor, id: &JobId, lang: Lang) -> Result<LegacyJob, Problem> {
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
    if old.job.module.as_ref().is_some_and(|module| !actor.reach.reaches_module(module)) {
        return Err(Problem::NotFound(Resource::Job));
    }
    if let Some(submission) = &old.job.submission_id
        && app.legacy_store.import_missing(actor.organisation_id, submission).await?
        && let Ok(status) = jobs::status(app, actor, id).await
    {
        return known(app, actor, texts.job_status(status)).await;
    }
    if old.is_seen { Ok(job_of_file(old.job, texts)) } else { Err(Problem::NotFound(Resource::Job)) }
}

async fn known(app: &App, actor: &Actor, status: JobStatus) -> Result<LegacyJob, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, actor.organisation_id, &status.submission_id).await?;
    let mut reports = status.results.map(|results| (results.excel_url, results.pdf_url));
    if reports.is_none() && status.state == JobState::Done {
        reports = old_names(&mut conn, actor, status.submission_id.as_str()).await?;
    }
    Ok(LegacyJob {
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

/// The old addresses of the reports of an imported submission, as long as no new ones exist.
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

/// The status that an old job file states.
struct LegacyJobStatus {
    job: OldJob,
    /// A run has seen it. A job that is only in the folder belongs to no organisation yet.
    is_seen: bool,
}

/// A job without a submission, because that was set aside or is not imported yet.
async fn from_ledger(app: &App, actor: &Actor, id: &JobId) -> Result<Option<LegacyJobStatus>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let facts = store::migration::old_links::job(&mut conn, actor.organisation_id, id.as_str()).await?;
    // A job in quarantine has no readable facts.
    let job = facts.and_then(|facts| serde_json::from_value(facts).ok());
    Ok(job.map(|job| LegacyJobStatus { job, is_seen: true }))
}

/// The job file in the legacy store, which belongs to the default organisation of the server.
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

fn job_of_file(job: OldJob, texts: Texts) -> LegacyJob {
    let (state, failure) = match &job.outcome {
        Outcome::Done => (JobState::Done, None),
        // The old error text may contain paths of the old server, so it is not shown.
        Outcome::Failed(_) | Outcome::Unknown(_) => (JobState::Failed, Some(Failure::Error)),
        Outcome::Unfinished => (JobState::Failed, Some(Failure::Crashed)),
    };
    LegacyJob {
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

/// The result for the file name of an old report.
pub enum OldReport {
    File(Download),
    /// The submission exists, the file does not.
    Submission(SubmissionId),
}

/// The report of an old link. The legacy app overwrote reports with the same name and second, so a name that two
/// submissions share may be another client's report: it is not found.
pub async fn report(app: &App, actor: &Actor, file_name: &str) -> Result<OldReport, Problem> {
    let gone = || Problem::NotFound(Resource::Link);
    let kind = match file_name.rsplit_once('.') {
        Some((_, "xlsx")) => FileType::ReportExcel,
        Some((_, "pdf")) => FileType::ReportPdf,
        _ => return Err(gone()),
    };
    // Postgres text cannot contain a NUL character, and neither can a file name.
    if file_name.contains('\0') {
        return Err(gone());
    }
    let mut conn = actor.connection(&app.pool).await?;
    let makers = store::migration::old_links::makers(&mut conn, actor.organisation_id, file_name).await?;
    let [maker] = makers.as_slice() else { return Err(gone()) };
    let (Some(submission), Ok(id)) = (maker.submission, maker.about.parse()) else { return Err(gone()) };
    actor.require_in_scope(&mut conn, submission, Resource::Link).await?;
    let linked = store::links::of_submission(&mut conn, actor.organisation_id, submission).await?;
    match linked.iter().find(|report| report.file_type == kind) {
        Some(report) => links::open_link(app, actor, &mut conn, &report.link_id).await.map(OldReport::File),
        None => Ok(OldReport::Submission(id)),
    }
}

/// The picture that was imported from a file of the old `uploads`, or from which this program wrote such a file.
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
