//! What is wrong with definitions: each complaint with its file, line and place, all of them at once.

use std::{cell::RefCell, collections::HashMap, fmt, ops::Range};

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The name of the file.
    pub origin: String,
    /// From 1; 0 if it concerns the file as a whole.
    pub line: usize,
    /// "items.quantity", "section visit", "tree equipment"; empty for the form itself.
    pub place: String,
    /// One sentence without a full stop.
    pub reason: String,
}

impl fmt::Display for Complaint {
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

/// Everything that is wrong, in the order of the files and their lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaints(pub Vec<Complaint>);

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Complaint::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Complaints {}

/// Collects complaints while one source is read; shared by all readers of it.
pub(super) struct Notes<'s> {
    origin: &'s str,
    source: &'s str,
    noted: RefCell<Vec<Complaint>>,
    /// Where each place stands; of two with one name, the later.
    places: RefCell<HashMap<String, Range<usize>>>,
}

impl<'s> Notes<'s> {
    pub fn new(source: &'s str, origin: &'s str) -> Notes<'s> {
        Notes { origin, source, noted: RefCell::default(), places: RefCell::default() }
    }

    /// Remembers where a field, a section or a tree stands, for complaints that come later.
    pub fn place(&self, place: &str, span: &Range<usize>) {
        self.places.borrow_mut().insert(place.to_owned(), span.clone());
    }

    /// Complains about a place that was remembered.
    pub fn note_at(&self, place: &str, reason: impl Into<String>) {
        let span = self.places.borrow().get(place).cloned().unwrap_or_default();
        self.note(&span, place, reason);
    }

    pub fn note(&self, span: &Range<usize>, place: &str, reason: impl Into<String>) {
        let before = self.source.get(..span.start).unwrap_or(self.source);
        self.noted.borrow_mut().push(Complaint {
            origin: self.origin.to_owned(),
            line: before.matches('\n').count() + 1,
            place: place.to_owned(),
            reason: reason.into(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.noted.borrow().is_empty()
    }

    pub fn into_complaints(self) -> Complaints {
        let mut noted = self.noted.into_inner();
        noted.sort_by_key(|complaint| complaint.line);
        Complaints(noted)
    }
}
