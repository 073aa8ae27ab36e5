//! The folder of the old app: read as a stream, because it may hold a million files, and written in the old shape in
//! the phases that require it.
//!
//! ```text
//! submissions/sub_….json    also sub_….json in the root (one version of the old app)
//! jobs/job_….json
//! drafts/draft_….json
//! uploads/<name>            flat; our own uploads lie in sub-folders and are ignored
//! *.xlsx, *.pdf             in the root
//! ```
//! Only regular files are opened, symbolic links are never followed, and no name leads outside of the folder.

use super::publish;
use crate::domain::migration::RecordKind;
use std::{
    ffi::OsString,
    fs,
    io::{self, Read},
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
};
use time::OffsetDateTime;

/// The old app's folder.
#[derive(Clone, Debug)]
pub struct OldStore {
    root: PathBuf,
}

/// An entry of the old store that has not been opened.
#[derive(Clone, Debug)]
pub struct OldEntry {
    /// Path below the root in UTF-8 (`submissions/sub_….json`); bytes that are not UTF-8, control characters and the
    /// percent sign are written as `%xx`.
    pub name: String,
    /// Derived from name and folder.
    pub kind: RecordKind,
    pub is_regular: bool,
    pub len: u64,
    pub modified_at: OffsetDateTime,
    path: PathBuf,
}

impl OldEntry {
    /// The last part of the name as it is on disk; none if that is not UTF-8.
    pub fn file_name(&self) -> Option<&str> {
        self.path.file_name()?.to_str()
    }
}

