//! Submissions, their states and receipts.

use super::{
    answers::Answers,
    ids::{JobId, ModuleSlug, SubmissionId, SubmissionKey},
    lang::Lang,
    text_enum::text_enum,
};
use time::{Date, OffsetDateTime};

text_enum! {
    /// The state of a submission and its reports. The texts are also the values in the database.
    pub enum Status {
        /// Received; the reports are not started yet.
        Pending = "pending",
        /// The reports are being generated.
        Processing = "processing",
        /// Both reports exist.
        Completed = "completed",
        /// The reports could not be generated; the submission itself is stored.
        Failed = "failed",
    }
}

text_enum! {
    /// The origin of `created_at`: the clock of this program, or the imported record.
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
    /// The state of a pending submission. An accepted one becomes a submission and has no such state.
    pub enum PendingState {
        Waiting = "waiting",
        Refused = "refused",
    }
}

/// A submission read from the database.
#[derive(Clone, Debug)]
pub struct Submission {
    pub id: SubmissionId,
    /// The submission key made by the client.
    pub key: SubmissionKey,
    pub module: ModuleSlug,
    pub form_version: i32,
    pub status: Status,
    /// It is completed, and has no reports.
    pub without_reports: bool,
    /// How many photos and signatures its reports lack, because the files were missing when they were made.
    pub missing_files: i32,
    /// The language in which the form was filled in; the reports use it too.
    pub lang: Lang,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub answers: Answers,
    /// The stored JSON, for API answers.
    pub form_data: serde_json::Value,
    pub job_id: JobId,
    /// SHA-256 over what was submitted, in hex, as on the receipt.
    pub content_hash: String,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// Counts its corrections, from 1.
    pub revision: i32,
}

/// The confirmation that a submission is durable.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Receipt {
    pub submission_id: SubmissionId,
    pub job_id: JobId,
    /// SHA-256 over the answers and files, in hex.
    pub content_hash: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub files: Vec<ReceiptFile>,
}

/// A confirmed file, identified by the hash of the bytes that were sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReceiptFile {
    pub name: String,
    pub upload_id: super::ids::UploadId,
    pub size: i64,
    pub sha256: String,
}
