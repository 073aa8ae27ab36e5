//! What a form begins with that inspects again what failed.
//!
//! Input: an earlier submission, the items that its open actions are about, and the form that is filled in now. Output:
//! the site and, of each item that failed, the answers that say what the item is.
//!
//! Invariant: no result is taken over. Checks, remarks, amounts, dates, photos, signatures and what is computed stay
//! empty. Choices and numbers say where an item is if they are asked before the answer that names it; behind it they
//! may be results.

use super::{
    answers::{Answer, Answers, answer},
    field_kind::FieldKind,
    findings::{self, findings},
    form::{Field, FormDef, Items},
    raw::RawForm,
    raw_answers::add_answer,
};
use std::{collections::BTreeSet, mem::discriminant};

/// Whether there is anything to inspect again: a failed check, or work that is left.
pub fn is_wanted(def: &FormDef, answers: &Answers, has_open_actions: bool) -> bool {
    has_open_actions || findings(def, answers).iter().any(|finding| finding.is_failed)
}

/// The answers with which the form begins. `open`: the items of open actions, such as `items.2`.
pub fn begun(earlier: &FormDef, answers: &Answers, open: &[String], def: &FormDef) -> RawForm {
    let mut raw = RawForm::default();
    if let Some(Answer::Text(site) | Answer::Choice(site)) = answer(&answers.fields, &earlier.site_field) {
        raw.text(def.site_field.clone(), site);
    }
    for items in def.items() {
        let Some(before) = earlier.items_named(&items.name) else { continue };
        let fields: Vec<&Field> = describing(def, items)
            .filter(|field| before.fields.iter().any(|known| is_same_question(known, field)))
            .collect();
        let groups = answers.items_of(&items.name);
        let failed = failed(earlier, answers, open, &items.name);
        let failed = failed.into_iter().filter_map(|index| groups.get(index));
        for (number, group) in failed.take(items.max).enumerate() {
            let prefix = format!("{}.{number}.", items.name);
            fields.iter().for_each(|field| add_answer(&mut raw, field, group, &prefix));
        }
    }
    raw
}

/// The items with a failed check or an open action, in their order.
fn failed(def: &FormDef, answers: &Answers, open: &[String], group: &str) -> BTreeSet<usize> {
    let checks = findings(def, answers);
    let checks = checks.iter().filter(|finding| finding.is_failed).filter_map(|finding| finding.item);
    let actions = open.iter().filter_map(|item| {
        let (name, index) = item.rsplit_once('.')?;
        Some((name, index.parse().ok()?))
    });
    checks.chain(actions).filter(|(name, _)| *name == group).map(|(_, index)| index).collect()
}

pub(super) fn is_same_question(one: &Field, other: &Field) -> bool {
    one.name == other.name && discriminant(&one.kind) == discriminant(&other.kind)
}

