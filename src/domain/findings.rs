//! What a reader of a submission looks for first: failed checks, and what was remarked about items.
//!
//! Input: a form definition and checked answers. Output: the findings in the order of the form.

use super::{
    answers::{Answer, Answers, Group, answer},
    form::{Field, FieldKind, FormDef, SectionBody},
    score::DEMANDED_COMMENT,
};

/// Stored values of a choice that mean "failed". Definitions choose the words, so these are the usual ones.
const FAILED: [&str; 2] = ["fail", "failed"];

/// An answer that a reader should see first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding<'a> {
    /// The repeating group and the position of the item; none for a question that is asked once.
    pub item: Option<(&'a str, usize)>,
    pub field: &'a Field,
    pub answer: &'a Answer,
    /// A failed check; otherwise a remark.
    pub is_failed: bool,
}

/// The failed checks of the whole form, and the remarks about items: the answers that the form calls so, otherwise their
/// long texts.
pub fn findings<'a>(def: &'a FormDef, answers: &'a Answers) -> Vec<Finding<'a>> {
    let mut found = Vec::new();
    for section in &def.sections {
        match &section.body {
            SectionBody::Fields(fields) => found.extend(among(def, fields, &answers.fields, None)),
            SectionBody::Items(items) => {
                for (index, group) in answers.items_of(&items.name).iter().enumerate() {
                    found.extend(among(def, &items.fields, group, Some((items.name.as_str(), index))));
                }
            }
        }
    }
    found
}

/// Whether a check among these answers has failed.
pub fn has_failed_check(fields: &[Field], group: &Group) -> bool {
    fields.iter().any(|field| answer(group, &field.name).is_some_and(|answer| has_failed(field, answer)))
}

/// Whether a failure of this question can be recognised: one of its choices says so.
pub fn is_check(field: &Field) -> bool {
    let choices = field.kind.choices().unwrap_or_default();
    choices.iter().any(|choice| FAILED.iter().any(|word| choice.value.eq_ignore_ascii_case(word)))
}

/// Whether a question is a check, or the description that the failure of a check beside it demands.
pub fn is_of_check(beside: &[Field], field: &Field) -> bool {
    let is_one = |field: &Field| field.rules.check.is_some() || is_check(field);
    let of = field.name.strip_suffix(DEMANDED_COMMENT);
    is_one(field) || of.is_some_and(|name| beside.iter().any(|field| field.name == name && is_one(field)))
}

fn among<'a>(
    def: &'a FormDef,
    fields: &'a [Field],
    group: &'a Group,
    item: Option<(&'a str, usize)>,
) -> impl Iterator<Item = Finding<'a>> {
    fields.iter().filter_map(move |field| {
        let answer = answer(group, &field.name)?;
        let is_failed = has_failed(field, answer);
        let remarks = &def.report.remarks;
        let is_named = remarks.contains(&field.name);
        let is_long = remarks.is_empty() && matches!(field.kind, FieldKind::LongText { .. });
        let is_remark = item.is_some() && (is_named || is_long);
        (is_failed || is_remark).then_some(Finding { item, field, answer, is_failed })
    })
}

fn has_failed(field: &Field, answer: &Answer) -> bool {
    match (&field.kind, answer) {
        (FieldKind::Choice { .. }, Answer::Choice(value)) => FAILED.iter().any(|word| value.eq_ignore_ascii_case(word)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form_samples::{field, form, items};

    fn choice() -> FieldKind {
        FieldKind::Choice { choices: Vec::new(), default: None }
    }

    #[test]
    fn failed_checks_and_remarks_about_items_are_found_in_the_order_of_the_form() {
        let fields = vec![field("access", choice()), field("about", FieldKind::LongText { max: 99 })];
        let of_item = vec![field("result", choice()), field("comments", FieldKind::LongText { max: 99 })];
        let def = form(vec![SectionBody::Fields(fields), SectionBody::Items(items("items", of_item))]);
        let chosen = |name: &str, value: &str| (name.to_owned(), Answer::Choice(value.into()));
        let text = |name: &str, text: &str| (name.to_owned(), Answer::Text(text.into()));
        let answers = Answers {
            fields: vec![chosen("access", "FAIL"), text("about", "A building")],
            items: vec![(
                "items".into(),
                vec![vec![chosen("result", "pass")], vec![chosen("result", "Failed"), text("comments", "It leaks")]],
            )],
            further: Vec::new(),
        };
        let found: Vec<_> = findings(&def, &answers)
            .into_iter()
            .map(|found| (found.field.name.clone(), found.item.map(|(_, index)| index), found.is_failed))
            .collect();
        let expected = [("access", None, true), ("result", Some(1), true), ("comments", Some(1), false)];
        assert_eq!(found, expected.map(|(name, item, failed)| (name.to_owned(), item, failed)));
    }
}
