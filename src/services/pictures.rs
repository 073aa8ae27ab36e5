//! A picture on its way to the disk: published with its renditions, and read again for a report.
//!
//! Nothing here knows rows. Decoding is done by `app::picture_decoder`.

use crate::{
    domain::{
        ids::UploadId,
        upload::{FileType, PictureType, Upload},
    },
    files::{Files, Incoming, Rendition, StoredPicture},
    reports::pictures::{Purpose, Renditions},
};
use std::{io, sync::Arc};

/// Where a picture comes from: what we ask of a form is more than we may ask of history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A form of ours: its signatures are the PNG that its pad draws.
    Sent,
    /// The old store: a signature of any type that we can decode.
    Old,
}

/// A picture that is published.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    pub kind: PictureType,
    pub width: u32,
    pub height: u32,
}

/// What a file of this type has to be.
pub fn purpose(file_type: FileType, origin: Origin) -> Purpose {
    match (file_type, origin) {
        (FileType::Signature, Origin::Sent) => Purpose::Signature,
        (FileType::Signature, Origin::Old) => Purpose::OldSignature,
        _ => Purpose::Photo,
    }
}

/// Makes a decoded picture durable; the original byte for byte as it was written to `original`.
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

/// A rendition of a picture, read for a report; `None` if it cannot be read, which the report says in its place.
pub fn read_rendition(files: &Files, upload: &Upload, rendition: Rendition) -> Option<Arc<[u8]>> {
    let kind = PictureType::from_mime(&upload.content_type)?;
    let picture = StoredPicture { id: upload.id.clone(), file_type: upload.file_type, kind };
    match files.read_upload(&picture, rendition) {
        Ok(bytes) => Some(Arc::from(bytes)),
        Err(error) => {
            tracing::error!(upload.id = %picture.id, %error, "cannot read the picture {}: {error}", picture.id);
            None
        }
    }
}