/// The questions about an item whose answers say what it is.
fn describing<'a>(def: &'a FormDef, items: &'a Items) -> impl Iterator<Item = &'a Field> {
    let asset: Vec<&str> = items.asset_fields().map(|field| field.name.as_str()).collect();
    let named_at = items.fields.iter().position(|field| asset.contains(&field.name.as_str()));
    items.fields.iter().enumerate().filter_map(move |(at, field)| {
        let is_before = named_at.is_some_and(|named_at| at < named_at);
        let is_result = findings::is_of_check(&items.fields, field)
            || field.rules.calculation.is_some()
            || def.report.remarks.contains(&field.name);
        let describes = match field.kind {
            FieldKind::Cascade { .. } | FieldKind::Text { .. } => true,
            FieldKind::Choice { .. } | FieldKind::SelectMultiple { .. } | FieldKind::Number { .. } => is_before,
            _ => false,
        };
        (!is_result && (describes || asset.contains(&field.name.as_str()))).then_some(field)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        field_kind::{Choice, TextInput},
        form::SectionBody,
        form_samples::{field, form, items},
        ids::UploadId,
        lang::Label,
        raw::RawValue,
    };

    fn choice(values: &[&str]) -> FieldKind {
        let choice = |value: &&str| Choice { value: (*value).into(), label: Label::default() };
        FieldKind::Choice { choices: values.iter().map(choice).collect(), default: None }
    }

    fn text() -> FieldKind {
        FieldKind::Text { max: 99, input: TextInput::Plain }
    }

    fn def() -> FormDef {
        let asset = Field { required: true, ..field("asset", text()) };
        let of_item = vec![
            field("area", choice(&["Roof", "Lobby"])),
            asset,
            field("serial", text()),
            field("state", choice(&["Good", "Poor"])),
            field("pressure", FieldKind::Number { min: None, max: None, decimals: 1, unit: None }),
            field("result", choice(&["Pass", "Fail"])),
            field("result_comment", text()),
            field("remark", text()),
            field("notes", FieldKind::LongText { max: 99 }),
            field("photos", FieldKind::Photos { max: 9 }),
        ];
        let items = Items { max: 2, ..items("items", of_item) };
        let fields = vec![field("site", text()), field("contact", text()), field("access", choice(&["Pass", "Fail"]))];
        let report = crate::domain::form_report::ReportOptions { remarks: vec!["remark".into()], ..Default::default() };
        let form = form(vec![SectionBody::Fields(fields), SectionBody::Items(items)]);
        FormDef { site_field: "site".into(), report, ..form }
    }

    fn answers(results: &[&str]) -> Answers {
        let chosen = |name: &str, value: &str| (name.to_owned(), Answer::Choice(value.into()));
        let said = |name: &str, text: &str| (name.to_owned(), Answer::Text(text.into()));
        let item = |(at, result): (usize, &&str)| {
            vec![
                chosen("area", "Roof"),
                said("asset", &format!("Fan {at}")),
                said("serial", "S-1"),
                chosen("state", "Poor"),
                ("pressure".to_owned(), Answer::Number("2.5".parse().unwrap())),
                chosen("result", result),
                said("result_comment", "It squeaks"),
                said("remark", "Old"),
                said("notes", "Long"),
                ("photos".to_owned(), Answer::Photos(vec![UploadId::random()])),
            ]
        };
        Answers {
            fields: vec![said("site", "Marina Tower"), said("contact", "Omar"), chosen("access", "Fail")],
            items: vec![("items".into(), results.iter().enumerate().map(item).collect())],
            further: Vec::new(),
        }
    }

    fn texts(raw: &RawForm) -> Vec<(&str, &str)> {
        let text = |part: &'_ crate::domain::raw::RawPart| matches!(part.value, RawValue::Text(_));
        assert!(raw.parts.iter().all(text), "no file is taken over");
        raw.parts.iter().map(|part| (part.name.as_str(), raw.first_text(&part.name).unwrap_or_default())).collect()
    }

    #[test]
    fn site_and_failed_items_are_filled_in_and_no_result_is() {
        let def = def();
        let raw = begun(&def, &answers(&["Pass", "Fail"]), &[], &def);
        let expected =
            [("site", "Marina Tower"), ("items.0.area", "Roof"), ("items.0.asset", "Fan 1"), ("items.0.serial", "S-1")];
        assert_eq!(texts(&raw), expected);
    }

    #[test]
    fn items_of_open_actions_belong_to_it_and_no_more_than_the_form_has_room_for() {
        let def = def();
        let names = |answers: &Answers, open: &[&str]| {
            let open: Vec<String> = open.iter().map(|item| (*item).to_owned()).collect();
            let raw = begun(&def, answers, &open, &def);
            let assets = raw.parts.iter().filter(|part| part.name.ends_with(".asset"));
            assets.filter_map(|part| raw.first_text(&part.name).map(str::to_owned)).collect::<Vec<_>>()
        };
        let passed = answers(&["Pass", "Pass", "Pass"]);
        assert_eq!(names(&passed, &[]), [""; 0]);
        assert_eq!(names(&passed, &["items.2", "items.0", "items.2", "items.7", "others.1", "x"]), ["Fan 0", "Fan 2"]);
        assert_eq!(names(&answers(&["Fail", "Fail", "Fail"]), &["items.2"]), ["Fan 0", "Fan 1"]);
    }

    #[test]
    fn a_question_that_is_another_one_now_is_not_filled_in() {
        let mut now = def();
        let SectionBody::Items(items) = &mut now.sections[1].body else { panic!("items") };
        items.fields[2].kind = FieldKind::LongText { max: 9 };
        items.fields[0].name = "place".into();
        let raw = begun(&def(), &answers(&["Fail"]), &[], &now);
        assert_eq!(texts(&raw), [("site", "Marina Tower"), ("items.0.asset", "Fan 0")]);
        now.sections.truncate(1);
        assert_eq!(texts(&begun(&def(), &answers(&["Fail"]), &[], &now)), [("site", "Marina Tower")]);
    }

    #[test]
    fn a_failed_check_or_an_open_action_wants_it() {
        let (def, failed) = (def(), answers(&["Pass"]));
        assert!(is_wanted(&def, &failed, false), "the check of the whole visit has failed");
        let passed = Answers { fields: Vec::new(), ..failed };
        assert!(!is_wanted(&def, &passed, false));
        assert!(is_wanted(&def, &passed, true));
    }
}
