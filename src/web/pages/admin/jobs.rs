//! `/admin/jobs`: background jobs that run, are due or have failed, with their reason; and periodic jobs with their last
//! and next run. Every button is a form that works without scripts.

use super::Operator;
use crate::{
    domain::{
        ids::JobId,
        job::{Failure, Lane, PeriodicOutcome},
        problem::Problem,
        time_zone::TimeZone,
    },
    i18n::Texts,
    services::jobs::{self, JobView, JobViewState, PeriodicView},
    web::{
        context::AppState,
        error::ErrorResponse,
        params::IdParam,
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, post, response::Redirect};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub const ADDRESS: &str = "/admin/jobs";

const PENDING: i64 = 100;
const ENDED: i64 = 50;

#[derive(Template, WebTemplate)]
#[template(path = "admin/jobs.html")]
pub struct JobsPage {
    layout: Layout,
    texts: Texts,
    done: Option<&'static str>,
    pending: Vec<JobRow>,
    ended: Vec<JobRow>,
    /// The address of the page with older ones.
    older: Option<String>,
    is_first: bool,
    periodic: Vec<PeriodicRow>,
}

struct JobRow {
    id: String,
    kind: &'static str,
    state: &'static str,
    css: &'static str,
    at: Moment,
    attempt: String,
    progress: Option<String>,
    by: Option<String>,
    reason: Option<&'static str>,
    /// What the last failed try came to, with its cause.
    cause: Option<String>,
    is_retryable: bool,
    is_cancellable: bool,
}

struct PeriodicRow {
    name: String,
    title: String,
    is_running: bool,
    failed: bool,
    outcome: Option<String>,
    error: Option<String>,
    last: Option<Moment>,
    next: Moment,
}

/// What is shown.
pub struct JobsOverview {
    pub pending: Vec<JobView>,
    pub ended: Vec<JobView>,
    pub periodic: Vec<PeriodicView>,
}

#[get("/admin/jobs?<before>&<done>")]
pub async fn list(
    app: &AppState,
    operator: Operator,
    before: Option<&str>,
    done: Option<&str>,
) -> Result<JobsPage, ErrorResponse> {
    // What cannot be read is the newest page.
    let before = before.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    let overview = JobsOverview {
        pending: match before {
            None => jobs::pending(app, PENDING).await?,
            Some(_) => Vec::new(),
        },
        ended: jobs::ended(app, before, ENDED).await?,
        periodic: match before {
            None => jobs::periodic_jobs(app).await?,
            Some(_) => Vec::new(),
        },
    };
    Ok(JobsPage::new(&operator, overview, before, done))
}

#[post("/admin/jobs/<id>/retry")]
pub async fn retry(app: &AppState, operator: Operator, id: IdParam<JobId>) -> Result<Redirect, ErrorResponse> {
    answer(jobs::retry_any(app, &operator.context.actor, &id.0).await, "retried")
}

#[post("/admin/jobs/<id>/cancel")]
pub async fn cancel(app: &AppState, operator: Operator, id: IdParam<JobId>) -> Result<Redirect, ErrorResponse> {
    answer(jobs::cancel(app, &operator.context.actor, &id.0).await, "cancelled")
}

#[post("/admin/jobs/periodic/<name>/run")]
pub async fn run_now(app: &AppState, operator: Operator, name: &str) -> Result<Redirect, ErrorResponse> {
    answer(jobs::run_now(app, &operator.context.actor, name).await, "run-now")
}

fn answer(result: Result<(), Problem>, done: &str) -> Result<Redirect, ErrorResponse> {
    result?;
    Ok(Redirect::to(format!("{ADDRESS}?done={done}")))
}

impl JobsPage {
    pub fn new(
        operator: &Operator,
        overview: JobsOverview,
        before: Option<OffsetDateTime>,
        done: Option<&str>,
    ) -> JobsPage {
        let (texts, zone) = (Texts::of(operator.context.lang), operator.context.zone);
        let older = overview.ended.last().filter(|_| overview.ended.len() as i64 >= ENDED).and_then(|job| {
            let at = job.ended_at?.format(&Rfc3339).ok()?;
            Some(format!("{ADDRESS}?before={}", rocket::http::RawStr::new(&at).percent_encode()))
        });
        JobsPage {
            layout: Layout::at(&operator.context, ADDRESS, Nav::Elsewhere, texts.t("background-jobs-title")),
            done: match done {
                Some("retried") => Some(texts.t("background-jobs-said-retried")),
                Some("cancelled") => Some(texts.t("background-jobs-said-cancelled")),
                Some("run-now") => Some(texts.t("background-jobs-said-run-now")),
                _ => None,
            },
            pending: overview.pending.iter().map(|job| JobRow::new(job, texts, zone)).collect(),
            ended: overview.ended.iter().map(|job| JobRow::new(job, texts, zone)).collect(),
            older,
            is_first: before.is_none(),
            periodic: overview.periodic.into_iter().map(|job| PeriodicRow::new(job, texts, zone)).collect(),
            texts,
        }
    }
}

impl JobRow {
    fn new(job: &JobView, texts: Texts, zone: TimeZone) -> JobRow {
        let (state, css) = match &job.state {
            JobViewState::Waiting => (texts.t("background-jobs-state-waiting"), "pending"),
            JobViewState::Running => (texts.t("background-jobs-state-running"), "running"),
            JobViewState::Paused => (texts.t("background-jobs-state-paused"), "pending"),
            JobViewState::Done => (texts.t("background-jobs-state-done"), "completed"),
            JobViewState::Failed(_) => (texts.t("background-jobs-state-failed"), "failed"),
        };
        let at = match job.state {
            JobViewState::Running => job.claimed_at.unwrap_or(job.created_at),
            JobViewState::Waiting => job.run_after,
            _ => job.ended_at.unwrap_or(job.created_at),
        };
        let of = |number: i32| i64::from(number).into();
        JobRow {
            id: job.job_id.to_string(),
            kind: labels::job_kind(texts, job.kind),
            state,
            css,
            at: texts.moment(zone.at(at)),
            attempt: texts
                .with("background-jobs-attempt-of", &[("attempt", of(job.attempts)), ("of", of(job.max_attempts))]),
            progress: job.progress.map(|(done, all)| {
                let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX).into();
                texts.with("background-jobs-progress", &[("done", number(done)), ("all", number(all))])
            }),
            by: job.started_by.clone(),
            reason: match job.state {
                JobViewState::Failed(failure) => Some(reason(failure, texts)),
                _ => None,
            },
            cause: job.error.as_deref().map(|error| texts.stored_problem(error)),
            is_retryable: job.is_retryable(),
            is_cancellable: job.is_pending() && job.kind.lane() == Lane::Maintenance,
        }
    }
}

