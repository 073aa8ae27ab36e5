//! Whether the files that rows name are in the data folder.
//!
//! Works on files only; rows are the caller's.

use crate::{
    domain::{
        ids::{SubmissionId, UploadId},
        problem::Problem,
        upload::{FileType, Upload},
    },
    files::{Files, StoredUpload},
    store::{self, pool::Connection},
};
use std::{collections::BTreeSet, io};

/// What a sample of the stored files showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    pub looked_for: usize,
    pub missing: usize,
    /// The submissions of the missing files.
    pub submissions: BTreeSet<SubmissionId>,
}

/// Looks for about `number` of the files that rows name.
pub async fn sample(files: &Files, conn: &mut Connection, number: i32) -> Result<Sample, Problem> {
    let rows = store::stored_files::sample(conn, number).await?;
    let files = files.clone();
    super::blocking(move || {
        let mut sample = Sample { looked_for: rows.len(), ..Sample::default() };
        for row in rows {
            if !is_there(&files, &row.upload_id, row.file_type, &row.content_type, row.file_size)? {
                sample.missing += 1;
                sample.submissions.insert(row.submission_id);
            }
        }
        Ok(sample)
    })
    .await
}

/// Those of these uploads whose files are missing. A file that cannot be looked for does not count as missing.
pub(super) async fn missing(files: &Files, uploads: &[Upload]) -> Result<Vec<UploadId>, Problem> {
    let (files, uploads) = (files.clone(), uploads.to_vec());
    super::blocking(move || {
        Ok(uploads.iter().filter(|upload| is_gone(&files, upload)).map(|upload| upload.id.clone()).collect())
    })
    .await
}

/// Whether the file of an upload is missing. A file that cannot be looked for does not count as missing.
pub(super) fn is_gone(files: &Files, upload: &Upload) -> bool {
    !is_there(files, &upload.id, upload.file_type, &upload.content_type, upload.file_size).unwrap_or(true)
}

pub(in crate::services) fn is_there(
    files: &Files,
    id: &UploadId,
    file_type: FileType,
    content_type: &str,
    size: i64,
) -> io::Result<bool> {
    let bytes = u64::try_from(size).unwrap_or_default();
    if file_type.is_report() {
        return files.has_report(id, file_type, bytes);
    }
    // What an old record names as a photo and is no picture is kept under another name and never shown.
    let Some(upload) = StoredUpload::named(id, file_type, content_type) else { return Ok(true) };
    files.has_upload(&upload, bytes)
}
