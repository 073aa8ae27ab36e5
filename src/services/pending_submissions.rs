//! Reviewing what was sent through public links: the queue, its photos, refusal and erasure. Accepting is in
//! `submit::accept`.

pub use crate::domain::submission::PendingState;

use super::{
    actor::Actor,
    branding, reasons,
    records::definition,
    remove_files, search_terms,
    uploads::{self, OpenFile, PictureSize},
};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        audit::actions::AuditAction,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId, UploadId},
        money::Currency,
        problem::{Conflict, Problem, Resource},
        upload::Upload,
    },
    store::{self, pending_submissions::PendingSubmissionRow},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use std::sync::Arc;
use time::{Date, Duration, OffsetDateTime};

/// How long a refused submission is kept, in case it was refused by mistake.
pub const REFUSED_FOR: Duration = Duration::days(30);
pub const PAGE: i64 = 50;
const ERASED_AT_ONCE: i64 = 100;

/// A pending submission in the queue.
pub struct PendingSummary {
    pub id: SubmissionId,
    pub state: PendingState,
    pub module: ModuleSlug,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub photos: i32,
    pub link: String,
    pub received_at: OffsetDateTime,
    pub reason: Option<String>,
    /// When a refused submission is erased.
    pub erased_at: Option<OffsetDateTime>,
}

/// A pending submission with its answers and files.
pub struct PendingSubmission {
    pub queued: PendingSummary,
    pub content_hash: String,
    pub def: Arc<FormDef>,
    pub answers: Answers,
    pub uploads: Vec<Upload>,
    /// Of the totals of its items.
    pub currency: Currency,
}

/// Whether the actor may decide: the submission scope applies to pending submissions as well.
pub(super) fn is_in_scope(actor: &Actor, module: &ModuleSlug, site_name: &str) -> bool {
    actor.reach.includes(None, module, &search_terms::site_key(site_name))
}

fn queued(row: &PendingSubmissionRow, link: String) -> PendingSummary {
    PendingSummary {
        id: row.submission_id.clone(),
        state: row.state,
        module: row.module.clone(),
        site_name: row.site_name.clone(),
        visit_date: row.visit_date,
        photos: row.photo_count,
        link,
        received_at: row.received_at,
        reason: row.reason.clone(),
        erased_at: row.decided_at.map(|at| at + REFUSED_FOR),
    }
}

/// One page of pending submissions in a state, oldest first, limited to the actor's submission scope, and the cursor of
/// the next page.
pub async fn queue(
    app: &App,
    actor: &Actor,
    state: PendingState,
    after: i64,
) -> Result<(Vec<PendingSummary>, Option<i64>), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::pending_submissions::queue(&mut conn, actor.organisation_id, state, after, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = (rows.len() > page).then(|| rows.get(page - 1).map(|(row, _)| row.id)).flatten();
    let visible = rows.into_iter().take(page).filter(|(row, _)| is_in_scope(actor, &row.module, &row.site_name));
    Ok((visible.map(|(row, link)| queued(&row, link)).collect(), next))
}

pub async fn show(app: &App, actor: &Actor, id: &SubmissionId) -> Result<PendingSubmission, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (row, link) = store::pending_submissions::by_id(&mut conn, actor.organisation_id, id)
        .await?
        .filter(|(row, _)| is_in_scope(actor, &row.module, &row.site_name))
        .ok_or(Problem::NotFound(Resource::Submission))?;
    let def = definition(app, &mut conn, actor.organisation_id, &row.module, row.form_version).await?;
    let files = store::pending_submissions::files::of_submission(&mut conn, actor.organisation_id, row.id).await?;
    let currency = branding::currency_of(&mut conn, actor.organisation_id, &def).await?;
    Ok(PendingSubmission {
        currency,
        queued: queued(&row, link),
        content_hash: hex::encode(row.content_hash),
        answers: Answers::from_json(&def, &row.form_data),
        def,
        uploads: files.into_iter().map(Upload::from).collect(),
    })
}

/// Opens a photo or signature of a pending submission.
pub async fn open_photo(app: &App, actor: &Actor, id: &UploadId, size: PictureSize) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let found = store::pending_submissions::files::by_id(&mut conn, actor.organisation_id, id).await?;
    drop(conn);
    let found = found.filter(|(_, module, site_name)| is_in_scope(actor, module, site_name));
    let (row, ..) = found.ok_or(Problem::NotFound(Resource::Upload))?;
    uploads::open_row(app, row, size)
}

pub async fn refuse(app: &App, actor: &Actor, id: &SubmissionId, reason: &str) -> Result<(), Problem> {
    let reason = reason.trim();
    reasons::check(reason).map_err(|error| Problem::Invalid(vec![*error]))?;
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let refused = conn
        .transaction::<_, DbError, _>(async |conn| {
            let row = store::pending_submissions::lock_pending_submission(conn, organisation, id).await?;
            let row = row.filter(|row| is_in_scope(actor, &row.module, &row.site_name));
            let Some(row) = row else { return Ok(None) };
            if !store::pending_submissions::refuse(conn, organisation, row.id, actor.user_id, reason, now).await? {
                return Ok(Some(false));
            }
            let details = json!({ "submission_id": id, "reason": reason });
            let audit =
                actor.audit_of("waiting_submission", Some(row.id), AuditAction::SubmissionRefused, details, now);
            store::audit::add(conn, &audit).await?;
            Ok(Some(true))
        })
        .await?;
    match refused {
        None => Err(Problem::NotFound(Resource::Submission)),
        Some(false) => Err(Problem::Conflict(Conflict::Decided)),
        Some(true) => Ok(()),
    }
}

/// Erases submissions that were refused [`REFUSED_FOR`] ago, with their files; returns how many.
pub async fn erase_refused(app: &App) -> Result<usize, Problem> {
    let now = app.clock.now();
    let mut total = 0;
    loop {
        let mut conn = store::error::cross_tenant_connection(&app.pool).await?;
        let erased = conn
            .transaction::<_, DbError, _>(async |conn| {
                let erased = store::pending_submissions::erase_refused(conn, now - REFUSED_FOR, ERASED_AT_ONCE).await?;
                for one in &erased {
                    let system = Actor::system(app, one.organisation_id);
                    let details = json!({ "submission_id": one.submission_id, "reason": "refused" });
                    let audit =
                        system.audit_of("waiting_submission", None, AuditAction::SubmissionErased, details, now);
                    store::audit::add(conn, &audit).await?;
                }
                Ok(erased)
            })
            .await?;
        drop(conn);
        // Rows first: a file without a row is an orphan that the clean-up removes; a row without a file would be an
        // error.
        let count = erased.len();
        remove_files(app, move |files| {
            erased.iter().flat_map(|one| &one.uploads).for_each(|id| files.remove_upload(id));
        })
        .await?;
        total += count;
        if count < ERASED_AT_ONCE as usize {
            return Ok(total);
        }
    }
}
