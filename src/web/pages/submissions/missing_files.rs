//! What the page of a submission says about files that are missing.

use crate::{
    domain::{ids::UploadId, submission::Submission, upload::Upload},
    i18n::Texts,
};

/// What is said about missing files: photos and signatures now, those that the reports lack, and the reports.
pub(super) fn missing_files(
    texts: Texts,
    submission: &Submission,
    uploads: &[Upload],
    missing: &[UploadId],
    reports_missing: bool,
) -> Vec<String> {
    let gone = uploads.iter().filter(|upload| missing.contains(&upload.id)).count();
    let counted = |key, count: usize| (count > 0).then(|| texts.with(key, &[("count", count.into())]));
    let lacking = usize::try_from(submission.missing_files).unwrap_or_default();
    let reports = reports_missing.then(|| texts.t("submission-reports-missing").to_owned());
    let sentences =
        [counted("submission-files-missing", gone), counted("submission-reports-lack-files", lacking), reports];
    sentences.into_iter().flatten().collect()
}
