//! Every path and byte on disk. File names are made from ids, never from user input; symbolic links are never followed.
//!
//! ```text
//! generated/uploads/<aa>/upl_….<ext>        an upload as it was sent
//! generated/uploads/<aa>/upl_….large.jpg    upright, without metadata, for display and for the PDF
//! generated/uploads/<aa>/upl_….thumb.jpg    the same, small
//! generated/uploads/<aa>/upl_….kept         a file of an old record that is not a picture; never served
//! generated/reports/<aa>/upl_….xlsx|pdf
//! generated/jobs/job_….json                 progress of a job; may be deleted at any time
//! generated/manifests/verify-….txt          what a verify read, signed with keys/manifest_key
//! generated/exports/prv_….zip               an export of personal data; removed after a week
//! generated/archive/injaaz-….tar.gz         archived files of the old store
//! generated/kept_drafts/draft_….json        a draft of a client of the old app; removed after a month
//! generated/audit/                          signed checkpoints of the audit log
//! generated/quarantine/                     unreadable files, kept for the operator
//! ```
//! `<aa>` are the first two digits of the id: 256 folders keep each one small with a million files.

mod archive;
mod audit;
mod definitions;
mod digest;
mod drafts;
mod exports;
mod job_files;
mod kept;
mod lines;
mod manifests;
mod old_store;
mod publish;
mod reports;
mod sqlite;
mod sweep;
mod uploads;

pub use archive::{Archive, Member, PackList, Packed, Restored, Whole};
pub use definitions::{read_definitions, read_locales, read_mapping};
pub use digest::Digest;
pub use lines::{Line, Lines};
pub use manifests::NewManifest;
pub use old_store::{OldEntry, OldStore};
pub use publish::Incoming;
pub use sqlite::{DocumentQuery, Row as SqliteRow, SqliteFile, Table};
pub use sweep::Stored;
pub use uploads::{Rendition, StoredPicture, derived_type};

use anyhow::Context;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folder of run-time data.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Creates missing folders. Temporary files of killed processes are removed later, once they are old.
    pub fn open(root: &Path) -> anyhow::Result<Files> {
        let files = Files { root: root.to_owned() };
        for dir in ["uploads", "reports"] {
            for first in 0..=255u8 {
                let dir = root.join(dir).join(format!("{first:02x}"));
                fs::create_dir_all(&dir).with_context(|| format!("making the folder {}", dir.display()))?;
            }
            publish::sync_dir(&root.join(dir))?;
        }
        for dir in ["exports", "jobs", "quarantine"] {
            let dir = root.join(dir);
            fs::create_dir_all(&dir).with_context(|| format!("making the folder {}", dir.display()))?;
        }
        publish::sync_dir(root)?;
        Ok(files)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path relative to the folder of run-time data.
    fn named(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// `kind/<aa>/name`, where `<aa>` are the first two digits of an id.
    fn sharded(&self, kind: &str, id: &str, name: &str) -> PathBuf {
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
