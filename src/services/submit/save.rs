//! The transaction of a submission: its row, files, due job, audit row, and what the legacy store needs, all or
//! nothing.

use super::{
    outcome::SaveOutcome,
    prepared::{AttachedUpload, PreparedSubmission},
    receipt::PreviousSubmission,
};
use crate::{
    app::{App, SavedSubmission, WriteThrough},
    domain::{
        audit::actions::AuditAction,
        form::FormDef,
        ids::JobId,
        job::{JobKind, MakeReport, NotifyReviewers},
        problem::{Conflict, Problem},
    },
    services::{
        actor::Actor,
        storage_problem, uploads,
        webhooks::events::{self, Deliveries},
    },
    store::{
        self,
        audit::NewAudit,
        jobs::NewJob,
        pool::Connection,
        submissions::{
            NewSubmission,
            with_job::{InsertOutcome, insert_with_job},
        },
        uploads::NewUpload,
    },
};
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures::try_join;
use ipnet::IpNet;
use serde_json::{Value, json};

/// Set if a pending submission is accepted: who accepts it, its key, and its public link.
pub(super) struct Accepted<'a> {
    pub by: &'a Actor,
    pub waiting: i64,
    pub link: &'a str,
}

/// Saves a submission in one statement if it has no files and nothing else belongs to its transaction; otherwise in a
/// transaction of several.
pub(super) async fn save(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    def: &FormDef,
    new: &PreparedSubmission,
) -> Result<SaveOutcome, DbError> {
    if new.attached.is_empty() && !actor.has_legacy_source {
        match save_in_one_statement(app, conn, actor, def, new).await {
            Ok(InsertOutcome::Inserted { deliveries }) => {
                return Ok(SaveOutcome::New { in_outbox: false, deliveries: Deliveries(deliveries) });
            }
            Err(error) if is_id_taken(&error) => return resolve_used_id(conn, actor.organisation_id, new).await,
            Err(error) => return Err(error),
            // The transaction reads the submission that used the key, or writes to the legacy store.
            Ok(InsertOutcome::KeyUsed | InsertOutcome::LegacyStoreNeeded) => {}
        }
    }
    save_in_transaction(app, conn, actor, def, new, None).await
}

async fn save_in_one_statement(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    def: &FormDef,
    new: &PreparedSubmission,
) -> Result<InsertOutcome, DbError> {
    let key = app.submission_keys.next(conn).await?;
    let (payload, notify_id, notify) = (report_payload(new), JobId::random(), notify_payload(new));
    insert_with_job(
        conn,
        key,
        &submission_row(actor, def, new),
        &new.words,
        &report_job(actor, new, key, &payload),
        &notify_job(actor, new, &notify_id, &notify),
        &audit_row(actor, new, key).with_mac(),
    )
    .await
}

fn submission_row<'a>(actor: &Actor, def: &'a FormDef, new: &'a PreparedSubmission) -> NewSubmission<'a> {
    NewSubmission {
        submission_id: &new.id,
        organisation_id: actor.organisation_id,
        module: &def.module,
        form_version: def.version,
        user_id: actor.user_id,
        language: new.lang,
        site_name: &new.site_name,
        site_key: &new.site_key,
        visit_date: new.visit_date,
        form_data: &new.form_data,
        item_count: new.item_count,
        photo_count: new.photo_count,
        submission_key: &new.key,
        content_hash: &new.content_hash,
        job_id: &new.job_id,
        submitted_by_ip: actor.ip.map(IpNet::from),
        created_at: new.received_at,
        updated_at: new.now,
        reinspects_id: new.reinspects.as_ref().map(|(key, _)| *key),
        score_percent: new.score.map(|score| score.percent),
        has_passed: new.score.and_then(|score| score.has_passed),
    }
}

pub(super) fn report_payload(new: &PreparedSubmission) -> Value {
    json!(MakeReport { submission_id: new.id.clone() })
}

pub(super) fn report_job<'a>(actor: &Actor, new: &'a PreparedSubmission, key: i64, payload: &'a Value) -> NewJob<'a> {
    let of = (&new.job_id, payload);
    NewJob {
        submission_id: Some(key),
        ..NewJob::new(JobKind::MakeReport, Some(actor.organisation_id), actor.user_id, of, new.now)
    }
}

fn notify_payload(new: &PreparedSubmission) -> Value {
    json!(NotifyReviewers { submission_id: new.id.clone() })
}

/// The job that notifies the reviewers of the first stage, but for the actor. It does not belong to the submission as its
/// report does: reports are found by that.
fn notify_job<'a>(actor: &Actor, new: &PreparedSubmission, job_id: &'a JobId, payload: &'a Value) -> NewJob<'a> {
    let kind = JobKind::NotifyReviewers;
    NewJob::new(kind, Some(actor.organisation_id), actor.user_id, (job_id, payload), new.now)
}

fn audit_row<'a>(actor: &'a Actor, new: &PreparedSubmission, key: i64) -> NewAudit<'a> {
    let mut details = json!({ "submission_id": new.id, "content_hash": hex::encode(new.content_hash) });
    if let (Some(details), Some((_, earlier))) = (details.as_object_mut(), &new.reinspects) {
        details.insert("reinspects".to_owned(), json!(earlier));
    }
    actor.audit(AuditAction::SubmissionCreated, key, details, new.now)
}

