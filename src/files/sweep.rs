//! Finds files that no row names. Folders are walked one at a time, so that memory does not grow with the number of
//! files.

use super::{Files, publish::TEMPORARY};
use crate::domain::ids::UploadId;
use std::{
    fs, io,
    path::Path,
    time::{Duration, SystemTime},
};

/// The kinds of stored files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    Uploads,
    Reports,
}

impl Stored {
    fn dir(self) -> &'static str {
        match self {
            Stored::Uploads => "uploads",
            Stored::Reports => "reports",
        }
    }
}

impl Files {
    /// The ids of files in one of the 256 folders that are older than `age`. Temporary files of that age are removed:
    /// the process that wrote them has ended.
    pub fn older_than(&self, kind: Stored, folder: u8, age: Duration) -> io::Result<Vec<UploadId>> {
        let dir = self.root.join(kind.dir()).join(format!("{folder:02x}"));
        let mut ids = Vec::new();
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if !is_older(&entry, age) {
                continue;
            }
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if name.ends_with(TEMPORARY) {
                let _ = fs::remove_file(entry.path());
            } else if let Some(Ok(id)) = name.split('.').next().map(str::parse) {
                ids.push(id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// Free bytes on the file system of the run-time data.
    pub fn free_bytes(&self) -> io::Result<u64> {
        free_bytes(&self.root)
    }
}

fn free_bytes(path: &Path) -> io::Result<u64> {
    let space = rustix::fs::statvfs(path)?;
    Ok(space.f_bavail.saturating_mul(space.f_frsize))
}

/// A modification time in the future, after the clock was set back, does not count as old.
pub(super) fn is_older(entry: &fs::DirEntry, age: Duration) -> bool {
    let modified = entry.metadata().and_then(|m| m.modified());
    modified.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|passed| passed > age))
}
