//! Conversion between the JSON of the legacy app and submissions, in both directions. No disk, clock or database.
//!
//! The legacy app wrote seven shapes of a submission, without module or version. A shape is recognised by its keys
//! ([`Variant`]); missing values are taken from the job of the submission, and [`Provenance`] records the source of
//! every value. Invariant: no value is dropped; an answer that the current form does not ask is kept in
//! [`Answers::further`].

mod apply_mapping;
mod convert_value;
pub mod document;
mod embedded_metadata;
pub mod job;
pub mod mapping;
mod media;
mod module;
mod quarantine_reason;
mod shapes;
pub mod submission;
mod variant;
mod when;
pub mod write;

pub use quarantine_reason::{QuarantineReason, Quarantined};
pub use when::DOUBTFUL;

use crate::domain::{
    answers::Answers,
    form::FormDef,
    ids::{JobId, ModuleSlug, SubmissionId, UploadId},
    job::Failure,
    lang::Lang,
    local_zone::LocalZone,
    submission::Status,
    upload::FileType,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use time::{Date, OffsetDateTime};

/// The seven shapes in which the legacy app wrote a submission, and documents read with a mapping. The serialised name
/// is stored in `legacy_records.variant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Variant {
    /// HVAC, multipart.
    #[serde(rename = "A")]
    HvacMultipart,
    /// HVAC, photos uploaded before the form.
    #[serde(rename = "B")]
    HvacWithUrls,
    /// Civil, multipart: `fields` and `files`.
    #[serde(rename = "C")]
    CivilMultipart,
    /// Civil, photos uploaded before the form: `work_items`.
    #[serde(rename = "D")]
    CivilWithUrls,
    /// Cleaning, flat.
    #[serde(rename = "E")]
    CleaningFlat,
    /// Cleaning, nested under `data`.
    #[serde(rename = "F")]
    CleaningNested,
    /// Any module, the oldest shape: as `CivilMultipart`, but without a key that identifies the module.
    #[serde(rename = "G")]
    GenericMultipart,
    /// A document of another store (MongoDB, SQLite), read with a mapping.
    Mapped,
}

/// The source of each value, for display: `job`, `shape`, `fields.project_name`, `file time`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub module: String,
    pub site_name: String,
    pub visit_date: String,
    pub created_at: String,
    pub status: String,
    /// The base URL of the legacy app when it wrote the record. The host may belong to another owner by now, so it is
    /// never shown as a link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base_url: String,
}

/// The source of the creation time, one of the values of `submissions.created_at_source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreatedAtSource {
    Record,
    Job,
    File,
}

/// A submission that was read from a record.
#[derive(Clone, Debug)]
pub struct OldSubmission {
    pub id: SubmissionId,
    /// The id of the job; derived from the submission id if there is no job.
    pub job_id: JobId,
    pub module: ModuleSlug,
    pub variant: Variant,
    pub def: Arc<FormDef>,
    /// English, except for records that this program wrote.
    pub lang: Lang,
    pub answers: Answers,
    /// Every photo and signature of the record; `answers` refers to them by `upload_id`.
    pub media: Vec<Media>,
    /// Empty if the record has no site.
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    pub created_at_source: CreatedAtSource,
    pub status: Status,
    /// Why there is no report, if the status is `Failed`.
    pub failure: Option<Failure>,
    pub provenance: Provenance,
    /// Irregularities: "visit_date: \"soon\" is no date; kept as text".
    pub notes: Vec<String>,
}

/// A photo or signature of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Derived from submission, field, position and reference, so that reading the record again gives the same id.
    pub upload_id: UploadId,
    pub file_type: FileType,
    /// `items.0.photos`, `tech_signature`.
    pub field: String,
    /// As in the record; the bytes of a data URL are replaced by their length.
    pub reference: Value,
    pub place: MediaLocation,
}

/// Where the bytes of a photo or signature should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MediaLocation {
    /// A file of this name in the old `uploads/`.
    Stored(String),
    /// On another host.
    Remote(String),
    /// In the record itself: the decoded bytes of a data URL.
    Inline(Vec<u8>),
    /// The reference does not name a file; a code for the reason.
    Unusable(String),
}

/// What is known about a file besides its content.
pub struct Context<'a> {
    /// The file name without `.json`.
    pub stem: &'a str,
    pub job: Option<&'a job::OldJob>,
    /// The module that a person assigned in the review queue.
    pub assigned: Option<&'a ModuleSlug>,
    pub modified_at: OffsetDateTime,
    /// The zone of the old server: of times without an offset that are not UTC (`timestamp` of variant B, documents
    /// read with a mapping), and of days that are written as a time in UTC.
    pub local_zone: LocalZone,
    pub forms: &'a dyn Fn(&ModuleSlug) -> Option<Arc<FormDef>>,
}
