//! What each kind of job carries: a few ids, as JSON in the job's row.
//!
//! A payload says what to do and never holds a secret in clear: whoever can read the table learns ids. What must be
//! secret on the way (the text of an e-mail with its link) is sealed before it comes here.

use super::kind::JobKind;
use crate::domain::{
    ids::{ModuleSlug, PrivacyRequestId, RunId, SubmissionId},
    migration::Phase,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The payload of one kind of job.
pub trait JobPayload: Serialize + DeserializeOwned + Send + Sync + 'static {
    const KIND: JobKind;

    /// The idempotency key: of each kind and key, one job of an organisation is pending at a time. None: any number.
    fn unique_key(&self) -> Option<String> {
        None
    }
}

/// Make the Excel and the PDF of a submission. The submission's job id is unique already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeReport {
    pub submission_id: SubmissionId,
}

/// Pack what is known of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPerson {
    pub request_id: PrivacyRequestId,
}

/// End what is known of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasePerson {
    pub request_id: PrivacyRequestId,
}

/// Deliver an e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendEmail {
    /// Address, subject and text under the server's key, in hex.
    pub sealed: String,
}

/// Somebody says that they have forgotten their password: find out whose it is, and make a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPasswordReset {
    /// The address and where the request came from, under the server's key, in hex.
    pub sealed: String,
    /// Keyed hash of the address, so that repeated requests for it do not pile up.
    pub address: String,
}

/// Go through an old store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub run_id: RunId,
}

/// Read everything again and compare, of one module or of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    pub module: Option<ModuleSlug>,
}

/// Put a module that never had an old store into the first phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterPhases {
    pub module: ModuleSlug,
}

/// One phase back. It names the phase that it leaves: tried again after a crash, it does not go back twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepBack {
    pub module: ModuleSlug,
    pub from: Phase,
    pub reason: Option<String>,
}

/// Pack the old files of a module into an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackArchive {
    pub module: ModuleSlug,
}

/// Remove old files that an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveArchived {
    pub archive: i64,
}

/// Bring old files back from an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreArchived {
    pub archive: i64,
}

impl JobPayload for MakeReport {
    const KIND: JobKind = JobKind::MakeReport;
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
