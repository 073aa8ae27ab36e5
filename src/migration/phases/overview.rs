//! The phases of all modules, their history, and the differences that shadow reads found.

use super::{Change, ModulePhase, ShadowDifference, gates::Evidence};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        migration::Phase,
        problem::{Problem, Resource},
    },
    services::actor::Actor,
    store::{self, audit::NewAudit, pool::Connection},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// All modules with their gates.
pub async fn all(app: &App, actor: &Actor) -> Result<Vec<ModulePhase>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let mut evidence = Evidence::gather(app, &mut conn, actor.organisation_id).await?;
    let mut modules: Vec<ModuleSlug> = app.forms.installed().all().iter().map(|def| def.module.clone()).collect();
    for row in evidence.phases() {
        // A module whose form is no longer offered still has a phase.
        let module = row.module.parse().map_err(|_| Problem::Internal(anyhow!("{} is no module", row.module)))?;
        if !modules.contains(&module) {
            modules.push(module);
        }
    }
    let mut all = Vec::with_capacity(modules.len());
    for module in &modules {
        all.push(evidence.of(app, &mut conn, module).await?);
    }
    Ok(all)
}

/// One module with its gates.
pub(super) async fn one(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    module: &ModuleSlug,
) -> Result<ModulePhase, Problem> {
    let mut evidence = Evidence::gather(app, conn, actor.organisation_id).await?;
    let known = app.forms.installed().get(module).is_some()
        || evidence.phases().iter().any(|row| row.module == module.as_str());
    if !known {
        return Err(Problem::NotFound(Resource::Module));
    }
    evidence.of(app, conn, module).await
}

/// The current phase of a module.
pub async fn current(app: &App, actor: &Actor, module: &ModuleSlug) -> Result<Phase, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(one(app, &mut conn, actor, module).await?.phase)
}

/// The newest 200 changes.
pub async fn history(app: &App, actor: &Actor) -> Result<Vec<Change>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::migration::migration_phases::history(&mut conn, actor.organisation_id, 200).await?;
    let change = |row: store::migration::migration_phases::ChangeRow| {
        let bad = || Problem::Internal(anyhow!("a change of phase of {} has unknown words", row.module));
        Ok(Change {
            module: row.module.parse().map_err(|_| bad())?,
            from: Phase::parse(&row.from_phase).ok_or_else(bad)?,
            to: Phase::parse(&row.to_phase).ok_or_else(bad)?,
            at: row.changed_at,
            by: row.changed_by,
            reason: row.reason,
            overridden: row.overridden,
            asked_by: row.asked_by,
            evidence: row.evidence,
        })
    };
    rows.into_iter().map(change).collect()
}

/// At most 50 differences of shadow reads: open ones first, then newest first.
pub async fn differences(app: &App, actor: &Actor) -> Result<Vec<ShadowDifference>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::migration::shadow_differences::newest(&mut conn, actor.organisation_id, 50).await?;
    let difference = |row: store::migration::shadow_differences::DifferenceRow| {
        let bad = || Problem::Internal(anyhow!("difference {} cannot be read", row.id));
        Ok(ShadowDifference {
            id: row.id,
            module: row.module.parse().map_err(|_| bad())?,
            submission_id: row.submission_id.parse().map_err(|_| bad())?,
            differences: serde_json::from_value(row.difference.clone()).map_err(|_| bad())?,
            found_at: row.found_at,
            settled_by: row.settled_by,
            note: row.note,
        })
    };
    rows.into_iter().map(difference).collect()
}

/// Closes a difference with a note of the person who examined it.
pub async fn settle_difference(app: &App, actor: &Actor, by: &str, id: i64, note: &str) -> Result<(), Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    let settled = conn
        .transaction::<_, DbError, _>(async |conn| {
            let settled =
                store::migration::shadow_differences::settle(conn, actor.organisation_id, id, by, note.trim(), now)
                    .await?;
            if settled {
                let details = json!({ "difference": id, "by": by, "note": note.trim() });
                store::audit::add(conn, &audit(actor, AuditAction::DifferenceSettled, details, now)).await?;
            }
            Ok(settled)
        })
        .await?;
    if settled { Ok(()) } else { Err(Problem::NotFound(Resource::Difference)) }
}

pub(super) fn audit(actor: &Actor, action: AuditAction, details: Value, now: OffsetDateTime) -> NewAudit<'_> {
    actor.audit_of("phase", None, action, details, now)
}
