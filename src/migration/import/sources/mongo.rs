//! A file of `mongoexport` as a source: one document per line, or documents over several lines, also in an array. Photos
//! that documents name are in the folder `uploads` beside it.

use super::{
    keys::{self, KeyOccurrences},
    source::{Records, Source, SourceLocation, SourceRecord},
};
use crate::{
    domain::migration::{RecordKind, SourceKind, UnusableExport},
    files::{Documents, ExportLayout, Line, Lines, OldPhoto, OldPhotos, OldStore},
    legacy::{Context, OldSubmission, Quarantined, document::Document, mapping::Mapping},
};
use std::{io, path::Path, sync::Arc};
use time::OffsetDateTime;

/// The key of a longer document is not read.
const MAX_DOCUMENT: u64 = 32 * 1024 * 1024;

pub(in crate::migration) struct Mongo {
    place: String,
    text: Text,
    modified_at: OffsetDateTime,
    beside: OldStore,
    photos: OldPhotos,
    mapping: Arc<Mapping>,
}

/// How the documents are read.
enum Text {
    Lines(Lines),
    Documents(Documents),
}

type DocumentsOf = Box<dyn Iterator<Item = io::Result<Line>> + Send>;

impl Text {
    fn walk(&self) -> io::Result<DocumentsOf> {
        Ok(match self {
            Text::Lines(lines) => Box::new(lines.walk(MAX_DOCUMENT)?),
            Text::Documents(documents) => Box::new(documents.walk(MAX_DOCUMENT)?),
        })
    }

    fn read(&self, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        match self {
            Text::Lines(lines) => lines.read(offset, limit),
            Text::Documents(documents) => documents.read(offset, limit),
        }
    }

    /// What the number of a document counts.
    fn counted(&self) -> &'static str {
        match self {
            Text::Lines(_) => "line",
            Text::Documents(_) => "document",
        }
    }
}

impl Mongo {
    /// A file that holds no JSON documents as text is refused as a whole.
    pub fn open(path: &Path, mapping: Mapping) -> io::Result<Result<Mongo, UnusableExport>> {
        let path = path.canonicalize()?;
        let text = match ExportLayout::of(&path)? {
            Ok(ExportLayout::Lines) => Text::Lines(Lines::of(&path)),
            Ok(ExportLayout::Documents) => Text::Documents(Documents::of(&path)),
            Err(unusable) => return Ok(Err(unusable)),
        };
        let beside = OldStore::at(path.parent().unwrap_or(Path::new("/")));
        Ok(Ok(Mongo {
            place: path.to_string_lossy().into_owned(),
            modified_at: Lines::of(&path).modified_at()?,
            photos: OldPhotos::of(beside.clone()),
            beside,
            mapping: Arc::new(mapping),
            text,
        }))
    }

    fn documents(&self) -> io::Result<impl Iterator<Item = io::Result<SourceRecord>> + Send + use<>> {
        let (mapping, modified_at, mut keys) = (Arc::clone(&self.mapping), self.modified_at, KeyOccurrences::default());
        let (documents, counted) = (self.text.walk()?, self.text.counted());
        Ok(documents.map(move |line| Ok(found(&line?, counted, &mapping, &mut keys, modified_at))))
    }
}

/// A document is named by its key, or by its number if the key cannot be read.
fn found(
    line: &Line,
    counted: &str,
    mapping: &Mapping,
    keys: &mut KeyOccurrences,
    modified_at: OffsetDateTime,
) -> SourceRecord {
    let document = line.bytes.as_ref().and_then(|bytes| Document::parse(bytes).ok());
    let key = document.and_then(|document| mapping.key(&document.value));
    let name = match key {
        None => format!("~{counted} {}", line.number),
        Some(key) => {
            let before = keys.before(&key);
            keys::name(&key, before).unwrap_or_else(|| keys::digest_name(&key, before))
        }
    };
    let at = SourceLocation::Row(i64::try_from(line.offset).unwrap_or(i64::MAX));
    SourceRecord { name, kind: RecordKind::Submission, is_regular: true, len: line.len, modified_at, at }
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
            RecordKind::Upload => Box::new(self.beside.walk(kind).map(|entry| entry.map(SourceRecord::from))),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn read(&self, found: &SourceRecord, limit: u64) -> io::Result<Vec<u8>> {
        match &found.at {
            SourceLocation::File(entry) => self.beside.read(entry, limit),
            SourceLocation::Row(offset) => self.text.read(u64::try_from(*offset).unwrap_or(u64::MAX), limit),
        }
    }

    fn find(&self, name: &str) -> io::Result<SourceRecord> {
        if name.starts_with("uploads/") {
            return self.beside.find(name).map(SourceRecord::from);
        }
        let mut named = self.documents()?.filter(|found| found.as_ref().map_or(true, |found| found.name == name));
        named.next().unwrap_or_else(|| Err(io::ErrorKind::NotFound.into()))
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
