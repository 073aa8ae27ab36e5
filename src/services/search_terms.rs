//! The search terms of a submission, and the query that finds it by them.
//!
//! Besides the words of every answer there are three kinds of prefixed terms, so that one index serves a complete
//! filter: `@marina` for the site, `#civil` for the module, `~202603` for the month of the visit. Folded words contain
//! letters and digits only, so an answer cannot look like a prefixed term.

use crate::domain::{
    answers::{Answer, Answers, iso},
    fold,
    submission_filter::Filter,
};
use time::Date;

/// Maximum bytes of terms; a tsvector holds at most one megabyte.
const MAX_BYTES: usize = 400_000;

/// Bytes of the site key; longer names that differ only after them are equal in the order of the list.
const SITE_KEY_BYTES: usize = 600;

/// For a longer range, the query does not list the months.
const MAX_MONTHS: i32 = 60;

pub(crate) fn of(module: &str, answers: &Answers, site_name: &str, visit_date: Option<Date>) -> Vec<String> {
    let groups = std::iter::once(&answers.fields).chain(answers.items.iter().flat_map(|(_, groups)| groups));
    let texts = groups.flatten().filter_map(|(_, answer)| match answer {
        Answer::Text(text) | Answer::Choice(text) => Some(text.clone()),
        Answer::Number(number) => Some(number.to_string()),
        Answer::Date(date) => Some(iso(*date)),
        Answer::Signature(signature) => signature.name.clone(),
        Answer::Choices(values) => Some(values.join(" ")),
        Answer::Time(_) | Answer::Position(_) | Answer::Bool(_) | Answer::Photos(_) | Answer::File(_) => None,
    });
    let further = answers.further.iter().map(|(_, text)| text.clone());
    let texts = texts.chain(further);
    let marks = std::iter::once(format!("#{module}")).chain(visit_date.map(|day| month_word(month_of(day))));
    let site = fold::words(site_name).into_iter().map(|word| format!("@{word}"));
    let mut words: Vec<String> = marks.chain(site).chain(texts.flat_map(|text| fold::words(&text))).collect();
    words.sort_unstable();
    words.dedup();
    let mut bytes = 0;
    words.retain(|word| {
        bytes += word.len();
        bytes <= MAX_BYTES
    });
    words
}

/// The key by which the list is ordered and scopes are compared. It is cut because an index row holds at most 2 700
/// bytes, and folding can make a name longer.
pub(crate) fn site_key(site_name: &str) -> String {
    let mut key = fold::words(site_name).join(" ");
    key.truncate(key.floor_char_boundary(SITE_KEY_BYTES));
    key
}

/// The tsquery for the words of a filter, as prefix matches; module and months are added if there are any words. A
/// reference is no word.
pub(crate) fn query(filter: &Filter) -> Option<String> {
    if filter.reference().is_some() && filter.site.is_none() {
        return None;
    }
    let folded = |text: &Option<String>| text.as_deref().map(fold::words).unwrap_or_default();
    let site = folded(&filter.site).into_iter().map(|word| format!("'@{word}':*"));
    let any = filter
        .reference()
        .map_or_else(|| folded(&filter.q), |_| Vec::new())
        .into_iter()
        .map(|word| format!("'{word}':*"));
    let mut terms: Vec<String> = site.chain(any).collect();
    if terms.is_empty() {
        return None;
    }
    terms.extend(filter.module.as_ref().map(|module| format!("'#{module}'")));
    terms.extend(months(filter.from, filter.to));
    Some(terms.join(" & "))
}

fn months(from: Option<Date>, to: Option<Date>) -> Option<String> {
    let (first, last) = (month_of(from?), month_of(to?));
    if first > last || last - first > MAX_MONTHS {
        return None;
    }
    let named: Vec<String> = (first..=last).map(|month| format!("'{}'", month_word(month))).collect();
    Some(format!("({})", named.join(" | ")))
}

/// Months since the year 0.
fn month_of(day: Date) -> i32 {
    day.year() * 12 + i32::from(u8::from(day.month())) - 1
}

fn month_word(month: i32) -> String {
    format!("~{:04}{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_filter_becomes_words_that_cannot_break_out_of_their_quotes() {
        let filter = Filter {
            site: Some("Marina  Tower".into()),
            q: Some("o'brien & \\ :* | !x".into()),
            module: "civil".parse().ok(),
            from: Some(date!(2025 - 12 - 30)),
            to: Some(date!(2026 - 01 - 02)),
            ..Filter::default()
        };
        let expected = "'@marina':* & '@tower':* & 'o':* & 'brien':* & 'x':* & '#civil' & ('~202512' | '~202601')";
        assert_eq!(query(&filter).as_deref(), Some(expected));
        assert_eq!(query(&Filter { q: Some(" !&| ".into()), ..Filter::default() }), None);
    }
}
