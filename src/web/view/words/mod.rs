//! Every word of the pages that is not part of a form: one struct, one constant for each language.
//!
//! A struct rather than a table of keys: a word that is missing in a language does not compile, and a word that no
//! page uses is found by searching for its name.

pub mod account;
pub mod api;
mod ar;
pub mod audit;
mod en;
pub mod factors;
pub mod links;
pub mod migration;
pub mod people;
pub mod public;

use crate::domain::{job::JobState, lang::Lang, submission::Status};

pub struct Words {
    pub common: Common,
    pub home: Home,
    pub form: Form,
    pub list: List,
    pub submission: Submission,
    pub imported: Imported,
    pub job: Job,
    pub refusal: Refusal,
    pub migration: migration::Migration,
    pub audit: audit::Audit,
    pub people: people::Words,
    pub public: public::Public,
    pub public_links: public::PublicLinks,
    pub moderation: public::Moderation,
    pub privacy: public::Privacy,
    pub account: account::Account,
    pub tokens: api::Tokens,
    pub api: api::Api,
    pub links: links::Links,
    pub factors: factors::Factors,
}

/// Header, footer and what several pages say.
pub struct Common {
    pub brand: &'static str,
    pub skip: &'static str,
    pub navigation: &'static str,
    pub start: &'static str,
    pub submissions: &'static str,
    /// The name of the other language, in that language.
    pub other_language: &'static str,
    /// Stands before the title of a page that refuses.
    pub error_prefix: &'static str,
    pub footer: &'static str,
    pub sign_in: &'static str,
    pub sign_out: &'static str,
    pub account: &'static str,
    /// Stands on every page of an organisation that is made up.
    pub demo: &'static str,
    pub site: &'static str,
    pub module: &'static str,
    pub status: &'static str,
    pub visit_date: &'static str,
    pub submitted_at: &'static str,
    pub reference: &'static str,
    pub items: &'static str,
    pub photos: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub not_answered: &'static str,
    pub status_pending: &'static str,
    pub status_processing: &'static str,
    pub status_completed: &'static str,
    pub status_failed: &'static str,
}

pub struct Home {
    pub title: &'static str,
    pub lead: &'static str,
    pub forms: &'static str,
    pub last_30_days: &'static str,
    pub at_a_glance: &'static str,
    pub in_progress: &'static str,
    pub failed: &'static str,
    pub recent: &'static str,
    pub none_yet: &'static str,
    pub see_all: &'static str,
}

pub struct Form {
    pub sections: &'static str,
    pub problem: &'static str,
    pub required: &'static str,
    pub choose: &'static str,
    pub add: &'static str,
    pub duplicate: &'static str,
    pub remove: &'static str,
    pub take_photo: &'static str,
    pub choose_photos: &'static str,
    pub photos_hint: &'static str,
    pub full_name: &'static str,
    pub pad: &'static str,
    pub pad_hint: &'static str,
    pub undo: &'static str,
    pub clear: &'static str,
    pub signed: &'static str,
    pub send: &'static str,
    pub upload_gone: &'static str,
    pub key_missing: &'static str,
    pub key_used: &'static str,
}

pub struct List {
    pub lead: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub more_filters: &'static str,
    pub any_module: &'static str,
    pub any_status: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub sort: &'static str,
    /// A submission whose reports are not made yet.
    pub open: &'static str,
    pub sort_automatic: &'static str,
    pub sort_newest: &'static str,
    pub sort_oldest: &'static str,
    pub sort_visit_newest: &'static str,
    pub sort_visit_oldest: &'static str,
    pub sort_site: &'static str,
    pub show: &'static str,
    pub active_filters: &'static str,
    pub remove_filter: &'static str,
    pub clear_filters: &'static str,
    pub export: &'static str,
    pub pages: &'static str,
    pub first_page: &'static str,
    pub next_page: &'static str,
    pub none: &'static str,
    pub none_advice: &'static str,
    pub empty: &'static str,
    pub empty_advice: &'static str,
    /// Last line of an export that broke off, so that nobody takes it for the whole.
    pub export_broke_off: &'static str,
}

