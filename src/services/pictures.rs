//! Publishing pictures with their derived sizes, and reading them for a report.
//!
//! Works on files only; rows are the caller's. `app::picture_decoder` decodes.

use super::storage_problem;
use crate::{
    domain::{
        ids::UploadId,
        problem::Problem,
        upload::{FileType, PictureType, Upload, UploadContent},
    },
    files::{Files, Incoming, Rendition, StoredUpload},
    reports::pictures::{Purpose, Renditions},
};
use std::{io, sync::Arc};

/// Where a picture comes from; the rules for imported pictures are less strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureOrigin {
    /// Sent with a form: signatures are the PNG images that the signature pad draws.
    Sent,
    /// Imported from the legacy store: signatures may have any type that can be decoded.
    Legacy,
}

/// A published picture.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    pub kind: PictureType,
    pub width: u32,
    pub height: u32,
}

/// The requirements for a file of this type.
pub fn purpose(file_type: FileType, origin: PictureOrigin) -> Purpose {
    match (file_type, origin) {
        (FileType::Signature, PictureOrigin::Sent) => Purpose::Signature,
        (FileType::Signature, PictureOrigin::Legacy) => Purpose::OldSignature,
        _ => Purpose::Photo,
    }
}

/// Publishes a decoded picture durably; the original is byte for byte what `original` contains.
pub fn publish(
    files: &Files,
    id: UploadId,
    file_type: FileType,
    original: Incoming,
    renditions: Renditions,
) -> io::Result<Picture> {
    let Renditions { kind, width, height, large, thumb } = renditions;
    let stored = StoredUpload { id, file_type, content: UploadContent::Picture(kind) };
    files.publish_upload(&stored, original, &large.bytes, &thumb.bytes)?;
    Ok(Picture { kind, width, height })
}

/// The size of a derived file in bytes; `None` if it is missing.
pub fn rendition_size(files: &Files, upload: &Upload, rendition: Rendition) -> Option<u64> {
    let file = files.open_upload(&StoredUpload::of(upload)?, rendition).ok()?;
    file.metadata().ok().map(|about| about.len())
}

/// Reads a derived size of a picture for a report. `None` if the file is missing, which the report then states; any
/// other error may pass, so it must not lead to a report without the picture.
pub fn read_rendition(files: &Files, upload: &Upload, rendition: Rendition) -> Result<Option<Arc<[u8]>>, Problem> {
    let Some(picture) = StoredUpload::of(upload) else { return Ok(None) };
    match files.read_upload(&picture, rendition) {
        Ok(bytes) => Ok(Some(Arc::from(bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            tracing::error!(upload.id = %picture.id, "the file of {} is not in the data folder", picture.id);
            Ok(None)
        }
        Err(error) => Err(storage_problem(error)),
    }
}
