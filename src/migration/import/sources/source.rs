//! The trait of a source of records.

use crate::{
    domain::migration::{RecordKind, SourceKind},
    files::{OldEntry, OldPhoto},
    legacy::{Context, OldSubmission, Quarantined, document::Document, submission},
};
use std::io;
use time::OffsetDateTime;

/// A record that was found and not read yet.
#[derive(Clone, Debug)]
pub(in crate::migration) struct SourceRecord {
    /// Its name in the ledger: unique in its source, stable, and safe to display.
    pub name: String,
    pub kind: RecordKind,
    /// False for a link, a folder or a pipe, which is not opened.
    pub is_regular: bool,
    pub len: u64,
    pub modified_at: OffsetDateTime,
    pub at: SourceLocation,
}

/// How the source finds the record again.
#[derive(Clone, Debug)]
pub(in crate::migration) enum SourceLocation {
    File(OldEntry),
    /// The offset of a line, or the key of a row.
    Row(i64),
}

/// An iterator over the records of a source, for a blocking thread.
pub(in crate::migration) type Records = Box<dyn Iterator<Item = io::Result<SourceRecord>> + Send>;

/// A source of records. Its methods block; it is shared between threads.
pub(in crate::migration) trait Source: Send + Sync {
    fn kind(&self) -> SourceKind;

    /// The absolute path, which is its name in the ledger and on pages.
    fn place(&self) -> &str;

    /// All records of one kind, in the order of the source. An error concerns one record only.
    fn records(&self, kind: RecordKind) -> Records;

    /// Reads a complete record, if it has at most `limit` bytes.
    fn read(&self, found: &SourceRecord, limit: u64) -> io::Result<Vec<u8>>;

    /// Finds a record by its name in the ledger.
    fn find(&self, name: &str) -> io::Result<SourceRecord>;

    /// Reads a photo by the name in a record, or by a similar name.
    fn upload(&self, name: &str, limit: u64) -> io::Result<OldPhoto>;

    /// The record's name without its extension; for the legacy app this is the submission's id.
    fn stem<'a>(&self, found: &'a SourceRecord) -> &'a str;

    /// Converts a document to a submission.
    fn understand(&self, document: &Document, context: &Context<'_>) -> Result<OldSubmission, Quarantined> {
        submission::read(document, context)
    }
}

impl SourceRecord {
    /// The file name without its folder, as records refer to it; none if it is not valid text.
    pub fn file_name(&self) -> Option<&str> {
        match &self.at {
            SourceLocation::File(entry) => entry.file_name(),
            SourceLocation::Row(_) => None,
        }
    }
}

impl From<OldEntry> for SourceRecord {
    fn from(entry: OldEntry) -> SourceRecord {
        let OldEntry { name, kind, is_regular, len, modified_at, .. } = entry.clone();
        SourceRecord { name, kind, is_regular, len, modified_at, at: SourceLocation::File(entry) }
    }
}
