//! The photos and signatures among the answers: each reference becomes one medium with an id and a location.

use super::{
    super::{Media, MediaLocation, media},
    AnswerMapper, AnswerPosition, path_of, quoted,
};
use crate::domain::{
    answers::{Answer, Signature},
    ids::UploadId,
    upload::FileType,
};
use serde_json::Value;

/// The maximum number of photos of a record. Each photo is compared with the others.
const MAX_MEDIA: usize = 10_000;

impl AnswerMapper<'_> {
    /// The locations of the photos that a question already has.
    pub fn places<'s>(
        &'s self,
        slot: AnswerPosition<'_>,
        name: &str,
    ) -> impl Iterator<Item = &'s MediaLocation> + use<'s> {
        let field = path_of(slot, name);
        self.media.iter().filter(move |media| media.field == field).map(|media| &media.place)
    }

    /// Adds one photo to a photo question.
    pub fn photo(&mut self, slot: AnswerPosition<'_>, name: &str, reference: &Value) {
        let field = path_of(slot, name);
        if self.media.len() >= MAX_MEDIA || !self.make_row(slot) {
            return self.further(&format!("{field}.{}", self.further_paths.len()), reference);
        }
        let position = match self.get(slot, name) {
            Some(Answer::Photos(ids)) => ids.len(),
            _ => 0,
        };
        let id = self.medium(FileType::Photo, field, position, reference);
        match self.group(slot).and_then(|group| group.iter_mut().find(|(known, _)| known == name)) {
            Some((_, Answer::Photos(ids))) => ids.push(id),
            _ => self.set(slot, name, Answer::Photos(vec![id])),
        }
    }

    /// A signature: the location of a drawing, a typed name, or only the statement that there was one.
    pub(super) fn sign(&mut self, slot: AnswerPosition<'_>, name: &str, path: &str, value: &Value) {
        match value {
            Value::Null | Value::Bool(false) => {}
            Value::String(text) if text.trim().is_empty() => {}
            Value::Bool(true) => {
                // The oldest records contain `true` here and have the drawing elsewhere.
                if self.get(slot, name).is_none() {
                    self.note(format!("{path}: signed, but the record has no drawing"));
                    self.further(path, value);
                }
            }
            Value::String(text) if !media::is_address(text) => self.name_signature(slot, name, path, value),
            Value::Number(_) | Value::Array(_) => self.further(path, value),
            Value::String(_) | Value::Object(_) => {
                let mut signature = self.signature(slot, name);
                if signature.drawn.is_some() {
                    if !self.places(slot, name).any(|known| *known == media::place(value)) {
                        self.further(path, value);
                    }
                    return;
                }
                signature.drawn = Some(self.medium(FileType::Signature, path_of(slot, name), 0, value));
                self.set(slot, name, Answer::Signature(signature));
            }
        }
    }

    /// Sets the typed name of a signature.
    pub fn name_signature(&mut self, slot: AnswerPosition<'_>, name: &str, path: &str, value: &Value) {
        let Value::String(typed) = value else { return self.further(path, value) };
        if typed.trim().is_empty() {
            return;
        }
        let mut signature = self.signature(slot, name);
        match &signature.name {
            Some(known) if known == typed => {}
            Some(_) => self.further(path, value),
            None => {
                signature.name = Some(typed.clone());
                self.set(slot, name, Answer::Signature(signature));
            }
        }
    }

    fn signature(&self, slot: AnswerPosition<'_>, name: &str) -> Signature {
        match self.get(slot, name) {
            Some(Answer::Signature(signature)) => signature.clone(),
            _ => Signature::default(),
        }
    }

    fn medium(&mut self, file_type: FileType, field: String, position: usize, reference: &Value) -> UploadId {
        let place = media::place(reference);
        if let MediaLocation::Unusable(why) = &place {
            self.note(format!("{field}: {} cannot be shown: {why}", quoted(reference)));
        }
        let own = match &place {
            MediaLocation::Stored(name) if self.keeps_own_ids => {
                media::own_id(name).filter(|id| !self.used_ids.contains(id))
            }
            _ => None,
        };
        let id = own.unwrap_or_else(|| media::upload_id(self.submission, &field, position, &place, reference));
        self.used_ids.insert(id.clone());
        self.media.push(Media {
            upload_id: id.clone(),
            file_type,
            field,
            reference: media::without_bytes(reference),
            place,
        });
        id
    }
}
