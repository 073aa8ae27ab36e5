//! Finding submissions again: the list with its filters, one submission with all that belongs to it, and the export.

use super::caller::Caller;
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        job::JobStatus,
        problem::Problem,
        submission::{Status, Submission},
        upload::Upload,
    },
};
use std::sync::Arc;
use time::{Date, OffsetDateTime};

/// What the list is narrowed to, and how it is ordered. Empty: everything, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub module: Option<ModuleSlug>,
    /// Words of the site name, each from its beginning.
    pub site: Option<String>,
    /// First visit date.
    pub from: Option<Date>,
    /// Last visit date.
    pub to: Option<Date>,
    pub status: Option<Status>,
    /// Words of any answer, each from its beginning.
    pub q: Option<String>,
    pub sort: Sort,
    /// Where the page before ended, as `ListPage::next` gave it.
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    VisitNewest,
    VisitOldest,
    Site,
}

impl Sort {
    pub const ALL: [Sort; 5] = [Sort::Newest, Sort::Oldest, Sort::VisitNewest, Sort::VisitOldest, Sort::Site];

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
            Sort::VisitNewest => "visit_newest",
            Sort::VisitOldest => "visit_oldest",
            Sort::Site => "site",
        }
    }

    pub fn parse(text: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: SubmissionId,
    pub module: ModuleSlug,
    pub status: Status,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    pub item_count: i32,
    pub photo_count: i32,
}

#[derive(Clone, Debug)]
pub struct ListPage {
    /// At most 50.
    pub rows: Vec<Row>,
    /// What to put into `after` for the next page.
    pub next: Option<String>,
}

/// One submission with all that its page shows.
pub struct Shown {
    pub submission: Submission,
    /// The definition of the version it was made with.
    pub def: Arc<FormDef>,
    /// Photos and signatures, in the order of the form.
    pub uploads: Vec<Upload>,
    pub reports: Option<ReportLinks>,
    /// How far its reports are.
    pub job: JobStatus,
    pub history: Vec<Event>,
}

/// Signed links to both reports, made for this very page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLinks {
    pub excel_url: String,
    pub pdf_url: String,
    pub expires_at: OffsetDateTime,
    pub excel_size: i64,
    pub pdf_size: i64,
}

/// One line of the history of a submission.
#[derive(Clone, Debug)]
pub struct Event {
    /// `submission.created`, `report.made`, `report.failed`, `report.opened`, `report.retried`.
    pub action: String,
    pub at: OffsetDateTime,
    pub who: Option<String>,
    pub details: serde_json::Value,
}

/// One page of the list: two queries at most, whatever its length.
pub async fn list(_app: &App, _caller: &Caller, _filter: &Filter) -> Result<ListPage, Problem> {
    super::unbuilt()
}

/// One submission.
pub async fn show(_app: &App, _caller: &Caller, _id: &SubmissionId) -> Result<Shown, Problem> {
    super::unbuilt()
}

/// The next lines of an export: call again with `after` of the last page until `next` is `None`.
pub async fn export_page(app: &App, caller: &Caller, filter: &Filter) -> Result<ListPage, Problem> {
    list(app, caller, filter).await
}
