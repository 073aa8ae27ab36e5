//! Photos, signatures and PDFs: the uploaded bytes, and the two derived sizes of a picture.

use super::{Files, Incoming, kept::KEPT, publish};
use crate::domain::{
    ids::UploadId,
    upload::{FileType, PictureType, Upload, UploadContent},
};
use std::{fs, io, path::PathBuf};

/// What the file names of an upload are made of.
#[derive(Clone, Debug)]
pub struct StoredUpload {
    pub id: UploadId,
    pub file_type: FileType,
    pub content: UploadContent,
}

impl StoredUpload {
    /// The file of a row; `None` for a report, and for what old records name as photos and is no picture.
    pub fn of(upload: &Upload) -> Option<StoredUpload> {
        StoredUpload::named(&upload.id, upload.file_type, &upload.content_type)
    }

    /// The same from the columns of a row.
    pub fn named(id: &UploadId, file_type: FileType, content_type: &str) -> Option<StoredUpload> {
        Some(StoredUpload { id: id.clone(), file_type, content: UploadContent::of(file_type, content_type)? })
    }
}

/// The original or one of its derived sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    Original,
    Large,
    Thumb,
}

impl Files {
    pub(super) fn upload_path(&self, upload: &StoredUpload, rendition: Rendition) -> PathBuf {
        let id = &upload.id;
        let derived = derived_type(upload.file_type).extension();
        let name = match rendition {
            Rendition::Original => format!("{id}.{}", upload.content.extension()),
            Rendition::Large => format!("{id}.large.{derived}"),
            Rendition::Thumb => format!("{id}.thumb.{derived}"),
        };
        self.sharded("uploads", id.as_str(), &name)
    }

    /// The path of the original, relative to the folder of run-time data.
    pub fn upload_name(&self, upload: &StoredUpload) -> String {
        self.named(&self.upload_path(upload, Rendition::Original))
    }

    /// Begins an upload whose type is not known yet.
    pub fn begin_upload(&self, id: &UploadId) -> io::Result<Incoming> {
        Incoming::create(&self.sharded("uploads", id.as_str(), id.as_str()))
    }

    /// Makes an upload without derived sizes durable.
    pub fn publish_original(&self, upload: &StoredUpload, original: Incoming) -> io::Result<()> {
        original.publish(&self.upload_path(upload, Rendition::Original))
    }

    /// Makes a picture durable with its derived sizes. The original is published last: where it exists, all exist.
    pub fn publish_upload(
        &self,
        upload: &StoredUpload,
        original: Incoming,
        large: &[u8],
        thumb: &[u8],
    ) -> io::Result<()> {
        let published = publish::publish(&self.upload_path(upload, Rendition::Thumb), thumb)
            .and_then(|()| publish::publish(&self.upload_path(upload, Rendition::Large), large))
            .and_then(|()| original.publish(&self.upload_path(upload, Rendition::Original)));
        if published.is_err() {
            self.remove_upload(&upload.id);
        }
        published
    }

    /// Opens an upload for reading.
    pub fn open_upload(&self, upload: &StoredUpload, rendition: Rendition) -> io::Result<fs::File> {
        publish::open_regular(&self.upload_path(upload, rendition))
    }

    /// Reads a whole upload.
    pub fn read_upload(&self, upload: &StoredUpload, rendition: Rendition) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut self.open_upload(upload, rendition)?, &mut bytes)?;
        Ok(bytes)
    }

    /// Removes all files of an upload; missing ones are ignored.
    pub fn remove_upload(&self, id: &UploadId) {
        for rendition in ["jpg", "png", "webp", "pdf", "large.jpg", "large.png", "thumb.jpg", "thumb.png", KEPT] {
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
