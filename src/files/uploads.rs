//! Photos and signatures: the uploaded bytes, and the two derived sizes.

use super::{Files, Incoming, kept::KEPT, publish};
use crate::domain::{
    ids::UploadId,
    upload::{FileType, PictureType},
};
use std::{fs, io, path::PathBuf};

/// What the file names of an upload are made of.
#[derive(Clone, Debug)]
pub struct StoredPicture {
    pub id: UploadId,
    pub file_type: FileType,
    pub kind: PictureType,
}

/// The original or one of its derived sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    Original,
    Large,
    Thumb,
}

impl Files {
    pub(super) fn upload_path(&self, picture: &StoredPicture, rendition: Rendition) -> PathBuf {
        let id = &picture.id;
        let derived = derived_type(picture.file_type).extension();
        let name = match rendition {
            Rendition::Original => format!("{id}.{}", picture.kind.extension()),
            Rendition::Large => format!("{id}.large.{derived}"),
            Rendition::Thumb => format!("{id}.thumb.{derived}"),
        };
        self.sharded("uploads", id.as_str(), &name)
    }

    /// The path of the original, relative to the folder of run-time data.
    pub fn upload_name(&self, picture: &StoredPicture) -> String {
        self.named(&self.upload_path(picture, Rendition::Original))
    }

    /// Begins an upload whose type is not known yet.
    pub fn begin_upload(&self, id: &UploadId) -> io::Result<Incoming> {
        Incoming::create(&self.sharded("uploads", id.as_str(), id.as_str()))
    }

    /// Makes an upload durable with its derived sizes. The original is published last: where it exists, all exist.
    pub fn publish_upload(
        &self,
        picture: &StoredPicture,
        original: Incoming,
        large: &[u8],
        thumb: &[u8],
    ) -> io::Result<()> {
        let published = publish::publish(&self.upload_path(picture, Rendition::Thumb), thumb)
            .and_then(|()| publish::publish(&self.upload_path(picture, Rendition::Large), large))
            .and_then(|()| original.publish(&self.upload_path(picture, Rendition::Original)));
        if published.is_err() {
            self.remove_upload(&picture.id);
        }
        published
    }

    /// Opens a picture for reading.
    pub fn open_upload(&self, picture: &StoredPicture, rendition: Rendition) -> io::Result<fs::File> {
        publish::open_regular(&self.upload_path(picture, rendition))
    }

    /// Reads a whole picture.
    pub fn read_upload(&self, picture: &StoredPicture, rendition: Rendition) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut self.open_upload(picture, rendition)?, &mut bytes)?;
        Ok(bytes)
    }

    /// Removes all files of an upload; missing ones are ignored.
    pub fn remove_upload(&self, id: &UploadId) {
        for rendition in ["jpg", "png", "webp", "large.jpg", "large.png", "thumb.jpg", "thumb.png", KEPT] {
            let _ = fs::remove_file(self.sharded("uploads", id.as_str(), &format!("{id}.{rendition}")));
        }
    }
}

/// The type of the derived sizes: a signature keeps its transparent background, a photo needs none.
pub fn derived_type(file_type: FileType) -> PictureType {
    match file_type {
        FileType::Signature => PictureType::Png,
        _ => PictureType::Jpeg,
    }
}
