//! A job of the old app: what it says about its submission.

use super::{Refusal, document::Document};
use crate::domain::{
    ids::{JobId, ModuleSlug, SubmissionId},
    upload::FileType,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Kept as `legacy_records.facts` of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OldJob {
    pub job_id: JobId,
    pub submission_id: Option<SubmissionId>,
    pub module: Option<ModuleSlug>,
    pub outcome: Outcome,
    #[serde(with = "time::serde::rfc3339::option")]
    pub created_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub completed_at: Option<OffsetDateTime>,
    pub reports: Vec<OldReport>,
}

/// How the job ended; "done" with an error inside is a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// With what it said, which may name folders of the old server.
    Failed(String),
    /// Started or running for ever: nothing ever resumed it.
    Unfinished,
    /// A state that the old app does not have.
    Unknown(String),
}

/// A report that the job made: the last part of its URL, percent signs as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldReport {
    /// `report_excel` or `report_pdf`.
    #[serde(with = "file_type")]
    pub format: FileType,
    pub file_name: String,
}

impl OldJob {
    pub fn read(_document: &Document) -> Result<OldJob, Refusal> {
        unimplemented!()
    }
}

mod file_type {
    use crate::domain::upload::FileType;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(kind: &FileType, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FileType, D::Error> {
        let word = String::deserialize(deserializer)?;
        FileType::parse(&word).ok_or_else(|| D::Error::custom("not a type of file"))
    }
}
