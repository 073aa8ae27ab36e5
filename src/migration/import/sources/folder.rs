//! The folder of the old app as a source.

use super::source::{At, Found, Records, Source};
use crate::{
    domain::migration::{RecordKind, SourceKind},
    files::OldStore,
};
use std::{io, path::Path};

pub(in crate::migration) struct Folder {
    store: OldStore,
    place: String,
}

impl Folder {
    pub fn at(root: &Path) -> Folder {
        // The canonical path, so that one folder has one name in the ledger.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Folder { place: root.to_string_lossy().into_owned(), store: OldStore::at(&root) }
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
        Box::new(self.store.walk(kind).map(|entry| entry.map(Found::from)))
    }

    fn read(&self, found: &Found, limit: u64) -> io::Result<Vec<u8>> {
        match &found.at {
            At::File(entry) => self.store.read(entry, limit),
            At::Row(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn find(&self, name: &str) -> io::Result<Found> {
        self.store.find(name).map(Found::from)
    }

    fn upload(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        self.store.read_named("uploads", name, limit)
    }

    fn stem<'a>(&self, found: &'a Found) -> &'a str {
        let name = found.name.rsplit_once('/').map_or(found.name.as_str(), |(_, name)| name);
        name.strip_suffix(".json").unwrap_or(name)
    }
}
