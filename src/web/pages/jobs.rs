//! `/jobs/<id>`: the state of a job, and retrying one that failed.

use super::Answer;
use crate::{
    domain::{
        ids::JobId,
        job::{JobResults, JobState, JobStatus},
    },
    i18n::Texts,
    services::jobs,
    web::{
        api::shapes::Job,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, post, response::Redirect, serde::json::Json};

#[derive(Template, WebTemplate)]
#[template(path = "jobs/show.html")]
pub struct JobPage {
    layout: Layout,
    job: JobView,
}

/// A job as its own page and the page of its submission show it.
pub struct JobView {
    pub id: String,
    pub submission_id: String,
    pub state: JobState,
    pub progress: u8,
    pub attempt: i32,
    pub error: Option<String>,
    pub results: Option<JobResults>,
    pub steps: [ReportStep; 3],
    /// Background jobs are paused on this server, so the job does not start.
    pub paused: bool,
}

/// A step of making the reports, with its state in words: colour alone is not accessible.
pub struct ReportStep {
    pub label: &'static str,
    pub word: &'static str,
    state: StepState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StepState {
    Done,
    Current,
    Pending,
    Failed,
}

impl ReportStep {
    pub fn css(&self) -> &'static str {
        match self.state {
            StepState::Done => "over",
            StepState::Current => "now",
            StepState::Pending => "ahead",
            StepState::Failed => "broken",
        }
    }

    pub fn current(&self) -> bool {
        matches!(self.state, StepState::Current | StepState::Failed)
    }
}

impl JobView {
    /// The same on a server whose background jobs are paused (`INJAAZ_JOBS=0`).
    pub fn paused_if(self, paused: bool) -> JobView {
        JobView { paused: paused && !self.state.is_terminal(), ..self }
    }

    /// It is done, and there are no reports: the legacy app made none, or a person settled their failure.
    pub fn without_reports(&self) -> bool {
        self.state == JobState::Done && self.results.is_none()
    }

    pub fn new(status: &JobStatus, texts: Texts) -> JobView {
        let step = |label, state| {
            let word = match state {
                StepState::Done => texts.t("job-step-done"),
                StepState::Current => texts.t("job-step-now"),
                StepState::Pending => "",
                StepState::Failed => texts.t("job-step-broken"),
            };
            ReportStep { label, word, state }
        };
        let (making, ready) = match status.state {
            JobState::Started | JobState::Running => (StepState::Current, StepState::Pending),
            JobState::Done => (StepState::Done, StepState::Done),
            JobState::Failed => (StepState::Failed, StepState::Pending),
        };
        JobView {
            id: status.job_id.to_string(),
            submission_id: status.submission_id.to_string(),
            state: status.state,
            progress: status.progress.min(100),
            attempt: status.attempt,
            error: status.error.clone(),
            results: status.results.clone(),
            steps: [
                step(texts.t("job-step-received"), StepState::Done),
                step(texts.t("job-step-making"), making),
                step(texts.t("job-step-ready"), ready),
            ],
            paused: false,
        }
    }
}

#[get("/jobs/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<JobId>,
) -> Result<Answer<Box<JobPage>, Job>, ErrorResponse> {
    let status = jobs::status(app, &context.actor, &id.0).await?;
    let status = Texts::of(context.lang).job_status(status);
    if context.wants_json {
        return Ok(Answer::Json(Json(Job::from(status))));
    }
    let page = JobPage::new(&context, &status);
    Ok(Answer::Page(Box::new(JobPage { job: page.job.paused_if(app.config.jobs == 0), ..page })))
}

impl JobPage {
    pub fn new(context: &RequestContext, status: &JobStatus) -> JobPage {
        let layout = Layout::new(context, Nav::Elsewhere, "");
        let job = JobView::new(status, layout.texts);
        JobPage { layout: Layout { title: layout.texts.t("job-title").to_owned(), ..layout }, job }
    }
}

/// Makes a failed report due again. The answer is the page on which to watch it.
#[post("/jobs/<id>/retry")]
pub async fn retry(app: &AppState, context: RequestContext, id: IdParam<JobId>) -> Result<Redirect, ErrorResponse> {
    jobs::retry(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("/jobs/{}", id.0)))
}
