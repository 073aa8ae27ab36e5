//! Reads the answers from each shape of the legacy app.
//!
//! Exact names are processed before renamed ones. If two names answer the same question (`location` and
//! `location_name`), the current name has priority, and the other value is kept as a further answer only if it differs.

mod names;
mod photos;
mod rows;

use super::{
    Variant,
    apply_mapping::{AnswerMapper, AnswerPosition},
};
use crate::domain::form::{Field, FieldKind};
use photos::{Question, default_question, more_photos, photos_of};
use rows::Rows;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Keys about the record, not about the visit; they are read elsewhere.
const ABOUT_THE_RECORD: [&str; 6] = ["id", "submission_id", "job_id", "created_at", "timestamp", "base_url"];

/// The key of the metadata that this program adds to a record, see [`embedded_metadata`](super::embedded_metadata).
pub const OWN_KEY: &str = "injaaz";

/// Passes every value of a record to the filler.
pub fn fill(variant: Variant, record: &Map<String, Value>, filler: &mut AnswerMapper<'_>) {
    let rest = |skip: &[&str]| -> Map<String, Value> {
        let about = |key: &str| ABOUT_THE_RECORD.contains(&key) || key == OWN_KEY || skip.contains(&key);
        record.iter().filter(|(key, _)| !about(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    match variant {
        Variant::HvacMultipart | Variant::HvacWithUrls => {
            Rows::of(filler).list("items", record.get("items"));
            flat(filler, "", &rest(&["items"]));
        }
        Variant::CivilWithUrls => {
            Rows::of(filler).list("work_items", record.get("work_items"));
            flat(filler, "", &rest(&["work_items"]));
        }
        Variant::CleaningFlat => flat(filler, "", &rest(&[])),
        Variant::CleaningNested => {
            let empty = Map::new();
            flat(filler, "data.", record.get("data").and_then(Value::as_object).unwrap_or(&empty));
            flat(filler, "", &rest(&["data"]));
        }
        Variant::CivilMultipart | Variant::GenericMultipart | Variant::Mapped => {
            Rows::of(filler).list("work_items", record.get("work_items"));
            let empty = Map::new();
            let fields = record.get("fields").and_then(Value::as_object).unwrap_or(&empty);
            let columns = Rows::of(filler).columns("fields.", fields);
            let single = fields.iter().filter(|(key, _)| !columns.contains(&key.as_str()));
            let single: Map<String, Value> = single.map(|(key, value)| (key.clone(), value.clone())).collect();
            flat(filler, "fields.", &single);
            files(filler, record.get("files"));
            flat(filler, "", &rest(&["fields", "files", "work_items"]));
        }
    }
}

/// Answers in one flat object.
fn flat(filler: &mut AnswerMapper<'_>, prefix: &str, map: &Map<String, Value>) {
    let (asked, others): (Vec<_>, Vec<_>) =
        map.iter().partition(|(key, _)| filler.field(AnswerPosition::Top, key).is_some());
    for (key, value) in asked {
        filler.set_answer(AnswerPosition::Top, key, &format!("{prefix}{key}"), value);
    }
    let (numbered, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|(key, _)| numbered_photo(key).is_some());
    for (key, value) in others {
        let path = format!("{prefix}{key}");
        if let Some(name) = names::today(filler, AnswerPosition::Top, key) {
            filler.set_answer(AnswerPosition::Top, &name, &path, value);
        } else if let Some(signature) = names::signed_by(filler, AnswerPosition::Top, key) {
            filler.name_signature(AnswerPosition::Top, &signature, &path, value);
        } else if let (true, Value::Array(list)) = (names::is_photos(key), value) {
            more_photos(filler, None, list.iter());
        } else if let (Value::Array(_), Some(items)) = (value, filler.def().items_named(key)) {
            Rows::of_group(filler, &items.name).list(&path, Some(value));
        } else {
            filler.further(&path, value);
        }
    }
    let mut numbered: Vec<_> = numbered.into_iter().map(|(key, value)| (numbered_photo(key), value)).collect();
    numbered.sort_by_key(|(number, _)| *number);
    more_photos(filler, None, numbered.into_iter().map(|(_, value)| value));
}

/// Uploaded files of a multipart form, by the field names of the old page.
fn files(filler: &mut AnswerMapper<'_>, files: Option<&Value>) {
    let mut by_question: BTreeMap<Option<Question<'_>>, Vec<&Value>> = BTreeMap::new();
    for file in files.and_then(Value::as_array).into_iter().flatten() {
        let field = file.get("field").and_then(Value::as_str).unwrap_or_default();
        let name = names::today(filler, AnswerPosition::Top, field).unwrap_or_else(|| field.to_owned());
        let question = match filler.field(AnswerPosition::Top, &name) {
            Some(Field { kind: FieldKind::Signature, .. }) => {
                filler.set_answer(AnswerPosition::Top, &name, field, file);
                continue;
            }
            Some(Field { kind: FieldKind::Photos { .. }, name, .. }) => Some((AnswerPosition::Top, name.as_str())),
            _ => rows::item_name(field).and_then(|(index, _)| photos_of(filler.def(), index)),
        };
        let question = question.or_else(|| default_question(filler.def()));
        by_question.entry(question).or_default().push(file);
    }
    for (question, references) in by_question {
        more_photos(filler, question, references.into_iter());
    }
}

/// The number in `photo_url_7`. The old page sent photos under these names, and the old server did not process them.
fn numbered_photo(key: &str) -> Option<u32> {
    key.strip_prefix("photo_url_")?.parse().ok()
}
