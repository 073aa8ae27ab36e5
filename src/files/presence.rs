//! Whether stored files are there, without reading them.

use super::{Files, Rendition, StoredUpload};
use crate::domain::{
    ids::UploadId,
    upload::{FileType, UploadContent},
};
use std::{
    fs::{self, Metadata},
    io::{self, ErrorKind},
    path::Path,
};

impl Files {
    /// Whether an upload is there: the original with this number of bytes, and both derived sizes of a picture. An error
    /// if that cannot be determined.
    pub fn has_upload(&self, upload: &StoredUpload, bytes: u64) -> io::Result<bool> {
        let derived: &[Rendition] = match upload.content {
            UploadContent::Picture(_) => &[Rendition::Large, Rendition::Thumb],
            UploadContent::Pdf => &[],
        };
        for rendition in derived {
            if file(&self.upload_path(upload, *rendition))?.is_none() {
                return Ok(false);
            }
        }
        Ok(file(&self.upload_path(upload, Rendition::Original))?.is_some_and(|found| found.len() == bytes))
    }

    /// Whether a report with this number of bytes is there.
    pub fn has_report(&self, id: &UploadId, kind: FileType, bytes: u64) -> io::Result<bool> {
        Ok(file(&self.report_path(id, kind))?.is_some_and(|found| found.len() == bytes))
    }
}

fn file(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found).filter(Metadata::is_file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
