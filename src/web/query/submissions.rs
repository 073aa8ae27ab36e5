//! The query of the submission list, used by the page, its export and the API.
//!
//! Input: the query of an address. Output: a filter of the service with the errors of invalid values, and the address
//! of the same query.
//!
//! Invariant: values are kept as they were entered, so a page can show an invalid one beside its error, and each link
//! of the page is the same query with one value changed.

use super::address;
use crate::{
    domain::{
        answers::parse_iso,
        decimal::Decimal,
        ids::ModuleSlug,
        pasted,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::submissions::{Filter, Sort, StatusFilter},
};
use rocket::{FromForm, UriDisplayQuery};

/// The values of `result`, and whether the inspection has passed.
pub const RESULTS: [(&str, bool); 2] = [("passed", true), ("failed", false)];

/// Longest text that is searched for.
const MAX_SEARCH: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm, UriDisplayQuery)]
pub struct SubmissionQuery {
    pub module: Option<String>,
    pub site: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub status: Option<String>,
    pub result: Option<String>,
    pub score_below: Option<String>,
    pub inspector: Option<String>,
    pub q: Option<String>,
    pub sort: Option<String>,
    pub after: Option<String>,
}

impl SubmissionQuery {
    /// Without the fields that a browser sends although nothing was entered in them.
    pub fn without_blanks(self) -> SubmissionQuery {
        let entered = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        SubmissionQuery {
            module: entered(self.module),
            site: entered(self.site),
            from: entered(self.from),
            to: entered(self.to),
            status: entered(self.status),
            result: entered(self.result),
            score_below: entered(self.score_below),
            inspector: entered(self.inspector),
            q: entered(self.q),
            sort: entered(self.sort),
            after: entered(self.after),
        }
    }

    /// The address of this query below a path.
    pub fn address(&self, path: &str) -> String {
        address(path, self)
    }

    /// The filter without the invalid values, and their errors.
    pub fn read(&self, is_module: impl Fn(&ModuleSlug) -> bool) -> (Filter, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut filter = Filter {
            module: read_value(&mut errors, "module", "common-module", &self.module, |text| {
                text.parse().ok().filter(&is_module).ok_or(ValidationCode::NotAChoice)
            }),
            site: read_value(&mut errors, "site", "common-site", &self.site, searchable),
            from: read_value(&mut errors, "from", "submissions-from", &self.from, |text| {
                parse_iso(&pasted::date(text)).ok_or(ValidationCode::NotADate)
            }),
            to: read_value(&mut errors, "to", "submissions-to", &self.to, |text| {
                parse_iso(&pasted::date(text)).ok_or(ValidationCode::NotADate)
            }),
            standing: read_value(&mut errors, "status", "common-status", &self.status, |text| {
                StatusFilter::parse(text).ok_or(ValidationCode::NotAChoice)
            }),
            has_passed: read_value(&mut errors, "result", "submissions-result", &self.result, |text| {
                RESULTS
                    .into_iter()
                    .find(|(value, _)| *value == text)
                    .map(|(_, has_passed)| has_passed)
                    .ok_or(ValidationCode::NotAChoice)
            }),
            score_below: read_value(
                &mut errors,
                "score_below",
                "submissions-score-below",
                &self.score_below,
                read_percent,
            ),
            inspector: read_value(&mut errors, "inspector", "submissions-inspector", &self.inspector, searchable),
            q: read_value(&mut errors, "q", "submissions-show", &self.q, searchable),
            sort: read_value(&mut errors, "sort", "submissions-sort", &self.sort, |text| {
                Sort::parse(text).ok_or(ValidationCode::NotAChoice)
            }),
            after: self.after.clone(),
        };
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to < from) {
            filter.to = None;
            let beginning = Subject::Control("submissions-from");
            errors.push(complaint("to", "submissions-to", ValidationCode::BeforeBeginning(beginning)));
        }
        (filter, errors)
    }
}

/// Reads one value of the address; a wrong one becomes a complaint and is left out.
fn read_value<T>(
    errors: &mut Vec<FieldError>,
    name: &str,
    label_key: &'static str,
    typed: &Option<String>,
    read: impl FnOnce(&str) -> Result<T, ValidationCode>,
) -> Option<T> {
    match read(typed.as_deref()?) {
        Ok(value) => Some(value),
        Err(wrong) => {
            errors.push(complaint(name, label_key, wrong));
            None
        }
    }
}

