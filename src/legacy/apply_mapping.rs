//! Collects the answers of a record of the legacy app, value by value.
//!
//! Invariant: every value given to a [`AnswerMapper`] is in its result: as the answer to a question, as a photo or
//! signature, or among the further answers with its path in the record.

mod pictures;

use super::{
    Media,
    convert_value::{self, Conversion},
    media,
};
use crate::domain::{
    answers::{Answer, Answers, Group},
    form::{Field, FieldKind, FormDef, Items},
    ids::{SubmissionId, UploadId},
    local_zone::LocalZone,
};
use serde_json::Value;
use std::collections::HashSet;

/// The maximum number of rows of a repeating group; a higher index is treated as an error in the record.
const MAX_ITEMS: usize = 2_000;

/// The maximum number of notes, so that important ones stay visible.
const MAX_NOTES: usize = 100;

/// The position of an answer: at the top level, or in one row of a repeating group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerPosition<'n> {
    Top,
    Item(&'n str, usize),
}

pub struct AnswerMapper<'a> {
    def: &'a FormDef,
    submission: &'a SubmissionId,
    answers: Answers,
    media: Vec<Media>,
    used_ids: HashSet<UploadId>,
    keeps_own_ids: bool,
    /// The zone of the old server.
    zone: LocalZone,
    further_paths: HashSet<String>,
    notes: Vec<String>,
    notes_left_out: usize,
}

pub struct MappedAnswers {
    pub answers: Answers,
    pub media: Vec<Media>,
    pub notes: Vec<String>,
}

impl<'a> AnswerMapper<'a> {
    pub fn new(def: &'a FormDef, submission: &'a SubmissionId) -> AnswerMapper<'a> {
        let items = def.items().map(|items| (items.name.clone(), Vec::new())).collect();
        let answers = Answers { fields: Vec::new(), items, further: Vec::new() };
        AnswerMapper {
            def,
            submission,
            answers,
            media: Vec::new(),
            used_ids: HashSet::new(),
            keeps_own_ids: false,
            zone: LocalZone::UTC,
            further_paths: HashSet::new(),
            notes: Vec::new(),
            notes_left_out: 0,
        }
    }

    /// For a record that this program wrote: its files keep the upload id in their name. In any other record the same
    /// file name gets a new id, because the id already belongs to a submission.
    pub fn keeping_own_ids(self) -> AnswerMapper<'a> {
        AnswerMapper { keeps_own_ids: true, ..self }
    }

    /// Dates that are written as a time in UTC are on the day that it was in this zone.
    pub fn in_zone(self, zone: LocalZone) -> AnswerMapper<'a> {
        AnswerMapper { zone, ..self }
    }

    pub fn def(&self) -> &'a FormDef {
        self.def
    }

    /// The question with this name at this position, if the form has one.
    pub fn field(&self, slot: AnswerPosition<'_>, name: &str) -> Option<&'a Field> {
        match slot {
            AnswerPosition::Top => self.def.field(name),
            AnswerPosition::Item(group, _) => {
                self.def.items_named(group)?.fields.iter().find(|field| field.name == name)
            }
        }
    }

    pub fn get(&self, slot: AnswerPosition<'_>, name: &str) -> Option<&Answer> {
        let group = match slot {
            AnswerPosition::Top => Some(&self.answers.fields),
            AnswerPosition::Item(group, index) => self.answers.items_of(group).get(index),
        };
        crate::domain::answers::answer(group?, name)
    }

    /// Answers the question `name` with the value found at `path`. A value without a question becomes a further answer.
    pub fn set_answer(&mut self, slot: AnswerPosition<'_>, name: &str, path: &str, value: &Value) {
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
            _ => match convert_value::convert(self.def, field, value, self.zone) {
                Conversion::Empty => {}
                Conversion::WrongType => {
                    self.note(format!("{path}: is no single value; kept below its path"));
                    self.further(path, value);
                }
                Conversion::Answer(answer, note) => {
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
    pub fn make_row(&mut self, slot: AnswerPosition<'_>) -> bool {
        let AnswerPosition::Item(group, index) = slot else { return true };
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
    pub fn finish(mut self) -> MappedAnswers {
        let top: Vec<&str> = self.def.fields().map(|field| field.name.as_str()).collect();
        sort(&mut self.answers.fields, &top);
        for (group, rows) in &mut self.answers.items {
            let fields = self.def.items_named(group).map(names).unwrap_or_default();
            rows.iter_mut().for_each(|row| sort(row, &fields));
        }
        if self.notes_left_out > 0 {
            self.notes.push(format!("and {} more like these", self.notes_left_out));
        }
        MappedAnswers { answers: self.answers, media: self.media, notes: self.notes }
    }

    fn set(&mut self, slot: AnswerPosition<'_>, name: &str, answer: Answer) {
        let Some(group) = self.group(slot) else { return };
        match group.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = answer,
            None => group.push((name.to_owned(), answer)),
        }
    }

    fn group(&mut self, slot: AnswerPosition<'_>) -> Option<&mut Group> {
        match slot {
            AnswerPosition::Top => Some(&mut self.answers.fields),
            AnswerPosition::Item(name, index) => {
                self.answers.items.iter_mut().find(|(known, _)| known == name)?.1.get_mut(index)
            }
        }
    }
}

/// The name of a field in the form post, such as `items.0.photos`.
fn path_of(slot: AnswerPosition<'_>, name: &str) -> String {
    match slot {
        AnswerPosition::Top => name.to_owned(),
        AnswerPosition::Item(group, index) => format!("{group}.{index}.{name}"),
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
    let text = media::without_bytes(value).to_string();
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
