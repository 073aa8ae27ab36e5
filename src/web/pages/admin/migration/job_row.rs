//! A long job of the migration as the page shows it.

use super::names::title;
use crate::{
    domain::{job::JobKind, lang::Lang, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    migration::reasons,
    services::jobs::{JobView, JobViewState},
    web::view::{format::Moment, labels},
};

/// A job as the page prints it.
pub struct JobRow {
    /// Its place in the page.
    pub id: String,
    pub what: &'static str,
    pub about: String,
    pub word: &'static str,
    pub css: &'static str,
    pub runs: bool,
    pub progress: Option<(u64, u64, u8)>,
    pub by: String,
    pub started: Moment,
    pub error: Option<String>,
    /// What was skipped, and why.
    pub left: Vec<String>,
    pub left_about: &'static str,
}

impl JobRow {
    pub fn new(job: &JobView, forms: &Forms, lang: Lang, zone: TimeZone) -> JobRow {
        let texts = Texts::of(lang);
        let (word, css) = match &job.state {
            JobViewState::Waiting | JobViewState::Running | JobViewState::Paused => {
                (texts.t("migration-work-running"), "running")
            }
            JobViewState::Done => (texts.t("migration-work-done"), "completed"),
            JobViewState::Failed(_) => (texts.t("migration-work-failed"), "failed"),
        };
        let percent = |(done, all): (u64, u64)| (done, all, u8::try_from(done * 100 / all.max(1)).unwrap_or(100));
        let left = job.result.as_ref().and_then(|result| serde_json::from_value(result.get("left")?.clone()).ok());
        JobRow {
            id: job.job_id.to_string(),
            what: labels::job_kind(texts, job.kind),
            about: about(job, forms, lang),
            word,
            css,
            runs: job.is_pending(),
            progress: job.progress.map(percent),
            by: job.started_by.clone().unwrap_or_else(|| "console".to_owned()),
            started: texts.moment(zone.at(job.created_at)),
            left: left.unwrap_or_default(),
            left_about: match job.kind {
                JobKind::DecideMany => texts.t("review-many-left"),
                _ => texts.t("migration-work-unchanged"),
            },
            error: match job.state {
                JobViewState::Failed(_) => job.error.as_deref().map(|error| texts.stored_problem(error)),
                _ => None,
            },
        }
    }
}

/// What a job of the migration is about.
fn about(job: &JobView, forms: &Forms, lang: Lang) -> String {
    let texts = Texts::of(lang);
    match job.kind {
        JobKind::RemoveArchived | JobKind::RestoreArchived => {
            let archive = job.payload.get("archive").map(ToString::to_string).unwrap_or_default();
            texts.with("migration-archive-number", &[("number", archive.into())])
        }
        JobKind::DecideMany => {
            let reason = job.payload.pointer("/filter/reason").and_then(|reason| reason.as_str());
            reason.map_or_else(|| texts.t("review-title").to_owned(), |reason| reasons::sentence(reason, texts))
        }
        _ => match job.payload.get("module").and_then(|module| module.as_str()) {
            Some(module) => title(forms, module, lang),
            None => texts.t("migration-proof-everything").to_owned(),
        },
    }
}
