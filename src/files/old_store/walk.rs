//! The entries of the folder, by kind and by name.

use super::{
    OldStore,
    entry::{FurtherFolders, OldEntry, entry, is_ours, list},
    names::{FOLDERS, plain_part},
};
use crate::domain::migration::RecordKind;
use std::{fs, io, path::PathBuf};

impl OldStore {
    /// Every entry of one kind, in directory order; `Other` are entries of no other kind. A missing folder has no
    /// entries.
    /// An entry whose metadata cannot be read is an error of that entry only.
    pub fn walk(&self, kind: RecordKind) -> impl Iterator<Item = io::Result<OldEntry>> + Send + use<> {
        let folders: &[&str] = match kind {
            RecordKind::Submission => &["submissions", ""],
            RecordKind::Job => &["jobs"],
            RecordKind::Draft => &["drafts"],
            RecordKind::Upload => &["uploads"],
            RecordKind::Report => &[""],
            RecordKind::Other => &["submissions", "jobs", "drafts", ""],
        };
        let root = self.root.clone();
        let further = (kind == RecordKind::Other).then(|| FurtherFolders::below(&self.root));
        let listed = folders.iter().flat_map(move |folder| list(&root, folder));
        listed.chain(further.into_iter().flatten()).filter(move |entry| match entry {
            Ok(entry) => entry.kind == kind,
            Err(_) => kind == RecordKind::Other,
        })
    }

    /// The metadata of a file, by the name that a record uses.
    pub fn entry(&self, folder: &str, name: &str) -> io::Result<OldEntry> {
        let path = self.named(folder, name)?;
        entry(folder, path)
    }

    /// Finds an entry by the name under which it was listed.
    pub fn find(&self, listed: &str) -> io::Result<OldEntry> {
        let (folder, name) = listed.rsplit_once('/').unwrap_or(("", listed));
        if FOLDERS.contains(&folder) || folder.is_empty() {
            return entry(folder, self.place_of(listed)?);
        }
        let mut path = self.root.clone();
        for part in folder.split('/') {
            path.push(plain_part(part)?);
            // A link could lead outside of the folder.
            if !fs::symlink_metadata(&path)?.is_dir() {
                return Err(io::ErrorKind::NotFound.into());
            }
        }
        if is_ours(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        entry(folder, path.join(plain_part(name)?))
    }

    /// The path of an entry with this name, whether it exists or not.
    pub(in crate::files) fn place_of(&self, listed: &str) -> io::Result<PathBuf> {
        let (folder, name) = listed.rsplit_once('/').unwrap_or(("", listed));
        if !FOLDERS.contains(&folder) && !folder.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(self.root.join(folder).join(plain_part(name)?))
    }

    /// The path of a plain name in one folder.
    pub(super) fn named(&self, folder: &str, name: &str) -> io::Result<PathBuf> {
        let plain = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0']);
        if plain { Ok(self.root.join(folder).join(name)) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}
