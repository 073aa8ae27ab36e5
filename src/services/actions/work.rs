//! Comments and steps.

use super::{after_photo, check, entry::record, model::ActionNote, reports::make_reports_again, show::find};
use crate::{
    app::App,
    domain::{
        action::{ActionEntryKind, ActionStep},
        audit::actions::AuditAction,
        ids::ActionId,
        job::Lane,
        problem::{Conflict, Problem},
    },
    services::{
        actor::Actor,
        notifications::tell,
        webhooks::events::{self, ActionFacts},
    },
    store,
};
use diesel_async::AsyncConnection;
use serde_json::json;

/// Adds a comment, or photos without one.
pub async fn comment(app: &App, actor: &Actor, id: &ActionId, said: ActionNote<'_>) -> Result<(), Problem> {
    let note = check::note(said.text, said.photos.is_empty())?;
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let (row, _) = find(actor, &mut conn, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        record(conn, actor, row.id, ActionEntryKind::Commented, (note.as_deref(), said.photos), None, now).await?;
        let details = json!({ "action": id });
        let audit = actor.audit_of("action", Some(row.id), AuditAction::ActionCommented, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// Takes a step with what is said about it.
///
/// # Errors
/// [`Conflict::ActionChanged`] if the status no longer allows it, [`Conflict::ActionVerifier`] if the actor would verify
/// their own work, [`Problem::Invalid`] if the note is missing or the photo of the finished work that the form requires.
pub async fn take_step(
    app: &App,
    actor: &Actor,
    id: &ActionId,
    step: ActionStep,
    said: ActionNote<'_>,
) -> Result<(), Problem> {
    let note = check::note(said.text, step.needs_note());
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let (row, submission) = find(actor, &mut conn, id).await?;
    if step == ActionStep::Verify && row.finished_by.is_some() && row.finished_by == actor.user_id {
        return Err(Problem::Conflict(Conflict::ActionVerifier));
    }
    let lacks_photo = step == ActionStep::Finish
        && said.photos.is_empty()
        && after_photo::is_required(app, &mut conn, actor, &row, &submission).await?;
    let note = check::with_photo(note, lacks_photo)?;
    let saving = conn.transaction::<_, Problem, _>(async |conn| {
        let status = store::actions::take_step(conn, organisation, row.id, step, actor.user_id, now).await?;
        let status = status.ok_or(Problem::Conflict(Conflict::ActionChanged))?;
        if !status.is_open() {
            tell::action_settled(conn, actor, row.id, now).await?;
        }
        let facts = ActionFacts { id, severity: row.severity, status, due_on: row.due_on };
        let deliveries = events::action_changed(conn, actor, row.submission_id, facts, now).await?;
        record(conn, actor, row.id, step.entry(), (note.as_deref(), said.photos), None, now).await?;
        let details = json!({ "action": id, "status": status });
        let audit = actor.audit_of("action", Some(row.id), AuditAction::ActionMoved, details, now);
        store::audit::add(conn, &audit).await?;
        make_reports_again(conn, actor, &submission, now).await?;
        Ok(deliveries)
    });
    saving.await?.wake(app);
    app.jobs.wake(Lane::Reports);
    Ok(())
}
