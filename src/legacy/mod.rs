//! The old app's JSON, pure and both ways: an old file becomes answers, answers become an old file.
//!
//! The old app wrote seven shapes of a submission and none of them says which module it belongs to, nor in which
//! version. They are told apart by their keys ([`Variant`]); what they lack is taken from the job that spoke about
//! them, and every value that was not plainly there keeps a word on where it came from ([`Provenance`]). Nothing is
//! guessed in silence and nothing is dropped: an answer that the form of today does not ask goes to
//! [`Answers::further`]. No disk, no clock, no database in here.

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

use crate::domain::{
    answers::Answers,
    form::FormDef,
    ids::{JobId, ModuleSlug, SubmissionId, UploadId},
    job::Failure,
    lang::Lang,
    submission::Status,
    upload::FileType,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use time::{Date, OffsetDateTime, UtcOffset};

/// The seven shapes in which the old app wrote a submission, and that of documents of another database. The letter in
/// which a shape is serialised is stored in `legacy_records.variant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Variant {
    /// HVAC, multipart.
    #[serde(rename = "A")]
    HvacMultipart,
    /// HVAC, photos sent before.
    #[serde(rename = "B")]
    HvacWithUrls,
    /// Civil, multipart: `fields` and `files`.
    #[serde(rename = "C")]
    CivilMultipart,
    /// Civil, photos sent before: `work_items`.
    #[serde(rename = "D")]
    CivilWithUrls,
    /// Cleaning, flat.
    #[serde(rename = "E")]
    CleaningFlat,
    /// Cleaning, under `data`.
    #[serde(rename = "F")]
    CleaningNested,
    /// Any module, the oldest: as `CivilMultipart`, and nothing in it tells the module.
    #[serde(rename = "G")]
    GenericMultipart,
    /// A document of another store (MongoDB, SQLite), read by a mapping.
    Mapped,
}

/// Where a value was taken from, in words for people: `job`, `shape`, `fields.project_name`, `file time`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub module: String,
    pub site_name: String,
    pub visit_date: String,
    pub created_at: String,
    pub status: String,
    /// Where the old app was reached when it took the record. Its host may be anybody's by now: never a link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base_url: String,
}

/// Which of the words of `submissions.created_at_source` a creation time has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreatedAtSource {
    Record,
    Job,
    File,
}

/// An old submission, understood.
#[derive(Clone, Debug)]
pub struct OldSubmission {
    pub id: SubmissionId,
    /// The job's own id; where no job spoke about it, one that follows from the submission's.
    pub job_id: JobId,
    pub module: ModuleSlug,
    pub variant: Variant,
    pub def: Arc<FormDef>,
    /// English, but for records that this program wrote.
    pub lang: Lang,
    pub answers: Answers,
    /// Every photo and signature that the record names; `answers` names them by `upload_id`.
    pub media: Vec<Media>,
    /// Empty if nothing names the site.
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    pub created_at_source: CreatedAtSource,
    pub status: Status,
    /// Why there is no report, if the status is failed.
    pub failure: Option<Failure>,
    pub provenance: Provenance,
    /// What was odd and is worth knowing: "visit_date: \"soon\" is no date; kept as text".
    pub notes: Vec<String>,
}

/// A photo or signature that an old record names.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Follows from the submission, the field, the position and the reference, so that reading it again gives the same.
    pub upload_id: UploadId,
    pub file_type: FileType,
    /// `items.0.photos`, `tech_signature`.
    pub field: String,
    /// As it stood in the record; the text of a data URL is left out and replaced by its type and length.
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
    /// Inside the record itself: the bytes of a data URL.
    Inline(Vec<u8>),
    /// Names nothing that could be a file: why.
    Unusable(String),
}

/// What is known about a file besides its bytes.
pub struct Context<'a> {
    /// The name without `.json`.
    pub stem: &'a str,
    pub job: Option<&'a job::OldJob>,
    /// What a person assigned at the quarantine desk.
    pub assigned: Option<&'a ModuleSlug>,
    pub modified_at: OffsetDateTime,
    /// The zone of times that were written without one and are not UTC (`timestamp` of variant B).
    pub local_offset: UtcOffset,
    pub forms: &'a dyn Fn(&ModuleSlug) -> Option<Arc<FormDef>>,
}
