//! A file of `mongoexport`, with one document per line, as a source. Photos that documents name are in the folder
//! `uploads` beside it.

use super::{
    keys::{self, Keys},
    source::{At, Found, Records, Source},
};
use crate::{
    domain::migration::{RecordKind, SourceKind},
    files::{Line, Lines, OldStore},
    legacy::{Context, OldSubmission, Quarantined, document::Document, mapping::Mapping},
};
use std::{io, path::Path, sync::Arc};
use time::OffsetDateTime;

/// The key of a longer line is not read.
const LONGEST_LINE: u64 = 32 * 1024 * 1024;

pub(in crate::migration) struct Mongo {
    place: String,
    lines: Lines,
    modified_at: OffsetDateTime,
    beside: OldStore,
    mapping: Arc<Mapping>,
}

impl Mongo {
    pub fn open(path: &Path, mapping: Mapping) -> io::Result<Mongo> {
        let path = path.canonicalize()?;
        let lines = Lines::of(&path);
        Ok(Mongo {
            place: path.to_string_lossy().into_owned(),
            modified_at: lines.modified_at()?,
            beside: OldStore::at(path.parent().unwrap_or(Path::new("/"))),
            mapping: Arc::new(mapping),
            lines,
        })
    }

    fn documents(&self) -> io::Result<impl Iterator<Item = io::Result<Found>> + Send + use<>> {
        let (mapping, modified_at, mut keys) = (Arc::clone(&self.mapping), self.modified_at, Keys::default());
        let lines = self.lines.walk(LONGEST_LINE)?;
        Ok(lines.map(move |line| Ok(found(&line?, &mapping, &mut keys, modified_at))))
    }
}

/// A document is named by its key, or by its line if the key cannot be read.
fn found(line: &Line, mapping: &Mapping, keys: &mut Keys, modified_at: OffsetDateTime) -> Found {
    let document = line.bytes.as_ref().and_then(|bytes| Document::parse(bytes).ok());
    let key = document.and_then(|document| mapping.key(&document.value));
    let name = match key {
        None => format!("~line {}", line.number),
        Some(key) => {
            let before = keys.before(&key);
            keys::name(&key, before).unwrap_or_else(|| keys::digest_name(&key, before))
        }
    };
    let at = At::Row(i64::try_from(line.offset).unwrap_or(i64::MAX));
    Found { name, kind: RecordKind::Submission, is_regular: true, len: line.len, modified_at, at }
}

impl Source for Mongo {
    fn kind(&self) -> SourceKind {
        SourceKind::Mongo
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn records(&self, kind: RecordKind) -> Records {
        match kind {
            RecordKind::Submission => match self.documents() {
                Ok(documents) => Box::new(documents),
                Err(error) => Box::new(std::iter::once(Err(error))),
            },
            RecordKind::Upload => Box::new(self.beside.walk(kind).map(|entry| entry.map(Found::from))),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn read(&self, found: &Found, limit: u64) -> io::Result<Vec<u8>> {
        match &found.at {
            At::File(entry) => self.beside.read(entry, limit),
            At::Row(offset) => self.lines.read(u64::try_from(*offset).unwrap_or(u64::MAX), limit),
        }
    }

    fn find(&self, name: &str) -> io::Result<Found> {
        if name.starts_with("uploads/") {
            return self.beside.find(name).map(Found::from);
        }
        let mut named = self.documents()?.filter(|found| found.as_ref().map_or(true, |found| found.name == name));
        named.next().unwrap_or_else(|| Err(io::ErrorKind::NotFound.into()))
    }

    fn upload(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        self.beside.read_named("uploads", name, limit)
    }

    fn stem<'a>(&self, found: &'a Found) -> &'a str {
        &found.name
    }

    fn understand(&self, document: &Document, context: &Context<'_>) -> Result<OldSubmission, Quarantined> {
        self.mapping.read(document, context)
    }
}
