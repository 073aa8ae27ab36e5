//! The steps between phases.
//!
//! A submission reads the phase of its module in its own transaction, so a step needs no lock. Transactions that read
//! the previous phase act on it, and the step waits for them where that matters. A step into a phase that writes files
//! marks the phase's row as behind; any process that writes the outbox then does the backfill, so a crash in between
//! loses nothing.

use super::{
    model::ModulePhase,
    overview::{audit, one},
    plan_back::plan,
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
    services::{actor::Actor, schema_check, storage_problem},
    store::{
        self,
        migration::{
            migration_phases::{NewChange, PhaseStep},
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
    schema_check::require(app).await?;
    app.old_store().ok_or(Problem::Conflict(Conflict::NoOldStore))?;
    legacy_store::is_writable(app).await.map_err(storage_problem)?;
    let to = Phase::Files;
    let change = Change { from: now.phase, to, by, reason: None, overridden: false, asked_by: None };
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    wait_for_legacy_store(app, &mut conn, actor, module).await?;
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
        wait_for_legacy_store(app, &mut conn, actor, module).await?;
        return one(app, &mut conn, actor, module).await;
    }
    drop(conn);
    enter(app, actor, by, module).await
}

/// One step back. Returns once the legacy store has every submission that the phase needs. If it is not writable, the
/// step is taken anyway where that is safe, and the missing submissions stay in the outbox.
pub async fn previous_phase(
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
            wait_for_legacy_store(app, &mut conn, actor, module).await?;
        }
        return one(app, &mut conn, actor, module).await;
    }
    let to = now.phase.before().ok_or(Problem::Conflict(Conflict::PhaseChanged))?;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let change = Change { from: now.phase, to, by, reason, overridden: false, asked_by: None };
    if !plan(app, &mut conn, actor.organisation_id, module, now.phase, to).await?.fits() {
        return Err(Problem::Conflict(Conflict::NotEnoughSpace));
    }
    if to.trusts_files() {
        // In the target phase pages are answered from the files, so these must exist first.
        wait_for_legacy_store(app, &mut conn, actor, module).await?;
    }
    step(app, &mut conn, actor, module, &change, evidence(&now)).await?;
    if to.writes_files() {
        wait_for_legacy_store(app, &mut conn, actor, module).await?;
    }
    one(app, &mut conn, actor, module).await
}

/// A step to take.
pub(super) struct Change<'a> {
    pub from: Phase,
    pub to: Phase,
    pub by: &'a str,
    pub reason: Option<&'a str>,
    pub overridden: bool,
    pub asked_by: Option<&'a str>,
}

/// The state of the gates and of the outbox.
pub(super) fn evidence(now: &ModulePhase) -> Value {
    json!({
        "gates": now.gates,
        "outbox": now.outbox,
        "shadow_reads": now.shadow_reads,
        "differences": now.differences,
        "fallbacks": now.fallbacks,
    })
}

pub(super) async fn step(
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
            let step = PhaseStep { organisation, module: module.as_str(), from, to, behind, at };
            if !store::migration::migration_phases::change_phase(conn, &step).await? {
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
                asked_by: change.asked_by,
            };
            store::migration::migration_phases::record(conn, &row).await?;
            let details = json!({
                "module": module, "from": from, "to": to, "by": change.by, "reason": change.reason,
                "overridden": change.overridden, "asked_by": change.asked_by,
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
async fn wait_for_legacy_store(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    module: &ModuleSlug,
) -> Result<(), Problem> {
    let (organisation, module) = (actor.organisation_id, module.as_str());
    let since = Instant::now();
    while !(legacy_store::queue_missing(app).await? && legacy_store::older_have_ended(conn).await?) {
        if since.elapsed() > PATIENCE {
            return Err(Problem::Conflict(Conflict::OldStoreLacks));
        }
    }
    let Some(newest) = outbox::newest(conn, organisation, module).await? else { return Ok(()) };
    outbox::try_again(conn, organisation, module, app.clock.now()).await?;
    loop {
        let (waiting, in_vain) = outbox::backlog_until(conn, organisation, module, newest).await?;
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
