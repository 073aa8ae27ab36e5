//! What is confirmed to the sender: for the first post from what was just saved, for a repeated one from what was saved
//! then.

use super::prepared::PreparedSubmission;
use crate::{
    domain::{
        ids::{JobId, ModuleSlug, SubmissionId, UploadId},
        submission::ReceiptFile,
        upload::Upload,
    },
    store::{self, pending_submissions::PendingSubmissionRow, submissions::Saved, uploads::UploadRow},
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use time::OffsetDateTime;

/// The content of a receipt, common to members and public senders.
pub(super) struct Confirmation {
    pub submission_id: SubmissionId,
    /// None while it is pending.
    pub job_id: Option<JobId>,
    pub content_hash: [u8; 32],
    pub created_at: OffsetDateTime,
    pub files: Vec<ReceiptFile>,
    /// The same had been sent before; nothing was created.
    pub again: bool,
}

/// The receipt of a sender without an account.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PublicReceipt {
    pub submission_id: SubmissionId,
    /// SHA-256 over the answers and files (hex).
    pub content_hash: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub files: Vec<ReceiptFile>,
    /// The same had been sent before; nothing was created.
    #[serde(skip)]
    pub again: bool,
}

impl From<Confirmation> for PublicReceipt {
    fn from(done: Confirmation) -> PublicReceipt {
        PublicReceipt {
            submission_id: done.submission_id,
            content_hash: hex::encode(done.content_hash),
            created_at: done.created_at,
            files: done.files,
            again: done.again,
        }
    }
}

/// What was saved under a key before, with its stored files. A page without JavaScript uploads all its files again, and
/// the repeats are discarded.
pub(super) struct PreviousSubmission {
    pub submission_id: SubmissionId,
    pub job_id: Option<JobId>,
    pub module: ModuleSlug,
    pub content_hash: [u8; 32],
    pub created_at: OffsetDateTime,
    pub files: Vec<ReceiptFile>,
}

impl PreviousSubmission {
    /// As it was saved with this revision; it may have been corrected since.
    pub async fn of_submission(
        conn: &mut AsyncPgConnection,
        organisation: i64,
        saved: Saved,
        revision: i32,
    ) -> QueryResult<PreviousSubmission> {
        let replaced = store::submission_revisions::content(conn, organisation, saved.id, revision).await?;
        let (content_hash, files) = match replaced {
            None => (saved.content_hash, store::uploads::of_submission(conn, organisation, saved.id).await?),
            Some((content_hash, form_data)) => {
                let text = form_data.to_string();
                let mut files = store::submission_revisions::files(conn, organisation, saved.id).await?;
                files.retain(|file| text.contains(file.upload_id.as_str()));
                (content_hash, files)
            }
        };
        Ok(PreviousSubmission {
            submission_id: saved.submission_id,
            job_id: Some(saved.job_id),
            module: saved.module,
            content_hash,
            created_at: saved.created_at,
            files: sent_files(files),
        })
    }

    pub async fn of_pending(
        conn: &mut AsyncPgConnection,
        organisation: i64,
        row: PendingSubmissionRow,
    ) -> QueryResult<PreviousSubmission> {
        let files = store::pending_submissions::files::of_submission(conn, organisation, row.id).await?;
        Ok(PreviousSubmission {
            submission_id: row.submission_id,
            job_id: None,
            module: row.module,
            content_hash: row.content_hash,
            created_at: row.received_at,
            files: sent_files(files),
        })
    }

    /// Whether this is what `new` has just saved.
    pub fn is_of(&self, new: &PreparedSubmission) -> bool {
        let mut fresh = new.attached.iter().filter(|attached| attached.fresh);
        self.submission_id == new.id
            && match &self.job_id {
                Some(job) => *job == new.job_id,
                None => fresh.all(|attached| names(&self.files, &attached.upload.id)),
            }
    }

    pub fn confirmation(self) -> Confirmation {
        Confirmation {
            submission_id: self.submission_id,
            job_id: self.job_id,
            content_hash: self.content_hash,
            created_at: self.created_at,
            files: self.files,
            again: true,
        }
    }
}

impl Confirmation {
    pub fn names(&self, upload: &UploadId) -> bool {
        names(&self.files, upload)
    }
}

impl PreparedSubmission {
    /// The confirmation of a post that was just saved.
    pub(super) fn confirmation(self) -> Confirmation {
        Confirmation {
            submission_id: self.id,
            job_id: Some(self.job_id),
            content_hash: self.content_hash,
            created_at: self.received_at,
            files: self.attached.iter().map(|attached| file(&attached.upload)).collect(),
            again: false,
        }
    }
}

fn names(files: &[ReceiptFile], upload: &UploadId) -> bool {
    files.iter().any(|file| file.upload_id == *upload)
}

/// Photos and signatures, without reports, which were added later.
fn sent_files(rows: Vec<UploadRow>) -> Vec<ReceiptFile> {
    let uploads = rows.into_iter().map(Upload::from).filter(|upload| !upload.file_type.is_report());
    uploads.map(|upload| file(&upload)).collect()
}

fn file(upload: &Upload) -> ReceiptFile {
    ReceiptFile {
        name: upload.field.clone(),
        upload_id: upload.id.clone(),
        size: upload.file_size,
        sha256: hex::encode(upload.sha256),
    }
}
