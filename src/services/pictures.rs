//! Publishing pictures with their derived sizes, and reading them for a report.
//!
//! Works on files only; rows are the caller's. `app::picture_decoder` decodes.

use crate::{
    domain::{
        ids::UploadId,
        upload::{FileType, PictureType, Upload},
    },
    files::{Files, Incoming, Rendition, StoredPicture},
    reports::pictures::{Purpose, Renditions},
};
use std::{io, sync::Arc};

/// Where a picture comes from; the rules for imported pictures are less strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Sent with a form: signatures are the PNG images that the signature pad draws.
    Sent,
    /// Imported from the legacy store: signatures may have any type that can be decoded.
    Old,
}

/// A published picture.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    pub kind: PictureType,
    pub width: u32,
    pub height: u32,
}

/// The requirements for a file of this type.
pub fn purpose(file_type: FileType, origin: Origin) -> Purpose {
    match (file_type, origin) {
        (FileType::Signature, Origin::Sent) => Purpose::Signature,
        (FileType::Signature, Origin::Old) => Purpose::OldSignature,
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
    files.publish_upload(&StoredPicture { id, file_type, kind }, original, &large.bytes, &thumb.bytes)?;
    Ok(Picture { kind, width, height })
}

/// Reads a derived size of a picture for a report; `None` if it cannot be read, which the report then states.
pub fn read_rendition(files: &Files, upload: &Upload, rendition: Rendition) -> Option<Arc<[u8]>> {
    let kind = PictureType::from_mime(&upload.content_type)?;
    let picture = StoredPicture { id: upload.id.clone(), file_type: upload.file_type, kind };
    match files.read_upload(&picture, rendition) {
        Ok(bytes) => Some(Arc::from(bytes)),
        Err(error) => {
            tracing::error!(upload.id = %picture.id, %error, "the picture {} could not be read: {error}", picture.id);
            None
        }
    }
}
