//! The pictures of a report, within a budget of bytes.
//!
//! Input: the stored renditions. Output: those that a file needs. Few photos are used as they are stored. Many are made
//! smaller one by one, to the size that they have on the page, so that the memory of a report does not grow with the
//! number of its photos.

use super::super::pictures::{read_rendition, rendition_size};
use crate::{
    domain::{
        ids::UploadId,
        problem::Problem,
        report::{PhotoGroup, Picture, ReportBody, ReportDoc},
        time_zone::TimeZone,
        upload::{FileType, Upload},
    },
    files::{Files, Rendition},
    reports::{
        build::StoredPicture,
        pdf::GRID_WIDTH,
        pictures::{THUMB, pixels_for, print_size, size},
    },
};
use std::collections::HashMap;

/// Photos that have fewer bytes together are not made smaller.
const LIGHT: u64 = 15_000_000;

/// The bytes of all photos of a PDF: a little more than `MAX_PDF`, above which they are in the appendix. They are in
/// memory three times while a file is made: here, as objects of the PDF, and in the file.
const PAGES: usize = 26_000_000;

/// The bytes of all thumbnails of a workbook.
const SHEETS: usize = 15_000_000;

/// A photo never gets fewer bytes: with less, nothing could be recognised.
const LEAST: usize = 6_000;

/// The pictures of one submission.
pub(super) struct ReportPhotos<'a> {
    files: &'a Files,
    uploads: Vec<&'a Upload>,
    /// In which the times of the report are written.
    zone: TimeZone,
}

impl<'a> ReportPhotos<'a> {
    pub(super) fn of(files: &'a Files, uploads: &'a [Upload], zone: TimeZone) -> ReportPhotos<'a> {
        let pictures = uploads.iter().filter(|u| matches!(u.file_type, FileType::Photo | FileType::Signature));
        ReportPhotos { files, uploads: pictures.collect(), zone }
    }

    /// How many pictures lack a derived file.
    pub(super) fn missing(&self) -> usize {
        let is_missing = |upload: &&&Upload| {
            [Rendition::Large, Rendition::Thumb].iter().any(|size| rendition_size(self.files, upload, *size).is_none())
        };
        self.uploads.iter().filter(is_missing).count()
    }

    /// The pictures of the PDF.
    pub(super) fn for_pages(&self) -> Result<HashMap<UploadId, StoredPicture>, Problem> {
        let (light, share) = (self.are_light(), self.share(PAGES));
        self.each(|upload| {
            let picture = self.picture(upload, Rendition::Large)?;
            let large = if upload.file_type == FileType::Signature || light {
                picture
            } else {
                picture.and_then(|picture| print_size(picture, pixels_for(GRID_WIDTH), share))
            };
            Ok(StoredPicture { large, received: Some(self.zone.at(upload.uploaded_at)), ..StoredPicture::default() })
        })
    }

    /// The pictures of the workbook: the photos that can be enlarged, or their thumbnails if there are very many; and
    /// signatures.
    pub(super) fn for_sheets(&self) -> Result<HashMap<UploadId, StoredPicture>, Problem> {
        let (light, share) = (self.are_light(), self.share(SHEETS));
        self.each(|upload| {
            if upload.file_type == FileType::Signature || light {
                let large = self.picture(upload, Rendition::Large)?;
                return Ok(StoredPicture { large, ..StoredPicture::default() });
            }
            let thumb = self.picture(upload, Rendition::Thumb)?;
            let thumb = thumb.and_then(|thumb| print_size(thumb, THUMB, share));
            Ok(StoredPicture { thumb, ..StoredPicture::default() })
        })
    }

    /// Whether the photos can be used as they are stored.
    fn are_light(&self) -> bool {
        let sizes = self.photos().filter_map(|photo| rendition_size(self.files, photo, Rendition::Large));
        sizes.sum::<u64>() <= LIGHT
    }

    fn each(
        &self,
        read: impl Fn(&Upload) -> Result<StoredPicture, Problem>,
    ) -> Result<HashMap<UploadId, StoredPicture>, Problem> {
        self.uploads.iter().map(|upload| Ok((upload.id.clone(), read(upload)?))).collect()
    }

    fn photos(&self) -> impl Iterator<Item = &&'a Upload> {
        self.uploads.iter().filter(|upload| upload.file_type == FileType::Photo)
    }

    /// The bytes of each photo.
    fn share(&self, all: usize) -> usize {
        (all / self.photos().count().max(1)).max(LEAST)
    }

    fn picture(&self, upload: &Upload, rendition: Rendition) -> Result<Option<Picture>, Problem> {
        let Some(bytes) = read_rendition(self.files, upload, rendition)? else { return Ok(None) };
        let size = size(&bytes);
        Ok(size.map(|(width, height)| Picture { bytes, width, height }))
    }
}

/// The bytes of all photos of a PDF.
pub(super) fn bytes_of(doc: &ReportDoc) -> usize {
    let of_groups = |groups: &[PhotoGroup]| -> usize {
        let photos = groups.iter().flat_map(|group| &group.photos).filter_map(|photo| photo.large.as_ref());
        photos.map(|picture| picture.bytes.len()).sum()
    };
    let of_section = |body: &ReportBody| match body {
        ReportBody::Facts { photos, .. } => of_groups(photos),
        ReportBody::Items(items) => items.rows.iter().map(|row| of_groups(&row.photos)).sum(),
    };
    doc.sections.iter().map(|section| of_section(&section.body)).sum()
}
