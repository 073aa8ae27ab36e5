//! The importer: every record of an old store ends in exactly one state, however often it is run or killed.

//!
//! - `sources`: where records come from; `walk`: as a stream of batches;
//! - `record`, `look`, `candidate`: what can be found out about a record without asking the database; `media`, `reports`
//!   and `fetch`: the files that belong to it;
//! - `books`, `save`: the ledger and the one transaction of a batch; `tally`, `findings`: what it came to;
//! - `pass`, `others`: one pass through a source; `pace`: how fast;
//! - `held`, `work`: a run that survives whoever works on it; `now`: one in the process of whoever asks; `one`, `take`:
//!   a single record.

mod books;
mod candidate;
mod fetch;
mod findings;
mod held;
mod look;
mod media;
mod now;
mod one;
mod others;
mod pace;
mod pass;
mod record;
mod reports;
mod save;
pub(super) mod sources;
pub(super) mod take;
mod tally;
mod walk;
mod work;

use crate::{
    app::App,
    domain::{
        ids::RunId,
        migration::{Counts, RecordKind, RunState, SourceKind, Stage},
        problem::{Conflict, Problem, Thing},
    },
    services::caller::Caller,
    store::{self, audit::NewAudit, migration::import_runs::RunRow},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use held::Noted;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::PathBuf};
use time::OffsetDateTime;

pub use findings::Findings;
pub use now::{Done, import_now};
pub use one::import_one;
pub(super) use one::{Again, again};
pub(super) use take::understand;
pub use work::{Ended, claim, release, work};

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

/// Makes a run due; a server's background loop takes it up.
pub async fn begin(app: &App, caller: &Caller, by: &str, options: Options) -> Result<RunId, Problem> {
    let row = work::add(app, caller, by, &options, None).await?;
    app.imports.notify_one();
    row.run_id.parse().map_err(|_| Problem::Internal(anyhow!("run {} has a bad id", row.id)))
}

/// The newest runs first, at most 50.
pub async fn runs(app: &App, caller: &Caller) -> Result<Vec<RunView>, Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    let rows = store::migration::import_runs::newest(&mut conn, caller.organisation_id, NEWEST).await?;
    rows.iter().map(view).collect()
}

pub async fn run(app: &App, caller: &Caller, id: &RunId) -> Result<RunView, Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    view(&row(&mut conn, caller, id).await?)
}

pub async fn pause(app: &App, caller: &Caller, by: &str, id: &RunId) -> Result<(), Problem> {
    let to = Turn { from: &[RunState::Running], to: RunState::Paused, action: "import.paused" };
    turn(app, caller, by, id, to).await
}

pub async fn resume(app: &App, caller: &Caller, by: &str, id: &RunId) -> Result<(), Problem> {
    let to = Turn { from: &[RunState::Paused], to: RunState::Running, action: "import.resumed" };
    turn(app, caller, by, id, to).await?;
    app.imports.notify_one();
    Ok(())
}

pub async fn stop(app: &App, caller: &Caller, by: &str, id: &RunId) -> Result<(), Problem> {
    let from = &[RunState::Running, RunState::Paused];
    turn(app, caller, by, id, Turn { from, to: RunState::Stopped, action: "import.stopped" }).await
}

/// At most so many files a second from now on.
pub async fn throttle(app: &App, caller: &Caller, id: &RunId, files: Option<u32>) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = caller.connection(&app.pool).await?;
    let files = files.and_then(|files| i32::try_from(files).ok()).filter(|files| *files > 0);
    let throttled = conn
        .transaction::<_, DbError, _>(async |conn| {
            let key = store::migration::import_runs::throttle(conn, caller.organisation_id, id.as_str(), files).await?;
            if let Some(key) = key {
                let details = json!({ "run_id": id, "files_per_second": files });
                store::audit::add(conn, &audit(caller, "import.throttled", Some(key), details, now)).await?;
            }
            Ok(key.is_some())
        })
        .await?;
    match throttled {
        true => Ok(()),
        false => Err(gone_or_over(&mut conn, caller, id).await?),
    }
}

/// From which states to which, and what the audit log calls it.
struct Turn<'t> {
    from: &'t [RunState],
    to: RunState,
    action: &'t str,
}

/// Turning a run to the state that it is in already is no error: two people may press the same button.
async fn turn(app: &App, caller: &Caller, by: &str, id: &RunId, turn: Turn<'_>) -> Result<(), Problem> {
    let (organisation, now) = (caller.organisation_id, app.clock.now());
    let from: Vec<&str> = turn.from.iter().map(|state| state.as_str()).collect();
    let over = (turn.to == RunState::Stopped).then_some(now);
    let mut conn = caller.connection(&app.pool).await?;
    let turned = conn
        .transaction::<_, DbError, _>(async |conn| {
            let to = turn.to.as_str();
            let key =
                store::migration::import_runs::set_state(conn, organisation, id.as_str(), &from, to, over, now).await?;
            if let Some(key) = key {
                let details = json!({ "run_id": id, "by": by });
                store::audit::add(conn, &audit(caller, turn.action, Some(key), details, now)).await?;
            }
            Ok(key.is_some())
        })
        .await?;
    if turned || row(&mut conn, caller, id).await?.state == turn.to.as_str() {
        return Ok(());
    }
    Err(Problem::Conflict(Conflict::RunOver))
}

async fn gone_or_over(conn: &mut AsyncPgConnection, caller: &Caller, id: &RunId) -> Result<Problem, Problem> {
    row(conn, caller, id).await.map(|_| Problem::Conflict(Conflict::RunOver))
}

async fn row(conn: &mut AsyncPgConnection, caller: &Caller, id: &RunId) -> Result<RunRow, Problem> {
    let row = store::migration::import_runs::by_id(conn, caller.organisation_id, id.as_str()).await?;
    row.ok_or(Problem::NotFound(Thing::Run))
}

/// What was done to an import or to a record, for the audit log.
pub(super) fn audit<'a>(
    caller: &'a Caller,
    action: &'a str,
    key: Option<i64>,
    details: Value,
    now: OffsetDateTime,
) -> NewAudit<'a> {
    let resource_id = key;
    NewAudit { resource_type: "import", resource_id, ..caller.audit(action, 0, details, now) }
}

fn view(row: &RunRow) -> Result<RunView, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("run {}: {what}", row.run_id));
    let options: Options = serde_json::from_value(row.options.clone()).map_err(|_| bad("bad options"))?;
    let noted: Noted = serde_json::from_value(row.counts.clone()).unwrap_or_default();
    let state = RunState::parse(&row.state).ok_or_else(|| bad("unknown state"))?;
    let (done, of) = noted.tally.progress();
    let time_left =
        (state == RunState::Running && noted.rate > 0.0).then(|| ((of - done) as f64 / noted.rate).ceil() as u64);
    Ok(RunView {
        run_id: row.run_id.parse().map_err(|_| bad("bad id"))?,
        source: row.place.clone(),
        dry_run: options.dry_run,
        state,
        stage: Stage::parse(&row.stage).ok_or_else(|| bad("unknown stage"))?,
        counts: noted.tally.of(RecordKind::Submission),
        by_kind: noted.tally.by_kind(),
        files_per_second: row.files_per_second.and_then(|files| u32::try_from(files).ok()),
        rate: noted.rate,
        time_left,
        started_by: row.started_by.clone(),
        started_at: row.started_at,
        finished_at: row.finished_at,
        error: row.error.clone(),
    })
}
