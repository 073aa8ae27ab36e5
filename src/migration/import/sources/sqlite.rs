//! An SQLite file as a source: its rows are documents according to the mapping. Photos that they name are in the folder
//! `uploads` beside it.

use super::{
    keys::{self, KeyOccurrences},
    source::{Records, Source, SourceLocation, SourceRecord},
};
use crate::{
    domain::migration::{RecordKind, SourceKind},
    files::{DocumentQuery, OldPhoto, OldPhotos, OldStore, SqliteFile, SqliteRow, Table},
    legacy::{
        Context, OldSubmission, Quarantined,
        document::Document,
        mapping::{Mapping, TableOrQuery as RowsFrom},
    },
};
use std::{io, path::Path, sync::Arc};
use time::OffsetDateTime;

pub(in crate::migration) struct Sqlite {
    place: String,
    file: SqliteFile,
    modified_at: OffsetDateTime,
    beside: OldStore,
    photos: OldPhotos,
    mapping: Arc<Mapping>,
}

impl Sqlite {
    /// The error is a sentence for the author of the mapping.
    pub fn open(path: &Path, mapping: Mapping) -> Result<Sqlite, String> {
        let Some(rows) = mapping.rows.clone() else {
            return Err("rows is missing: it selects the rows of the SQLite file that are documents".to_owned());
        };
        let table = match rows.from {
            RowsFrom::Table(name) => Table::Named(name),
            RowsFrom::Query(query) => Table::Query(query),
        };
        let wanted = DocumentQuery { table, key: mapping.id.clone(), with: rows.with, json: rows.json };
        let cannot = |error: io::Error| format!("{} cannot be read: {error}", path.display());
        let path = path.canonicalize().map_err(cannot)?;
        let file = SqliteFile::open(&path, wanted)?;
        let beside = OldStore::at(path.parent().unwrap_or(Path::new("/")));
        Ok(Sqlite {
            place: path.to_string_lossy().into_owned(),
            modified_at: file.modified_at().map_err(cannot)?,
            photos: OldPhotos::of(beside.clone()),
            beside,
            mapping: Arc::new(mapping),
            file,
        })
    }

    fn found(row: &SqliteRow, number: u64, keys: &mut KeyOccurrences, modified_at: OffsetDateTime) -> SourceRecord {
        let name = row.key.as_ref().map(|key| (key, keys.before(key)));
        let named = name.and_then(|(key, before)| keys::name(key, before));
        // A row without a key can be reported, but not found again.
        let is_regular = named.is_some();
        let name = named.unwrap_or_else(|| match name {
            Some((key, before)) => keys::digest_name(key, before),
            None => format!("~row {number}"),
        });
        let (kind, len, at) = (RecordKind::Submission, row.document.len() as u64, SourceLocation::Row(0));
        SourceRecord { name, kind, is_regular, len, modified_at, at }
    }
}

impl Source for Sqlite {
    fn kind(&self) -> SourceKind {
        SourceKind::Sqlite
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn records(&self, kind: RecordKind) -> Records {
        match kind {
            RecordKind::Submission => {
                let (modified_at, mut keys) = (self.modified_at, KeyOccurrences::default());
                let rows = self.file.rows().zip(1..);
                Box::new(rows.map(move |(row, number)| Ok(Sqlite::found(&row?, number, &mut keys, modified_at))))
            }
            RecordKind::Upload => Box::new(self.beside.walk(kind).map(|entry| entry.map(SourceRecord::from))),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn read(&self, found: &SourceRecord, limit: u64) -> io::Result<Vec<u8>> {
        match &found.at {
            SourceLocation::File(entry) => self.beside.read(entry, limit),
            SourceLocation::Row(_) => {
                let (key, before) = keys::read(&found.name);
                let document = self.file.row(&key, before)?.document;
                if document.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(document) }
            }
        }
    }

    fn find(&self, name: &str) -> io::Result<SourceRecord> {
        if name.starts_with("uploads/") {
            return self.beside.find(name).map(SourceRecord::from);
        }
        let (key, before) = keys::read(name);
        let len = self.file.row(&key, before)?.document.len() as u64;
        let (kind, at) = (RecordKind::Submission, SourceLocation::Row(0));
        Ok(SourceRecord { name: name.to_owned(), kind, is_regular: true, len, modified_at: self.modified_at, at })
    }

    fn upload(&self, name: &str, limit: u64) -> io::Result<OldPhoto> {
        self.photos.read(name, limit)
    }

    fn stem<'a>(&self, found: &'a SourceRecord) -> &'a str {
        &found.name
    }

    fn understand(&self, document: &Document, context: &Context<'_>) -> Result<OldSubmission, Quarantined> {
        self.mapping.read(document, context)
    }
}
