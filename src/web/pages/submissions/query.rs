//! The filter of the list as it stands in an address: read leniently, written the same way.
//!
//! What was typed is kept as it is, so that a page can show a wrong value beside its complaint, and any link of the
//! page is the same filter with one thing changed.

use crate::{
    domain::{
        answers::parse_iso,
        ids::ModuleSlug,
        lang::{Label, Lang},
        validate::{FieldError, ValidationCode},
    },
    services::submissions::{Filter, Sort, Standing},
    web::view::words::Words,
};
use rocket::{FromForm, UriDisplayQuery};

/// Longest text that is searched for.
const MAX_SEARCH: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm, UriDisplayQuery)]
pub struct SubmissionQuery {
    pub module: Option<String>,
    pub site: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub status: Option<String>,
    pub q: Option<String>,
    pub sort: Option<String>,
    pub after: Option<String>,
}

impl SubmissionQuery {
    /// Without the fields that a browser sends although nothing was entered in them.
    pub fn tidy(self) -> SubmissionQuery {
        let entered = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        SubmissionQuery {
            module: entered(self.module),
            site: entered(self.site),
            from: entered(self.from),
            to: entered(self.to),
            status: entered(self.status),
            q: entered(self.q),
            sort: entered(self.sort),
            after: entered(self.after),
        }
    }

    /// The filter, without what is wrong; and what is wrong.
    pub fn read(&self, is_module: impl Fn(&ModuleSlug) -> bool) -> (Filter, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut filter = Filter {
            module: take(
                &mut errors,
                "module",
                |w| w.common.module,
                &self.module,
                |text| text.parse().ok().filter(&is_module).ok_or(ValidationCode::NotAChoice),
            ),
            site: take(&mut errors, "site", |w| w.common.site, &self.site, searchable),
            from: take(
                &mut errors,
                "from",
                |w| w.list.from,
                &self.from,
                |text| parse_iso(text).ok_or(ValidationCode::NotADate),
            ),
            to: take(
                &mut errors,
                "to",
                |w| w.list.to,
                &self.to,
                |text| parse_iso(text).ok_or(ValidationCode::NotADate),
            ),
            standing: take(
                &mut errors,
                "status",
                |w| w.common.status,
                &self.status,
                |text| Standing::parse(text).ok_or(ValidationCode::NotAChoice),
            ),
            q: take(&mut errors, "q", |w| w.list.show, &self.q, searchable),
            sort: take(
                &mut errors,
                "sort",
                |w| w.list.sort,
                &self.sort,
                |text| Sort::parse(text).ok_or(ValidationCode::NotAChoice),
            ),
            after: self.after.clone(),
        };
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to < from) {
            filter.to = None;
            errors.push(complaint("to", |w| w.list.to, ValidationCode::BeforeBeginning(label(|w| w.list.from))));
        }
        (filter, errors)
    }
}

/// Reads one value of the address; a wrong one becomes a complaint and is left out.
fn take<T>(
    errors: &mut Vec<FieldError>,
    name: &str,
    of: fn(&Words) -> &'static str,
    typed: &Option<String>,
    read: impl FnOnce(&str) -> Result<T, ValidationCode>,
) -> Option<T> {
    match read(typed.as_deref()?) {
        Ok(value) => Some(value),
        Err(wrong) => {
            errors.push(complaint(name, of, wrong));
            None
        }
    }
}

fn complaint(name: &str, of: fn(&Words) -> &'static str, complaint: ValidationCode) -> FieldError {
    FieldError { name: name.to_owned(), label: label(of), item: None, complaint }
}

fn label(of: fn(&Words) -> &'static str) -> Label {
    Label::new(of(Words::of(Lang::En)), of(Words::of(Lang::Ar)))
}

fn searchable(text: &str) -> Result<String, ValidationCode> {
    let found = text.chars().count();
    if found > MAX_SEARCH {
        return Err(ValidationCode::TooLong { limit: MAX_SEARCH, found });
    }
    match text.chars().find(|c| c.is_control()) {
        Some(control) => Err(ValidationCode::ControlCharacter(control)),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_value_is_named_and_the_rest_is_kept() {
        let typed = SubmissionQuery {
            module: Some("nope".into()),
            site: Some("Marina\0".into()),
            from: Some("14.03.2026".into()),
            to: Some("2026-03-14".into()),
            status: Some("lost".into()),
            q: Some("x".repeat(201)),
            sort: Some("random".into()),
            after: None,
        };
        let (filter, errors) = typed.read(|_| false);
        let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["module", "site", "from", "status", "q", "sort"]);
        assert_eq!(filter, Filter { to: parse_iso("2026-03-14"), ..Filter::default() });
    }

    #[test]
    fn a_date_range_that_ends_before_it_begins_is_an_error() {
        let days = |from: &str, to: &str| SubmissionQuery {
            from: Some(from.into()),
            to: Some(to.into()),
            ..SubmissionQuery::default()
        };
        let (filter, errors) = days("2026-03-15", "2026-03-14").read(|_| true);
        assert_eq!(filter, Filter { from: parse_iso("2026-03-15"), ..Filter::default() });
        let sentences: Vec<_> = errors.iter().map(|e| (e.name.as_str(), e.message(Lang::En))).collect();
        let sentence = "Last visit date lies before the first visit date. Exchange the two days, or leave one out.";
        assert_eq!(sentences, [("to", sentence.to_owned())]);
        assert_eq!(days("2026-03-14", "2026-03-14").read(|_| true).1, []);
    }

    #[test]
    fn days_are_listed_by_day_unless_somebody_chose_an_order() {
        let order = |from: Option<&str>, sort: Option<&str>| {
            let typed = SubmissionQuery {
                from: from.map(str::to_owned),
                sort: sort.map(str::to_owned),
                ..SubmissionQuery::default()
            };
            typed.tidy().read(|_| true).0.order()
        };
        assert_eq!(order(None, Some("")), Sort::Newest);
        assert_eq!(order(Some("2026-03-14"), Some("")), Sort::VisitNewest);
        assert_eq!(order(Some("2026-03-14"), Some("newest")), Sort::Newest);
    }

    #[test]
    fn an_empty_field_does_not_filter() {
        let typed =
            SubmissionQuery { q: Some("  ".into()), site: Some(" Marina ".into()), ..SubmissionQuery::default() }
                .tidy();
        assert_eq!(typed, SubmissionQuery { site: Some("Marina".into()), ..SubmissionQuery::default() });
    }
}
