//! What a source of records is.

use crate::{
    domain::migration::{RecordKind, SourceKind},
    files::OldEntry,
    legacy::{Context, OldSubmission, Quarantined, document::Document, submission},
};
use std::io;
use time::OffsetDateTime;

/// A record that was found and is not read yet.
#[derive(Clone, Debug)]
pub(in crate::migration) struct Found {
    /// What the ledger calls it: unique in its source, the same each time it is found, and safe to show.
    pub name: String,
    pub kind: RecordKind,
    /// False for a link, a folder, a pipe: it is not opened.
    pub is_regular: bool,
    pub len: u64,
    pub modified_at: OffsetDateTime,
    pub at: At,
}

/// How its source finds it again.
#[derive(Clone, Debug)]
pub(in crate::migration) enum At {
    File(OldEntry),
    /// A line, by its offset, or a row, by its key.
    Row(i64),
}

/// What walks through the records of a source, on whatever thread has time.
pub(in crate::migration) type Records = Box<dyn Iterator<Item = io::Result<Found>> + Send>;

/// A place that records are read from. Blocking, and shared between threads.
pub(in crate::migration) trait Source: Send + Sync {
    fn kind(&self) -> SourceKind;

    /// Its name in the ledger and on pages: the absolute path.
    fn place(&self) -> &str;

    /// Every record of one kind as a stream, in the order in which the source has them. An error is of one record
    /// alone.
    fn records(&self, kind: RecordKind) -> Records;

    /// Reads a record whole, if it has at most `limit` bytes.
    fn read(&self, found: &Found, limit: u64) -> io::Result<Vec<u8>>;

    /// Finds a record again by its name in the ledger.
    fn find(&self, name: &str) -> io::Result<Found>;

    /// Reads a photo by the name that a record gives it.
    fn upload(&self, name: &str, limit: u64) -> io::Result<Vec<u8>>;

    /// What stands before the ending of a record's name, which for the old app is the submission's id.
    fn stem<'a>(&self, found: &'a Found) -> &'a str;

    /// Understands a submission.
    fn understand(&self, document: &Document, context: &Context<'_>) -> Result<OldSubmission, Quarantined> {
        submission::read(document, context)
    }
}

impl Found {
    /// What a record would call this file: its name without its folder, if that can be written at all.
    pub fn file_name(&self) -> Option<&str> {
        match &self.at {
            At::File(entry) => entry.file_name(),
            At::Row(_) => None,
        }
    }
}

impl From<OldEntry> for Found {
    fn from(entry: OldEntry) -> Found {
        let OldEntry { name, kind, is_regular, len, modified_at, .. } = entry.clone();
        Found { name, kind, is_regular, len, modified_at, at: At::File(entry) }
    }
}
