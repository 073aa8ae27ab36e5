//! The importer: every record of an old store ends in exactly one state, however often it is run or killed.

//!
//! - `sources`: where records come from; `walk`: as a stream of batches;
//! - `record`, `look`, `candidate`: what can be found out about a record without asking the database; `media`, `reports`
//!   and `fetch`: the files that belong to it;
//! - `ledger`, `save`: the ledger and the one transaction of a batch; `counts_by_kind`, `findings`: what it came to;
//! - `pass`, `others`: one pass through a source; `throttle`: how fast;
//! - `held`, `work`: a run that survives whoever works on it; `now`: one in the process of whoever asks; `one`, `take`:
//!   a single record.

mod candidate;
mod classify;
mod counters;
mod fetch;
mod findings;
mod ledger;
mod media;
mod non_json_files;
pub(super) mod overwrite;
mod pipeline;
mod record;
mod reports;
mod run_inline;
mod run_lease;
mod save;
mod single_record;
pub(super) mod sources;
mod throttle;
mod walk;
mod work;

use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::RunId,
        job::{JobKind, Lane},
        migration::{Counts, RecordKind, RunState, SourceKind, Stage},
        problem::{Conflict, Problem, Resource},
    },
    services::actor::Actor,
    store::{self, audit::NewAudit, jobs::Signal, migration::import_runs::RunRow},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use run_lease::Checkpoint;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::PathBuf};
use time::OffsetDateTime;

pub use findings::Findings;
pub(super) use overwrite::understand;
pub use run_inline::{Done, import_now};
pub use single_record::import_one;
pub(super) use single_record::{Again, again};
pub use work::{Ended, work};

/// What to import, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    pub kind: SourceKind,
    /// The folder or file.
    pub place: PathBuf,
    /// For other stores than the old app's: the mapping file.
    #[serde(default)]
    pub mapping: Option<PathBuf>,
    /// Predict everything, change nothing.
    pub dry_run: bool,
    /// At most so many files a second; none: as fast as is polite.
    #[serde(skip)]
    pub files_per_second: Option<u32>,
    /// Fetch photos from other hosts; only from those allowed.
    pub fetch_media: bool,
}

/// A run as people watch it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RunView {
    pub run_id: RunId,
    pub source: String,
    pub dry_run: bool,
    pub state: RunState,
    pub stage: Stage,
    /// Of submissions.
    #[serde(flatten)]
    pub counts: Counts,
    /// Of every kind, submissions included; each closes.
    pub by_kind: BTreeMap<RecordKind, Counts>,
    pub files_per_second: Option<u32>,
    /// Measured over the last seconds.
    pub rate: f64,
    /// Seconds, if the rate is known.
    pub time_left: Option<u64>,
    pub started_by: String,
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
    pub error: Option<String>,
}

const NEWEST: i64 = 50;

/// Adds a run; a worker of a server takes it up.
pub async fn begin(app: &App, actor: &Actor, by: &str, options: Options) -> Result<RunId, Problem> {
    let (row, _) = work::add(app, actor, by, &options, false).await?;
    app.jobs.wake(Lane::Imports);
    row.run_id.parse().map_err(|_| Problem::Internal(anyhow!("run {} has a bad id", row.id)))
}

/// The newest runs first, at most 50.
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
    let to = Turn { from: &[RunState::Running], to: RunState::Paused, action: AuditAction::ImportPaused };
    turn(app, actor, by, id, to).await
}

pub async fn resume(app: &App, actor: &Actor, by: &str, id: &RunId) -> Result<(), Problem> {
    let to = Turn { from: &[RunState::Paused], to: RunState::Running, action: AuditAction::ImportResumed };
    turn(app, actor, by, id, to).await?;
    app.jobs.wake(Lane::Imports);
    Ok(())
}

pub async fn stop(app: &App, actor: &Actor, by: &str, id: &RunId) -> Result<(), Problem> {
    let from = &[RunState::Running, RunState::Paused];
    turn(app, actor, by, id, Turn { from, to: RunState::Stopped, action: AuditAction::ImportStopped }).await
}

