//! What a list of submissions is narrowed to, and its order.

use super::{ids::ModuleSlug, submission::Status};
use time::Date;

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
    pub standing: Option<Standing>,
    /// Words of any answer, each from its beginning.
    pub q: Option<String>,
    /// The order that somebody chose; `order` says which it is otherwise.
    pub sort: Option<Sort>,
    /// Where the page before ended, as `ListPage::next` gave it. One that makes no sense is the first page.
    pub after: Option<String>,
}

impl Filter {
    /// The order of the list. Whoever asks for visits between two days wants them by that day, and the index that
    /// finds them has them in this order.
    pub fn order(&self) -> Sort {
        let by_day = self.from.is_some() || self.to.is_some();
        self.sort.unwrap_or(if by_day { Sort::VisitNewest } else { Sort::Newest })
    }
}

/// How far a submission is, as the list can be narrowed to it: a status, or several that mean the same to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its reports are not made yet.
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

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Is(status) => status.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == text)
    }

    /// The statuses of rows that it stands for.
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
