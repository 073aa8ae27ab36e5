//! The payload of each kind of job: a few ids, stored as JSON in the row of the job.
//!
//! A payload contains no secret in clear text. A secret that a job needs, such as an e-mail with its link, is sealed
//! before it is stored.

use super::kind::JobKind;
use crate::domain::{
    ids::{ModuleSlug, PrivacyRequestId, RunId, SubmissionId},
    migration::Phase,
    review_queue::{DecisionForMany, ReviewFilter},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The payload of one kind of job.
pub trait JobPayload: Serialize + DeserializeOwned + Send + Sync + 'static {
    const KIND: JobKind;

    /// The idempotency key: for each organisation, kind and key, at most one job is pending. `None`: no limit.
    fn unique_key(&self) -> Option<String> {
        None
    }
}

/// Generate the Excel and PDF reports of a submission. The job id of the submission is already unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeReport {
    pub submission_id: SubmissionId,
}

/// Notify the reviewers of a new submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyReviewers {
    pub submission_id: SubmissionId,
}

/// Export the personal data of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPerson {
    pub request_id: PrivacyRequestId,
}

/// Erase the personal data of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasePerson {
    pub request_id: PrivacyRequestId,
}

/// Deliver an e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendEmail {
    /// Address, subject and text, sealed with the server's key, in hex.
    pub sealed: String,
}

/// Handle a password reset request: find the account and create the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPasswordReset {
    /// The e-mail address and the origin of the request, sealed with the server's key, in hex.
    pub sealed: String,
    /// Keyed hash of the address, so that only one request per address is pending.
    pub address: String,
}

/// Run an import of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub run_id: RunId,
}

/// Verify one module or all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    pub module: Option<ModuleSlug>,
}

/// Put a module that never had a legacy store into its first phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterPhases {
    pub module: ModuleSlug,
}

/// Go back one phase. The payload names the phase to leave, so that a retry after a crash does not go back twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepBack {
    pub module: ModuleSlug,
    pub from: Phase,
    pub reason: Option<String>,
}

/// Decide about all records of the review queue that pass a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideMany {
    pub filter: ReviewFilter,
    /// The key of the newest record that the person saw counted.
    pub until: i64,
    pub decision: DecisionForMany,
}

/// Pack the old files of a module into an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackArchive {
    pub module: ModuleSlug,
}

/// Remove the old files that are in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveArchived {
    pub archive: i64,
}

/// Restore old files from an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreArchived {
    pub archive: i64,
}

impl JobPayload for MakeReport {
    const KIND: JobKind = JobKind::MakeReport;
}

impl JobPayload for NotifyReviewers {
    const KIND: JobKind = JobKind::NotifyReviewers;
}

impl JobPayload for ExportPerson {
    const KIND: JobKind = JobKind::ExportPerson;
}

impl JobPayload for ErasePerson {
    const KIND: JobKind = JobKind::ErasePerson;
}

impl JobPayload for SendEmail {
    const KIND: JobKind = JobKind::SendEmail;
}

impl JobPayload for RequestPasswordReset {
    const KIND: JobKind = JobKind::RequestPasswordReset;

    fn unique_key(&self) -> Option<String> {
        Some(self.address.clone())
    }
}

impl JobPayload for Import {
    const KIND: JobKind = JobKind::Import;

    fn unique_key(&self) -> Option<String> {
        Some(self.run_id.to_string())
    }
}

impl JobPayload for Verify {
    const KIND: JobKind = JobKind::Verify;

    fn unique_key(&self) -> Option<String> {
        Some(self.module.as_ref().map_or_else(String::new, ToString::to_string))
    }
}

impl JobPayload for EnterPhases {
    const KIND: JobKind = JobKind::EnterPhases;

    fn unique_key(&self) -> Option<String> {
        Some(self.module.to_string())
    }
}

impl JobPayload for StepBack {
    const KIND: JobKind = JobKind::StepBack;

    fn unique_key(&self) -> Option<String> {
        Some(self.module.to_string())
    }
}

impl JobPayload for DecideMany {
    const KIND: JobKind = JobKind::DecideMany;

    /// One at a time, so that two of them do not decide about the same records.
    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl JobPayload for PackArchive {
    const KIND: JobKind = JobKind::PackArchive;

    fn unique_key(&self) -> Option<String> {
        Some(self.module.to_string())
    }
}

impl JobPayload for RemoveArchived {
    const KIND: JobKind = JobKind::RemoveArchived;

    fn unique_key(&self) -> Option<String> {
        Some(self.archive.to_string())
    }
}

impl JobPayload for RestoreArchived {
    const KIND: JobKind = JobKind::RestoreArchived;

    fn unique_key(&self) -> Option<String> {
        Some(self.archive.to_string())
    }
}