impl OldStore {
    pub fn at(root: &Path) -> OldStore {
        OldStore { root: root.to_owned() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

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
        folders.iter().flat_map(move |folder| list(&root, folder)).filter(move |entry| match entry {
            Ok(entry) => entry.kind == kind,
            Err(_) => kind == RecordKind::Other,
        })
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

    /// The metadata of a file, by the name that a record uses.
    pub fn entry(&self, folder: &str, name: &str) -> io::Result<OldEntry> {
        let path = self.named(folder, name)?;
        entry(folder, path)
    }

    /// Finds an entry by the name under which it was listed.
    pub fn find(&self, listed: &str) -> io::Result<OldEntry> {
        let (folder, _) = listed.rsplit_once('/').unwrap_or(("", listed));
        entry(folder, self.place_of(listed)?)
    }

    /// The path of an entry with this name, whether it exists or not.
    pub(super) fn place_of(&self, listed: &str) -> io::Result<PathBuf> {
        let (folder, name) = listed.rsplit_once('/').unwrap_or(("", listed));
        let name = OsString::from_vec(unescaped(name));
        let plain = !name.is_empty() && name != "." && name != ".." && !name.as_bytes().contains(&b'/');
        let known = plain && ["submissions", "jobs", "drafts", "uploads", ""].contains(&folder);
        if known { Ok(self.root.join(folder).join(name)) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    /// Opens a file for streaming.
    pub fn open(&self, entry: &OldEntry) -> io::Result<fs::File> {
        publish::open_regular(&entry.path)
    }

    /// Publishes a file durably; creates its folder if missing.
    pub fn write(&self, folder: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.named(folder, name)?;
        let dir = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        if !dir.is_dir() {
            fs::create_dir_all(dir)?;
            publish::sync_dir(&self.root)?;
        }
        publish::publish(&path, bytes)
    }

    /// Writes, reads back and removes a small file, to check that records can be written.
    pub fn probe(&self) -> io::Result<()> {
        let (folder, name) = ("submissions", format!(".probe-{}", std::process::id()));
        self.write(folder, &name, b"ok")?;
        let read = self.read_named(folder, &name, 2)?;
        fs::remove_file(self.named(folder, &name)?)?;
        if read == b"ok" { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// The canonical path of this folder, as the ledger stores it.
    pub fn place(&self) -> String {
        self.root.canonicalize().unwrap_or_else(|_| self.root.clone()).to_string_lossy().into_owned()
    }

    /// Whether this is the given folder.
    pub fn is_at(&self, other: &Path) -> bool {
        self.place() == OldStore::at(other).place()
    }

    /// Removes a file; [`sync`](OldStore::sync) makes the removal durable.
    pub fn remove(&self, entry: &OldEntry) -> io::Result<()> {
        fs::remove_file(&entry.path)
    }

    /// Makes removals from a folder durable.
    pub fn sync(&self, folder: &str) -> io::Result<()> {
        publish::sync_dir(&self.root.join(folder))
    }

    fn named(&self, folder: &str, name: &str) -> io::Result<PathBuf> {
        let plain = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0']);
        if plain { Ok(self.root.join(folder).join(name)) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = publish::open_regular(path)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn list(root: &Path, folder: &'static str) -> Box<dyn Iterator<Item = io::Result<OldEntry>> + Send> {
    match fs::read_dir(root.join(folder)) {
        Ok(entries) => Box::new(entries.filter_map(move |found| match found {
            Ok(found) => {
                let is_dir = found.file_type().is_ok_and(|kind| kind.is_dir());
                // Sub-folders are the old app's own, or ours; a folder whose name looks like that of a file is
                // reported.
                let looks_like_a_file = found.path().extension().is_some_and(|e| e == "json");
                (!is_dir || looks_like_a_file).then(|| entry(folder, found.path()))
            }
            Err(error) => Some(Err(error)),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Box::new(std::iter::empty()),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

fn entry(folder: &str, path: PathBuf) -> io::Result<OldEntry> {
    let status = fs::symlink_metadata(&path)?;
    let file_name = escaped(path.file_name().unwrap_or_default().as_bytes());
    Ok(OldEntry {
        kind: kind(folder, &file_name),
        name: if folder.is_empty() { file_name } else { format!("{folder}/{file_name}") },
        is_regular: status.is_file(),
        len: status.len(),
        modified_at: status.modified().map_or(OffsetDateTime::UNIX_EPOCH, OffsetDateTime::from),
        path,
    })
}

/// The kind of a file, as the old app would have named it.
fn kind(folder: &str, name: &str) -> RecordKind {
    let is = |prefix: &str, end: &str| name.starts_with(prefix) && name.ends_with(end);
    match folder {
        "uploads" => RecordKind::Upload,
        "submissions" | "" if is("sub_", ".json") => RecordKind::Submission,
        "jobs" if is("job_", ".json") => RecordKind::Job,
        "drafts" if is("draft_", ".json") => RecordKind::Draft,
        "" if is("", ".xlsx") || is("", ".pdf") => RecordKind::Report,
        _ => RecordKind::Other,
    }
}

/// A name in a form that can be stored and displayed, unique for each file.
fn escaped(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() || c == '%' {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|b| text.push_str(&format!("%{b:02x}")));
            } else {
                text.push(c);
            }
        }
        chunk.invalid().iter().for_each(|b| text.push_str(&format!("%{b:02x}")));
    }
    text
}

/// Reverses [`escaped`].
fn unescaped(name: &str) -> Vec<u8> {
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or(("", part));
        bytes.extend(u8::from_str_radix(code, 16).ok());
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

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
            "drafts/draft_0123456789ab.json",
            "Civil_A.pdf",
            "notes.txt",
        ] {
            put(name)?;
        }
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("submissions/sub_0123456789ad.json"))?;
        fs::create_dir(dir.path().join("submissions/sub_0123456789ae.json"))?;
        fs::write(dir.path().join("submissions").join(OsStr::from_bytes(b"sub_\xff.json")), "{}")?;
        let store = OldStore::at(dir.path());
        let mut found: Vec<String> = RecordKind::ALL
            .iter()
            .flat_map(|kind| store.walk(*kind))
            .map(|entry| entry.map(|e| format!("{} {}{}", e.kind, e.name, if e.is_regular { "" } else { " !" })))
            .collect::<io::Result<_>>()?;
        for name in ["submissions/sub_%ff.json", "Civil_A.pdf", "jobs/job_0123456789ab.json"] {
            assert_eq!(store.find(name)?.name, name);
        }
        for name in ["submissions/..", "..", "submissions/%2e%2e", "uploads/0a/upl_0a.jpg", "other/a", "a%2f..%2fb"] {
            assert!(store.find(name).is_err(), "{name}");
        }
        found.sort();
        assert_eq!(
            found,
            [
                "draft drafts/draft_0123456789ab.json",
                "job jobs/job_0123456789ab.json",
                "other notes.txt",
                "other submissions/.DS_Store",
                "other submissions/job_0123456789ab.json",
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
    fn no_name_leaves_the_folder() -> io::Result<()> {
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
