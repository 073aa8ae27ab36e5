//! A form that came without an account: checked and acknowledged as any other, and kept apart until somebody has
//! looked at it. No report is made of it and nothing of it goes to the old store before that.

use super::{
    Actor, Connection, Prepared, Problem, Received, Sent, TURNS, attached, latest_day, receipt, sent_before, uploads,
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{NotAnId, SubmissionId, SubmissionKey, UploadId},
        problem::{Conflict, Resource},
        submission::ReceiptFile,
        upload::{FileType, Upload},
        validate::validate,
    },
    services::public_links::PublicLink,
    store::{
        self,
        error::lost_connection,
        pending_submissions::NewPendingSubmission,
        uploads::{Claim, NewUpload},
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use ipnet::IpNet;
use serde_json::json;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// Files that a link takes on one day, for each submission that it takes.
const FILES_EACH: i32 = 40;

/// What is confirmed to a stranger.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PublicReceipt {
    pub submission_id: SubmissionId,
    /// SHA-256 over the answers and files (hex).
    pub content_hash: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub files: Vec<ReceiptFile>,
    /// The same had been sent before; nothing new was made.
    #[serde(skip)]
    pub again: bool,
}

/// Saves what came by a link, or says why not. Files of what was refused stay pending for a day.
pub async fn submit_public(app: &App, actor: &Actor, link: &PublicLink, sent: Sent) -> Result<PublicReceipt, Problem> {
    let done = attempt(app, actor, link, &sent).await;
    match &done {
        Err(Problem::Invalid(_) | Problem::Conflict(_)) => {
            keep_pending_of(app, actor, link, &sent.received).await?;
        }
        Err(Problem::DayFull | Problem::NotFound(_)) | Ok(PublicReceipt { again: true, .. }) => {
            uploads::discard(app, &sent.received);
        }
        Ok(_) | Err(_) => {}
    }
    done
}

/// Gives files their rows, as pending uploads of this link; as many as the day allows.
pub async fn keep_pending_of(
    app: &App,
    actor: &Actor,
    link: &PublicLink,
    received: &[Received],
) -> Result<(), Problem> {
    if received.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let kept = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::public_links::count(conn, link.key, now.date(), 0, count(received.len()), FILES_EACH).await? {
                return Ok(false);
            }
            add_pending(conn, link, received.iter().map(|received| &received.upload), now).await?;
            Ok(true)
        })
        .await?;
    if !kept {
        uploads::discard(app, received);
        return Err(Problem::DayFull);
    }
    Ok(())
}

async fn add_pending(
    conn: &mut AsyncPgConnection,
    link: &PublicLink,
    files: impl Iterator<Item = &Upload>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let expires_at = Some(now + uploads::PENDING_FOR);
    let rows: Vec<NewUpload> =
        files.map(|upload| NewUpload { expires_at, ..uploads::new_row(upload, link.organisation_id) }).collect();
    store::uploads::add(conn, &rows).await?;
    let ids: Vec<UploadId> = rows.into_iter().map(|row| row.upload_id).collect();
    store::pending_submissions::came_by(conn, link.organisation_id, link.key, &ids).await
}

async fn attempt(app: &App, actor: &Actor, link: &PublicLink, sent: &Sent) -> Result<PublicReceipt, Problem> {
    let def = app.forms.get(&link.module).ok_or(Problem::NotFound(Resource::PublicLink))?;
    let answers = validate(def, &sent.raw, latest_day(app)).map_err(Problem::Invalid)?;
    let mut conn = actor.connection(&app.pool).await?;
    let before = sent_before(&answers, &sent.received);
    let rows = store::pending_submissions::files_of_link(&mut conn, link.organisation_id, link.key, &before).await?;
    let attached = attached(&answers, &sent.received, rows)?;
    let key = key_of(link, &sent.key)?;
    let id = |turn| SubmissionId::of_key(link.organisation_id, &key, turn);
    let mut new = Prepared::new(def, sent, &answers, attached, id(0), app.clock.now())?;
    for turn in 0..=TURNS {
        new.id = id(turn);
        match save_once(app, &mut conn, actor, link, def, sent, &key, &new).await? {
            Outcome::New => {
                let files = new.attached.iter().map(|attached| receipt::file(&attached.upload)).collect();
                return Ok(PublicReceipt {
                    submission_id: new.id.clone(),
                    content_hash: hex::encode(new.content_hash),
                    created_at: new.received_at,
                    files,
                    again: false,
                });
            }
            Outcome::Again(receipt) if receipt.content_hash == hex::encode(new.content_hash) => return Ok(receipt),
            Outcome::Again(_) => return Err(Problem::Conflict(Conflict::KeyUsed)),
            Outcome::UploadGone => return Err(Problem::Conflict(Conflict::UploadGone)),
            Outcome::Closed => return Err(Problem::NotFound(Resource::PublicLink)),
            Outcome::DayFull => return Err(Problem::DayFull),
            Outcome::IdTaken => {}
        }
    }
    Err(Problem::Unavailable(anyhow!("every id of this key is taken")))
}

/// The key as it is kept: what strangers send cannot take a key that a member's phone has made, nor find one.
fn key_of(link: &PublicLink, sent: &SubmissionKey) -> Result<SubmissionKey, Problem> {
    let digest = Sha256::digest(format!("public form\n{}\n{}", link.id, sent.as_str()));
    let key = format!("public-{}", hex::encode(digest.get(..20).unwrap_or_default()));
    key.parse().map_err(|NotAnId| Problem::Internal(anyhow!("{key:?} is no key")))
}

enum Outcome {
    New,
    Again(PublicReceipt),
    UploadGone,
    IdTaken,
    Closed,
    DayFull,
}

