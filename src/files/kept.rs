//! What an old record names as a photo and is none: the exact bytes beside the uploads, under a name that no address
//! leads to.

use super::{Files, publish};
use crate::domain::ids::UploadId;
use std::{fs, io, path::PathBuf};

pub(super) const KEPT: &str = "kept";

impl Files {
    fn kept_path(&self, id: &UploadId) -> PathBuf {
        self.sharded("uploads", id.as_str(), &format!("{id}.{KEPT}"))
    }

    /// Where kept bytes lie, from the folder of all data.
    pub fn kept_name(&self, id: &UploadId) -> String {
        self.named(&self.kept_path(id))
    }

    /// Makes the bytes durable, in the place of any before.
    pub fn keep(&self, id: &UploadId, bytes: &[u8]) -> io::Result<()> {
        publish::publish(&self.kept_path(id), bytes)
    }

    /// Opens kept bytes for whoever compares them; they are never sent to a browser.
    pub fn open_kept(&self, id: &UploadId) -> io::Result<fs::File> {
        publish::open_regular(&self.kept_path(id))
    }
}
