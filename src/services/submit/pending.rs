//! Pending submissions: what was sent without an account, kept separately until a review. Before that, no report is
//! made and nothing is written to the legacy store.

use super::{
    outcome::SaveOutcome,
    prepared::PreparedSubmission,
    receipt::{PreviousSubmission, PublicReceipt},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        form::FormDef,
        ids::{SubmissionId, SubmissionKey, UploadId},
        problem::{Conflict, Problem, Resource},
        upload::Upload,
    },
    services::{
        actor::Actor,
        public_links::PublicLink,
        uploads::{self, ReceivedFile},
        webhooks::events::Deliveries,
    },
    store::{self, pending_submissions::NewPendingSubmission, pool::Connection, uploads::NewUpload},
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use ipnet::IpNet;
use serde_json::json;
use time::OffsetDateTime;

/// Daily limit of a link's files, as a multiple of its daily limit of submissions.
const FILES_EACH: i32 = 40;

/// Adds rows for received files, as pending uploads of this link, within the daily limit.
pub async fn keep_pending_of(
    app: &App,
    actor: &Actor,
    link: &PublicLink,
    received: &[ReceivedFile],
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
    store::pending_submissions::files::record_link(conn, link.organisation_id, link.key, &ids).await
}

/// The transaction: the pending submission, its files and the audit row, all or nothing.
pub(super) async fn save(
    conn: &mut Connection,
    actor: &Actor,
    link: &PublicLink,
    def: &FormDef,
    new: &PreparedSubmission,
) -> Result<SaveOutcome, DbError> {
    let organisation = link.organisation_id;
    let mut refused = Problem::Conflict(Conflict::UploadGone);
    let saved = conn
        .transaction(async |conn| {
            // Serialises posts through one link, so that concurrent ones cannot exceed its daily limit or use a key
            // twice.
            if !store::public_links::hold_open(conn, organisation, link.key, new.now).await? {
                return Ok(SaveOutcome::Refused(Problem::NotFound(Resource::PublicLink)));
            }
            if let Some(before) = before(conn, organisation, &new.key).await? {
                return Ok(SaveOutcome::Repeated(before));
            }
            if store::submissions::saved(conn, organisation, &new.id).await?.is_some() {
                return Ok(SaveOutcome::IdTaken);
            }
            let row = NewPendingSubmission {
                submission_id: &new.id,
                organisation_id: organisation,
                public_link_id: link.key,
                module: &def.module,
                form_version: def.version,
                language: new.lang,
                site_name: &new.site_name,
                visit_date: new.visit_date,
                form_data: &new.form_data,
                submission_key: &new.key,
                content_hash: &new.content_hash,
                photo_count: new.photo_count,
                submitted_by_ip: actor.ip.map(IpNet::from),
                received_at: new.received_at,
            };
            let Some(id) = store::pending_submissions::add(conn, &row).await? else { return Ok(SaveOutcome::IdTaken) };
            let fresh = || new.attached.iter().filter(|attached| attached.fresh).map(|attached| &attached.upload);
            let files = count(fresh().count());
            if !store::public_links::count(conn, link.key, new.now.date(), 1, files, FILES_EACH).await? {
                refused = Problem::DayFull;
                return Err(DbError::RollbackTransaction);
            }
            add_pending(conn, link, fresh(), new.now).await?;
            let claims = new.claims(|_| true);
            let claimed =
                store::pending_submissions::files::claim(conn, organisation, link.key, id, &claims, new.now).await?;
            if claimed != claims.len() {
                return Err(DbError::RollbackTransaction);
            }
            let details = json!({ "submission_id": new.id, "link": link.id,
                "content_hash": hex::encode(new.content_hash) });
            let audit =
                actor.audit_of("waiting_submission", Some(id), AuditAction::SubmissionReceived, details, new.now);
            store::audit::add(conn, &audit).await?;
            fail::fail_point!("public.before_commit");
            Ok(SaveOutcome::New { in_outbox: false, deliveries: Deliveries::default() })
        })
        .await;
    match saved {
        Err(DbError::RollbackTransaction) => Ok(SaveOutcome::Refused(refused)),
        other => other,
    }
}

/// What was confirmed for this key before, whether it is still pending or was decided since.
async fn before(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: &SubmissionKey,
) -> Result<Option<PreviousSubmission>, DbError> {
    if let Some(row) = store::pending_submissions::by_key(conn, organisation, key).await? {
        return PreviousSubmission::of_pending(conn, organisation, row).await.map(Some);
    }
    match store::submissions::by_key(conn, organisation, key).await? {
        Some(saved) => PreviousSubmission::of_submission(conn, organisation, saved, 1).await.map(Some),
        None => Ok(None),
    }
}

/// The receipt shown on the page after the post, for pending and for accepted submissions.
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
    // Only the receipt contains the hash; an id without it must not reveal that the submission exists.
    let found = found.filter(|(kept, _)| hex::encode(kept) == hash);
    let (content_hash, created_at) = found.ok_or(Problem::NotFound(Resource::Submission))?;
    let content_hash = hex::encode(content_hash);
    Ok(PublicReceipt { submission_id: id.clone(), content_hash, created_at, files: Vec::new(), again: true })
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
