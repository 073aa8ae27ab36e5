//! Removing snapshots, and the files that no other snapshot names.

use super::BackupFolder;
use std::{collections::HashSet, fs, io};

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub snapshots: usize,
    pub files: usize,
}

impl BackupFolder {
    /// Removes unfinished snapshots, and finished ones except for the newest `keep`; then the files that no remaining
    /// snapshot names. Call it under the lock.
    pub fn prune(&self, keep: Option<usize>) -> io::Result<Removed> {
        let (finished, unfinished): (Vec<_>, Vec<_>) =
            self.all_snapshots()?.into_iter().partition(|(_, is_finished)| *is_finished);
        let surplus = keep.map_or(0, |keep| finished.len().saturating_sub(keep.max(1)));
        let names: Vec<&String> =
            unfinished.iter().chain(finished.iter().take(surplus)).map(|(name, _)| name).collect();
        if names.is_empty() {
            return Ok(Removed::default());
        }
        // A kill in between leaves unfinished snapshots, which the next call removes with their files.
        for name in &names {
            match fs::remove_file(self.snapshot(name).dir.join(super::MANIFEST)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let files = self.remove_unnamed_files()?;
        for name in &names {
            fs::remove_dir_all(self.snapshot(name).dir)?;
        }
        Ok(Removed { snapshots: names.len(), files })
    }

    fn remove_unnamed_files(&self) -> io::Result<usize> {
        let mut named = HashSet::new();
        for name in self.snapshots()? {
            for entry in self.snapshot(&name).list(false)? {
                named.insert(entry?.sha256);
            }
        }
        let is_named = |sha256: Option<[u8; 32]>| sha256.is_some_and(|sha256| named.contains(&sha256));
        let mut removed = 0;
        for (_, path) in self.files()?.into_iter().filter(|(sha256, _)| !is_named(*sha256)) {
            fs::remove_file(path)?;
            removed += 1;
        }
        Ok(removed)
    }
}