impl PeriodicRow {
    fn new(job: PeriodicView, texts: Texts, zone: TimeZone) -> PeriodicRow {
        let failed = job.last_outcome == Some(PeriodicOutcome::Failed);
        let done = || texts.with("background-jobs-handled", &[("count", job.last_count.unwrap_or_default().into())]);
        PeriodicRow {
            title: periodic(&job.name, texts).unwrap_or(&job.name).to_owned(),
            is_running: job.is_running,
            failed,
            outcome: job.last_outcome.as_ref().map(|_| match failed {
                true => texts.t("background-jobs-state-failed").to_owned(),
                false => done(),
            }),
            error: job.last_error.as_deref().map(|error| texts.stored_problem(error)),
            last: job.last_started_at.map(|at| texts.moment(zone.at(at))),
            next: texts.moment(zone.at(job.next_run_at)),
            name: job.name,
        }
    }
}

fn reason(failure: Failure, texts: Texts) -> &'static str {
    texts.t(match failure {
        Failure::Crashed => "background-jobs-failure-crashed",
        Failure::Error => "background-jobs-failure-error",
        Failure::StorageFull => "background-jobs-failure-storage-full",
        Failure::TimedOut => "background-jobs-failure-timed-out",
        Failure::Refused => "background-jobs-failure-refused",
        Failure::Cancelled => "background-jobs-failure-cancelled",
        Failure::Expired => "background-jobs-failure-expired",
    })
}

/// What a periodic job is called; one of another version of the program is called by its name.
fn periodic(name: &str, texts: Texts) -> Option<&'static str> {
    Some(texts.t(match name {
        "absences.past" => "background-jobs-absences-past",
        "audit.partitions" => "background-jobs-audit-partitions",
        "audit.seals" => "background-jobs-audit-seals",
        "drafts.old" => "background-jobs-drafts-old",
        "job_files.old" => "background-jobs-job-files-old",
        "jobs.ended" => "background-jobs-jobs-ended",
        "legacy_store.write" => "background-jobs-legacy-store-write",
        "notifications.at_once" => "background-jobs-notifications-at-once",
        "notifications.digest" => "background-jobs-notifications-digest",
        "notifications.due" => "background-jobs-notifications-due",
        "notifications.old" => "background-jobs-notifications-old",
        "notifications.stages" => "background-jobs-notifications-stages",
        "webhooks.deliver" => "background-jobs-webhooks-deliver",
        "webhooks.old" => "background-jobs-webhooks-old",
        "one_time_links.ended" => "background-jobs-one-time-links-ended",
        "pending_submissions.refused" => "background-jobs-pending-submissions-refused",
        "privacy_exports.expired" => "background-jobs-privacy-exports-expired",
        "orphans.recent" => "background-jobs-orphans-recent",
        "reports.orphaned" => "background-jobs-reports-orphaned",
        "sessions.expired" => "background-jobs-sessions-expired",
        "sign_in_throttles.old" => "background-jobs-sign-in-throttles-old",
        "submissions.retention" => "background-jobs-submissions-retention",
        "uploads.expired" => "background-jobs-uploads-expired",
        "uploads.orphaned" => "background-jobs-uploads-orphaned",
        _ => return None,
    }))
}
