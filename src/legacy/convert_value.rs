//! Converts one value of a record to an answer of a question in the current form.

use super::{
    media::text_without_bytes,
    when::{self, Doubt},
};
use crate::domain::{
    answers::{Answer, iso},
    decimal::Decimal,
    form::{Field, FieldKind, FormDef},
    local_zone::LocalZone,
    pasted,
};
use serde_json::Value;

const UNKNOWN: &str = "is none of the choices of today; kept";

/// The result of a conversion.
#[derive(Debug, PartialEq)]
pub enum Conversion {
    /// The question was not answered.
    Empty,
    /// An answer, with a note if the value was not in the usual format.
    Answer(Answer, Option<String>),
    /// A list or an object for a question with a single value.
    WrongType,
}

/// Converts a value for any type of question except photos and signatures. A value of the wrong type is kept as text
/// under the question, and so is any value of a question for a file: old records have none. `zone` is that of the old
/// server.
pub fn convert(def: &FormDef, field: &Field, value: &Value, zone: LocalZone) -> Conversion {
    if let (FieldKind::SelectMultiple { .. }, Some(values)) = (&field.kind, texts(value)) {
        let note = (!values.iter().all(|value| is_known(def, field, value))).then(|| UNKNOWN.to_owned());
        return Conversion::Answer(Answer::Choices(values), note);
    }
    let text = match value {
        Value::Null => return Conversion::Empty,
        Value::String(text) if text.trim().is_empty() => return Conversion::Empty,
        Value::String(text) => text.clone(),
        // The legacy app stored Python's spelling of booleans.
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) if list.is_empty() => return Conversion::Empty,
        Value::Object(map) if map.is_empty() => return Conversion::Empty,
        Value::Array(_) | Value::Object(_) => return Conversion::WrongType,
    };
    match &field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } => Conversion::Answer(Answer::Text(text), None),
        FieldKind::Number { .. } => number(text),
        FieldKind::Date { .. } => day(value, text, zone),
        FieldKind::Checkbox { .. } => truth(text),
        FieldKind::Time { .. } => match pasted::date(&text).parse() {
            Ok(time) => Conversion::Answer(Answer::Time(time), None),
            Err(_) => as_text(text, "time"),
        },
        FieldKind::SelectMultiple { .. } => several(def, field, text),
        FieldKind::Geopoint => as_text(text, "position"),
        FieldKind::File => as_text(text, "PDF"),
        FieldKind::Choice { .. } | FieldKind::Cascade { .. } => {
            let note = (!is_known(def, field, &text)).then(|| UNKNOWN.to_owned());
            Conversion::Answer(Answer::Choice(text), note)
        }
        FieldKind::Photos { .. } | FieldKind::Signature | FieldKind::Note => Conversion::WrongType,
    }
}

fn as_text(text: String, is_no: &str) -> Conversion {
    Conversion::Answer(Answer::Text(text), Some(format!("is no {is_no}; kept as text")))
}

/// A list of texts with at least one.
fn texts(value: &Value) -> Option<Vec<String>> {
    let list: Option<Vec<String>> = value.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect();
    list.filter(|list| !list.is_empty())
}

/// Several choices in one text, as the records that this program writes have them.
fn several(def: &FormDef, field: &Field, text: String) -> Conversion {
    let one = vec![text.clone()];
    let parts: Vec<String> = text.split(", ").map(str::to_owned).collect();
    let known = [one, parts].into_iter().find(|values| values.iter().all(|value| is_known(def, field, value)));
    known.map_or_else(|| as_text(text, "choice of today"), |values| Conversion::Answer(Answer::Choices(values), None))
}

fn number(text: String) -> Conversion {
    match pasted::number(&text).parse::<Decimal>() {
        Ok(number) => {
            let shown = number.to_string();
            let plain = text == shown || text.trim_end_matches('0').trim_end_matches('.') == shown;
            Conversion::Answer(Answer::Number(number), (!plain).then(|| format!("read as {shown}")))
        }
        Err(_) => as_text(text, "number"),
    }
}

fn day(value: &Value, text: String, zone: LocalZone) -> Conversion {
    match when::day_in(value, zone) {
        Some(day) => {
            let doubt = day.doubt.map(Doubt::note).unwrap_or_default();
            let note = day.how.map(|how| format!("read as {}, {how}{doubt}", iso(day.date)));
            Conversion::Answer(Answer::Date(day.date), note)
        }
        None => as_text(text, "day"),
    }
}

fn truth(text: String) -> Conversion {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Conversion::Answer(Answer::Bool(true), None),
        "false" | "off" | "no" | "0" => Conversion::Answer(Answer::Bool(false), None),
        _ => as_text(text, "yes or no"),
    }
}

fn is_known(def: &FormDef, field: &Field, value: &str) -> bool {
    match &field.kind {
        FieldKind::Choice { choices, .. } | FieldKind::SelectMultiple { choices, .. } => {
            choices.iter().any(|choice| choice.value == value)
        }
        FieldKind::Cascade { tree, level } => {
            def.trees.get(tree).is_some_and(|tree| tree.label(value, *level).is_some())
        }
        _ => true,
    }
}

/// Every leaf value below a value, with its path: for display where the form has no question.
pub fn leaves(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) => out.push((path.to_owned(), text_without_bytes(text))),
        Value::Bool(_) | Value::Number(_) => out.push((path.to_owned(), value.to_string())),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, one)| leaves(&format!("{path}.{i}"), one, out)),
        Value::Object(map) => map.iter().for_each(|(key, one)| leaves(&format!("{path}.{key}"), one, out)),
    }
}
