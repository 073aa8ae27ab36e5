//! Decisions of people about records: executed at once, stored in the ledger, and audited.

use super::record::{Row, reopen, row};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        job::Lane,
        migration::{Decision, RecordKind, RecordState},
        problem::{Conflict, Problem, Resource},
    },
    migration::import::{ReimportOutcome, audit, overwrite, reimport, understand},
    services::actor::Actor,
    store::{self, migration::legacy_records::ReviewDecision},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::OffsetDateTime;

/// Assigns a module to a quarantined record and imports it; returns the resulting state.
pub async fn assign(app: &App, actor: &Actor, by: &str, id: i64, module: &ModuleSlug) -> Result<RecordState, Problem> {
    app.forms.installed().get(module).ok_or(Problem::NotFound(Resource::Module))?;
    let mut conn = actor.connection(&app.pool).await?;
    let row = row(&mut conn, actor, id).await?;
    if row.kind != RecordKind::Submission.as_str() {
        return Err(Problem::Conflict(Conflict::Decided));
    }
    let assigned = NewDecision { decision: Decision::Assigned, module: Some(module), note: None };
    note(app, &mut conn, actor, by, &row, RecordState::Quarantined, assigned).await?;
    reimport_row(app, &mut conn, actor, &row).await
}

/// Reads the file again, in case it was corrected.
pub async fn retry(app: &App, actor: &Actor, by: &str, id: i64) -> Result<RecordState, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = row(&mut conn, actor, id).await?;
    let details = json!({ "record": row.name, "by": by });
    let audit = audit(actor, AuditAction::RecordRetried, Some(id), details, app.clock.now());
    store::audit::add(&conn, &audit).await?;
    reimport_row(app, &mut conn, actor, &row).await
}

async fn reimport_row(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    row: &Row,
) -> Result<RecordState, Problem> {
    let source = reopen(app, conn, actor, row).await?;
    if let ReimportOutcome::Missing = reimport(app, actor, &source, &row.name).await? {
        return Err(Problem::Conflict(Conflict::RecordGone));
    }
    let row = super::row(conn, actor, row.id).await?;
    RecordState::parse(&row.state).ok_or_else(|| Problem::Internal(anyhow!("record {}: unknown state", row.id)))
}

/// Sets a record aside, with a reason.
pub async fn set_aside(app: &App, actor: &Actor, by: &str, id: i64, reason: &str) -> Result<(), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = row(&mut conn, actor, id).await?;
    let state = match RecordState::parse(&row.state) {
        Some(state @ (RecordState::Quarantined | RecordState::Divergent)) => state,
        _ => return Err(Problem::Conflict(Conflict::Decided)),
    };
    let aside = NewDecision { decision: Decision::SetAside, module: None, note: Some(reason) };
    note(app, &mut conn, actor, by, &row, state, aside).await
}

/// Settles a divergent record: the database's answers stay, or the file's replace them.
pub async fn settle(
    app: &App,
    actor: &Actor,
    by: &str,
    id: i64,
    decision: Decision,
    reason: &str,
) -> Result<(), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = row(&mut conn, actor, id).await?;
    let noted = NewDecision { decision, module: None, note: Some(reason) };
    match decision {
        Decision::KeepDatabase => note(app, &mut conn, actor, by, &row, RecordState::Divergent, noted).await,
        Decision::TakeFile => take_file(app, &mut conn, actor, by, &row, noted).await,
        Decision::Assigned | Decision::SetAside => Err(Problem::Conflict(Conflict::Decided)),
    }
}

/// Uses the content in the ledger, which the person saw, and not the current file. What was corrected or decided about
/// here is not replaced: a submission is never overwritten, and a correction is not lost.
async fn take_file(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    by: &str,
    row: &Row,
    noted: NewDecision<'_>,
) -> Result<(), Problem> {
    let organisation = actor.organisation_id;
    let (Some(key), Some(raw)) =
        (row.submission_id, store::migration::legacy_records::content(conn, organisation, row.id).await?)
    else {
        return Err(Problem::Conflict(Conflict::RecordGone));
    };
    let changed_here = || Problem::Conflict(Conflict::ChangedSinceImport);
    if store::migration::changed_here::is_changed_here(conn, organisation, key).await? {
        return Err(changed_here());
    }
    let source = reopen(app, conn, actor, row).await?;
    let candidate = understand(app, actor, &source, row, &raw).await?;
    let candidate = candidate.ok_or(Problem::Conflict(Conflict::RecordGone))?;
    let adopted = overwrite::adopt(app, &source, &candidate).await?;
    let now = app.clock.now();
    let taking = conn.transaction::<_, Problem, _>(async |conn| {
        // Corrections and decisions lock it first, too.
        store::approvals::lock(conn, organisation, key).await?;
        if store::migration::changed_here::is_changed_here(conn, organisation, key).await? {
            return Err(changed_here());
        }
        if !decide(conn, actor, by, row, RecordState::Divergent, &noted, now).await? {
            return Ok(false);
        }
        if !overwrite::replace(conn, organisation, key, &candidate, &adopted, now).await? {
            return Err(changed_here());
        }
        store::migration::legacy_records::mark_imported(conn, organisation, row.id).await?;
        let details = json!({ "record": row.name, "by": by });
        store::audit::add(conn, &actor.audit(AuditAction::SubmissionReplaced, key, details, now)).await?;
        Ok(true)
    });
    if !taking.await? {
        return Err(Problem::Conflict(Conflict::Decided));
    }
    app.jobs.wake(Lane::Reports);
    Ok(())
}

/// A decision to store.
struct NewDecision<'n> {
    decision: Decision,
    module: Option<&'n ModuleSlug>,
    note: Option<&'n str>,
}

async fn note(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    by: &str,
    row: &Row,
    state: RecordState,
    noted: NewDecision<'_>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let noting = conn.transaction::<_, DbError, _>(async |conn| decide(conn, actor, by, row, state, &noted, now).await);
    if noting.await? { Ok(()) } else { Err(Problem::Conflict(Conflict::Decided)) }
}

/// Stores a decision with its audit row; false if the record is not in the expected state.
async fn decide(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    by: &str,
    row: &Row,
    state: RecordState,
    noted: &NewDecision<'_>,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let (decision, module) = (noted.decision.as_str(), noted.module.map(ModuleSlug::as_str));
    let decided = ReviewDecision { decision, module, by, note: noted.note, at: now };
    let (organisation, state) = (actor.organisation_id, state.as_str());
    if !store::migration::legacy_records::decide(conn, organisation, row.id, state, &decided).await? {
        return Ok(false);
    }
    let details = json!({ "record": row.name, "by": by, "decision": decision, "module": module, "note": noted.note });
    store::audit::add(conn, &audit(actor, AuditAction::RecordDecided, Some(row.id), details, now)).await?;
    Ok(true)
}
