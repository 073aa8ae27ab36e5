//! What the files of a submission in the legacy store take from our own disk: the drawings that its record holds, and
//! which of its reports exist, because a job must not name others.

use crate::{
    domain::{
        ids::ModuleSlug,
        upload::{FileType, Upload},
    },
    files::{Files, Rendition, StoredUpload},
    legacy::write::{Drawings, takes_data_urls},
};

/// Read before the files are generated.
#[derive(Default)]
pub(super) struct StoredFiles {
    pub drawings: Drawings,
    /// The uploads without reports whose file is missing.
    pub uploads: Vec<Upload>,
}

/// Reads from disk, so it belongs on the blocking pool. A missing file is no error: the other files of the submission
/// are still of use to the legacy app.
pub(super) fn read(files: &Files, module: &ModuleSlug, uploads: Vec<Upload>) -> StoredFiles {
    let mut stored = StoredFiles::default();
    for upload in uploads {
        if upload.file_type.is_report() && files.open_report(&upload.id, upload.file_type).is_err() {
            tracing::warn!(report = %upload.id, "the report {} is missing; the legacy app does not get it", upload.id);
            continue;
        }
        let is_drawing = upload.file_type == FileType::Signature && takes_data_urls(module.as_str());
        if let (true, Some(picture)) = (is_drawing, picture(&upload)) {
            match files.read_upload(&picture, Rendition::Original) {
                Ok(bytes) => drop(stored.drawings.insert(upload.id.clone(), bytes)),
                Err(error) => tracing::warn!(signature = %upload.id, %error, "a signature cannot be read: {error}"),
            }
        }
        stored.uploads.push(upload);
    }
    stored
}

/// The stored picture of a photo or signature.
pub(super) fn picture(upload: &Upload) -> Option<StoredUpload> {
    StoredUpload::of(upload).filter(|_| matches!(upload.file_type, FileType::Photo | FileType::Signature))
}
