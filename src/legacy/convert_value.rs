//! One old value for one question of today's form: what answer it is, if it is one.

use super::{media::told_text, when};
use crate::domain::{
    answers::{Answer, iso},
    decimal::Decimal,
    form::{Field, FieldKind, FormDef},
};
use serde_json::Value;

/// What a value is to a question.
#[derive(Debug, PartialEq)]
pub enum Fit {
    /// Not answered.
    Nothing,
    /// Answered; with a note if it was not answered plainly.
    Answer(Answer, Option<String>),
    /// A list or an object where one value is asked for.
    Misfit,
}

/// Fits a value to a question of any kind but photos and signatures. What does not fit stays under the question as text.
pub fn fit(def: &FormDef, field: &Field, value: &Value) -> Fit {
    let text = match value {
        Value::Null => return Fit::Nothing,
        Value::String(text) if text.trim().is_empty() => return Fit::Nothing,
        Value::String(text) => text.clone(),
        // The old app's own spelling: its answers are what Python and the page's script make of a truth.
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) if list.is_empty() => return Fit::Nothing,
        Value::Object(map) if map.is_empty() => return Fit::Nothing,
        Value::Array(_) | Value::Object(_) => return Fit::Misfit,
    };
    match &field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } => Fit::Answer(Answer::Text(text), None),
        FieldKind::Number { .. } => number(text),
        FieldKind::Date { .. } => day(value, text),
        FieldKind::Checkbox { .. } => truth(text),
        FieldKind::Choice { .. } | FieldKind::Cascade { .. } => {
            let note = (!is_known(def, field, &text)).then(|| "is none of the choices of today; kept".to_owned());
            Fit::Answer(Answer::Choice(text), note)
        }
        FieldKind::Photos { .. } | FieldKind::Signature => Fit::Misfit,
    }
}

fn as_text(text: String, is_no: &str) -> Fit {
    Fit::Answer(Answer::Text(text), Some(format!("is no {is_no}; kept as text")))
}

fn number(text: String) -> Fit {
    match text.trim().parse::<Decimal>() {
        Ok(number) => {
            let shown = number.to_string();
            let plain = text == shown || text.trim_end_matches('0').trim_end_matches('.') == shown;
            Fit::Answer(Answer::Number(number), (!plain).then(|| format!("read as {shown}")))
        }
        Err(_) => as_text(text, "number"),
    }
}

fn day(value: &Value, text: String) -> Fit {
    match when::day(value) {
        Some(day) => {
            let note = day.how.map(|how| format!("read as {}, {how}", iso(day.date)));
            Fit::Answer(Answer::Date(day.date), note)
        }
        None => as_text(text, "day"),
    }
}

fn truth(text: String) -> Fit {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Fit::Answer(Answer::Bool(true), None),
        "false" | "off" | "no" | "0" => Fit::Answer(Answer::Bool(false), None),
        _ => as_text(text, "yes or no"),
    }
}

fn is_known(def: &FormDef, field: &Field, value: &str) -> bool {
    match &field.kind {
        FieldKind::Choice { choices, .. } => choices.iter().any(|choice| choice.value == value),
        FieldKind::Cascade { tree, level } => {
            def.trees.get(tree).is_some_and(|tree| tree.label(value, *level).is_some())
        }
        _ => true,
    }
}

/// Every single value below a value, with its path: what is shown where the form has no question for it.
pub fn leaves(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) => out.push((path.to_owned(), told_text(text))),
        Value::Bool(_) | Value::Number(_) => out.push((path.to_owned(), value.to_string())),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, one)| leaves(&format!("{path}.{i}"), one, out)),
        Value::Object(map) => map.iter().for_each(|(key, one)| leaves(&format!("{path}.{key}"), one, out)),
    }
}