/// Saves a submission with its files and what the legacy store needs, and removes the pending submission that is
/// accepted.
pub(super) async fn save_in_transaction(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    def: &FormDef,
    new: &PreparedSubmission,
    accepted: Option<&Accepted<'_>>,
) -> Result<SaveOutcome, DbError> {
    let organisation = actor.organisation_id;
    let mut refused = None;
    let saved = conn
        .transaction(async |conn| {
            if let Some(accepted) = accepted {
                let until = new.now + uploads::PENDING_FOR;
                if !store::pending_submissions::release(conn, organisation, accepted.waiting, until).await? {
                    refused = Some(SaveOutcome::Refused(Problem::Conflict(Conflict::Decided)));
                    return Err(DbError::RollbackTransaction);
                }
            }
            let row = submission_row(actor, def, new);
            let Some(id) = store::submissions::insert(conn, &row, &new.words).await? else {
                let saved = store::submissions::by_key(conn, organisation, &new.key).await?;
                let saved = saved.ok_or(DbError::NotFound)?;
                return PreviousSubmission::of_submission(conn, organisation, saved, 1)
                    .await
                    .map(SaveOutcome::Repeated);
            };
            fail::fail_point!("submit.in_transaction");
            if !attach_files(conn, organisation, id, new, |_| false).await? {
                return Err(DbError::RollbackTransaction);
            }
            let module = def.module.as_str();
            let payload = report_payload(new);
            let job = report_job(actor, new, id, &payload);
            let audit = audit_row(actor, new, id);
            // They depend on the submission but not on each other, so they share one round trip.
            let by = accepted.map_or(actor, |accepted| accepted.by);
            let (phase, (), is_reviewed, deliveries) = try_join!(
                store::jobs::add_of_submission(conn, &job, organisation, module),
                store::audit::add(conn, &audit),
                store::approvals::begin(conn, organisation, id, &def.module, new.now),
                // After the approval, whose state the event says.
                events::submission_created(conn, by, id, new.now),
            )?;
            if is_reviewed {
                let (job_id, payload) = (JobId::random(), notify_payload(new));
                store::jobs::add(conn, &notify_job(by, new, &job_id, &payload)).await?;
            }
            if let Some(accepted) = accepted {
                let details = json!({ "submission_id": new.id, "link": accepted.link });
                let audit = accepted.by.audit(AuditAction::SubmissionAccepted, id, details, new.now);
                store::audit::add(conn, &audit).await?;
            }
            let mut in_outbox = false;
            // Last, because a file written to the legacy store cannot be rolled back: only the commit may fail after
            // it.
            let saved = SavedSubmission {
                organisation,
                key: id,
                def,
                phase: phase.as_deref(),
                now: new.now,
                read_back: &|| new.as_read_back(def),
            };
            match app.legacy_store.submission_saved(conn, saved).await? {
                WriteThrough::NotNeeded | WriteThrough::Written => {}
                WriteThrough::Queued => in_outbox = true,
                WriteThrough::IdTaken => {
                    refused = Some(SaveOutcome::IdTaken);
                    return Err(DbError::RollbackTransaction);
                }
                WriteThrough::Failed(error) => {
                    refused = Some(SaveOutcome::Refused(storage_problem(error)));
                    return Err(DbError::RollbackTransaction);
                }
            }
            fail::fail_point!("submit.before_commit");
            Ok(SaveOutcome::New { in_outbox, deliveries })
        })
        .await;
    match saved {
        Err(DbError::RollbackTransaction) => {
            Ok(refused.unwrap_or(SaveOutcome::Refused(Problem::Conflict(Conflict::UploadGone))))
        }
        Err(error) if is_id_taken(&error) => resolve_used_id(conn, organisation, new).await,
        other => other,
    }
}

fn is_id_taken(error: &DbError) -> bool {
    matches!(error, DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
        if info.constraint_name() == Some("submissions_submission_id_key"))
}

/// The id is taken: by another submission, or by this one, which an import found in the legacy store after a crashed
/// attempt.
async fn resolve_used_id(
    conn: &mut Connection,
    organisation: i64,
    new: &PreparedSubmission,
) -> Result<SaveOutcome, DbError> {
    let Some(there) = store::submissions::saved(conn, organisation, &new.id).await? else {
        return Ok(SaveOutcome::IdTaken);
    };
    let before = PreviousSubmission::of_submission(conn, organisation, there, 1).await?;
    Ok(match before.content_hash == new.content_hash {
        true => SaveOutcome::Repeated(before),
        false => SaveOutcome::IdTaken,
    })
}

/// Attaches the files to the submission, but for those that belong to it already; false if one of them is no longer
/// available.
pub(super) async fn attach_files(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    new: &PreparedSubmission,
    belongs: impl Fn(&AttachedUpload) -> bool,
) -> Result<bool, DbError> {
    let fresh: Vec<_> = new
        .attached
        .iter()
        .zip(0i32..)
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
    let claims = new.claims(|attached| !attached.fresh && !belongs(attached));
    Ok(claims.is_empty()
        || store::uploads::claim(conn, organisation, submission, &claims, new.now).await? == claims.len())
}