pub struct Submission {
    pub answers: &'static str,
    pub reports: &'static str,
    pub excel: &'static str,
    pub pdf: &'static str,
    pub receipt: &'static str,
    pub received_at: &'static str,
    pub form_version: &'static str,
    pub content_hash: &'static str,
    pub hash_hint: &'static str,
    pub history: &'static str,
    pub signed_at: &'static str,
    pub no_items: &'static str,
    pub file_missing: &'static str,
    pub event_created: &'static str,
    pub event_made: &'static str,
    pub event_failed: &'static str,
    pub event_opened: &'static str,
    pub event_retried: &'static str,
    pub event_requested: &'static str,
    pub event_imported: &'static str,
    pub event_accepted: &'static str,
}

/// Where a submission of the old store came from, and what became of its reports.
pub struct Imported {
    /// Heading of the answers that the form does not ask.
    pub further: &'static str,
    pub title: &'static str,
    pub file: &'static str,
    pub source: &'static str,
    pub sha256: &'static str,
    pub module_from: &'static str,
    pub site_from: &'static str,
    pub date_from: &'static str,
    pub time_from: &'static str,
    pub status_from: &'static str,
    pub notes: &'static str,
    pub no_reports: &'static str,
    pub make_reports: &'static str,
}

pub struct Job {
    pub title: &'static str,
    pub waiting: &'static str,
    pub making: &'static str,
    pub done: &'static str,
    pub failed: &'static str,
    pub safe: &'static str,
    pub may_close: &'static str,
    pub retry: &'static str,
    pub steps: &'static str,
    pub step_received: &'static str,
    pub step_making: &'static str,
    pub step_ready: &'static str,
    pub step_done: &'static str,
    pub step_now: &'static str,
    pub step_broken: &'static str,
    pub attempt: &'static str,
    pub to_submission: &'static str,
}

pub struct Refusal {
    pub not_signed_in: &'static str,
    pub not_allowed: &'static str,
    pub no_token: &'static str,
    pub bad_token: &'static str,
    pub too_many_guesses: &'static str,
    pub not_for_tokens: &'static str,
    pub request_id: &'static str,
    pub what_now: &'static str,
}

impl Words {
    pub fn of(lang: Lang) -> &'static Words {
        match lang {
            Lang::En => &en::WORDS,
            Lang::Ar => &ar::WORDS,
        }
    }

    pub fn status(&self, status: &Status) -> &'static str {
        match status {
            Status::Pending => self.common.status_pending,
            Status::Processing => self.common.status_processing,
            Status::Completed => self.common.status_completed,
            Status::Failed => self.common.status_failed,
        }
    }

    pub fn job_state(&self, state: &JobState) -> &'static str {
        match state {
            JobState::Started => self.job.waiting,
            JobState::Running => self.job.making,
            JobState::Done => self.job.done,
            JobState::Failed => self.job.failed,
        }
    }

    /// A line of the history in words. An action that this version does not know is shown by its name.
    pub fn event<'a>(&self, action: &'a str) -> &'a str {
        match action {
            "submission.created" => self.submission.event_created,
            "report.made" => self.submission.event_made,
            "report.failed" => self.submission.event_failed,
            "report.opened" => self.submission.event_opened,
            "report.retried" => self.submission.event_retried,
            "report.requested" => self.submission.event_requested,
            "link.made" => self.links.event_made,
            "link.changed" => self.links.event_changed,
            "link.revoked" => self.links.event_revoked,
            "link.refused" => self.links.event_refused,
            "submission.accepted" => self.submission.event_accepted,
            "submission.imported" => self.submission.event_imported,
            other => other,
        }
    }
}
