//! Filter and order of the list of submissions.

use super::{
    ids::{JobId, ModuleSlug, SubmissionId},
    submission::Status,
};
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
    pub standing: Option<StatusFilter>,
    /// Whether the inspection has passed.
    pub has_passed: Option<bool>,
    /// Only scores below this, in percent.
    pub score_below: Option<i16>,
    /// Part of the name or e-mail address of the sender.
    pub inspector: Option<String>,
    /// Prefixes of words of any answer, or a reference.
    pub q: Option<String>,
    /// The order that was requested; `None`: see [`order`](Filter::order).
    pub sort: Option<Sort>,
    /// The cursor of the previous page (`ListPage::next`). An invalid cursor means the first page.
    pub after: Option<String>,
}

impl Filter {
    /// The reference that the search text consists of: `sub_…`, `job_…`, an address that ends with one, or the digits of
    /// a submission alone. Digits without a letter may be a telephone number, so they are words.
    pub fn reference(&self) -> Option<Reference> {
        let text = self.q.as_deref()?.trim().trim_end_matches('/').to_lowercase();
        let last = text.rsplit('/').next()?;
        let is_short = last == text && last.bytes().any(|b| b.is_ascii_alphabetic());
        let whole = if is_short && !last.contains('_') { format!("sub_{last}") } else { last.to_owned() };
        let submission = whole.parse().ok().map(Reference::Submission);
        submission.or_else(|| last.parse().ok().map(Reference::Job))
    }

    /// The effective order. A filter by visit date sorts by visit date, because the index for the filter has this
    /// order.
    pub fn order(&self) -> Sort {
        let by_day = self.from.is_some() || self.to.is_some();
        self.sort.unwrap_or(if by_day { Sort::VisitNewest } else { Sort::Newest })
    }
}

/// An id by which people refer to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    Submission(SubmissionId),
    Job(JobId),
}

/// A filter by status: one status, or several that mean the same to users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// The reports are not generated yet.
    Open,
    /// Completed, and there are no reports.
    WithoutReports,
    /// A status; `Completed` with its reports.
    Is(Status),
}

impl StatusFilter {
    pub const ALL: [StatusFilter; 6] = [
        StatusFilter::Open,
        StatusFilter::Is(Status::Pending),
        StatusFilter::Is(Status::Processing),
        StatusFilter::Is(Status::Completed),
        StatusFilter::WithoutReports,
        StatusFilter::Is(Status::Failed),
    ];

    /// What a submission is called: its status, or that it has no reports.
    pub fn of(status: Status, without_reports: bool) -> StatusFilter {
        if without_reports { StatusFilter::WithoutReports } else { StatusFilter::Is(status) }
    }

    /// The value in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            StatusFilter::Open => "open",
            StatusFilter::WithoutReports => "no_reports",
            StatusFilter::Is(status) => status.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<StatusFilter> {
        StatusFilter::ALL.into_iter().find(|standing| standing.as_str() == text)
    }

    /// The database statuses that it includes.
    pub fn statuses(self) -> Vec<Status> {
        match self {
            StatusFilter::Open => vec![Status::Pending, Status::Processing],
            StatusFilter::WithoutReports => vec![Status::Completed],
            StatusFilter::Is(status) => vec![status],
        }
    }

    /// Whether reports must be missing (true) or there (false); none: both.
    pub fn without_reports(self) -> Option<bool> {
        match self {
            StatusFilter::WithoutReports => Some(true),
            StatusFilter::Is(Status::Completed) => Some(false),
            StatusFilter::Open | StatusFilter::Is(_) => None,
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
    /// Only submissions with a score.
    ScoreLowest,
    /// Only submissions with a score.
    ScoreHighest,
}

impl Sort {
    pub const ALL: [Sort; 7] = [
        Sort::Newest,
        Sort::Oldest,
        Sort::VisitNewest,
        Sort::VisitOldest,
        Sort::Site,
        Sort::ScoreLowest,
        Sort::ScoreHighest,
    ];

    /// The value in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
            Sort::VisitNewest => "visit_newest",
            Sort::VisitOldest => "visit_oldest",
            Sort::Site => "site",
            Sort::ScoreLowest => "score_lowest",
            Sort::ScoreHighest => "score_highest",
        }
    }

    pub fn parse(text: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// It lists only submissions with a score.
    pub fn is_by_score(self) -> bool {
        matches!(self, Sort::ScoreLowest | Sort::ScoreHighest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(q: &str) -> Option<Reference> {
        Filter { q: Some(q.to_owned()), ..Filter::default() }.reference()
    }

    #[test]
    fn a_reference_is_recognised_in_any_form_that_people_paste() {
        let submission = "sub_0123456789ab".parse().map(Reference::Submission).ok();
        for text in [
            "sub_0123456789ab",
            "0123456789AB",
            " SUB_0123456789AB ",
            "https://x.example/submissions/sub_0123456789ab/",
        ] {
            assert_eq!(searched(text), submission, "{text}");
        }
        assert_eq!(searched("job_0123456789ab"), "job_0123456789ab".parse().map(Reference::Job).ok());
        for text in ["", "971501234567", "marinatowers", "sub_", "sub_0123", "marina tower", "sub_0123456789ab pump"] {
            assert_eq!(searched(text), None, "{text}");
        }
    }
}
