//! The JSON of a form: everything that a client needs to fill it in, and nothing about its layout.

use crate::domain::{
    form::{Field, FieldKind, FormDef, Items, Node, SectionBody, TextInput},
    lang,
    rules::tree::Rule,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The forms that may be filled in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Forms {
    pub forms: Vec<FormSummary>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FormSummary {
    #[schema(example = "hvac_mep")]
    pub module: String,
    pub version: i32,
    pub title: Label,
    pub about: Label,
}

/// A text in both languages.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Label {
    pub en: String,
    pub ar: String,
}

/// One form, in the version that is filled in now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Form {
    #[schema(example = "hvac_mep")]
    pub module: String,
    pub version: i32,
    pub title: Label,
    pub about: Label,
    /// The field whose answer is the name of the site in lists.
    pub site_field: String,
    /// The field whose answer is the date of the visit in lists.
    pub date_field: String,
    pub sections: Vec<Section>,
    /// Choices that depend on each other, by name: fields of kind `cascade` name one and their level in it.
    pub trees: BTreeMap<String, Vec<Choice>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Section {
    pub id: String,
    pub title: Label,
    pub hint: Option<Label>,
    /// The section is asked where this rule is true.
    pub relevant: Option<String>,
    /// The fields below are answered once for each item; null if they are answered once.
    pub repeats: Option<Repeats>,
    pub fields: Vec<FieldShape>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Repeats {
    /// The key of the list in the answers: `items`.
    pub name: String,
    pub singular: Label,
    pub min: usize,
    pub max: usize,
    /// How many items there must be, up to `max`: a rule as those of the questions. Where it results in a number, `min`
    /// does not count.
    pub repeat_count: Option<String>,
}

/// One question. What it does not limit is null.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct FieldShape {
    pub name: String,
    pub label: Label,
    pub hint: Option<Label>,
    pub required: bool,
    /// `text`, `long_text`, `number`, `date`, `time`, `choice`, `select_multiple`, `cascade`, `checkbox`, `photos`,
    /// `signature`, `geopoint`, or `note`, which has no answer.
    pub kind: &'static str,
    /// Least number of choices, where any is made.
    pub min_count: Option<usize>,
    /// Most characters of a text, photos or choices.
    pub max_count: Option<usize>,
    /// What a text is: `tel`, `email` or `barcode`.
    pub format: Option<&'static str>,
    /// Least value of a number, exact, or earliest time.
    pub min: Option<String>,
    /// Largest value of a number, exact, or latest time.
    pub max: Option<String>,
    /// The steps from the least value in which a number is given, exact.
    pub step: Option<String>,
    /// Digits behind the point of a number.
    pub decimals: Option<u8>,
    pub unit: Option<Label>,
    /// Whether a day may lie after today.
    pub future: Option<bool>,
    pub choices: Option<Vec<Choice>>,
    /// Which of the trees a cascade chooses from.
    pub tree: Option<String>,
    /// 0 for the first step of a cascade.
    pub level: Option<usize>,
    /// Rules in the expression language of XLSForm. The server applies them: what does not apply is not stored, and
    /// what is calculated or read-only is not taken from the client.
    pub relevant: Option<String>,
    pub required_if: Option<String>,
    pub constraint: Option<String>,
    pub constraint_message: Option<Label>,
    pub calculation: Option<String>,
    pub read_only: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Choice {
    /// What is sent and stored; never translated.
    pub value: String,
    pub label: Label,
    /// The choices of the next step below this one.
    #[schema(no_recursion)]
    pub below: Vec<Choice>,
}

impl From<&lang::Label> for Label {
    fn from(label: &lang::Label) -> Label {
        Label { en: label.en.clone(), ar: label.ar.clone() }
    }
}

impl From<&FormDef> for FormSummary {
    fn from(def: &FormDef) -> FormSummary {
        FormSummary {
            module: def.module.to_string(),
            version: def.version,
            title: (&def.title).into(),
            about: (&def.about).into(),
        }
    }
}

impl From<&FormDef> for Form {
    fn from(def: &FormDef) -> Form {
        let section = |section: &crate::domain::form::Section| {
            let (repeats, fields) = match &section.body {
                SectionBody::Fields(fields) => (None, fields),
                SectionBody::Items(items) => (Some(Repeats::from(items)), &items.fields),
            };
            Section {
                id: section.id.clone(),
                title: (&section.title).into(),
                hint: section.hint.as_ref().map(Label::from),
                relevant: source(section.relevant.as_ref()),
                repeats,
                fields: fields.iter().map(FieldShape::from).collect(),
            }
        };
        let tree = |(name, tree): (&String, &crate::domain::form::Tree)| {
            (name.clone(), tree.roots.iter().map(Choice::from).collect())
        };
        Form {
            module: def.module.to_string(),
            version: def.version,
            title: (&def.title).into(),
            about: (&def.about).into(),
            site_field: def.site_field.clone(),
            date_field: def.date_field.clone(),
            sections: def.sections.iter().map(section).collect(),
            trees: def.trees.iter().map(tree).collect(),
        }
    }
}

fn source(rule: Option<&Rule>) -> Option<String> {
    rule.map(|rule| rule.source.clone())
}

impl From<&Items> for Repeats {
    fn from(items: &Items) -> Repeats {
        Repeats {
            name: items.name.clone(),
            singular: (&items.singular).into(),
            min: items.min,
            max: items.max,
            repeat_count: source(items.repeat_count.as_ref()),
        }
    }
}

impl From<&Node> for Choice {
    fn from(node: &Node) -> Choice {
        Choice { below: node.children.iter().map(Choice::from).collect(), ..(&node.choice).into() }
    }
}

impl From<&crate::domain::form::Choice> for Choice {
    fn from(choice: &crate::domain::form::Choice) -> Choice {
        Choice { value: choice.value.clone(), label: (&choice.label).into(), below: Vec::new() }
    }
}

impl From<&Field> for FieldShape {
    fn from(field: &Field) -> FieldShape {
        let base = FieldShape {
            name: field.name.clone(),
            label: (&field.label).into(),
            hint: field.hint.as_ref().map(Label::from),
            required: field.required,
            relevant: source(field.rules.relevant.as_ref()),
            required_if: source(field.rules.required.as_ref()),
            constraint: source(field.rules.constraint.as_ref().map(|constraint| &constraint.rule)),
            constraint_message: field.rules.constraint.as_ref().and_then(|own| own.message.as_ref()).map(Label::from),
            calculation: source(field.rules.calculation.as_ref()),
            read_only: field.rules.is_read_only,
            ..FieldShape::default()
        };
        match &field.kind {
            FieldKind::Text { max, input } => {
                let format = match input {
                    TextInput::Plain => None,
                    TextInput::Tel => Some("tel"),
                    TextInput::Email => Some("email"),
                    TextInput::Barcode => Some("barcode"),
                };
                FieldShape { kind: "text", max_count: Some(*max), format, ..base }
            }
            FieldKind::LongText { max } => FieldShape { kind: "long_text", max_count: Some(*max), ..base },
            FieldKind::Number { min, max, decimals, unit } => FieldShape {
                kind: "number",
                min: min.map(|n| n.to_string()),
                max: max.map(|n| n.to_string()),
                decimals: Some(*decimals),
                step: field.rules.scale.as_ref().map(|scale| scale.step.to_string()),
                unit: unit.as_ref().map(Label::from),
                ..base
            },
            FieldKind::Date { future } => FieldShape { kind: "date", future: Some(*future), ..base },
            FieldKind::Choice { choices, .. } => {
                FieldShape { kind: "choice", choices: Some(choices.iter().map(Choice::from).collect()), ..base }
            }
            FieldKind::Time { min, max } => FieldShape {
                kind: "time",
                min: min.map(|time| time.to_string()),
                max: max.map(|time| time.to_string()),
                ..base
            },
            FieldKind::SelectMultiple { choices, min, max, .. } => FieldShape {
                kind: "select_multiple",
                choices: Some(choices.iter().map(Choice::from).collect()),
                min_count: *min,
                max_count: *max,
                ..base
            },
            FieldKind::Cascade { tree, level } => {
                FieldShape { kind: "cascade", tree: Some(tree.clone()), level: Some(*level), ..base }
            }
            FieldKind::Checkbox { .. } => FieldShape { kind: "checkbox", ..base },
            FieldKind::Photos { max } => FieldShape { kind: "photos", max_count: Some(*max), ..base },
            FieldKind::Signature => FieldShape { kind: "signature", ..base },
            FieldKind::File => FieldShape { kind: "file", ..base },
            FieldKind::Geopoint => FieldShape { kind: "geopoint", ..base },
            FieldKind::Note => FieldShape { kind: "note", ..base },
        }
    }
}
