//! Filter and order of the list of submissions.

use super::{ids::ModuleSlug, submission::Status};
use time::Date;

/// Filter and order of the list. The default is all submissions, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub module: Option<ModuleSlug>,
    /// Prefixes of words of the site name.
    pub site: Option<String>,
    /// First visit date, inclusive.
    pub from: Option<Date>,
    /// Last visit date, inclusive.
    pub to: Option<Date>,
    pub standing: Option<Standing>,
    /// Prefixes of words of any answer.
    pub q: Option<String>,
    /// The order that was requested; `None`: see [`order`](Filter::order).
    pub sort: Option<Sort>,
    /// The cursor of the previous page (`ListPage::next`). An invalid cursor means the first page.
    pub after: Option<String>,
}

impl Filter {
    /// The effective order. A filter by visit date sorts by visit date, because the index for the filter has this
    /// order.
    pub fn order(&self) -> Sort {
        let by_day = self.from.is_some() || self.to.is_some();
        self.sort.unwrap_or(if by_day { Sort::VisitNewest } else { Sort::Newest })
    }
}

/// A filter by status: one status, or several that mean the same to users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The reports are not generated yet.
    Open,
    Is(Status),
}

impl Standing {
    pub const ALL: [Standing; 5] = [
        Standing::Open,
        Standing::Is(Status::Pending),
        Standing::Is(Status::Processing),
        Standing::Is(Status::Completed),
        Standing::Is(Status::Failed),
    ];

    /// The value in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Is(status) => status.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == text)
    }

    /// The database statuses that it includes.
    pub fn statuses(self) -> Vec<Status> {
        match self {
            Standing::Open => vec![Status::Pending, Status::Processing],
            Standing::Is(status) => vec![status],
        }
    }
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

    /// The value in the address.
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
