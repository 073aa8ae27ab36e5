//! The folder of run-time data, and what errors of the disk mean.

use super::publish::sync_dir;
use anyhow::Context;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folder of run-time data.
#[derive(Clone, Debug)]
pub struct Files {
    pub(super) root: PathBuf,
}

impl Files {
    /// Creates missing folders. Temporary files of killed processes are removed later, once they are old.
    pub fn open(root: &Path) -> anyhow::Result<Files> {
        let files = Files { root: root.to_owned() };
        for dir in ["uploads", "reports"] {
            for first in 0..=255u8 {
                let dir = root.join(dir).join(format!("{first:02x}"));
                fs::create_dir_all(&dir).with_context(|| format!("creating the folder {}", dir.display()))?;
            }
            sync_dir(&root.join(dir))?;
        }
        for dir in ["exports", "jobs", "quarantine"] {
            let dir = root.join(dir);
            fs::create_dir_all(&dir).with_context(|| format!("creating the folder {}", dir.display()))?;
        }
        sync_dir(root)?;
        Ok(files)
    }

    /// The folder as it is, to read from it without creating anything.
    pub fn at(root: &Path) -> Files {
        Files { root: root.to_owned() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path relative to the folder of run-time data.
    pub(super) fn named(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// `kind/<aa>/name`, where `<aa>` are the first two digits of an id.
    pub(super) fn sharded(&self, kind: &str, id: &str, name: &str) -> PathBuf {
        let digits = id.split_once('_').map_or("", |(_, digits)| digits);
        self.root.join(kind).join(digits.get(..2).unwrap_or("00")).join(name)
    }
}

/// Whether an error means that the disk is full.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Whether an error means that the path is not a regular file: a folder, a device, a symbolic link.
pub fn is_no_file(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::IsADirectory)
        || error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}
