//! Steps forward, through open gates or although some are closed, which can require a second person.

use super::{
    model::ModulePhase,
    overview::{audit, one},
    steps::{Change, evidence, step},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        migration::Phase,
        problem::{Conflict, Problem},
    },
    services::{actor::Actor, schema_check},
    store::{self, pool::Connection},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

/// Minimum length of a reason in characters, so that it is useful to later readers.
const SHORTEST_REASON: usize = 10;

/// One step forward. Closed gates can be overridden with a recorded reason. If that requires a second person, the
/// request is stored, and the module stays in its phase until [`confirm_override`].
pub async fn forward(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    override_reason: Option<&str>,
) -> Result<ModulePhase, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let now = one(app, &mut conn, actor, module).await?;
    let to = now.phase.next().ok_or(Problem::Conflict(Conflict::PhaseChanged))?;
    schema_check::require(app).await?;
    let reason = override_reason.map(str::trim).filter(|reason| !reason.is_empty());
    let closed = now.gates.iter().any(|gate| !gate.open);
    if closed && reason.is_none_or(|reason| reason.chars().count() < SHORTEST_REASON) {
        return Err(Problem::Conflict(Conflict::GatesClosed));
    }
    if let (true, Some(reason)) = (closed && app.config.override_people > 1, reason) {
        ask_override(app, &mut conn, actor, by, module, now.phase, reason).await?;
        return one(app, &mut conn, actor, module).await;
    }
    let change = Change { from: now.phase, to, by, reason, overridden: closed, asked_by: None };
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    one(app, &mut conn, actor, module).await
}

/// The step forward for which another person has asked although gates are closed.
pub async fn confirm_override(app: &App, actor: &Actor, by: &str, module: &ModuleSlug) -> Result<ModulePhase, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let now = one(app, &mut conn, actor, module).await?;
    let to = now.phase.next().ok_or(Problem::Conflict(Conflict::PhaseChanged))?;
    schema_check::require(app).await?;
    let request = now.override_request.clone().ok_or(Problem::Conflict(Conflict::PhaseChanged))?;
    if request.by == by {
        return Err(Problem::Conflict(Conflict::SecondPerson));
    }
    let overridden = now.gates.iter().any(|gate| !gate.open);
    let (reason, asked_by) = (Some(request.reason.as_str()), Some(request.by.as_str()));
    let change = Change { from: now.phase, to, by, reason, overridden, asked_by };
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    one(app, &mut conn, actor, module).await
}

async fn ask_override(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    phase: Phase,
    reason: &str,
) -> Result<(), Problem> {
    let (organisation, at) = (actor.organisation_id, app.clock.now());
    let asking = conn.transaction::<_, DbError, _>(async |conn| {
        let request = (reason, by, at);
        let phases = store::migration::migration_phases::ask_override;
        if !phases(conn, organisation, module.as_str(), phase.as_str(), request).await? {
            return Ok(false);
        }
        let details = json!({ "module": module, "from": phase.as_str(), "by": by, "reason": reason });
        store::audit::add(conn, &audit(actor, AuditAction::OverrideRequested, details, at)).await?;
        Ok(true)
    });
    if asking.await? { Ok(()) } else { Err(Problem::Conflict(Conflict::PhaseChanged)) }
}
