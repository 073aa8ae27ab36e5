//! Files that an old record names as photos but that are not pictures: the exact bytes are stored beside the uploads,
//! under a name that no address serves.

use super::{Files, publish};
use crate::domain::ids::UploadId;
use std::{fs, io, path::PathBuf};

pub(super) const KEPT: &str = "kept";

impl Files {
    fn kept_path(&self, id: &UploadId) -> PathBuf {
        self.sharded("uploads", id.as_str(), &format!("{id}.{KEPT}"))
    }

    /// The path of such a file, relative to the folder of run-time data.
    pub fn kept_name(&self, id: &UploadId) -> String {
        self.named(&self.kept_path(id))
    }

    /// Stores the bytes durably, replacing earlier ones.
    pub fn keep(&self, id: &UploadId, bytes: &[u8]) -> io::Result<()> {
        publish::publish(&self.kept_path(id), bytes)
    }

    /// Opens such a file for comparison; it is never sent to a browser.
    pub fn open_kept(&self, id: &UploadId) -> io::Result<fs::File> {
        publish::open_regular(&self.kept_path(id))
    }
}
