//! The steps between phases.
//!
//! A submission reads the phase of its module in its own transaction, so a step needs no lock. Transactions that read
//! the previous phase act on it, and the step waits for them where that matters. A step into a phase that writes files
//! marks the phase's row as behind; any process that writes the outbox then does the backfill, so a crash in between
//! loses nothing.

use super::{
    model::ModulePhase,
    overview::{audit, one},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        migration::Phase,
        problem::{Conflict, Problem},
    },
    migration::legacy_store,
    services::{actor::Actor, storage_problem},
    store::{
        self,
        migration::{
            migration_phases::{NewChange, Step},
            old_store_outbox as outbox,
        },
        pool::Connection,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::{Instant, sleep};

/// Minimum length of a reason in characters, so that it is useful to later readers.
const SHORTEST_REASON: usize = 10;

/// How long a step back waits for running transactions; ours are much shorter.
const PATIENCE: Duration = Duration::from_secs(60);

/// Submissions written between two checks.
const AT_ONCE: i64 = 64;

/// Puts a module without a legacy store into the first phase. The legacy store is the source of truth there, so all
/// submissions are written to it before this returns.
pub async fn enter(app: &App, actor: &Actor, by: &str, module: &ModuleSlug) -> Result<ModulePhase, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let now = one(app, &mut conn, actor, module).await?;
    if now.since.is_some() {
        return Err(Problem::Conflict(Conflict::PhaseChanged));
    }
    legacy_store::is_writable(app).await.map_err(storage_problem)?;
    let change = Change { from: now.phase, to: Phase::Files, by, reason: None, overridden: false };
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    settle(app, &mut conn, actor, module).await?;
    one(app, &mut conn, actor, module).await
}

/// The same for a job that was added at `asked_at`: an attempt that was interrupted after the step only waits for the
/// files.
pub async fn enter_since(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    asked_at: OffsetDateTime,
) -> Result<ModulePhase, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let now = one(app, &mut conn, actor, module).await?;
    if now.phase == Phase::Files && now.since.is_some_and(|since| since >= asked_at) {
        settle(app, &mut conn, actor, module).await?;
        return one(app, &mut conn, actor, module).await;
    }
    drop(conn);
    enter(app, actor, by, module).await
}

/// One step forward. Closed gates can be overridden with a recorded reason.
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
    let reason = override_reason.map(str::trim).filter(|reason| !reason.is_empty());
    let closed = now.gates.iter().any(|gate| !gate.open);
    if closed && reason.is_none_or(|reason| reason.chars().count() < SHORTEST_REASON) {
        return Err(Problem::Conflict(Conflict::GatesClosed));
    }
    let change = Change { from: now.phase, to, by, reason, overridden: closed };
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    one(app, &mut conn, actor, module).await
}

/// One step back. Returns once the legacy store has every submission that the phase needs. If it is not writable, the
/// step is taken anyway where that is safe, and the missing submissions stay in the outbox.
pub async fn back(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    reason: Option<&str>,
) -> Result<ModulePhase, Problem> {
    step_back(app, actor, by, module, None, reason).await
}

/// The same from a given phase: an attempt that was interrupted after the step finds the module in the target phase and
/// only waits for the files.
pub async fn back_from(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    from: Phase,
    reason: Option<&str>,
) -> Result<ModulePhase, Problem> {
    step_back(app, actor, by, module, Some(from), reason).await
}

async fn step_back(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    from: Option<Phase>,
    reason: Option<&str>,
) -> Result<ModulePhase, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let now = one(app, &mut conn, actor, module).await?;
    if let Some(from) = from.filter(|from| *from != now.phase) {
        if from.before() != Some(now.phase) {
            return Err(Problem::Conflict(Conflict::PhaseChanged));
        }
        if now.phase.writes_files() {
            settle(app, &mut conn, actor, module).await?;
        }
        return one(app, &mut conn, actor, module).await;
    }
    let to = now.phase.before().ok_or(Problem::Conflict(Conflict::PhaseChanged))?;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let change = Change { from: now.phase, to, by, reason, overridden: false };
    if to.trusts_files() {
        // In the target phase pages are answered from the files, so these must exist first.
        settle(app, &mut conn, actor, module).await?;
    }
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    if to.writes_files() {
        settle(app, &mut conn, actor, module).await?;
    }
    one(app, &mut conn, actor, module).await
}

/// A step to take.
struct Change<'a> {
    from: Phase,
    to: Phase,
    by: &'a str,
    reason: Option<&'a str>,
    overridden: bool,
}

/// The state of the gates and of the outbox.
fn evidence(now: &ModulePhase) -> Value {
    json!({
        "gates": now.gates,
        "outbox": now.outbox,
        "shadow_reads": now.shadow_reads,
        "differences": now.differences,
        "fallbacks": now.fallbacks,
    })
}

async fn step(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    module: &ModuleSlug,
    change: &Change<'_>,
    evidence: Value,
) -> Result<(), Problem> {
    let (organisation, at) = (actor.organisation_id, app.clock.now());
    let (from, to) = (change.from.as_str(), change.to.as_str());
    let behind = change.to.writes_files() && !change.from.writes_files();
    let taken = conn
        .transaction::<_, DbError, _>(async |conn| {
            let step = Step { organisation, module: module.as_str(), from, to, behind, at };
            if !store::migration::migration_phases::take(conn, &step).await? {
                return Ok(false);
            }
            let row = NewChange {
                organisation_id: organisation,
                module: module.as_str(),
                from_phase: from,
                to_phase: to,
                changed_at: at,
                changed_by: change.by,
                reason: change.reason,
                overridden: change.overridden,
                evidence: &evidence,
            };
            store::migration::migration_phases::record(conn, &row).await?;
            let details = json!({
                "module": module, "from": from, "to": to, "by": change.by, "reason": change.reason,
                "overridden": change.overridden,
            });
            store::audit::add(conn, &audit(actor, AuditAction::PhaseChanged, details, at)).await?;
            fail::fail_point!("phases.before_commit");
            Ok(true)
        })
        .await?;
    if !taken {
        return Err(Problem::Conflict(Conflict::PhaseChanged));
    }
    tracing::info!(%module, from, to, by = change.by, "{module} changed from phase {from} to {to}");
    fail::fail_point!("phases.after_commit");
    app.jobs.request(legacy_store::WRITE);
    Ok(())
}

/// Returns once the legacy store has every submission of the module that was acknowledged before this call.
async fn settle(app: &App, conn: &mut Connection, actor: &Actor, module: &ModuleSlug) -> Result<(), Problem> {
    let (organisation, module) = (actor.organisation_id, module.as_str());
    let since = Instant::now();
    while !(legacy_store::catch_up(app).await? && legacy_store::older_have_ended(conn).await?) {
        if since.elapsed() > PATIENCE {
            return Err(Problem::Conflict(Conflict::OldStoreLacks));
        }
    }
    let Some(newest) = outbox::newest(conn, organisation, module).await? else { return Ok(()) };
    outbox::try_again(conn, organisation, module, app.clock.now()).await?;
    loop {
        let (waiting, in_vain) = outbox::waiting_until(conn, organisation, module, newest).await?;
        if waiting == 0 {
            return Ok(());
        }
        if in_vain == waiting {
            return Err(Problem::Conflict(Conflict::OldStoreLacks));
        }
        if legacy_store::drain(app, AT_ONCE).await? == 0 {
            // Another process is writing the rest.
            sleep(Duration::from_millis(20)).await;
        }
    }
}
