//! Collects the answers of a record of the old app, value by value.
//!
//! Invariant: every value given to a [`Filler`] is in its result: as the answer to a question, as a photo or signature,
//! or among the further answers with its path in the record.

use super::{
    Media, MediaLocation,
    convert_value::{self, Fit},
    media,
};
use crate::domain::{
    answers::{Answer, Answers, Group, Signature},
    form::{Field, FieldKind, FormDef, Items},
    ids::{SubmissionId, UploadId},
    upload::FileType,
};
use serde_json::Value;
use std::collections::HashSet;

/// The maximum number of rows of a repeating group; a higher index is treated as an error in the record.
const MAX_ITEMS: usize = 2_000;

/// The maximum number of photos of a record. Each photo is compared with the others.
const MAX_MEDIA: usize = 10_000;

/// The maximum number of notes, so that important ones stay visible.
const MAX_NOTES: usize = 100;

/// The position of an answer: at the top level, or in one row of a repeating group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot<'n> {
    Top,
    Item(&'n str, usize),
}

pub struct Filler<'a> {
    def: &'a FormDef,
    submission: &'a SubmissionId,
    answers: Answers,
    media: Vec<Media>,
    used_ids: HashSet<UploadId>,
    keeps_own_ids: bool,
    further_paths: HashSet<String>,
    notes: Vec<String>,
    notes_left_out: usize,
}

pub struct Filled {
    pub answers: Answers,
    pub media: Vec<Media>,
    pub notes: Vec<String>,
}

