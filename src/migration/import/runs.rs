//! Starting, watching and controlling import runs.

use super::{
    options::Options,
    run_view::{RunView, audit, row, view},
    sources, work,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::RunId,
        job::{JobKind, Lane},
        migration::RunState,
        problem::{Conflict, Problem},
    },
    services::actor::Actor,
    store::{self, jobs::Signal},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

const NEWEST: i64 = 50;

/// Adds a run, which a worker of a server takes.
pub async fn begin(app: &App, actor: &Actor, by: &str, options: Options) -> Result<RunId, Problem> {
    let (row, _) = work::add(app, actor, by, &options, &*sources::open(app, &options)?, false).await?;
    app.jobs.wake(Lane::Imports);
    row.run_id.parse().map_err(|_| Problem::Internal(anyhow!("run {} has a bad id", row.id)))
}

/// The newest 50 runs.
pub async fn runs(app: &App, actor: &Actor) -> Result<Vec<RunView>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::migration::import_runs::newest(&mut conn, actor.organisation_id, NEWEST).await?;
    rows.iter().map(view).collect()
}

pub async fn run(app: &App, actor: &Actor, id: &RunId) -> Result<RunView, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    view(&row(&mut conn, actor, id).await?)
}

pub async fn pause(app: &App, actor: &Actor, by: &str, id: &RunId) -> Result<(), Problem> {
    let to = StateChange {
        from: &[RunState::Running],
        to: RunState::Paused,
        signal: Signal::Pause,
        action: AuditAction::ImportPaused,
    };
    change_state(app, actor, by, id, to).await
}

pub async fn resume(app: &App, actor: &Actor, by: &str, id: &RunId) -> Result<(), Problem> {
    let to = StateChange {
        from: &[RunState::Paused],
        to: RunState::Running,
        signal: Signal::Resume,
        action: AuditAction::ImportResumed,
    };
    change_state(app, actor, by, id, to).await?;
    app.jobs.wake(Lane::Imports);
    Ok(())
}

pub async fn stop(app: &App, actor: &Actor, by: &str, id: &RunId) -> Result<(), Problem> {
    stop_with(app, actor, by, id, Signal::End).await
}

/// The same for a run of this process that it no longer works on, so that no server continues it.
pub async fn stop_own(app: &App, actor: &Actor, by: &str, id: &RunId) -> Result<(), Problem> {
    stop_with(app, actor, by, id, Signal::Abandon).await
}

async fn stop_with(app: &App, actor: &Actor, by: &str, id: &RunId, signal: Signal) -> Result<(), Problem> {
    let from = &[RunState::Running, RunState::Paused];
    let to = StateChange { from, to: RunState::Stopped, signal, action: AuditAction::ImportStopped };
    change_state(app, actor, by, id, to).await
}

/// Sets the limit of files per second.
pub async fn throttle(app: &App, actor: &Actor, id: &RunId, files: Option<u32>) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let files = files.and_then(|files| i32::try_from(files).ok()).filter(|files| *files > 0);
    let throttled = conn
        .transaction::<_, DbError, _>(async |conn| {
            let key = store::migration::import_runs::throttle(conn, actor.organisation_id, id.as_str(), files).await?;
            if let Some(key) = key {
                let details = json!({ "run_id": id, "files_per_second": files });
                store::audit::add(conn, &audit(actor, AuditAction::ImportThrottled, Some(key), details, now)).await?;
            }
            Ok(key.is_some())
        })
        .await?;
    match throttled {
        true => Ok(()),
        false => Err(missing_or_over(&mut conn, actor, id).await?),
    }
}

/// A change of state: allowed states before, state after, what the job of the run is told, and audit action.
struct StateChange<'t> {
    from: &'t [RunState],
    to: RunState,
    signal: Signal,
    action: AuditAction,
}

/// Changes the state of a run. A run that has the state already is not an error, because two people may press the same
/// button.
async fn change_state(app: &App, actor: &Actor, by: &str, id: &RunId, change: StateChange<'_>) -> Result<(), Problem> {
    let (organisation, now) = (actor.organisation_id, app.clock.now());
    let from: Vec<&str> = change.from.iter().map(|state| state.as_str()).collect();
    let over = (change.to == RunState::Stopped).then_some(now);
    let mut conn = actor.connection(&app.pool).await?;
    let changed = conn
        .transaction::<_, DbError, _>(async |conn| {
            let to = change.to.as_str();
            let key =
                store::migration::import_runs::set_state(conn, organisation, id.as_str(), &from, to, over, now).await?;
            if let Some(key) = key {
                store::jobs::signal(conn, organisation, JobKind::Import.as_str(), id.as_str(), change.signal, now)
                    .await?;
                let details = json!({ "run_id": id, "by": by });
                store::audit::add(conn, &audit(actor, change.action, Some(key), details, now)).await?;
            }
            Ok(key.is_some())
        })
        .await?;
    if changed || row(&mut conn, actor, id).await?.state == change.to.as_str() {
        return Ok(());
    }
    Err(Problem::Conflict(Conflict::RunOver))
}

async fn missing_or_over(conn: &mut AsyncPgConnection, actor: &Actor, id: &RunId) -> Result<Problem, Problem> {
    row(conn, actor, id).await.map(|_| Problem::Conflict(Conflict::RunOver))
}
