//! Metadata in records that this program wrote: data that the old shape has no place for, under a key of its own.
//!
//! ```text
//! "injaaz": {"format", "submission_id", "module", "form_version", "language", "job_id", "created_at",
//!            "submission_key", "content_hash", "form_data", "signatures", "seal"}
//! ```
//! `signatures` has the file name of each signature that the record holds as a data URL. `format` is the version of the
//! shapes that this program writes; a file of an earlier one is written again.
//!
//! The legacy app ignores unknown keys. The seal is a SHA-256 over the rest of the record. If the record was edited
//! later, the seal does not match, and the edited record is used instead of the embedded `form_data`.

use super::{Media, MediaLocation, apply_mapping::MappedAnswers, convert_value, media, shapes::OWN_KEY};
use crate::domain::{
    answers::{Answers, FURTHER},
    form::FormDef,
    ids::{JobId, ModuleSlug, SubmissionId, UploadId},
    lang::Lang,
    submission::Submission,
    upload::FileType,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The version of the written shapes. Version 1, which had no number, held only the first row of civil work and the
/// path of a signature.
pub const FORMAT: i32 = 2;

/// A signature that a record holds as a data URL.
pub struct DrawnSignature {
    /// In the `fields` of the record.
    pub key: String,
    /// In the old `uploads`.
    pub file: String,
    pub sha256: [u8; 32],
}

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

    /// The record with the files of its signatures in place of their data URLs, so that a signature keeps its upload.
    /// One that was drawn again stays as it is.
    pub fn with_signature_files(&self) -> Map<String, Value> {
        let mut record = self.record.clone();
        let Some(fields) = record.get_mut("fields").and_then(Value::as_object_mut) else { return record };
        for drawn in self.signatures() {
            let Some(value) = fields.get_mut(&drawn.key) else { continue };
            if let MediaLocation::Inline(bytes) = media::place(value)
                && Sha256::digest(bytes).as_slice() == drawn.sha256
            {
                *value = json!(drawn.file);
            }
        }
        record
    }

    fn signatures(&self) -> impl Iterator<Item = DrawnSignature> {
        let all = self.map.get("signatures").and_then(Value::as_object);
        all.into_iter().flatten().filter_map(|(key, drawn)| {
            let text = |name: &str| drawn.get(name).and_then(Value::as_str);
            let sha256 = hex::decode(text("sha256")?).ok()?.try_into().ok()?;
            Some(DrawnSignature { key: key.clone(), file: text("file")?.to_owned(), sha256 })
        })
    }

    /// The embedded answers.
    pub fn read(&self, def: &FormDef) -> MappedAnswers {
        let empty = Map::new();
        let form_data = self.map.get("form_data").and_then(Value::as_object).unwrap_or(&empty);
        let mut answers = Answers::from_json(def, &Value::Object(form_data.clone()));
        let known = |key: &str| key == FURTHER || def.field(key).is_some() || def.items_named(key).is_some();
        for (key, value) in form_data.iter().filter(|(key, _)| !known(key)) {
            // A question of another version of the form.
            convert_value::leaves(key, value, &mut answers.further);
        }
        let media = self.media(def, &answers);
        MappedAnswers { answers, media, notes: Vec::new() }
    }

    fn media(&self, def: &FormDef, answers: &Answers) -> Vec<Media> {
        let mut texts = Vec::new();
        for (key, value) in self.record.iter().filter(|(key, _)| *key != OWN_KEY) {
            convert_value::leaves(key, value, &mut texts);
        }
        let named = texts.iter().filter_map(|(_, text)| match media::place(&json!(text)) {
            MediaLocation::Stored(name) => Some(name),
            _ => None,
        });
        let names: HashMap<UploadId, String> = named
            .chain(self.signatures().map(|drawn| drawn.file))
            .filter_map(|name| Some((media::own_id(&name)?, name)))
            .collect();
        let mut seen = HashSet::new();
        let uploads = answers.uploads().into_iter().filter(|(_, id)| seen.insert(id.clone()));
        uploads
            .filter_map(|(field, upload_id)| {
                // A record of the old shape has pictures only.
                let file_type = upload_type(def, &field).filter(|file_type| *file_type != FileType::Pdf)?;
                let (reference, place) = match names.get(&upload_id) {
                    Some(name) => (json!(name), MediaLocation::Stored(name.clone())),
                    None => (Value::Null, MediaLocation::Unusable("absent_when_written".into())),
                };
                Some(Media { upload_id, file_type, field, reference, place })
            })
            .collect()
    }

    fn text(&self, key: &str) -> Option<&'r str> {
        self.map.get(key)?.as_str()
    }
}

fn upload_type(def: &FormDef, path: &str) -> Option<FileType> {
    let field = match path.split('.').collect::<Vec<_>>().as_slice() {
        [items, _, name] => def.items_named(items).and_then(|items| items.fields.iter().find(|f| f.name == *name)),
        _ => def.field(path),
    };
    field?.kind.upload_type()
}

/// Adds the metadata and the seal to a record.
pub fn add(record: &mut Map<String, Value>, submission: &Submission, drawn: &[DrawnSignature]) {
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
    let mut own = json!({
        "format": FORMAT,
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
    if let (false, Some(own)) = (drawn.is_empty(), own.as_object_mut()) {
        let files = drawn
            .iter()
            .map(|drawn| (drawn.key.clone(), json!({ "file": drawn.file, "sha256": hex::encode(drawn.sha256) })));
        own.insert("signatures".to_owned(), Value::Object(files.collect()));
    }
    record.insert(OWN_KEY.to_owned(), own);
}

fn seal(rest: &Map<String, Value>) -> String {
    hex::encode(Sha256::digest(Value::Object(rest.clone()).to_string()))
}
