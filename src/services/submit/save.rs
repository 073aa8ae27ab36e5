//! The one transaction: the submission, its files, its due work and the audit row, all or none.

use super::{Caller, Connection, Prepared, Saved, Sent, uploads};
use crate::{
    domain::{form::FormDef, job::JobPayload},
    store::{
        self,
        submissions::NewSubmission,
        uploads::{Claim, NewUpload},
    },
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use ipnet::IpNet;
use serde_json::json;

/// How the transaction ended.
pub(super) enum Outcome {
    New,
    /// The key was used before.
    Again(Saved),
    UploadGone,
}

pub(super) async fn save(
    conn: &mut Connection,
    caller: &Caller,
    def: &FormDef,
    sent: &Sent,
    new: &Prepared,
) -> Result<Outcome, DbError> {
    let organisation = caller.organisation_id;
    let saved = conn
        .transaction(async |conn| {
            let row = NewSubmission {
                submission_id: new.id.as_str(),
                organisation_id: organisation,
                module: def.module.as_str(),
                form_version: def.version,
                user_id: caller.user_id,
                language: sent.lang.code(),
                site_name: &new.site_name,
                site_key: &new.site_key,
                visit_date: new.visit_date,
                form_data: &new.form_data,
                item_count: new.item_count,
                photo_count: new.photo_count,
                submission_key: sent.key.as_str(),
                content_hash: &new.content_hash,
                job_id: new.job_id.as_str(),
                submitted_by_ip: caller.ip.map(IpNet::from),
                created_at: new.now,
                updated_at: new.now,
            };
            let Some(id) = store::submissions::insert(conn, &row, &new.words).await? else {
                return store::submissions::by_key(conn, organisation, sent.key.as_str())
                    .await?
                    .map(Outcome::Again)
                    .ok_or(DbError::NotFound);
            };
            fail::fail_point!("submit.in_transaction");
            if !save_files(conn, organisation, id, new).await? {
                return Err(DbError::RollbackTransaction);
            }
            let payload = json!(JobPayload::MakeReport { submission_id: new.id.clone() });
            store::due_work::add(conn, organisation, new.job_id.as_str(), id, &payload, new.now).await?;
            let details = json!({ "submission_id": new.id, "content_hash": hex::encode(new.content_hash) });
            let audit = caller.audit("submission.created", id, details, new.now);
            store::audit::add(conn, &audit).await?;
            fail::fail_point!("submit.before_commit");
            Ok(Outcome::New)
        })
        .await;
    match saved {
        Err(DbError::RollbackTransaction) => Ok(Outcome::UploadGone),
        other => other,
    }
}

/// Gives the submission its files; false if one of them is no longer there to be given.
async fn save_files(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    new: &Prepared,
) -> Result<bool, DbError> {
    let placed = || new.attached.iter().zip(0i32..);
    let fresh: Vec<_> = placed()
        .filter(|(a, _)| a.fresh)
        .map(|(a, position)| NewUpload {
            submission_id: Some(submission),
            position,
            ..uploads::new_row(&a.upload, organisation)
        })
        .collect();
    if !fresh.is_empty() {
        store::uploads::add(conn, &fresh).await?;
    }
    let claims: Vec<_> = placed()
        .filter(|(a, _)| !a.fresh)
        .map(|(a, position)| Claim { upload_id: a.upload.id.to_string(), field: a.upload.field.clone(), position })
        .collect();
    Ok(claims.is_empty()
        || store::uploads::claim(conn, organisation, submission, &claims, new.now).await? == claims.len())
}
