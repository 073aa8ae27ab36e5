//! Errors in form definitions: each with its file, line and place, all reported at once.

use std::{cell::RefCell, collections::HashMap, fmt, ops::Range};

/// One error in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    /// The name of the file.
    pub origin: String,
    /// From 1; 0 if the error concerns the whole file.
    pub line: usize,
    /// "items.quantity", "section visit", "tree equipment"; empty for the form itself.
    pub place: String,
    /// The key of that place which it is about; empty for the place as a whole.
    pub key: String,
    /// One sentence without a full stop.
    pub reason: String,
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.place.is_empty() {
            write!(f, ": {}", self.place)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// All errors, ordered by file and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionErrors(pub Vec<DefinitionError>);

impl fmt::Display for DefinitionErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(DefinitionError::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for DefinitionErrors {}

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
    pub fn note_at(&self, place: &str, reason: impl Into<String>) {
        let key = place.rsplit_once(": ").map_or("", |(_, key)| key);
        self.note_key_at(place, key, reason);
    }

    /// The same about a key of the place.
    pub fn note_key_at(&self, place: &str, key: &str, reason: impl Into<String>) {
        let span = self.places.borrow().get(place).cloned().unwrap_or_default();
        self.note_key(&span, place, key, reason);
    }

    pub fn note(&self, span: &Range<usize>, place: &str, reason: impl Into<String>) {
        self.note_key(span, place, "", reason);
    }

    pub fn note_key(&self, span: &Range<usize>, place: &str, key: &str, reason: impl Into<String>) {
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