/// At most so many files a second from now on.
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
        false => Err(gone_or_over(&mut conn, actor, id).await?),
    }
}

/// From which states to which, and what the audit log calls it.
struct Turn<'t> {
    from: &'t [RunState],
    to: RunState,
    action: AuditAction,
}

/// Turning a run to the state that it is in already is no error: two people may press the same button.
async fn turn(app: &App, actor: &Actor, by: &str, id: &RunId, turn: Turn<'_>) -> Result<(), Problem> {
    let (organisation, now) = (actor.organisation_id, app.clock.now());
    let from: Vec<&str> = turn.from.iter().map(|state| state.as_str()).collect();
    let over = (turn.to == RunState::Stopped).then_some(now);
    let signal = match turn.to {
        RunState::Paused => Signal::Pause,
        RunState::Running => Signal::Resume,
        _ => Signal::End,
    };
    let mut conn = actor.connection(&app.pool).await?;
    let turned = conn
        .transaction::<_, DbError, _>(async |conn| {
            let to = turn.to.as_str();
            let key =
                store::migration::import_runs::set_state(conn, organisation, id.as_str(), &from, to, over, now).await?;
            if let Some(key) = key {
                store::jobs::signal(conn, organisation, JobKind::Import.as_str(), id.as_str(), signal, now).await?;
                let details = json!({ "run_id": id, "by": by });
                store::audit::add(conn, &audit(actor, turn.action, Some(key), details, now)).await?;
            }
            Ok(key.is_some())
        })
        .await?;
    if turned || row(&mut conn, actor, id).await?.state == turn.to.as_str() {
        return Ok(());
    }
    Err(Problem::Conflict(Conflict::RunOver))
}

async fn gone_or_over(conn: &mut AsyncPgConnection, actor: &Actor, id: &RunId) -> Result<Problem, Problem> {
    row(conn, actor, id).await.map(|_| Problem::Conflict(Conflict::RunOver))
}

async fn row(conn: &mut AsyncPgConnection, actor: &Actor, id: &RunId) -> Result<RunRow, Problem> {
    let row = store::migration::import_runs::by_id(conn, actor.organisation_id, id.as_str()).await?;
    row.ok_or(Problem::NotFound(Resource::Run))
}

/// What was done to an import or to a record, for the audit log.
pub(super) fn audit<'a>(
    actor: &'a Actor,
    action: AuditAction,
    key: Option<i64>,
    details: Value,
    now: OffsetDateTime,
) -> NewAudit<'a> {
    let resource_id = key;
    NewAudit { resource_type: "import", resource_id, ..actor.audit(action, 0, details, now) }
}

fn view(row: &RunRow) -> Result<RunView, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("run {}: {what}", row.run_id));
    let options: Options = serde_json::from_value(row.options.clone()).map_err(|_| bad("bad options"))?;
    let checkpoint: Checkpoint = serde_json::from_value(row.counts.clone()).unwrap_or_default();
    let state = RunState::parse(&row.state).ok_or_else(|| bad("unknown state"))?;
    let (done, of) = checkpoint.counts_by_kind.progress();
    let time_left = (state == RunState::Running && checkpoint.rate > 0.0)
        .then(|| ((of - done) as f64 / checkpoint.rate).ceil() as u64);
    Ok(RunView {
        run_id: row.run_id.parse().map_err(|_| bad("bad id"))?,
        source: row.place.clone(),
        dry_run: options.dry_run,
        state,
        stage: Stage::parse(&row.stage).ok_or_else(|| bad("unknown stage"))?,
        counts: checkpoint.counts_by_kind.of(RecordKind::Submission),
        by_kind: checkpoint.counts_by_kind.by_kind(),
        files_per_second: row.files_per_second.and_then(|files| u32::try_from(files).ok()),
        rate: checkpoint.rate,
        time_left,
        started_by: row.started_by.clone(),
        started_at: row.started_at,
        finished_at: row.finished_at,
        error: row.error.clone(),
    })
}
