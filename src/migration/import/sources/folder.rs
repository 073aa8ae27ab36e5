//! The folder of the legacy app as a source.

use super::source::{Records, Source, SourceLocation, SourceRecord};
use crate::{
    domain::migration::{RecordKind, SourceKind},
    files::{OldPhoto, OldPhotos, OldStore},
};
use std::{io, path::Path};

pub(in crate::migration) struct Folder {
    store: OldStore,
    photos: OldPhotos,
    place: String,
}

impl Folder {
    pub fn at(root: &Path) -> Folder {
        // The canonical path, so that one folder has one name in the ledger.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let store = OldStore::at(&root);
        Folder { place: root.to_string_lossy().into_owned(), photos: OldPhotos::of(store.clone()), store }
    }
}

impl Source for Folder {
    fn kind(&self) -> SourceKind {
        SourceKind::Folder
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn records(&self, kind: RecordKind) -> Records {
        Box::new(self.store.walk(kind).map(|entry| entry.map(SourceRecord::from)))
    }

    fn read(&self, found: &SourceRecord, limit: u64) -> io::Result<Vec<u8>> {
        match &found.at {
            SourceLocation::File(entry) => self.store.read(entry, limit),
            SourceLocation::Row(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn find(&self, name: &str) -> io::Result<SourceRecord> {
        self.store.find(name).map(SourceRecord::from)
    }

    fn upload(&self, name: &str, limit: u64) -> io::Result<OldPhoto> {
        self.photos.read(name, limit)
    }

    fn stem<'a>(&self, found: &'a SourceRecord) -> &'a str {
        let name = found.name.rsplit_once('/').map_or(found.name.as_str(), |(_, name)| name);
        name.strip_suffix(".json").unwrap_or(name)
    }
}
