//! The query of the audit log, used by the page, its exports and the API.
//!
//! Input: the query of an address. Output: a filter of the service with the errors of invalid values, and the address
//! of the same query. Values are kept as they were entered.

use super::address;
use crate::{
    domain::{
        answers::parse_iso,
        pasted,
        time_zone::TimeZone,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::audit::{Filter, ResourceFilter},
};
use rocket::{FromForm, UriDisplayQuery};

/// Longer texts are no filter.
const MOST: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm, UriDisplayQuery)]
pub struct AuditQuery {
    pub who: Option<String>,
    pub action: Option<String>,
    pub thing: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub ip: Option<String>,
    pub after: Option<String>,
}

impl AuditQuery {
    /// Without the fields that a browser sends although nothing was entered in them.
    pub fn without_blanks(self) -> AuditQuery {
        // A database cannot hold what is no text, so nothing there matches it.
        let entered = |text: Option<String>| {
            let tidy = text
                .map(|text| pasted::value(&text).chars().filter(|c| !c.is_control()).take(MOST).collect::<String>());
            tidy.filter(|text| !text.is_empty())
        };
        AuditQuery {
            who: entered(self.who),
            action: entered(self.action),
            thing: entered(self.thing),
            from: entered(self.from),
            to: entered(self.to),
            ip: entered(self.ip),
            after: entered(self.after),
        }
    }

    /// The address of this query below a path.
    pub fn address(&self, path: &str) -> String {
        address(path, self)
    }

    /// The filter without the invalid values, and their errors. Days begin and end in `zone`.
    pub fn read(&self, zone: TimeZone) -> (Filter, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut wrong = |name: &str, label: &'static str, complaint: ValidationCode| {
            errors.push(FieldError::of(name, Subject::Control(label), complaint));
        };
        let day = |text: &Option<String>| text.as_deref().and_then(|text| parse_iso(&pasted::date(text)));
        let mut filter = Filter {
            who: self.who.clone(),
            action: self.action.clone(),
            thing: self.thing.as_deref().and_then(ResourceFilter::parse),
            zone,
            from: day(&self.from),
            to: day(&self.to),
            ip: self.ip.as_deref().and_then(|text| text.parse().ok()),
            after: self.after.clone(),
        };
        if self.from.is_some() && filter.from.is_none() {
            wrong("from", "audit-from", ValidationCode::NotADate);
        }
        if self.to.is_some() && filter.to.is_none() {
            wrong("to", "audit-to", ValidationCode::NotADate);
        }
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to < from) {
            filter.to = None;
            wrong("to", "audit-to", ValidationCode::BeforeBeginning(Subject::Control("audit-from")));
        }
        if self.thing.is_some() && filter.thing.is_none() {
            wrong("thing", "audit-object", ValidationCode::NotAChoice);
        }
        if self.ip.is_some() && filter.ip.is_none() {
            wrong("ip", "audit-ip", ValidationCode::NotAChoice);
        }
        (filter, errors)
    }

    /// Whether a text is no day at all.
    pub fn is_no_day(&self, text: &Option<String>) -> bool {
        text.as_deref().is_some_and(|text| parse_iso(&pasted::date(text)).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_value_is_named_and_the_rest_is_kept() {
        let typed = AuditQuery {
            who: Some(" Sara\0 ".into()),
            thing: Some("???".into()),
            from: Some("yesterday".into()),
            to: Some("2026-03-14".into()),
            ip: Some("192.0.2".into()),
            ..AuditQuery::default()
        };
        let (filter, errors) = typed.without_blanks().read(TimeZone::UTC);
        let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["from", "thing", "ip"]);
        assert_eq!((filter.who.as_deref(), filter.to), (Some("Sara"), parse_iso("2026-03-14")));
    }
}
