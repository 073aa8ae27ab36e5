//! What a form takes over from an earlier visit of the same site.
//!
//! Input: an earlier submission, the definition that it was made with, and the form that is filled in now. Output: the
//! answers that may be taken over, as the parts of a post.
//!
//! Invariants: nothing is taken over that only a person on site can tell or prove: photos, signatures, files, positions
//! and scanned codes, dates and times, who inspected, the result of a check with its description, and acknowledgements.
//! Nothing is taken over that the form computes itself, or would refuse today.

use super::{
    answers::{Answer, Answers, Group, answer},
    field_kind::{FieldKind, TextInput},
    findings::is_of_check,
    form::{Field, FormDef, SectionBody},
    raw::{RawForm, RawValue},
    raw_answers::add_answer,
    reinspection::is_same_question,
    validate::{PostContext, complaints, is_blank},
};
use std::collections::{BTreeMap, BTreeSet};

/// The answers of an earlier visit that the form takes over. Items without any are left out.
pub fn copied(earlier: &FormDef, answers: &Answers, def: &FormDef, context: PostContext) -> RawForm {
    let mut raw = RawForm::default();
    let known = |field: &Field| earlier.fields().any(|before| is_same_question(before, field));
    let asked = def.sections.iter().flat_map(|section| match &section.body {
        SectionBody::Fields(fields) => fields.iter().filter(|field| is_copied(def, fields, field)).collect(),
        SectionBody::Items(_) => Vec::new(),
    });
    add_group(def, asked.filter(|field| known(field)), &answers.fields, "", &mut raw);
    for items in def.items() {
        let Some(before) = earlier.items_named(&items.name) else { continue };
        let known = |field: &Field| before.fields.iter().any(|before| is_same_question(before, field));
        let mut index = 0;
        for group in answers.items_of(&items.name) {
            if index == items.max {
                break;
            }
            let asked = items.fields.iter().filter(|field| is_copied(def, &items.fields, field) && known(field));
            let before = raw.parts.len();
            add_group(def, asked, group, &format!("{}.{index}.", items.name), &mut raw);
            index += usize::from(raw.parts.len() > before);
        }
    }
    let refused = complaints(def, &raw, context, &[]);
    let refused: BTreeSet<&str> = refused.iter().map(|error| error.name.as_str()).collect();
    raw.parts.retain(|part| !refused.contains(part.name.as_str()));
    raw
}

fn is_copied(def: &FormDef, beside: &[Field], field: &Field) -> bool {
    let is_of_visit = field.name == def.date_field || def.inspector_field.as_deref() == Some(&field.name);
    let kind = match field.kind {
        FieldKind::Text { input, .. } => input != TextInput::Barcode,
        // A box that has to be ticked is an acknowledgement.
        FieldKind::Checkbox { .. } => !field.required && field.rules.required.is_none(),
        FieldKind::LongText { .. }
        | FieldKind::Number { .. }
        | FieldKind::Choice { .. }
        | FieldKind::SelectMultiple { .. }
        | FieldKind::Cascade { .. } => true,
        FieldKind::Date { .. }
        | FieldKind::Time { .. }
        | FieldKind::Photos { .. }
        | FieldKind::File
        | FieldKind::Signature
        | FieldKind::Geopoint
        | FieldKind::Note => false,
    };
    kind && !is_of_visit && !field.rules.is_given() && !is_of_check(beside, field)
}

