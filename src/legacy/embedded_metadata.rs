//! Metadata in records that this program wrote: data that the old shape has no place for, under a key of its own.
//!
//! ```text
//! "injaaz": {"submission_id", "module", "form_version", "language", "job_id", "created_at", "submission_key",
//! "content_hash",
//!            "form_data", "seal"}
//! ```
//! The old app ignores unknown keys. The seal is a SHA-256 over the rest of the record. If the record was edited later,
//! the seal does not match, and the edited record is used instead of the embedded `form_data`.

use super::{Media, MediaLocation, apply_mapping::Filled, convert_value, media, shapes::OWN_KEY};
use crate::domain::{
    answers::{Answers, FURTHER},
    form::{FieldKind, FormDef},
    ids::{JobId, ModuleSlug, SubmissionId, UploadId},
    lang::Lang,
    submission::Submission,
    upload::FileType,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The value of our key in a record.
pub struct EmbeddedMetadata<'r> {
    map: &'r Map<String, Value>,
    record: &'r Map<String, Value>,
}

impl<'r> EmbeddedMetadata<'r> {
    pub fn of(record: &'r Map<String, Value>) -> Option<EmbeddedMetadata<'r>> {
        let map = record.get(OWN_KEY)?.as_object()?;
        map.get("form_data")?.as_object()?;
        Some(EmbeddedMetadata { map, record })
    }

    /// Whether it belongs to this submission. A copy under another id must not take over the uploads.
    pub fn is_of(&self, id: &SubmissionId) -> bool {
        self.text("submission_id") == Some(id.as_str())
    }

    pub fn module(&self) -> Option<ModuleSlug> {
        self.text("module")?.parse().ok()
    }

    pub fn lang(&self) -> Option<Lang> {
        Lang::from_code(self.text("language")?)
    }

    pub fn job_id(&self) -> Option<JobId> {
        self.text("job_id")?.parse().ok()
    }

    pub fn created_at(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(self.text("created_at")?, &Rfc3339).ok()
    }

    /// Whether the rest of the record is unchanged since it was written.
    pub fn is_sealed(&self) -> bool {
        let rest: Map<String, Value> =
            self.record.iter().filter(|(key, _)| *key != OWN_KEY).map(|(k, v)| (k.clone(), v.clone())).collect();
        self.text("seal") == Some(seal(&rest).as_str())
    }

    /// The embedded answers.
    pub fn read(&self, def: &FormDef) -> Filled {
        let empty = Map::new();
        let form_data = self.map.get("form_data").and_then(Value::as_object).unwrap_or(&empty);
        let mut answers = Answers::from_json(def, &Value::Object(form_data.clone()));
        let known = |key: &str| key == FURTHER || def.field(key).is_some() || def.items_named(key).is_some();
        for (key, value) in form_data.iter().filter(|(key, _)| !known(key)) {
            // A question of another version of the form.
            convert_value::leaves(key, value, &mut answers.further);
        }
        let media = self.media(def, &answers);
        Filled { answers, media, notes: Vec::new() }
    }

    fn media(&self, def: &FormDef, answers: &Answers) -> Vec<Media> {
        let mut texts = Vec::new();
        for (key, value) in self.record.iter().filter(|(key, _)| *key != OWN_KEY) {
            convert_value::leaves(key, value, &mut texts);
        }
        let names: HashMap<UploadId, String> = texts
            .iter()
            .filter_map(|(_, text)| match media::place(&json!(text)) {
                MediaLocation::Stored(name) => Some((media::own_id(&name)?, name)),
                _ => None,
            })
            .collect();
        let mut seen = HashSet::new();
        let uploads = answers.uploads().into_iter().filter(|(_, id)| seen.insert(id.clone()));
        uploads
            .map(|(field, upload_id)| {
                let (reference, place) = match names.get(&upload_id) {
                    Some(name) => (json!(name), MediaLocation::Stored(name.clone())),
                    None => (Value::Null, MediaLocation::Unusable("absent_when_written".into())),
                };
                let file_type = if is_signature(def, &field) { FileType::Signature } else { FileType::Photo };
                Media { upload_id, file_type, field, reference, place }
            })
            .collect()
    }

    fn text(&self, key: &str) -> Option<&'r str> {
        self.map.get(key)?.as_str()
    }
}

fn is_signature(def: &FormDef, path: &str) -> bool {
    let field = match path.split('.').collect::<Vec<_>>().as_slice() {
        [items, _, name] => def.items_named(items).and_then(|items| items.fields.iter().find(|f| f.name == *name)),
        _ => def.field(path),
    };
    field.is_some_and(|field| field.kind == FieldKind::Signature)
}

/// Adds the metadata and the seal to a record.
pub fn add(record: &mut Map<String, Value>, submission: &Submission) {
    let mut form_data = match submission.answers.to_json() {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    // Stored answers to questions that are not in the current form version.
    for (key, value) in submission.form_data.as_object().into_iter().flatten() {
        if !form_data.contains_key(key) {
            form_data.insert(key.clone(), value.clone());
        }
    }
    let own = json!({
        "submission_id": submission.id,
        "module": submission.module,
        "form_version": submission.form_version,
        "language": submission.lang.code(),
        "job_id": submission.job_id,
        "created_at": submission.created_at.format(&Rfc3339).unwrap_or_default(),
        "submission_key": submission.key.as_str(),
        "content_hash": submission.content_hash,
        "form_data": form_data,
        "seal": seal(record),
    });
    record.insert(OWN_KEY.to_owned(), own);
}

fn seal(rest: &Map<String, Value>) -> String {
    hex::encode(Sha256::digest(Value::Object(rest.clone()).to_string()))
}