impl<'a> Filler<'a> {
    pub fn new(def: &'a FormDef, submission: &'a SubmissionId) -> Filler<'a> {
        let items = def.items().map(|items| (items.name.clone(), Vec::new())).collect();
        let answers = Answers { fields: Vec::new(), items, further: Vec::new() };
        Filler {
            def,
            submission,
            answers,
            media: Vec::new(),
            used_ids: HashSet::new(),
            keeps_own_ids: false,
            further_paths: HashSet::new(),
            notes: Vec::new(),
            notes_left_out: 0,
        }
    }

    /// For a record that this program wrote: its files keep the upload id in their name. In any other record the same
    /// file name gets a new id, because the id already belongs to a submission.
    pub fn keeping_own_ids(self) -> Filler<'a> {
        Filler { keeps_own_ids: true, ..self }
    }

    pub fn def(&self) -> &'a FormDef {
        self.def
    }

    /// The question with this name at this position, if the form has one.
    pub fn field(&self, slot: Slot<'_>, name: &str) -> Option<&'a Field> {
        match slot {
            Slot::Top => self.def.field(name),
            Slot::Item(group, _) => self.def.items_named(group)?.fields.iter().find(|field| field.name == name),
        }
    }

    pub fn get(&self, slot: Slot<'_>, name: &str) -> Option<&Answer> {
        let group = match slot {
            Slot::Top => Some(&self.answers.fields),
            Slot::Item(group, index) => self.answers.items_of(group).get(index),
        };
        crate::domain::answers::answer(group?, name)
    }

    /// The locations of the photos that a question already has.
    pub fn places<'s>(&'s self, slot: Slot<'_>, name: &str) -> impl Iterator<Item = &'s MediaLocation> + use<'s> {
        let field = path_of(slot, name);
        self.media.iter().filter(move |media| media.field == field).map(|media| &media.place)
    }

    /// Answers the question `name` with the value found at `path`. A value without a question becomes a further answer.
    pub fn put(&mut self, slot: Slot<'_>, name: &str, path: &str, value: &Value) {
        let Some(field) = self.field(slot, name).filter(|_| self.make_row(slot)) else {
            return self.further(path, value);
        };
        match &field.kind {
            FieldKind::Photos { .. } => match value {
                Value::Null => {}
                Value::Array(list) => list.iter().for_each(|one| self.photo(slot, name, one)),
                Value::String(text) if text.trim().is_empty() => {}
                one => self.photo(slot, name, one),
            },
            FieldKind::Signature => self.sign(slot, name, path, value),
            _ => match convert_value::fit(self.def, field, value) {
                Fit::Nothing => {}
                Fit::Misfit => {
                    self.note(format!("{path}: is no single value; kept below its path"));
                    self.further(path, value);
                }
                Fit::Answer(answer, note) => {
                    if self.get(slot, name).is_some_and(|known| *known != answer) {
                        return self.further(path, value);
                    }
                    if let Some(note) = note {
                        self.note(format!("{path}: {} {note}", quoted(value)));
                    }
                    self.set(slot, name, answer);
                }
            },
        }
    }

    /// Adds one photo to a photo question.
    pub fn photo(&mut self, slot: Slot<'_>, name: &str, reference: &Value) {
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
    fn sign(&mut self, slot: Slot<'_>, name: &str, path: &str, value: &Value) {
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
    pub fn name_signature(&mut self, slot: Slot<'_>, name: &str, path: &str, value: &Value) {
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

    /// Keeps a value that the form does not ask, with its path in the record.
    pub fn further(&mut self, path: &str, value: &Value) {
        let mut found = Vec::new();
        convert_value::leaves(path, value, &mut found);
        for (path, text) in found {
            // Two keys can give the same path: `{"a": {"b": 1}, "a.b": 2}`.
            let again = (2..).map(|n| format!("{path} ({n})"));
            let free = std::iter::once(path.clone()).chain(again).find(|path| self.further_paths.insert(path.clone()));
            self.answers.further.push((free.unwrap_or(path), text));
        }
    }

    pub fn note(&mut self, note: String) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        } else {
            self.notes_left_out += 1;
        }
    }

    /// Creates a row if it does not exist, even without answers. False if the form has no such group or the index is
    /// too high.
    pub fn make_row(&mut self, slot: Slot<'_>) -> bool {
        let Slot::Item(group, index) = slot else { return true };
        let Some((_, rows)) = self.answers.items.iter_mut().find(|(name, _)| name == group) else { return false };
        if index >= MAX_ITEMS {
            return false;
        }
        while rows.len() <= index {
            rows.push(Group::new());
        }
        true
    }

    /// Returns the result, with the answers in the order of the form.
    pub fn finish(mut self) -> Filled {
        let top: Vec<&str> = self.def.fields().map(|field| field.name.as_str()).collect();
        sort(&mut self.answers.fields, &top);
        for (group, rows) in &mut self.answers.items {
            let fields = self.def.items_named(group).map(names).unwrap_or_default();
            rows.iter_mut().for_each(|row| sort(row, &fields));
        }
        if self.notes_left_out > 0 {
            self.notes.push(format!("and {} more like these", self.notes_left_out));
        }
        Filled { answers: self.answers, media: self.media, notes: self.notes }
    }

    fn signature(&self, slot: Slot<'_>, name: &str) -> Signature {
        match self.get(slot, name) {
            Some(Answer::Signature(signature)) => signature.clone(),
            _ => Signature::default(),
        }
    }

    fn set(&mut self, slot: Slot<'_>, name: &str, answer: Answer) {
        let Some(group) = self.group(slot) else { return };
        match group.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = answer,
            None => group.push((name.to_owned(), answer)),
        }
    }

    fn group(&mut self, slot: Slot<'_>) -> Option<&mut Group> {
        match slot {
            Slot::Top => Some(&mut self.answers.fields),
            Slot::Item(name, index) => self.answers.items.iter_mut().find(|(known, _)| known == name)?.1.get_mut(index),
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
        self.media.push(Media { upload_id: id.clone(), file_type, field, reference: media::told(reference), place });
        id
    }
}

/// The name of a field in the form post, such as `items.0.photos`.
fn path_of(slot: Slot<'_>, name: &str) -> String {
    match slot {
        Slot::Top => name.to_owned(),
        Slot::Item(group, index) => format!("{group}.{index}.{name}"),
    }
}

fn names(items: &Items) -> Vec<&str> {
    items.fields.iter().map(|field| field.name.as_str()).collect()
}

fn sort(group: &mut Group, order: &[&str]) {
    group.sort_by_key(|(name, _)| order.iter().position(|known| known == name));
}

/// A value for a note: shortened, and without the bytes of a data URL.
pub fn quoted(value: &Value) -> String {
    let text = media::told(value).to_string();
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