/// Adds the answers of one group that the form still understands by themselves. A level of a tree is one only below the
/// levels above it.
fn add_group<'a>(
    def: &'a FormDef,
    asked: impl Iterator<Item = &'a Field>,
    group: &Group,
    prefix: &str,
    raw: &mut RawForm,
) {
    let mut paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut added = RawForm::default();
    for field in asked {
        match (&field.kind, answer(group, &field.name)) {
            (FieldKind::Cascade { tree, level }, Some(Answer::Choice(value))) => {
                let path = paths.entry(tree).or_default();
                let nodes = def.trees.get(tree).and_then(|tree| tree.below(path)).unwrap_or_default();
                if path.len() == *level && nodes.iter().any(|node| node.choice.value == *value) {
                    path.push(value);
                    add_answer(&mut added, field, group, prefix);
                }
            }
            (FieldKind::SelectMultiple { choices, .. }, Some(Answer::Choices(values))) => {
                let known = values.iter().filter(|value| choices.iter().any(|choice| choice.value == **value));
                known.for_each(|value| added.text(format!("{prefix}{}", field.name), value));
            }
            (FieldKind::Cascade { .. } | FieldKind::SelectMultiple { .. }, _) | (_, None) => {}
            (_, Some(_)) => add_answer(&mut added, field, group, prefix),
        }
    }
    added.parts.retain(|part| matches!(&part.value, RawValue::Text(text) if !is_blank(text)));
    raw.parts.append(&mut added.parts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        answers::Signature,
        decimal::Decimal,
        field_kind::Choice,
        form::Items,
        form_samples::{field, form, items},
        ids::UploadId,
        lang::Label,
        validate::RuleUse,
    };
    use time::macros::date;

    fn choices(values: &[&str]) -> Vec<Choice> {
        values.iter().map(|value| Choice { value: (*value).into(), label: Label::default() }).collect()
    }

    fn one_of(values: &[&str]) -> FieldKind {
        FieldKind::Choice { choices: choices(values), default: None }
    }

    fn text(input: TextInput) -> FieldKind {
        FieldKind::Text { max: 20, input }
    }

    fn def() -> FormDef {
        let fields = vec![
            field("site", text(TextInput::Plain)),
            field("day", FieldKind::Date { future: false }),
            field("next", FieldKind::Date { future: true }),
            field("inspector", text(TextInput::Plain)),
            field("contact", text(TextInput::Tel)),
            field("floors", FieldKind::Number { min: None, max: "9".parse().ok(), decimals: 0, unit: None }),
            field("state", one_of(&["Good", "Poor"])),
            field("access", one_of(&["Pass", "Fail"])),
            field("access_comment", text(TextInput::Plain)),
            field("trades", {
                let choices = choices(&["HVAC", "Civil"]);
                FieldKind::SelectMultiple { choices, min: None, max: None, default: Vec::new() }
            }),
            field("is_open", FieldKind::Checkbox { default: false }),
            Field { required: true, ..field("understood", FieldKind::Checkbox { default: false }) },
            field("tag", text(TextInput::Barcode)),
            field("photos", FieldKind::Photos { max: 9 }),
            field("sign", FieldKind::Signature),
        ];
        let of_item = vec![
            field("asset", text(TextInput::Plain)),
            field("belt", one_of(&["Pass", "Fail"])),
            field("pics", FieldKind::Photos { max: 9 }),
        ];
        let group = Items { max: 2, ..items("items", of_item) };
        let form = form(vec![SectionBody::Fields(fields), SectionBody::Items(group)]);
        FormDef {
            site_field: "site".into(),
            date_field: "day".into(),
            inspector_field: Some("inspector".into()),
            ..form
        }
    }

    fn answers() -> Answers {
        let said = |name: &str, text: &str| (name.to_owned(), Answer::Text(text.into()));
        let chosen = |name: &str, value: &str| (name.to_owned(), Answer::Choice(value.into()));
        let photos = |name: &str| (name.to_owned(), Answer::Photos(vec![UploadId::random()]));
        let item = |asset: Option<&str>| {
            let named = asset.map(|asset| said("asset", asset));
            named.into_iter().chain([chosen("belt", "Pass"), photos("pics")]).collect()
        };
        let names: Vec<String> = ["HVAC", "Gone"].map(str::to_owned).into();
        Answers {
            fields: vec![
                said("site", "Marina"),
                ("day".into(), Answer::Date(date!(2026 - 03 - 14))),
                ("next".into(), Answer::Date(date!(2026 - 04 - 14))),
                said("inspector", "Mona"),
                said("contact", "+971 4"),
                ("floors".into(), Answer::Number("7".parse::<Decimal>().unwrap())),
                chosen("state", "Good"),
                chosen("access", "Fail"),
                said("access_comment", "Locked"),
                ("trades".into(), Answer::Choices(names)),
                ("is_open".into(), Answer::Bool(true)),
                ("understood".into(), Answer::Bool(true)),
                said("tag", "A-1"),
                photos("photos"),
                (
                    "sign".into(),
                    Answer::Signature(Signature { drawn: Some(UploadId::random()), name: Some("M".into()) }),
                ),
            ],
            items: vec![(
                "items".into(),
                vec![item(Some("Fan 1")), item(None), item(Some("Fan 2")), item(Some("Fan 3"))],
            )],
            further: vec![("old".into(), "x".into())],
        }
    }

    fn taken(def: &FormDef, answers: &Answers) -> Vec<(String, String)> {
        let context = PostContext { rules: RuleUse::AsSent, ..PostContext::on(date!(2026 - 05 - 01)) };
        let raw = copied(&self::def(), answers, def, context);
        assert!(raw.further.is_empty() && raw.upload_ids().is_empty());
        raw.parts
            .iter()
            .map(|part| (part.name.clone(), raw.first_text(&part.name).unwrap_or_default().into()))
            .collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect()
    }

    #[test]
    fn what_only_the_visit_can_tell_is_not_taken_over() {
        let expected = [
            ("site", "Marina"),
            ("contact", "+971 4"),
            ("floors", "7"),
            ("state", "Good"),
            ("trades", "HVAC"),
            ("is_open", "yes"),
            ("items.0.asset", "Fan 1"),
            ("items.1.asset", "Fan 2"),
        ];
        assert_eq!(taken(&def(), &answers()), pairs(&expected));
    }

    #[test]
    fn what_the_form_would_refuse_today_is_not_taken_over() {
        let mut now = def();
        let SectionBody::Fields(fields) = &mut now.sections[0].body else { panic!("fields") };
        fields[4].kind = FieldKind::LongText { max: 9 };
        fields[5].kind = FieldKind::Number { min: None, max: "6".parse().ok(), decimals: 0, unit: None };
        fields[6].kind = one_of(&["Fine", "Poor"]);
        fields[9].name = "crafts".into();
        fields[10].rules.is_read_only = true;
        let SectionBody::Items(items) = &mut now.sections[1].body else { panic!("items") };
        items.name = "assets".into();
        assert_eq!(taken(&now, &answers()), pairs(&[("site", "Marina")]));
    }
}