fn complaint(name: &str, label: &'static str, complaint: ValidationCode) -> FieldError {
    FieldError::of(name, Subject::Control(label), complaint)
}

/// The sign of percent in Arabic texts.
const ARABIC_PERCENT: char = '\u{66a}';

/// A whole number from 1 to 100, also with the sign of percent.
fn read_percent(text: &str) -> Result<i16, ValidationCode> {
    let number = pasted::number(text.trim_end_matches(['%', ARABIC_PERCENT]));
    let number: Decimal = number.trim().parse().map_err(|_| ValidationCode::NotANumber)?;
    let (min, max) = (Decimal::from_i64(1), Decimal::from_i64(100));
    match number {
        number if number < min => Err(ValidationCode::BelowMinimum(min)),
        number if number > max => Err(ValidationCode::AboveMaximum(max)),
        number if number.scale() > 0 => Err(ValidationCode::TooManyDecimals { limit: 0 }),
        number => number.to_string().parse().map_err(|_| ValidationCode::NotANumber),
    }
}

fn searchable(text: &str) -> Result<String, ValidationCode> {
    let text = pasted::value(text);
    let found = text.chars().count();
    if found > MAX_SEARCH {
        return Err(ValidationCode::TooLong { limit: MAX_SEARCH, found });
    }
    match text.chars().find(|c| c.is_control()) {
        Some(control) => Err(ValidationCode::ControlCharacter(control)),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::Texts};

    #[test]
    fn each_wrong_value_is_named_and_the_rest_is_kept() {
        let typed = SubmissionQuery {
            module: Some("nope".into()),
            site: Some("Marina\0".into()),
            from: Some("14.03.2026".into()),
            to: Some("2026-03-14".into()),
            status: Some("lost".into()),
            result: Some("good".into()),
            score_below: Some("101".into()),
            inspector: Some("y".repeat(201)),
            q: Some("x".repeat(201)),
            sort: Some("random".into()),
            after: None,
        };
        let (filter, errors) = typed.read(|_| false);
        let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["module", "site", "from", "status", "result", "score_below", "inspector", "q", "sort"]);
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
        let sentences: Vec<_> = errors.iter().map(|e| (e.name.as_str(), Texts::of(Lang::EN).field_error(e))).collect();
        let sentence =
            "Last visit date is before the first visit date. Swap the two dates, or leave one of them blank.";
        assert_eq!(sentences, [("to", sentence.to_owned())]);
        assert_eq!(days("2026-03-14", "2026-03-14").read(|_| true).1, []);
    }

    #[test]
    fn a_score_is_a_whole_percentage() {
        let read = |text: &str| {
            let typed = SubmissionQuery { score_below: Some(text.into()), ..SubmissionQuery::default() };
            let (filter, errors) = typed.read(|_| true);
            (filter.score_below, errors.into_iter().map(|error| error.complaint.code()).collect::<Vec<_>>())
        };
        for (text, percent) in [("80", 80), ("1", 1), ("100 %", 100), ("٨٠٪", 80)] {
            assert_eq!(read(text), (Some(percent), vec![]), "{text}");
        }
        for (text, code) in [
            ("0", "below_minimum"),
            ("-5", "below_minimum"),
            ("101", "above_maximum"),
            ("79.5", "too_many_decimals"),
            ("many", "not_a_number"),
        ] {
            assert_eq!(read(text), (None, vec![code]), "{text}");
        }
    }

    #[test]
    fn a_date_filter_sorts_by_visit_date_unless_an_order_is_chosen() {
        let order = |from: Option<&str>, sort: Option<&str>| {
            let typed = SubmissionQuery {
                from: from.map(str::to_owned),
                sort: sort.map(str::to_owned),
                ..SubmissionQuery::default()
            };
            typed.without_blanks().read(|_| true).0.order()
        };
        assert_eq!(order(None, Some("")), Sort::Newest);
        assert_eq!(order(Some("2026-03-14"), Some("")), Sort::VisitNewest);
        assert_eq!(order(Some("2026-03-14"), Some("newest")), Sort::Newest);
    }

    #[test]
    fn an_empty_field_does_not_filter() {
        let typed =
            SubmissionQuery { q: Some("  ".into()), site: Some(" Marina ".into()), ..SubmissionQuery::default() }
                .without_blanks();
        assert_eq!(typed, SubmissionQuery { site: Some("Marina".into()), ..SubmissionQuery::default() });
    }
}
