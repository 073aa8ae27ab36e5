//! Tests of the validation: which input is accepted, and which errors the rest gives.

mod fields;
mod files;
mod items;
mod properties;

use super::{FieldError, ItemNumber, PostContext, Subject, ValidationCode, validate};
use crate::domain::{
    answers::Answers,
    field_rules::{FieldRules, Scale},
    form::{Choice, Field, FieldKind, FormDef, Items, Node, Section, SectionBody, TextInput, Tree},
    ids::UploadId,
    lang::Label,
    raw::RawForm,
};
use time::{Date, macros::date};

/// The `latest_day` of all tests.
const TODAY: Date = date!(2026 - 03 - 14);

fn field(name: &str, required: bool, kind: FieldKind) -> Field {
    let capital = format!("{}{}", name[..1].to_uppercase(), name[1..].replace('_', " "));
    Field {
        name: name.into(),
        label: Label::new(capital, format!("سؤال {name}")),
        hint: None,
        required,
        rules: Default::default(),
        kind,
    }
}

fn choice(value: &str) -> Choice {
    Choice { value: value.into(), label: Label::new(value, "خيار") }
}

fn node(value: &str, children: Vec<Node>) -> Node {
    Node { choice: choice(value), children }
}

/// A form with one field of each type, and a repeating group with a cascade.
fn form() -> FormDef {
    let text = |max| FieldKind::Text { max, input: TextInput::Plain };
    let number = FieldKind::Number {
        min: Some("0".parse().unwrap()),
        max: Some("1000".parse().unwrap()),
        decimals: 2,
        unit: None,
    };
    let grade = FieldKind::Choice { choices: vec![choice("Good"), choice("Poor")], default: Some("Good".into()) };
    let step = |level| FieldKind::Cascade { tree: "equipment".into(), level };
    let leaves = |values: &[&str]| values.iter().map(|value| node(value, Vec::new())).collect();
    let tree = Tree {
        roots: vec![
            node("HVAC", vec![node("Fans", leaves(&["Jet fan", "Toilet fan"]))]),
            node("Lights", vec![node("Lamps", leaves(&["Lamps"]))]),
            node("Other", Vec::new()),
        ],
    };
    let top = vec![
        field("site_name", true, text(20)),
        field("visit_date", true, FieldKind::Date { future: false }),
        field("next_visit", false, FieldKind::Date { future: true }),
        field("notes", false, FieldKind::LongText { max: 40 }),
        field("price", false, number.clone()),
        field("grade", false, grade.clone()),
        field("start", false, FieldKind::Time { min: "07:00".parse().ok(), max: "19:30".parse().ok() }),
        field(
            "trades",
            false,
            FieldKind::SelectMultiple {
                choices: ["Civil", "HVAC", "Power, low voltage"].map(choice).into(),
                min: Some(1),
                max: Some(2),
                default: Vec::new(),
            },
        ),
        Field {
            rules: FieldRules {
                scale: Some(Scale {
                    start: "-1".parse().unwrap(),
                    end: "1".parse().unwrap(),
                    step: "0.25".parse().unwrap(),
                    is_rating: false,
                }),
                ..FieldRules::default()
            },
            ..field(
                "level",
                false,
                FieldKind::Number { min: "-1".parse().ok(), max: "1".parse().ok(), decimals: 2, unit: None },
            )
        },
        field("gps", false, FieldKind::Geopoint),
        field("about", false, FieldKind::Note),
        field("locked", false, FieldKind::Checkbox { default: true }),
    ];
    let items = Items {
        name: "items".into(),
        singular: Label::new("Item", "البند"),
        min: 0,
        max: 3,
        repeat_count: None,
        fields: vec![
            field("asset", true, step(0)),
            field("system", true, step(1)),
            field("description", true, step(2)),
            field("quantity", false, number),
            field("state", false, grade),
            field("photos", false, FieldKind::Photos { max: 2 }),
        ],
    };
    let end = vec![
        field("photos", false, FieldKind::Photos { max: 3 }),
        field("tech_signature", false, FieldKind::Signature),
    ];
    let section =
        |id: &str, body| Section { id: id.into(), title: Label::new(id, id), hint: None, relevant: None, body };
    FormDef {
        module: "example".parse().unwrap(),
        version: 1,
        title: Label::new("Example", "مثال"),
        short: Label::new("Example", "مثال"),
        about: Label::new("Example", "مثال"),
        site_field: "site_name".into(),
        date_field: "visit_date".into(),
        inspector_field: None,
        sections: vec![
            section("top", SectionBody::Fields(top)),
            section("items", SectionBody::Items(items)),
            section("end", SectionBody::Fields(end)),
        ],
        trees: [("equipment".to_owned(), tree)].into(),
        totals: None,
        report: Default::default(),
    }
}

/// A valid form post with additional parts.
fn post(parts: &[(&str, &str)]) -> RawForm {
    let mut raw = RawForm::default();
    for (name, value) in [("site_name", "Marina Tower"), ("visit_date", "2026-03-14")] {
        if !parts.iter().any(|(other, _)| *other == name) {
            raw.text(name, value);
        }
    }
    for (name, value) in parts {
        match value.parse::<UploadId>() {
            Ok(id) => raw.upload(*name, id),
            Err(_) => raw.text(*name, *value),
        }
    }
    raw
}

fn validated(parts: &[(&str, &str)]) -> Result<Answers, Vec<FieldError>> {
    validate(&form(), &post(parts), PostContext::on(TODAY))
}

/// The names and codes of all errors in order: `site_name missing`.
fn error_codes(parts: &[(&str, &str)]) -> Vec<String> {
    let errors = validated(parts).err().unwrap_or_default();
    errors.iter().map(|error| format!("{} {}", error.name, error.complaint.code())).collect()
}

fn item(number: usize) -> ItemNumber {
    ItemNumber { singular: Label::new("Item", "البند"), number }
}

fn upload(number: u8) -> String {
    format!("upl_{}", format!("{number:02x}").repeat(10))
}
