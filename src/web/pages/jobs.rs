//! `/jobs/<id>`: how far a report is, and the button that tries again.

use super::Answer;
use crate::{
    domain::{
        ids::JobId,
        job::{JobResults, JobState, JobStatus},
    },
    services::jobs,
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
        view::{
            layout::{Layout, Nav},
            words::Words,
        },
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
    pub steps: [Step; 3],
}

/// A step on the way to the reports, with the word that says how it stands: colour alone would not.
pub struct Step {
    pub label: &'static str,
    pub word: &'static str,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Over,
    Now,
    Ahead,
    Broken,
}

impl Step {
    pub fn css(&self) -> &'static str {
        match self.standing {
            Standing::Over => "over",
            Standing::Now => "now",
            Standing::Ahead => "ahead",
            Standing::Broken => "broken",
        }
    }

    pub fn current(&self) -> bool {
        matches!(self.standing, Standing::Now | Standing::Broken)
    }
}

impl JobView {
    pub fn new(status: &JobStatus, words: &'static Words) -> JobView {
        let step = |label, standing| {
            let word = match standing {
                Standing::Over => words.job.step_done,
                Standing::Now => words.job.step_now,
                Standing::Ahead => "",
                Standing::Broken => words.job.step_broken,
            };
            Step { label, word, standing }
        };
        let (making, ready) = match status.state {
            JobState::Started | JobState::Running => (Standing::Now, Standing::Ahead),
            JobState::Done => (Standing::Over, Standing::Over),
            JobState::Failed => (Standing::Broken, Standing::Ahead),
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
                step(words.job.step_received, Standing::Over),
                step(words.job.step_making, making),
                step(words.job.step_ready, ready),
            ],
        }
    }
}

#[get("/jobs/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<JobId>,
) -> Result<Answer<Box<JobPage>, JobStatus>, Failed> {
    let status = jobs::status(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    let status = status.told_in(context.lang);
    if context.wants_json {
        return Ok(Answer::Json(Json(status)));
    }
    Ok(Answer::Page(Box::new(JobPage::new(&context, &status))))
}

impl JobPage {
    pub fn new(context: &RequestContext, status: &JobStatus) -> JobPage {
        let layout = Layout::new(context, Nav::Elsewhere, "");
        let job = JobView::new(status, layout.words);
        JobPage { layout: Layout { title: layout.words.job.title.to_owned(), ..layout }, job }
    }
}

/// Makes a failed report due again. The answer is the page on which to watch it.
#[post("/jobs/<id>/retry")]
pub async fn retry(app: &AppState, context: RequestContext, id: IdParam<JobId>) -> Result<Redirect, Failed> {
    jobs::retry(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(Redirect::to(format!("/jobs/{}", id.0)))
}
