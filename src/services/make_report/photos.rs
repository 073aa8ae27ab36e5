//! The pictures of a report, within a budget of bytes.
//!
//! Input: the stored renditions. Output: those that a file needs. Few photos are used as they are stored. Many are made
//! smaller one by one, to the size that they have on the page, so that the memory of a report does not grow with the
//! number of its photos.

use super::super::pictures::{read_rendition, rendition_size};
use crate::{
    domain::{
        answers::{Answer, Answers},
        ids::UploadId,
        problem::Problem,
        report::{PhotoGroup, Picture, ReportBody, ReportDoc},
        time_zone::TimeZone,
        upload::{FileType, Upload},
    },
    files::{Files, Rendition},
    reports::{
        build::StoredPicture,
        pdf::grid_width,
        pictures::{pixels_for, print_size, size},
    },
};
use std::collections::HashMap;

/// Photos that have fewer bytes together are not made smaller.
const LIGHT: u64 = 15_000_000;

/// The bytes of all photos of a report: a little more than `MAX_PDF`, above which they are in the appendix. They are in
/// memory three times while a file is made: here, as objects of the file, and in the file.
const PICTURES: usize = 26_000_000;

/// The longer side of a photo in a workbook, in pixels, if there are many: enough to see a crack.
const SHEET_PIXELS: u32 = 1000;

/// A photo never gets fewer bytes: with less, nothing could be recognised.
const LEAST: usize = 6_000;

/// The pictures of one submission.
pub(super) struct ReportPhotos<'a> {
    files: &'a Files,
    uploads: Vec<&'a Upload>,
    /// How many photos stand in the grid of a photo.
    beside: HashMap<&'a UploadId, usize>,
    /// In which the times of the report are written.
    zone: TimeZone,
}

impl<'a> ReportPhotos<'a> {
    pub(super) fn of(
        files: &'a Files,
        uploads: &'a [Upload],
        answers: &'a Answers,
        further: &'a [UploadId],
        zone: TimeZone,
    ) -> ReportPhotos<'a> {
        let groups = answers.items.iter().flat_map(|(_, groups)| groups).chain([&answers.fields]);
        let answered = groups.flatten().filter_map(|(_, answer)| match answer {
            Answer::Photos(ids) => Some(ids.as_slice()),
            _ => None,
        });
        let beside = answered.chain([further]).flat_map(|ids| ids.iter().map(|id| (id, ids.len()))).collect();
        let pictures = uploads.iter().filter(|u| matches!(u.file_type, FileType::Photo | FileType::Signature));
        ReportPhotos { files, uploads: pictures.collect(), beside, zone }
    }

    /// How many pictures lack a derived file.
    pub(super) fn missing(&self) -> usize {
        let is_missing = |upload: &&&Upload| {
            [Rendition::Large, Rendition::Thumb].iter().any(|size| rendition_size(self.files, upload, *size).is_none())
        };
        self.uploads.iter().filter(is_missing).count()
    }

    /// The pictures of both files: the stored renditions as they are, if all of them are light; else each within its
    /// share of bytes, and no larger than a reader needs.
    pub(super) fn pictures(&self) -> Result<HashMap<UploadId, StoredPicture>, Problem> {
        let stored: u64 = self.photos().filter_map(|photo| rendition_size(self.files, photo, Rendition::Large)).sum();
        let share = self.share(PICTURES);
        self.each(|upload| {
            let picture = self.picture(upload, Rendition::Large)?;
            let large = if upload.file_type == FileType::Signature || stored <= LIGHT {
                picture
            } else {
                let beside = self.beside.get(&upload.id).copied().unwrap_or(1);
                let longest = pixels_for(grid_width(beside)).max(SHEET_PIXELS);
                picture.and_then(|picture| print_size(picture, longest, share))
            };
            Ok(StoredPicture { large, received: Some(self.zone.at(upload.uploaded_at)), ..StoredPicture::default() })
        })
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
