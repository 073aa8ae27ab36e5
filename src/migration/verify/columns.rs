//! The checks of a submission that do not depend on how it came here. Pure; findings are sentences.

use super::related_rows::ColumnFindings;
use crate::{
    domain::answers::{Answers, iso},
    services::search_terms,
    store::migration::verify::rows::Row,
};
use time::Date;

/// Checks that apply to every row.
pub(super) fn types(row: &Row) -> Vec<String> {
    let mut wrong = Vec::new();
    if !row.form_data.is_object() {
        wrong.push("form_data is not an object".to_owned());
    }
    if row.visit_date.is_some_and(|date| !(1900..2200).contains(&date.year())) {
        wrong.push("visit_date is outside the range of valid dates".to_owned());
    }
    if !(1990..2200).contains(&row.created_at.year()) {
        wrong.push("created_at is outside the range of valid dates".to_owned());
    }
    let expected = row.earlier_revisions + 1;
    if i64::from(row.revision) != expected {
        wrong.push(format!("revision is {}, should be {expected}", row.revision));
    }
    wrong
}

/// The values from which columns for lists and searches are derived.
pub(super) struct Derived<'a> {
    pub site_name: &'a str,
    pub visit_date: Option<Date>,
    pub photos: usize,
}

pub(super) fn derived(wrong: &mut ColumnFindings, row: &Row, answers: &Answers, from: &Derived<'_>) {
    let items: usize = answers.items.iter().map(|(_, groups)| groups.len()).sum();
    let mut expected = search_terms::of(&row.module, answers, from.site_name, from.visit_date);
    let mut found = row.words.clone();
    expected.sort_unstable();
    found.sort_unstable();
    wrong.check("site_name", row.site_name == from.site_name);
    wrong.check("site_key", row.site_key == search_terms::site_key(from.site_name));
    wrong.check_with("visit_date", row.visit_date == from.visit_date, || {
        let text = |date: Option<Date>| date.map_or("none".to_owned(), iso);
        format!("is {}, should be {}", text(row.visit_date), text(from.visit_date))
    });
    wrong.check("words", found == expected);
    wrong.check("item_count", usize::try_from(row.item_count) == Ok(items));
    wrong.check("photo_count", usize::try_from(row.photo_count) == Ok(from.photos));
}
