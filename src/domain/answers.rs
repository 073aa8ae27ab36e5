//! Checked answers, and the JSON in which they are stored permanently.
//!
//! The JSON is flat and uses the field names of the form, so that it can be read without this program: `{"site_name":
//! "…", "visit_date": "2026-03-14", "items": [{"asset": "…", "photos": ["upl_…"]}], "tech_signature": {"name": "…",
//! "drawn": "upl_…"}}`. A question without an answer has no key. Answers of an imported record to questions that the
//! form does not have are stored under one key: `"further": {"estimated_completion": "2 weeks"}`.

use super::{
    clock_time::ClockTime,
    decimal::Decimal,
    form::{Field, FieldKind, FormDef},
    ids::UploadId,
    position::{Coordinate, Position},
};
use serde_json::{Map, Value, json};
use time::Date;

pub use super::iso_date::{iso, parse_iso};

/// One checked answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Text(String),
    Number(Decimal),
    Date(Date),
    Time(ClockTime),
    /// The stored value of a choice or of a cascade level.
    Choice(String),
    /// The stored values of several choices, in the order of the form.
    Choices(Vec<String>),
    Bool(bool),
    Photos(Vec<UploadId>),
    Signature(Signature),
    File(UploadId),
    Position(Position),
}

/// A signature: a drawing, a typed name, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    pub drawn: Option<UploadId>,
    pub name: Option<String>,
}

/// Answers by field name, in the order of the form.
pub type Group = Vec<(String, Answer)>;

/// All answers of one submission.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    pub fields: Group,
    /// Each repeating group by name, in the order of the form.
    pub items: Vec<(String, Vec<Group>)>,
    /// Answers of an imported record to questions that the form does not have: the path in the record (`items.0.brand`)
    /// and the value.
    pub further: Vec<(String, String)>,
}

/// The key of [`Answers::further`] in the stored JSON. No form may have a field of this name.
pub const FURTHER: &str = "further";

/// Finds an answer by its field name.
pub fn answer<'a>(group: &'a Group, name: &str) -> Option<&'a Answer> {
    group.iter().find(|(n, _)| n == name).map(|(_, a)| a)
}

impl Answers {
    pub fn get(&self, name: &str) -> Option<&Answer> {
        answer(&self.fields, name)
    }

    pub fn items_of(&self, name: &str) -> &[Group] {
        self.items.iter().find(|(n, _)| n == name).map_or(&[], |(_, groups)| groups)
    }

