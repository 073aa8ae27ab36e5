//! A filled form becomes a submission: checked, durable, acknowledged once and only once.
//!
//! The order is the contract. Files are on disk and synced before the transaction begins; the transaction holds the
//! submission, its files, its due work and the audit row; the receipt leaves after commit. Whatever kills the process
//! in between leaves either nothing, or a submission that a retry with the same key finds again.

use super::{
    caller::Caller,
    uploads::{self, Received},
    words,
};
use crate::{
    app::App,
    domain::{
        answers::{Answer, Answers},
        fold,
        form::FormDef,
        ids::{JobId, ModuleSlug, SubmissionId, SubmissionKey, UploadId},
        job::JobPayload,
        lang::Lang,
        problem::{Conflict, Problem, Thing},
        raw::RawForm,
        submission::{Receipt, ReceiptFile},
        upload::{FileType, Upload},
        validate::validate,
    },
    store::{
        self,
        audit::NewAudit,
        error::{connection, lost_connection},
        pool::Connection,
        submissions::{NewSubmission, Saved},
        uploads::Claim,
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use ipnet::IpNet;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};

/// One post of a form.
pub struct Sent {
    pub key: SubmissionKey,
    pub lang: Lang,
    pub raw: RawForm,
    /// Files that came with this very post: durable on disk, not yet known to the database.
    pub received: Vec<Received>,
}

/// What became of it.
pub struct Submitted {
    pub receipt: Receipt,
    /// The same key and content had been sent before; nothing new was made.
    pub again: bool,
}

/// Saves a form, or says why not. Where the person can mend what is wrong, the received files stay as pending uploads
/// for a day, so that the page can show them again.
pub async fn submit(app: &App, caller: &Caller, module: &ModuleSlug, sent: Sent) -> Result<Submitted, Problem> {
    let done = attempt(app, caller, module, &sent).await;
    match &done {
        Err(Problem::Invalid(_) | Problem::Conflict(_)) => uploads::keep_pending(app, caller, &sent.received).await?,
        // The files of the first post are the ones that are kept.
        Ok(Submitted { again: true, .. }) => uploads::discard(app, &sent.received),
        // They belong to the submission, or may, or the page keeps them if it still can.
        Ok(_) | Err(_) => {}
    }
    done
}

async fn attempt(app: &App, caller: &Caller, module: &ModuleSlug, sent: &Sent) -> Result<Submitted, Problem> {
    let def = app.forms.get(module).ok_or(Problem::NotFound(Thing::Module))?;
    let now = app.clock.now();
    let answers = validate(def, &sent.raw, latest_day(app)).map_err(Problem::Invalid)?;
    let mut conn = connection(&app.pool).await?;
    let attached = attached(&mut conn, caller, &answers, &sent.received).await?;
    let new = Prepared::new(def, sent, &answers, attached, now)?;
    let mut saved = save(&mut conn, caller, def, sent, &new).await;
    if let Err(error) = &saved
        && lost_connection(error)
    {
        // The connection broke around the commit. The same once more finds what arrived, or saves what did not.
        let unconfirmed = |cause| Problem::Unconfirmed(anyhow!("{cause}, after {error}"));
        drop(conn);
        conn = connection(&app.pool).await.map_err(|_| unconfirmed("no new connection".to_owned()))?;
        let again = save(&mut conn, caller, def, sent, &new).await;
        saved = Ok(again.map_err(|cause| unconfirmed(cause.to_string()))?);
    }
    match saved? {
        Outcome::New => {}
        Outcome::Again(before) if before.submission_id == new.id.as_str() => {}
        Outcome::Again(before) => return again(&mut conn, caller, &new, module, &before).await,
        Outcome::UploadGone => return Err(Problem::Conflict(Conflict::UploadGone)),
    }
    fail::fail_point!("submit.after_commit");
    app.work.notify_one();
    Ok(Submitted { receipt: new.receipt(), again: false })
}

/// The last day that has begun anywhere on Earth: clocks run up to 14 hours ahead of UTC.
pub fn latest_day(app: &App) -> time::Date {
    (app.clock.now() + Duration::hours(14)).date()
}

/// Every file that the answers name, in their order.
async fn attached(
    conn: &mut Connection,
    caller: &Caller,
    answers: &Answers,
    received: &[Received],
) -> Result<Vec<Attached>, Problem> {
    let named = answers.uploads();
    let mut known: HashMap<UploadId, (Upload, bool)> =
        received.iter().map(|r| (r.upload.id.clone(), (r.upload.clone(), true))).collect();
    let pending: Vec<&str> =
        named.iter().filter(|(_, id)| !known.contains_key(id)).map(|(_, id)| id.as_str()).collect();
    if !pending.is_empty() {
        for row in store::uploads::by_ids(conn, caller.organisation_id, &pending).await? {
            let upload = uploads::from_row(row)?;
            known.insert(upload.id.clone(), (upload, false));
        }
    }
    let find = |(field, id): (String, UploadId)| {
        let (upload, fresh) = known.remove(&id).ok_or(Problem::Conflict(Conflict::UploadGone))?;
        Ok(Attached { upload: Upload { field, ..upload }, fresh })
    };
    named.into_iter().map(find).collect()
}

struct Attached {
    upload: Upload,
    /// It came with this post and has no row yet.
    fresh: bool,
}

/// Everything that is known before the transaction begins.
struct Prepared {
    id: SubmissionId,
    job_id: JobId,
    attached: Vec<Attached>,
    form_data: serde_json::Value,
    content_hash: [u8; 32],
    site_name: String,
    site_key: String,
    visit_date: Option<time::Date>,
    words: Vec<String>,
    item_count: i32,
    photo_count: i32,
    now: OffsetDateTime,
}

impl Prepared {
    fn new(
        def: &FormDef,
        sent: &Sent,
        answers: &Answers,
        attached: Vec<Attached>,
        now: OffsetDateTime,
    ) -> Result<Prepared, Problem> {
        let form_data = answers.to_json();
        let site_name = match answers.get(&def.site_field) {
            Some(Answer::Text(text) | Answer::Choice(text)) => text.clone(),
            _ => String::new(),
        };
        let visit_date = match answers.get(&def.date_field) {
            Some(Answer::Date(date)) => Some(*date),
            _ => None,
        };
        let photos = attached.iter().filter(|a| a.upload.file_type == FileType::Photo).count();
        let items: usize = answers.items.iter().map(|(_, groups)| groups.len()).sum();
        let count = |n: usize| i32::try_from(n).map_err(|e| Problem::Internal(anyhow!(e)));
        Ok(Prepared {
            id: SubmissionId::random(),
            job_id: JobId::random(),
            content_hash: content_hash(def, sent.lang, &form_data, &attached),
            site_key: fold::words(&site_name).join(" "),
            words: words::of(def.module.as_str(), answers, &site_name, visit_date),
            item_count: count(items)?,
            photo_count: count(photos)?,
            form_data,
            site_name,
            visit_date,
            attached,
            now,
        })
    }

    fn receipt(&self) -> Receipt {
        Receipt {
            submission_id: self.id.clone(),
            job_id: self.job_id.clone(),
            content_hash: hex::encode(self.content_hash),
            created_at: self.now,
            files: self.attached.iter().map(|a| receipt_file(&a.upload)).collect(),
        }
    }
}

/// What makes two posts the same: module, answers, and the bytes of each file. Ids of files do not count, since a
/// browser that sends its form again sends its files again too.
fn content_hash(def: &FormDef, lang: Lang, form_data: &serde_json::Value, attached: &[Attached]) -> [u8; 32] {
    let mut text = form_data.to_string();
    for a in attached {
        text = text.replace(a.upload.id.as_str(), &hex::encode(a.upload.sha256));
    }
    let mut hash = Sha256::new();
    hash.update(format!("{}\n{}\n{}\n", def.module, def.version, lang.code()));
    hash.update(text);
    hash.finalize().into()
}

enum Outcome {
    New,
    /// The key was used before.
    Again(Saved),
    UploadGone,
}

async fn save(
    conn: &mut Connection,
    caller: &Caller,
    def: &FormDef,
    sent: &Sent,
    new: &Prepared,
) -> Result<Outcome, DbError> {
    let organisation = caller.organisation_id;
    let ip = caller.ip.map(IpNet::from);
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
                submitted_by_ip: ip,
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
            let audit = NewAudit {
                organisation_id: organisation,
                user_id: caller.user_id,
                action: "submission.created",
                resource_type: "submission",
                resource_id: Some(id),
                details: json!({ "submission_id": new.id, "content_hash": hex::encode(new.content_hash) }),
                ip_address: ip,
                user_agent: caller.user_agent.as_deref(),
                created_at: new.now,
            };
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
    conn: &mut diesel_async::AsyncPgConnection,
    organisation: i64,
    submission: i64,
    new: &Prepared,
) -> Result<bool, DbError> {
    let placed = || new.attached.iter().zip(0i32..);
    let fresh: Vec<_> = placed()
        .filter(|(a, _)| a.fresh)
        .map(|(a, position)| store::uploads::NewUpload {
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

/// The receipt of the first post, if this one says the same. It names the files of the first post: those of this one
/// have other ids, and are not needed.
async fn again(
    conn: &mut Connection,
    caller: &Caller,
    new: &Prepared,
    module: &ModuleSlug,
    before: &Saved,
) -> Result<Submitted, Problem> {
    if before.module != module.as_str() || before.content_hash != new.content_hash {
        return Err(Problem::Conflict(Conflict::KeyUsed));
    }
    let rows = store::uploads::of_submission(conn, caller.organisation_id, before.id).await?;
    let kept = rows.into_iter().map(uploads::from_row).collect::<Result<Vec<_>, _>>()?;
    let sent = |upload: &&Upload| matches!(upload.file_type, FileType::Photo | FileType::Signature);
    let bad_id = |_| Problem::Internal(anyhow!("submission {} has a bad id", before.id));
    let receipt = Receipt {
        submission_id: before.submission_id.parse().map_err(bad_id)?,
        job_id: before.job_id.parse().map_err(bad_id)?,
        content_hash: hex::encode(&before.content_hash),
        created_at: before.created_at,
        files: kept.iter().filter(sent).map(receipt_file).collect(),
    };
    Ok(Submitted { receipt, again: true })
}

fn receipt_file(upload: &Upload) -> ReceiptFile {
    ReceiptFile {
        name: upload.field.clone(),
        upload_id: upload.id.clone(),
        size: upload.file_size,
        sha256: hex::encode(upload.sha256),
    }
}
