//! The JSON of receipts, for the API and for forms that are posted by scripts.

use super::shapes::Paths;
use crate::{
    domain::submission::{Receipt, ReceiptFile},
    services::submit::PublicReceipt,
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;

/// The receipt of a durable submission: the same for the same key, however often it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Confirmed {
    #[schema(example = "sub_0123456789ab")]
    pub submission_id: String,
    #[schema(example = "job_0123456789ab")]
    pub job_id: String,
    /// SHA-256 over the answers and files.
    pub content_hash: String,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    pub files: Vec<ConfirmedFile>,
    pub url: String,
}

/// A stored file, with the hash of the bytes that were sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmedFile {
    pub upload_id: String,
    pub field: String,
    /// The same as `field`.
    pub name: String,
    pub size: i64,
    pub sha256: String,
}

impl Confirmed {
    pub fn new(receipt: Receipt, paths: Paths) -> Confirmed {
        let Receipt { submission_id, job_id, content_hash, created_at, files } = receipt;
        Confirmed {
            url: format!("{}/submissions/{submission_id}", paths.prefix()),
            submission_id: submission_id.to_string(),
            job_id: job_id.to_string(),
            content_hash,
            created_at,
            files: files.into_iter().map(ConfirmedFile::from).collect(),
        }
    }
}

impl From<ReceiptFile> for ConfirmedFile {
    fn from(file: ReceiptFile) -> ConfirmedFile {
        ConfirmedFile {
            upload_id: file.upload_id.to_string(),
            field: file.name.clone(),
            name: file.name,
            size: file.size,
            sha256: file.sha256,
        }
    }
}

/// The receipt of a form that was sent without an account: it has no job, and `url` is its confirmation page.
#[derive(Debug, Serialize)]
pub struct PublicConfirmed {
    pub submission_id: String,
    /// SHA-256 over the answers and files.
    pub content_hash: String,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    pub files: Vec<ConfirmedFile>,
    pub url: String,
}

impl PublicConfirmed {
    pub fn new(receipt: PublicReceipt, url: String) -> PublicConfirmed {
        PublicConfirmed {
            submission_id: receipt.submission_id.to_string(),
            content_hash: receipt.content_hash,
            created_at: receipt.created_at,
            files: receipt.files.into_iter().map(ConfirmedFile::from).collect(),
            url,
        }
    }
}
