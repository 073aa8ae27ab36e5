//! A submission: one filled form, kept for good, and the states that it passes through.

use super::{
    answers::Answers,
    ids::{JobId, ModuleSlug, SubmissionId, SubmissionKey},
    lang::Lang,
    text_enum::text_enum,
};
use time::{Date, OffsetDateTime};

text_enum! {
    /// Where a submission stands on its way to a report. The words are the database's as well.
    pub enum Status {
        /// Received; its reports wait to be made.
        Pending = "pending",
        /// Its reports are being made.
        Processing = "processing",
        /// Both reports are there.
        Completed = "completed",
        /// Its reports could not be made; the submission itself is safe.
        Failed = "failed",
    }
}

text_enum! {
    /// Where the time of a submission comes from: this program's clock, or what an imported record gives.
    pub enum CreatedAtSource {
        /// Received by this program.
        Server = "server",
        /// A field of the imported record.
        Record = "record",
        /// The job file of the imported record.
        Job = "job",
        /// The modification time of the imported file.
        File = "file",
    }
}

text_enum! {
    /// The state of a submission that came without an account. An accepted one is a submission and has no such state.
    pub enum PendingState {
        Waiting = "waiting",
        Refused = "refused",
    }
}

/// A submission as it is read back.
#[derive(Clone, Debug)]
pub struct Submission {
    pub id: SubmissionId,
    /// What its client called it before it had an id.
    pub key: SubmissionKey,
    pub module: ModuleSlug,
    pub form_version: i32,
    pub status: Status,
    /// The language in which the form was filled in; its reports are made in it.
    pub lang: Lang,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub answers: Answers,
    /// The stored JSON itself, for API answers.
    pub form_data: serde_json::Value,
    pub job_id: JobId,
    /// SHA-256 over what was submitted, as the receipt states it (hex).
    pub content_hash: String,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

/// What the server confirms once a submission is durable.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Receipt {
    pub submission_id: SubmissionId,
    pub job_id: JobId,
    /// SHA-256 over the answers and files (hex).
    pub content_hash: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub files: Vec<ReceiptFile>,
}

/// A file that the server confirms, by the hash of the bytes that were sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReceiptFile {
    pub name: String,
    pub upload_id: super::ids::UploadId,
    pub size: i64,
    pub sha256: String,
}