#[expect(clippy::too_many_arguments, reason = "all of them are what one transaction needs")]
async fn save_once(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    link: &PublicLink,
    def: &FormDef,
    sent: &Sent,
    key: &SubmissionKey,
    new: &Prepared,
) -> Result<Outcome, Problem> {
    match save(conn, actor, link, def, sent, key, new).await {
        Err(error) if lost_connection(&error) => {
            // Whether the commit arrived is open: the same once more finds what did, or saves what did not.
            let unconfirmed = |cause| Problem::Unconfirmed(anyhow!("{cause}, after {error}"));
            *conn = actor.connection(&app.pool).await.map_err(|_| unconfirmed("no new connection".to_owned()))?;
            let again = save(conn, actor, link, def, sent, key, new).await;
            again.map_err(|cause| unconfirmed(cause.to_string()))
        }
        saved => Ok(saved?),
    }
}

async fn save(
    conn: &mut Connection,
    actor: &Actor,
    link: &PublicLink,
    def: &FormDef,
    sent: &Sent,
    key: &SubmissionKey,
    new: &Prepared,
) -> Result<Outcome, DbError> {
    let organisation = link.organisation_id;
    let mut refused = Outcome::UploadGone;
    let saved = conn
        .transaction(async |conn| {
            // What comes by one link comes one by one from here on: neither its cap nor a key can be overtaken.
            if !store::public_links::hold_open(conn, organisation, link.key, new.now).await? {
                return Ok(Outcome::Closed);
            }
            if let Some(before) = before(conn, organisation, key).await? {
                return Ok(Outcome::Again(before));
            }
            if store::submissions::saved(conn, organisation, &new.id).await?.is_some() {
                return Ok(Outcome::IdTaken);
            }
            let row = NewPendingSubmission {
                submission_id: &new.id,
                organisation_id: organisation,
                public_link_id: link.key,
                module: &def.module,
                form_version: def.version,
                language: sent.lang,
                site_name: &new.site_name,
                visit_date: new.visit_date,
                form_data: &new.form_data,
                submission_key: key,
                content_hash: &new.content_hash,
                photo_count: new.photo_count,
                submitted_by_ip: actor.ip.map(IpNet::from),
                received_at: new.received_at,
            };
            let Some(id) = store::pending_submissions::add(conn, &row).await? else { return Ok(Outcome::IdTaken) };
            let fresh = || new.attached.iter().filter(|attached| attached.fresh).map(|attached| &attached.upload);
            let files = count(fresh().count());
            if !store::public_links::count(conn, link.key, new.now.date(), 1, files, FILES_EACH).await? {
                refused = Outcome::DayFull;
                return Err(DbError::RollbackTransaction);
            }
            add_pending(conn, link, fresh(), new.now).await?;
            let claim = |(attached, position): (&super::prepared::Attached, i32)| Claim {
                upload_id: attached.upload.id.clone(),
                field: attached.upload.field.clone(),
                position,
            };
            let claims: Vec<Claim> = new.attached.iter().zip(0i32..).map(claim).collect();
            let claimed = store::pending_submissions::claim(conn, organisation, link.key, id, &claims, new.now).await?;
            if claimed != claims.len() {
                return Err(DbError::RollbackTransaction);
            }
            let details = json!({ "submission_id": new.id, "link": link.id,
                "content_hash": hex::encode(new.content_hash) });
            let audit = actor.audit_of("waiting_submission", Some(id), "submission.received", details, new.now);
            store::audit::add(conn, &audit).await?;
            fail::fail_point!("public.before_commit");
            Ok(Outcome::New)
        })
        .await;
    match saved {
        Err(DbError::RollbackTransaction) => Ok(refused),
        other => other,
    }
}

/// What was confirmed for this key before, whatever became of it since.
async fn before(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: &SubmissionKey,
) -> Result<Option<PublicReceipt>, DbError> {
    let (submission_id, hash, at, files) = match store::pending_submissions::by_key(conn, organisation, key).await? {
        Some(row) => {
            let files = store::pending_submissions::files(conn, organisation, row.id).await?;
            (row.submission_id, row.content_hash, row.received_at, files)
        }
        None => match store::submissions::by_key(conn, organisation, key).await? {
            Some(row) => {
                let files = store::uploads::of_submission(conn, organisation, row.id).await?;
                (row.submission_id, row.content_hash, row.created_at, files)
            }
            None => return Ok(None),
        },
    };
    let files = files.into_iter().map(Upload::from);
    let files = files.filter(|upload| matches!(upload.file_type, FileType::Photo | FileType::Signature));
    Ok(Some(PublicReceipt {
        submission_id,
        content_hash: hex::encode(hash),
        created_at: at,
        files: files.map(|upload| receipt::file(&upload)).collect(),
        again: true,
    }))
}

/// What is told on the page that follows: of what waits, and of what was taken in since.
pub async fn received(
    app: &App,
    actor: &Actor,
    link: &PublicLink,
    id: &SubmissionId,
    hash: &str,
) -> Result<PublicReceipt, Problem> {
    let organisation = link.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let waiting = store::pending_submissions::by_id(&mut conn, organisation, id).await?;
    let found = match waiting {
        Some((row, _)) => Some((row.content_hash, row.received_at)),
        None => {
            store::submissions::saved(&mut conn, organisation, id).await?.map(|row| (row.content_hash, row.created_at))
        }
    };
    // Whoever has the receipt knows the hash; a number alone tells nobody that there is such a submission.
    let found = found.filter(|(kept, _)| hex::encode(kept) == hash);
    let (content_hash, created_at) = found.ok_or(Problem::NotFound(Resource::Submission))?;
    let content_hash = hex::encode(content_hash);
    Ok(PublicReceipt { submission_id: id.clone(), content_hash, created_at, files: Vec::new(), again: true })
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
