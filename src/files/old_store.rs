//! The folder of the legacy app: read as a stream, because it may hold a million files, and written in the old shape in
//! the phases that require it.
//!
//! ```text
//! submissions/sub_….json    also sub_….json in the root (one version of the legacy app)
//! jobs/job_….json
//! drafts/draft_….json
//! uploads/<name>            flat; our own uploads lie in sub-folders and are ignored
//! *.xlsx, *.pdf             in the root
//! ```
//! Other files, those in further folders among them, are entries of the kind `Other`, so that every file is counted.
//! Only regular files are opened, symbolic links are never followed, and no name leads outside of the folder.
//!
//! - `entry`: what an entry is, and the further folders; `names`: the names of files in records and in the ledger;
//! - `walk`: the entries of each kind;
//! - `write`: new files, and their removal; `access`: who can read them.

mod access;
mod entry;
mod names;
mod walk;
mod write;

pub use entry::OldEntry;

use super::publish;
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The legacy app's folder.
#[derive(Clone, Debug)]
pub struct OldStore {
    root: PathBuf,
    /// The permissions of new files; `None`: those of the folder that they lie in.
    mode: Option<u32>,
}

impl OldStore {
    pub fn at(root: &Path) -> OldStore {
        OldStore { root: root.to_owned(), mode: None }
    }

    /// With fixed permissions of new files, as `INJAAZ_OLD_STORE_MODE` sets them.
    pub fn with_mode(self, mode: Option<u32>) -> OldStore {
        OldStore { mode, ..self }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads a whole entry, if it has at most `limit` bytes.
    pub fn read(&self, entry: &OldEntry, limit: u64) -> io::Result<Vec<u8>> {
        read(&entry.path, limit)
    }

    /// Reads a file by the name that a record uses: a plain name in one folder (`uploads`, `submissions`, `jobs`, or
    /// the root, which is ""). A name with a path in it counts as missing.
    pub fn read_named(&self, folder: &str, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        read(&self.named(folder, name)?, limit)
    }

    /// Opens a file for streaming.
    pub fn open(&self, entry: &OldEntry) -> io::Result<fs::File> {
        publish::open_regular(&entry.path)
    }

    /// The canonical path of this folder, as the ledger stores it.
    pub fn place(&self) -> String {
        self.root.canonicalize().unwrap_or_else(|_| self.root.clone()).to_string_lossy().into_owned()
    }

    /// Whether this is the given folder.
    pub fn is_at(&self, other: &Path) -> bool {
        self.place() == OldStore::at(other).place()
    }

    /// The free space for new files, in bytes.
    pub fn free_bytes(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.root)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = publish::open_regular(path)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::migration::RecordKind;
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    #[test]
    fn every_entry_has_one_kind_and_ours_are_not_looked_at() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let put = |name: &str| -> io::Result<()> {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(dir.path()))?;
            fs::write(path, "{}")
        };
        for name in [
            "submissions/sub_0123456789ab.json",
            "submissions/.DS_Store",
            "submissions/job_0123456789ab.json",
            "sub_0123456789ac.json",
            "jobs/job_0123456789ab.json",
            "uploads/a.jpg",
            "uploads/0a/upl_0a.jpg",
            "uploads/2024/b.jpg",
            "submissions/2024/sub_0123456789af.json",
            "old/submissions/a/b.JSON",
            "drafts/draft_0123456789ab.json",
            "Civil_A.pdf",
            "notes.txt",
        ] {
            put(name)?;
        }
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("submissions/sub_0123456789ad.json"))?;
        std::os::unix::fs::symlink("/etc", dir.path().join("submissions/link"))?;
        fs::create_dir(dir.path().join("submissions/sub_0123456789ae.json"))?;
        fs::write(dir.path().join("submissions").join(OsStr::from_bytes(b"sub_\xff.json")), "{}")?;
        let store = OldStore::at(dir.path());
        let mut found: Vec<String> = RecordKind::ALL
            .iter()
            .flat_map(|kind| store.walk(*kind))
            .map(|entry| entry.map(|e| format!("{} {}{}", e.kind, e.name, if e.is_regular { "" } else { " !" })))
            .collect::<io::Result<_>>()?;
        for name in [
            "submissions/sub_%ff.json",
            "Civil_A.pdf",
            "jobs/job_0123456789ab.json",
            "submissions/2024/sub_0123456789af.json",
            "old/submissions/a/b.JSON",
        ] {
            assert_eq!(store.find(name)?.name, name);
        }
        for name in [
            "submissions/..",
            "..",
            "submissions/%2e%2e",
            "uploads/0a/upl_0a.jpg",
            "other/a",
            "a%2f..%2fb",
            "submissions/link/passwd",
            "submissions/../notes.txt",
            "submissions/2024/../../notes.txt",
        ] {
            assert!(store.find(name).is_err(), "{name}");
        }
        found.sort();
        assert_eq!(
            found,
            [
                "draft drafts/draft_0123456789ab.json",
                "job jobs/job_0123456789ab.json",
                "other notes.txt",
                "other old/submissions/a/b.JSON",
                "other submissions/.DS_Store",
                "other submissions/2024/sub_0123456789af.json",
                "other submissions/job_0123456789ab.json",
                "other submissions/link !",
                "other uploads/2024/b.jpg",
                "report Civil_A.pdf",
                "submission sub_0123456789ac.json",
                "submission submissions/sub_%ff.json",
                "submission submissions/sub_0123456789ab.json",
                "submission submissions/sub_0123456789ad.json !",
                "submission submissions/sub_0123456789ae.json !",
                "upload uploads/a.jpg",
            ]
        );
        Ok(())
    }

    #[test]
    fn no_name_escapes_the_folder() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let store = OldStore::at(dir.path());
        store.write("uploads", "a.jpg", b"12345")?;
        assert_eq!(store.read_named("uploads", "a.jpg", 5)?, b"12345");
        assert!(store.read_named("uploads", "a.jpg", 4).is_err());
        for name in ["../uploads/a.jpg", "..", "", "x\\y", "a\0b", "/etc/passwd"] {
            assert!(store.read_named("uploads", name, 100).is_err(), "{name:?}");
        }
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("uploads/link"))?;
        assert!(store.read_named("uploads", "link", 10_000).is_err());
        Ok(())
    }
}
