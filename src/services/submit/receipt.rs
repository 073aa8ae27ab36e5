//! What is confirmed: to the first post from what was just saved, to every later one from what was saved then.

use super::Prepared;
use crate::{
    domain::{
        problem::Problem,
        submission::{Receipt, ReceiptFile},
        upload::Upload,
    },
    services::actor::Actor,
    store::{self, pool::Connection, submissions::Saved},
};

pub(super) fn first(new: &Prepared) -> Receipt {
    Receipt {
        submission_id: new.id.clone(),
        job_id: new.job_id.clone(),
        content_hash: hex::encode(new.content_hash),
        created_at: new.now,
        files: new.attached.iter().map(|attached| file(&attached.upload)).collect(),
    }
}

/// The receipt of the first post once more. It names the files that were kept then, not those that came with the post
/// that asks: a page without JavaScript sends all its files again.
pub(super) async fn again(conn: &mut Connection, actor: &Actor, before: &Saved) -> Result<Receipt, Problem> {
    let kept = store::uploads::of_submission(conn, actor.organisation_id, before.id).await?;
    let kept = kept.into_iter().map(Upload::from).filter(|upload| !upload.file_type.is_report());
    Ok(Receipt {
        submission_id: before.submission_id.clone(),
        job_id: before.job_id.clone(),
        content_hash: hex::encode(before.content_hash),
        created_at: before.created_at,
        files: kept.map(|upload| file(&upload)).collect(),
    })
}

pub(super) fn file(upload: &Upload) -> ReceiptFile {
    ReceiptFile {
        name: upload.field.clone(),
        upload_id: upload.id.clone(),
        size: upload.file_size,
        sha256: hex::encode(upload.sha256),
    }
}
