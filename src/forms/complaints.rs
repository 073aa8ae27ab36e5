//! Errors in form definitions: each with its file, line and place, all reported at once.

use crate::domain::{
    form_mistake::{DefinitionError, DefinitionErrors},
    message::Message,
};
use std::{cell::RefCell, collections::HashMap, ops::Range};

/// Collects errors while one source is read; shared by all its readers.
pub(super) struct ErrorCollector<'s> {
    origin: &'s str,
    source: &'s str,
    noted: RefCell<Vec<DefinitionError>>,
    /// The position of each place; if two have the same name, that of the later one.
    places: RefCell<HashMap<String, Range<usize>>>,
}

impl<'s> ErrorCollector<'s> {
    pub fn new(source: &'s str, origin: &'s str) -> ErrorCollector<'s> {
        ErrorCollector { origin, source, noted: RefCell::default(), places: RefCell::default() }
    }

    /// Remembers the position of a field, section or tree, for errors that are found later.
    pub fn place(&self, place: &str, span: &Range<usize>) {
        self.places.borrow_mut().insert(place.to_owned(), span.clone());
    }

    /// Adds an error at a place that was remembered. A place such as `items.height: relevant` is a key.
    pub fn note_at(&self, place: &str, reason: impl Into<Message>) {
        let key = place.rsplit_once(": ").map_or("", |(_, key)| key);
        self.note_key_at(place, key, reason);
    }

    /// The same about a key of the place.
    pub fn note_key_at(&self, place: &str, key: &str, reason: impl Into<Message>) {
        let span = self.places.borrow().get(place).cloned().unwrap_or_default();
        self.note_key(&span, place, key, reason);
    }

    pub fn note(&self, span: &Range<usize>, place: &str, reason: impl Into<Message>) {
        self.note_key(span, place, "", reason);
    }

    pub fn note_key(&self, span: &Range<usize>, place: &str, key: &str, reason: impl Into<Message>) {
        let before = self.source.get(..span.start).unwrap_or(self.source);
        self.noted.borrow_mut().push(DefinitionError {
            origin: self.origin.to_owned(),
            line: before.matches('\n').count() + 1,
            place: place.to_owned(),
            key: key.to_owned(),
            reason: reason.into(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.noted.borrow().is_empty()
    }

    pub fn into_complaints(self) -> DefinitionErrors {
        let mut noted = self.noted.into_inner();
        noted.sort_by_key(|complaint| complaint.line);
        DefinitionErrors(noted)
    }
}
