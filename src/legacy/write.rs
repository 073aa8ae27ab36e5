//! A submission as the old app would have written it, so that the old app can read it and report on it.

use crate::domain::{form::FormDef, ids::UploadId, submission::Submission, upload::Upload};

/// The files of one submission in the old store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFiles {
    /// `sub_….json`.
    pub record: Vec<u8>,
    /// `job_….json`, with `meta.module`: some shapes tell their module nowhere else.
    pub job: Vec<u8>,
    /// Each photo and drawn signature with its file name in the old `uploads/`: `<upload id>.<jpg|png|webp>`.
    pub pictures: Vec<(UploadId, String)>,
}

/// `uploads_dir` is the absolute folder of the old uploads, for the `path` of a photo; `base_url` is how browsers reach us.
pub fn write(
    _def: &FormDef,
    _submission: &Submission,
    _uploads: &[Upload],
    _uploads_dir: &str,
    _base_url: &str,
) -> OldFiles {
    unimplemented!()
}
