//! The query of the list of actions, used by the page, the board and the export.
//!
//! Invariant: values are kept as they were entered; one that makes no sense filters nothing.

use super::address;
use crate::{
    domain::{
        action::{ActionGroup, Severity},
        answers,
        ids::ModuleSlug,
        pasted,
    },
    services::actions::list::Filter,
};
use rocket::{FromForm, UriDisplayQuery};
use time::Date;

/// Longest name of a site that is searched for.
const MAX_SITE: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm, UriDisplayQuery)]
pub struct ActionQuery {
    pub status: Option<String>,
    /// `mine`.
    pub owner: Option<String>,
    /// `overdue`.
    pub due: Option<String>,
    /// `recurring`.
    pub finding: Option<String>,
    pub severity: Option<String>,
    pub module: Option<String>,
    pub site: Option<String>,
    pub after: Option<String>,
}

pub const MINE: &str = "mine";
pub const OVERDUE: &str = "overdue";
pub const RECURRING: &str = "recurring";

impl ActionQuery {
    /// Without the fields that a browser sends although nothing was entered in them.
    pub fn without_blanks(self) -> ActionQuery {
        let entered = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        ActionQuery {
            status: entered(self.status),
            owner: entered(self.owner),
            due: entered(self.due),
            finding: entered(self.finding),
            severity: entered(self.severity),
            module: entered(self.module),
            site: entered(self.site).map(|site| site.chars().take(MAX_SITE).collect()),
            after: entered(self.after),
        }
    }

    /// The address of this query below a path.
    pub fn address(&self, path: &str) -> String {
        address(path, self)
    }

    pub fn read(&self, is_module: impl Fn(&ModuleSlug) -> bool) -> Filter {
        Filter {
            group: self.status.as_deref().and_then(ActionGroup::parse),
            is_mine: self.owner.as_deref() == Some(MINE),
            is_overdue: self.due.as_deref() == Some(OVERDUE),
            is_recurring: self.finding.as_deref() == Some(RECURRING),
            severity: self.severity.as_deref().and_then(Severity::parse),
            module: self.module.as_deref().and_then(|text| text.parse().ok()).filter(is_module),
            site: self.site.as_deref().map(pasted::value).filter(|site| !site.is_empty()),
            after: self.after.as_deref().and_then(cursor),
        }
    }

    /// The same query from the row after this cursor on.
    pub fn from(&self, (day, id): (Date, i64)) -> ActionQuery {
        ActionQuery { after: Some(format!("{}.{id}", answers::iso(day))), ..self.clone() }
    }
}

fn cursor(text: &str) -> Option<(Date, i64)> {
    let (day, id) = text.split_once('.')?;
    Some((answers::parse_iso(day)?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_query_is_read_and_what_makes_no_sense_filters_nothing() {
        let query = ActionQuery {
            status: Some("closed".into()),
            owner: Some("mine".into()),
            due: Some("someday".into()),
            finding: Some("recurring".into()),
            severity: Some("high".into()),
            module: Some("nope".into()),
            site: Some(" ".into()),
            after: Some("2026-12-01.17".into()),
        };
        let expected = Filter {
            group: Some(ActionGroup::Closed),
            is_mine: true,
            is_recurring: true,
            severity: Some(Severity::High),
            after: Some((date!(2026 - 12 - 01), 17)),
            ..Filter::default()
        };
        assert_eq!(query.without_blanks().read(|_| false), expected);
        assert_eq!(ActionQuery { after: Some("x.y".into()), ..ActionQuery::default() }.read(|_| true).after, None);
    }

    #[test]
    fn the_next_page_is_the_same_query_with_a_cursor() {
        let query = ActionQuery { severity: Some("low".into()), ..ActionQuery::default() };
        let next = query.from((date!(2026 - 12 - 01), 17)).address("/actions");
        assert_eq!(next, "/actions?severity=low&after=2026-12-01.17");
    }
}
