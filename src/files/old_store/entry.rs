//! Entries of the legacy app's folder: how they are listed, named and told apart.

use super::names::{FOLDERS, escaped};
use crate::domain::migration::RecordKind;
use std::{
    fs, io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};
use time::OffsetDateTime;

/// An entry of the legacy store that has not been opened.
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
    pub(in crate::files) path: PathBuf,
}

impl OldEntry {
    /// The last part of the name as it is on disk; none if that is not UTF-8.
    pub fn file_name(&self) -> Option<&str> {
        self.path.file_name()?.to_str()
    }
}

pub(super) fn list(root: &Path, folder: &'static str) -> Box<dyn Iterator<Item = io::Result<OldEntry>> + Send> {
    match fs::read_dir(root.join(folder)) {
        Ok(entries) => Box::new(entries.filter_map(move |found| match found {
            // Folders are listed by `FurtherFolders`; one whose name looks like that of a file is an entry.
            Ok(found) if is_folder(&found) && !looks_like_a_file(&found.path()) => None,
            Ok(found) => present(entry(folder, found.path())),
            Err(error) => Some(Err(error)),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Box::new(std::iter::empty()),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

/// The files in all folders that the legacy app does not use: sub-folders of its folders, and further folders of the
/// root. Links to folders are entries and are not followed.
pub(super) struct FurtherFolders {
    open: Vec<(String, PathBuf)>,
    current: Option<(String, fs::ReadDir)>,
}

/// Folders at a greater depth are entries themselves.
const MAX_DEPTH: usize = 16;

impl FurtherFolders {
    pub(super) fn below(root: &Path) -> FurtherFolders {
        let mut open = Vec::new();
        // In our own folder of run-time data, further folders of the root are ours.
        let above: &[&str] =
            if is_run_time_data(root) { &FOLDERS } else { &["", "submissions", "jobs", "drafts", "uploads"] };
        for folder in above {
            for found in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
                let is_listed = folder.is_empty() && FOLDERS.iter().any(|known| found.file_name() == *known);
                let name = name_in(folder, &found.path());
                if is_folder(&found) && !looks_like_a_file(&found.path()) && !is_listed && !is_ours(&name) {
                    open.push((name, found.path()));
                }
            }
        }
        FurtherFolders { open, current: None }
    }
}

impl Iterator for FurtherFolders {
    type Item = io::Result<OldEntry>;

    fn next(&mut self) -> Option<io::Result<OldEntry>> {
        loop {
            let Some((folder, entries)) = &mut self.current else {
                let (folder, path) = self.open.pop()?;
                match fs::read_dir(&path) {
                    Ok(entries) => self.current = Some((folder, entries)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    // The folder itself is counted if it cannot be listed.
                    Err(_) => return Some(entry(folder.rsplit_once('/').map_or("", |(above, _)| above), path)),
                }
                continue;
            };
            match entries.next() {
                None => self.current = None,
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(found)) => {
                    if is_folder(&found) && folder.split('/').count() < MAX_DEPTH {
                        self.open.push((name_in(folder, &found.path()), found.path()));
                    } else if let Some(found) = present(entry(folder, found.path())) {
                        return Some(found);
                    }
                }
            }
        }
    }
}

/// A file that was removed or renamed between the listing and the look at it is no entry.
fn present(found: io::Result<OldEntry>) -> Option<io::Result<OldEntry>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        found => Some(found),
    }
}

fn is_folder(found: &fs::DirEntry) -> bool {
    found.file_type().is_ok_and(|kind| kind.is_dir())
}

fn looks_like_a_file(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "json")
}

/// Whether the legacy store is also the folder of run-time data of this program, which has these folders from its
/// start.
fn is_run_time_data(root: &Path) -> bool {
    ["uploads/00", "reports/00"].iter().all(|folder| root.join(folder).is_dir())
}

/// Whether this is a folder of our own uploads, `uploads/0a`.
pub(super) fn is_ours(folder: &str) -> bool {
    let digits = folder.strip_prefix("uploads/").and_then(|rest| rest.split('/').next());
    digits.is_some_and(|digits| {
        digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn name_in(folder: &str, path: &Path) -> String {
    let file_name = escaped(path.file_name().unwrap_or_default().as_bytes());
    if folder.is_empty() { file_name } else { format!("{folder}/{file_name}") }
}

pub(super) fn entry(folder: &str, path: PathBuf) -> io::Result<OldEntry> {
    let status = fs::symlink_metadata(&path)?;
    let file_name = escaped(path.file_name().unwrap_or_default().as_bytes());
    Ok(OldEntry {
        kind: kind(folder, &file_name),
        name: name_in(folder, &path),
        is_regular: status.is_file(),
        len: status.len(),
        modified_at: status.modified().map_or(OffsetDateTime::UNIX_EPOCH, OffsetDateTime::from),
        path,
    })
}

/// The kind of a file, as the legacy app would have named it.
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
