//! Reads a question of the kind `check`: pass, fail or n.a. It becomes a choice with these three values; what a failure
//! demands becomes questions behind it that apply, and are required, where it has failed.

use super::reader::Reader;
use crate::domain::{
    field_rules::{CheckRules, FieldRules},
    form::{Choice, Field, FieldKind},
    lang::Label,
    rules::tree::{Expression, Rule},
    score::{DEMANDED_COMMENT, DEMANDED_PHOTOS, FAIL, NOT_APPLICABLE, PASS},
};

/// The labels of every check, unless a form renames them: a word, English, Arabic.
const WORDS: &str = include_str!("check.words");
const MAX_WEIGHT: i64 = 1_000;
const MAX_PHOTOS: usize = 20;
const MAX_COMMENT: usize = 2_000;

/// What a failure demands.
#[derive(Default)]
pub(super) struct OnFail {
    photo: Option<Demand>,
    comment: Option<Demand>,
}

/// A question that a failure demands.
enum Demand {
    /// "Description of the failure (Extinguishers)".
    Usual(&'static str),
    /// With the label of the form.
    Labelled(Label),
}

pub(super) fn check(reader: &mut Reader) -> (FieldKind, CheckRules, OnFail) {
    let mut labels = reader.optional_table("labels", |place| format!("{place}labels"));
    let mut choice = |value: &str, key: &'static str| {
        let renamed = labels.as_mut().and_then(|labels| labels.optional_label(key));
        Choice { value: value.to_owned(), label: renamed.unwrap_or_else(|| word(key)) }
    };
    let choices = vec![choice(PASS, "pass"), choice(FAIL, "fail"), choice(NOT_APPLICABLE, "na")];
    if let Some(labels) = labels {
        labels.finish();
    }
    let weight = reader.optional_count("weight", 1..=MAX_WEIGHT).and_then(|weight| u32::try_from(weight).ok());
    let rules = CheckRules {
        is_critical: reader.flag("critical"),
        weight: weight.unwrap_or(1),
        after_photo: reader.flag("after_photo"),
    };
    let on_fail = reader.optional_table("on_fail", |place| format!("{place}on_fail"));
    let on_fail = on_fail.map(|mut table| {
        let demands = OnFail { photo: demand(&mut table, "photo"), comment: demand(&mut table, "comment") };
        table.finish();
        demands
    });
    (FieldKind::Choice { choices, default: None }, rules, on_fail.unwrap_or_default())
}

/// `true`, or the label of the question.
fn demand(reader: &mut Reader, key: &'static str) -> Option<Demand> {
    if reader.is_table(key) {
        return reader.optional_label(key).map(Demand::Labelled);
    }
    reader.flag(key).then_some(Demand::Usual(key))
}

/// The questions that a failure of this one demands.
pub(super) fn demanded(field: &Field, on_fail: OnFail) -> Vec<Field> {
    let rule = Rule { source: format!("${{{}}} = '{FAIL}'", field.name), expression: Expression::Blank };
    let question = |suffix: &str, demand: Demand, kind| {
        let label = match demand {
            Demand::Labelled(label) => label,
            Demand::Usual(key) => {
                let (of, word) = (&field.label, word(key));
                Label::new(format!("{} ({})", word.en, of.en), format!("{} ({})", word.ar, of.ar))
            }
        };
        let rules = FieldRules { relevant: Some(rule.clone()), required: Some(rule.clone()), ..FieldRules::default() };
        Field { name: format!("{}{suffix}", field.name), label, hint: None, required: false, rules, kind }
    };
    let comment =
        on_fail.comment.map(|label| question(DEMANDED_COMMENT, label, FieldKind::LongText { max: MAX_COMMENT }));
    let photo = on_fail.photo.map(|label| question(DEMANDED_PHOTOS, label, FieldKind::Photos { max: MAX_PHOTOS }));
    comment.into_iter().chain(photo).collect()
}

fn word(wanted: &str) -> Label {
    let line = WORDS.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let found = line.into_iter().find(|parts| parts.first() == Some(&wanted));
    match found.as_deref() {
        Some([_, en, ar]) => Label::new(*en, *ar),
        _ => Label::new(wanted, wanted),
    }
}