    /// Every upload that the answers refer to, with the name of its field (`items.0.photos`), in order.
    pub fn uploads(&self) -> Vec<(String, UploadId)> {
        fn collect(prefix: &str, group: &Group, out: &mut Vec<(String, UploadId)>) {
            for (name, answer) in group {
                match answer {
                    Answer::Photos(ids) => out.extend(ids.iter().map(|id| (format!("{prefix}{name}"), id.clone()))),
                    Answer::Signature(Signature { drawn: Some(id), .. }) => {
                        out.push((format!("{prefix}{name}"), id.clone()))
                    }
                    Answer::File(id) => out.push((format!("{prefix}{name}"), id.clone())),
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        collect("", &self.fields, &mut out);
        for (items, groups) in &self.items {
            for (index, group) in groups.iter().enumerate() {
                collect(&format!("{items}.{index}."), group, &mut out);
            }
        }
        out
    }

    /// The JSON that is stored.
    pub fn to_json(&self) -> Value {
        let mut map = group_to_json(&self.fields);
        for (name, groups) in &self.items {
            map.insert(name.clone(), Value::Array(groups.iter().map(|g| Value::Object(group_to_json(g))).collect()));
        }
        if !self.further.is_empty() {
            let further = self.further.iter().map(|(name, text)| (name.clone(), json!(text)));
            map.insert(FURTHER.into(), Value::Object(further.collect()));
        }
        Value::Object(map)
    }

    /// Reads the output of [`to_json`](Answers::to_json). A value that does not fit its field is read as text, so that
    /// every stored value appears on pages and in reports.
    pub fn from_json(def: &FormDef, json: &Value) -> Answers {
        let empty = Map::new();
        let map = json.as_object().unwrap_or(&empty);
        let items = def.items().map(|items| {
            let groups = map.get(&items.name).and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
            let groups = groups.iter().map(|g| group_from_json(items.fields.iter(), g.as_object().unwrap_or(&empty)));
            (items.name.clone(), groups.collect())
        });
        let further = map.get(FURTHER).and_then(Value::as_object).into_iter().flatten();
        let further = further
            .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        Answers { fields: group_from_json(def.fields(), map), items: items.collect(), further: further.collect() }
    }
}

fn group_to_json(group: &Group) -> Map<String, Value> {
    group.iter().map(|(name, answer)| (name.clone(), answer_to_json(answer))).collect()
}

fn answer_to_json(answer: &Answer) -> Value {
    match answer {
        Answer::Text(text) | Answer::Choice(text) => json!(text),
        Answer::Number(number) => number_to_json(*number),
        Answer::Date(date) => json!(iso(*date)),
        Answer::Time(time) => json!(time.to_string()),
        Answer::Choices(values) => json!(values),
        Answer::Bool(yes) => json!(yes),
        Answer::Photos(ids) => json!(ids),
        Answer::File(id) => json!(id),
        Answer::Signature(signature) => {
            let mut map = Map::new();
            if let Some(name) = &signature.name {
                map.insert("name".into(), json!(name));
            }
            if let Some(id) = &signature.drawn {
                map.insert("drawn".into(), json!(id));
            }
            Value::Object(map)
        }
        Answer::Position(position) => {
            let number =
                |coordinate: Coordinate| Some((coordinate.key().to_owned(), number_to_json(position.get(coordinate)?)));
            Value::Object(Coordinate::ALL.into_iter().filter_map(number).collect())
        }
    }
}

fn number_to_json(number: Decimal) -> Value {
    if number.scale() == 0 {
        return number.to_string().parse::<i64>().map_or_else(|_| json!(number.to_string()), |n| json!(n));
    }
    json!(number.to_f64())
}

fn group_from_json<'a>(fields: impl Iterator<Item = &'a Field>, map: &Map<String, Value>) -> Group {
    fields.filter_map(|field| Some((field.name.clone(), answer_from_json(field, map.get(&field.name)?)?))).collect()
}

fn answer_from_json(field: &Field, value: &Value) -> Option<Answer> {
    let as_text = || match value {
        Value::Null => None,
        Value::String(text) => Some(Answer::Text(text.clone())),
        other => Some(Answer::Text(other.to_string())),
    };
    let typed = match (&field.kind, value) {
        (FieldKind::Number { .. }, Value::Number(n)) => n.to_string().parse().ok().map(Answer::Number),
        (FieldKind::Number { .. }, Value::String(text)) => text.parse().ok().map(Answer::Number),
        (FieldKind::Date { .. }, Value::String(text)) => parse_iso(text).map(Answer::Date),
        (FieldKind::Time { .. }, Value::String(text)) => text.parse().ok().map(Answer::Time),
        (FieldKind::SelectMultiple { .. }, Value::Array(values)) => {
            let values: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
            values.filter(|values| !values.is_empty()).map(Answer::Choices)
        }
        (FieldKind::Geopoint, Value::Object(map)) => position_from_json(map).map(Answer::Position),
        (FieldKind::Choice { .. } | FieldKind::Cascade { .. }, Value::String(text)) => {
            Some(Answer::Choice(text.clone()))
        }
        (FieldKind::Checkbox { .. }, Value::Bool(yes)) => Some(Answer::Bool(*yes)),
        (FieldKind::Photos { .. }, Value::Array(ids)) => {
            Some(Answer::Photos(ids.iter().filter_map(|id| id.as_str()?.parse().ok()).collect()))
        }
        (FieldKind::File, Value::String(id)) => id.parse().ok().map(Answer::File),
        (FieldKind::Signature, Value::Object(map)) => Some(Answer::Signature(Signature {
            drawn: map.get("drawn").and_then(|id| id.as_str()?.parse().ok()),
            name: map.get("name").and_then(Value::as_str).map(str::to_owned),
        })),
        _ => None,
    };
    typed.or_else(as_text)
}

fn position_from_json(map: &Map<String, Value>) -> Option<Position> {
    let number = |coordinate: Coordinate| match map.get(coordinate.key())? {
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    };
    Some(Position {
        latitude: number(Coordinate::Latitude)?,
        longitude: number(Coordinate::Longitude)?,
        accuracy: number(Coordinate::Accuracy),
    })
}
