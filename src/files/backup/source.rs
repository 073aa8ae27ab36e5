//! The files of the data folder that a backup has: everything but the database, which is dumped, and what the program
//! makes again by itself.

use super::super::{Files, publish::TEMPORARY};
use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// A mark in the data folder: a restore into it has not ended.
pub(super) const RESTORE_MARK: &str = "restore_unfinished";

/// Names at the top of the data folder that are left out: the embedded database, the progress of jobs, exports of
/// personal data, which expire, and notes about this machine.
const LEFT_OUT: [&str; 6] = ["postgres", "jobs", "exports", "untrusted_proxy", "last_backup.json", RESTORE_MARK];

/// A regular file of the data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataEntry {
    /// Relative to the data folder.
    pub path: PathBuf,
    pub size: u64,
    pub mode: u32,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

impl DataEntry {
    /// Reads size, permissions and time; none if the file has gone or is not a regular file.
    fn of(root: &Path, path: PathBuf) -> io::Result<Option<DataEntry>> {
        match root.join(&path).symlink_metadata() {
            Ok(about) if about.is_file() => Ok(Some(DataEntry {
                path,
                size: about.len(),
                mode: about.mode() & 0o7777,
                modified: about.mtime().saturating_mul(1_000_000_000).saturating_add(about.mtime_nsec()),
            })),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The regular files of the data folder, in the order of their paths. Symbolic links and temporary files are skipped.
/// One folder is in memory at a time.
pub fn data_entries(files: &Files) -> impl Iterator<Item = io::Result<DataEntry>> {
    let root = files.root.clone();
    let mut waiting = vec![PathBuf::new()];
    std::iter::from_fn(move || {
        while let Some(path) = waiting.pop() {
            let found = match root.join(&path).symlink_metadata() {
                Ok(about) if about.is_dir() => children(&root, &path).map(|children| {
                    waiting.extend(children.into_iter().rev());
                    None
                }),
                Ok(_) => DataEntry::of(&root, path),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            };
            if let Some(found) = found.transpose() {
                return Some(found);
            }
        }
        None
    })
}

/// The paths in a folder, sorted.
fn children(root: &Path, path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut children = Vec::new();
    let entries = match fs::read_dir(root.join(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(children),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let is_left_out = path.as_os_str().is_empty() && LEFT_OUT.iter().any(|left_out| name == *left_out);
        let is_temporary = name.to_string_lossy().ends_with(TEMPORARY);
        if !is_left_out && !is_temporary {
            children.push(path.join(name));
        }
    }
    children.sort();
    Ok(children)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_the_order_of_their_paths_without_what_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["uploads/b/2", "uploads/a/1", "uploads/a.txt", "postgres/x", "jobs/y", "secret_key", "keys/.k.tmp"]
        {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("link")).unwrap();
        let found: Vec<PathBuf> = data_entries(&Files::at(dir.path())).map(|entry| entry.unwrap().path).collect();
        assert_eq!(found, ["secret_key", "uploads/a/1", "uploads/a.txt", "uploads/b/2"].map(PathBuf::from));
        assert!(found.is_sorted());
    }
}
