//! Repeated answers: lists of objects, and the parallel columns of the civil page (`work_desc[]`).

use super::{
    super::apply_mapping::{AnswerMapper, AnswerPosition},
    names,
    photos::{more_photos, photos_field},
};
use crate::domain::form::Items;
use serde_json::{Map, Value};

/// Fields of one row that the old HVAC server read from the top level if the page sent no items.
const SINGLE_ROW: [&str; 3] = ["asset", "system", "description"];

/// The rows of one repeating group of the form.
pub struct Rows<'f, 'a> {
    filler: &'f mut AnswerMapper<'a>,
    group: Option<&'a Items>,
}

impl<'f, 'a> Rows<'f, 'a> {
    /// The first repeating group of the form; old forms had at most one.
    pub fn of(filler: &'f mut AnswerMapper<'a>) -> Rows<'f, 'a> {
        let group = filler.def().items().next();
        Rows { filler, group }
    }

    pub fn of_group(filler: &'f mut AnswerMapper<'a>, name: &str) -> Rows<'f, 'a> {
        let group = filler.def().items_named(name);
        Rows { filler, group }
    }

    /// Reads `[{"asset": …, "photos": […]}, …]`.
    pub fn list(&mut self, path: &str, list: Option<&Value>) {
        let Some(Value::Array(list)) = list else { return };
        let Some(group) = self.group else { return self.filler.further(path, &Value::Array(list.clone())) };
        for (index, row) in list.iter().enumerate() {
            let (slot, path) = (AnswerPosition::Item(&group.name, index), format!("{path}.{index}"));
            match row {
                Value::Object(row) if self.filler.make_row(slot) => self.row(slot, index, &path, row),
                Value::Null => self.filler.note(format!("{path}: is empty; left out")),
                other => {
                    self.filler.note(format!("{path}: is no row of answers; kept below its path"));
                    self.filler.further(&path, other);
                }
            }
        }
    }

    fn row(&mut self, slot: AnswerPosition<'_>, index: usize, path: &str, row: &Map<String, Value>) {
        let (asked, others): (Vec<_>, Vec<_>) = row.iter().partition(|(key, _)| self.filler.field(slot, key).is_some());
        for (key, value) in asked {
            self.filler.set_answer(slot, key, &format!("{path}.{key}"), value);
        }
        for (key, value) in others {
            let path = format!("{path}.{key}");
            let photos = self.photos_field().filter(|_| names::is_photos(key));
            if let (Some(field), Value::Array(list)) = (photos, value) {
                more_photos(self.filler, Some((slot, field)), list.iter());
            } else if let Some(name) = names::today(self.filler, slot, key) {
                self.filler.set_answer(slot, &name, &path, value);
            } else if let Some(signature) = names::signed_by(self.filler, slot, key) {
                self.filler.name_signature(slot, &signature, &path, value);
            } else if !(key == "item_number" && is_number(value, index + 1)) {
                self.filler.further(&path, value);
            }
        }
    }

    /// Reads columns from the fields of a form and returns their names: `work_desc[]` with the value of the first row
    /// (the old server lost the others) or a list, `item_0_asset`, and top-level answers that only rows have.
    pub fn columns<'v>(&mut self, prefix: &str, fields: &'v Map<String, Value>) -> Vec<&'v str> {
        let Some(group) = self.group else { return Vec::new() };
        let mut taken = Vec::new();
        for (key, value) in fields {
            let path = format!("{prefix}{key}");
            let single = SINGLE_ROW.contains(&key.as_str()) && self.filler.field(AnswerPosition::Top, key).is_none();
            let numbered = item_name(key).and_then(|(index, name)| Some((index, self.question(name)?)));
            if let Some((index, name)) = numbered {
                self.filler.set_answer(AnswerPosition::Item(&group.name, index), &name, &path, value);
            } else if let Some(name) = key.strip_suffix("[]").or(single.then_some(key)).and_then(|n| self.question(n)) {
                match value {
                    Value::Array(list) => {
                        for (index, one) in list.iter().enumerate() {
                            self.filler.set_answer(
                                AnswerPosition::Item(&group.name, index),
                                &name,
                                &format!("{path}.{index}"),
                                one,
                            );
                        }
                    }
                    Value::String(text) if text.trim().is_empty() => {}
                    one => self.filler.set_answer(AnswerPosition::Item(&group.name, 0), &name, &path, one),
                }
            } else {
                continue;
            }
            taken.push(key.as_str());
        }
        taken
    }

    fn question(&self, old: &str) -> Option<String> {
        names::today(self.filler, AnswerPosition::Item(&self.group?.name, 0), old)
    }

    fn photos_field(&self) -> Option<&'a str> {
        photos_field(self.group?)
    }
}

/// Row index and question of `item_3_asset`.
pub fn item_name(key: &str) -> Option<(usize, &str)> {
    let (index, name) = key.strip_prefix("item_")?.split_once('_')?;
    Some((index.parse().ok()?, name))
}

fn is_number(value: &Value, number: usize) -> bool {
    match value {
        Value::String(text) => *text == number.to_string(),
        other => other.as_u64() == u64::try_from(number).ok(),
    }
}
