//! Checks of what belongs to a submission: photos, signatures, reports, and its jobs.

use crate::{
    domain::{answers::Answers, migration::MediaState, submission::Status, upload::FileType},
    legacy::OldSubmission,
    services::links::{extension, mime},
    store::{legacy_media::MediaRow, migration::verify::rows::Row, uploads::UploadRow},
};

/// Rows of other tables that belong to a submission.
#[derive(Default)]
pub(super) struct RelatedRows {
    pub uploads: Vec<UploadRow>,
    /// Photos and signatures that corrections have taken out.
    pub removed: Vec<UploadRow>,
    pub media: Vec<MediaRow>,
    /// Jobs that are due, or failed.
    pub due: Vec<String>,
}

/// Every photo and signature that the record names must have a row with the same facts.
pub(super) fn media(wrong: &mut ColumnFindings, old: &OldSubmission, belongings: &RelatedRows) {
    let same = old.media.len() == belongings.media.len()
        && old.media.iter().zip(&belongings.media).zip(0..).all(|((media, row), position)| {
            media.upload_id == row.upload_id
                && media.file_type == row.file_type
                && media.field == row.field
                && media.reference == row.reference
                && row.position == position
        });
    wrong.check("legacy_media, its photos and signatures,", same);
    for row in belongings.media.iter().filter(|row| row.state == MediaState::Shown) {
        let upload =
            belongings.uploads.iter().chain(&belongings.removed).find(|upload| upload.upload_id == row.upload_id);
        match upload {
            None => wrong.add(&format!("its photo {} has no upload", row.upload_id)),
            Some(upload)
                if Some(upload.sha256.as_slice()) != row.sha256.as_deref()
                    || Some(upload.file_size) != row.file_size =>
            {
                wrong.add(&format!("its photo {} has two different hashes or sizes", row.upload_id));
            }
            Some(_) => {}
        }
    }
}

/// Uploads must be exactly those that the answers name, each at its field. An old record may name files that were never
/// sent.
pub(super) fn named_files(wrong: &mut ColumnFindings, answers: &Answers, belongings: &RelatedRows, all: bool) {
    let named = answers.uploads();
    let files: Vec<_> = belongings.uploads.iter().filter(|upload| !is_report(upload)).collect();
    let named_by =
        |upload: &&UploadRow| named.iter().find(|(_, id)| *id == upload.upload_id).map(|(field, _)| field.as_str());
    for upload in &files {
        if named_by(upload) != Some(upload.field.as_str()) {
            wrong.add(&format!(
                "its upload {} belongs to the field {}, but its answers do not",
                upload.upload_id, upload.field
            ));
        }
    }
    if all && files.len() != named.len() {
        wrong.add(&format!(
            "its answers refer to {} photos and signatures, but there are {}",
            named.len(),
            files.len()
        ));
    }
}

/// A submission without finished reports must have a job, and its jobs must be its own.
pub(super) fn work(wrong: &mut ColumnFindings, row: &Row, belongings: &RelatedRows) {
    wrong.check("job_id, or that of jobs,", belongings.due.iter().all(|job| *job == row.job_id));
    let waits = !matches!(Status::parse(&row.status), Some(Status::Completed));
    if waits && belongings.due.is_empty() {
        wrong.add(&format!("status is {}, and no work is due", row.status));
    }
}

/// Reports must have the type of their format. A completed submission must have both, except that the legacy app may
/// have made none.
pub(super) fn reports(wrong: &mut ColumnFindings, row: &Row, belongings: &RelatedRows, both: bool) {
    let mut there = 0;
    for report in &belongings.uploads {
        let kind = report.file_type;
        if !kind.is_report() {
            continue;
        }
        there += 1;
        if report.field != extension(kind) || report.content_type != mime(kind) {
            let (id, field, kind) = (&report.upload_id, &report.field, &report.content_type);
            wrong.add(&format!("its report {id} has the format {field} and the type {kind}"));
        }
    }
    let is_completed = Status::parse(&row.status) == Some(Status::Completed);
    if both && is_completed && there != 2 {
        wrong.add(&format!("it is completed, but has {there} of its two reports"));
    }
    wrong.check("without_reports", row.without_reports == (!both && is_completed && there < 2));
}

/// Findings about the columns of a row.
#[derive(Default)]
pub(super) struct ColumnFindings(pub Vec<String>);

impl ColumnFindings {
    pub fn add(&mut self, what: &str) {
        self.0.push(what.to_owned());
    }

    pub fn check(&mut self, column: &str, same: bool) {
        self.check_with(column, same, || "has changed".to_owned());
    }

    pub fn check_with(&mut self, column: &str, same: bool, how: impl FnOnce() -> String) {
        if !same {
            self.0.push(format!("{column} {}", how()));
        }
    }
}

pub(super) fn is_report(upload: &UploadRow) -> bool {
    upload.file_type.is_report()
}

pub(super) fn is_photo(upload: &UploadRow) -> bool {
    upload.file_type == FileType::Photo
}
