//! Working on a run, from wherever it stands: whoever holds its lease goes through the whole source, and what was
//! done before costs only a look.

use super::{
    Noted, Options, audit,
    books::Books,
    findings::Findings,
    held::{self, Ear, Held},
    look::Eyes,
    pace::Pace,
    pass::{Interrupted, Pass, Watch},
    sources,
};
use crate::{
    app::App,
    domain::{
        ids::RunId,
        lang::Lang,
        migration::{RecordKind, RunState, Stage},
        problem::Problem,
    },
    services::caller::Caller,
    store::{
        self,
        error::unwalled,
        migration::import_runs::{NewRun, RunRow},
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

/// How often a run begins anew after the database or the disk went away, and how long it waits each time.
const TRIES: u32 = 60;
const WAIT: Duration = Duration::from_secs(1);

/// How working on a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// Somebody paused it; it is to be taken up when it is resumed.
    Paused,
    /// It was stopped, or somebody else has it.
    Left,
    Failed,
}

/// A run that this process may work on.
pub struct Claimed(Held);

/// Takes a run that is due and that nobody works on.
pub async fn claim(app: &App) -> Result<Option<Claimed>, Problem> {
    let token = held::new_token();
    let (now, until) = (app.clock.now(), held::lease_end(app));
    let mut conn = unwalled(&app.pool).await?;
    let claiming = conn.transaction::<_, DbError, _>(async |conn| {
        store::migration::import_runs::claim(conn, &token, now, until).await
    });
    Ok(claiming.await?.map(|row| Claimed(Held { row, token })))
}

/// Gives a run back that was not worked on to its end.
pub async fn release(app: &App, run: &Claimed) -> Result<(), Problem> {
    let mut conn = unwalled(&app.pool).await?;
    Ok(store::migration::import_runs::release(&mut conn, run.0.row.id, &run.0.token).await?)
}

/// Works on a run until it is done, paused or stopped.
pub async fn work(app: &App, run: &Claimed) -> Result<Ended, Problem> {
    let caller = Caller::system(app, run.0.row.organisation_id);
    let done = held_run(app, &caller, &run.0, false, &|_, _| {}).await?;
    if done.0 == Ended::Paused {
        release(app, run).await?;
    }
    Ok(done.0)
}

/// Adds a run, free to be taken, or held by a token from the start.
pub(super) async fn add(
    app: &App,
    caller: &Caller,
    by: &str,
    options: &Options,
    token: Option<&str>,
) -> Result<RunRow, Problem> {
    let source = sources::open(app, options)?;
    let (run_id, now) = (RunId::random(), app.clock.now());
    let (organisation, kind, place) = (caller.organisation_id, source.kind().as_str(), source.place().to_owned());
    let mut conn = caller.connection(&app.pool).await?;
    let adding = conn.transaction::<_, DbError, _>(async |conn| {
        let source_id = store::migration::legacy_sources::ensure(conn, organisation, kind, &place).await?;
        let run = NewRun {
            run_id: run_id.as_str(),
            organisation_id: organisation,
            source_id,
            options: json!(options),
            state: RunState::Running.as_str(),
            stage: Stage::Counting.as_str(),
            files_per_second: options.files_per_second.and_then(|files| i32::try_from(files).ok()),
            started_by: by,
            lease_token: token,
            leased_until: token.map(|_| held::lease_end(app)),
            started_at: now,
            updated_at: now,
        };
        let key = store::migration::import_runs::add(conn, &run).await?;
        let details = json!({ "run_id": run_id, "by": by, "source": place, "options": options });
        store::audit::add(conn, &audit(caller, "import.started", Some(key), details, now)).await?;
        store::migration::import_runs::by_id(conn, organisation, run_id.as_str()).await
    });
    adding.await?.ok_or_else(|| Problem::Internal(anyhow!("the run {run_id} is gone")))
}

/// Works on a held run. Where the database or the disk goes away it begins anew when they are back.
pub(super) async fn held_run(
    app: &App,
    caller: &Caller,
    held: &Held,
    waits: bool,
    watch: Watch<'_>,
) -> Result<(Ended, Findings), Problem> {
    let options: Options = serde_json::from_value(held.row.options.clone())
        .map_err(|error| Problem::Internal(anyhow!("run {}: {error}", held.row.run_id)))?;
    let mut tries = 0;
    loop {
        let ear = Ear::new();
        let trying = tokio::select! {
            tried = attempt(app, caller, held, &options, waits, &ear, watch) => tried,
            never = held.listen(app, &ear) => never,
        };
        let (ended, findings) = match trying {
            Ok(ended) => ended,
            Err(Problem::Unavailable(cause) | Problem::Unconfirmed(cause)) if tries < TRIES => {
                tries += 1;
                tracing::warn!(error = %cause, "{} waits for its database or disk: {cause:#}", held.row.run_id);
                sleep(WAIT).await;
                continue;
            }
            Err(problem) => {
                fail(app, caller, held, &problem).await?;
                return Ok((Ended::Failed, Findings::default()));
            }
        };
        return Ok((ended, findings));
    }
}

async fn attempt(
    app: &App,
    caller: &Caller,
    held: &Held,
    options: &Options,
    waits: bool,
    ear: &Ear,
    watch: Watch<'_>,
) -> Result<(Ended, Findings), Problem> {
    let source = sources::open(app, options)?;
    let run = Some(held.row.id);
    let (books, conn) = match options.dry_run {
        true => Books::dry(app, caller, &*source).await?,
        false => Books::open(app, caller, &*source).await?,
    };
    let notes = match options.dry_run {
        true => Some(store::pool::apart(caller.connection(&app.pool).await?)),
        false => None,
    };
    let mut pass = Pass {
        books,
        conn,
        notes,
        eyes: Eyes::new(app, &source, run.filter(|_| !options.dry_run)),
        dry: options.dry_run,
        held: Some(held),
        ear,
        waits,
        pace: Pace::new(held.row.files_per_second.and_then(|files| u32::try_from(files).ok())),
        noted: Noted::default(),
        findings: Findings::default(),
        app,
        caller,
        watch,
    };
    match pass.everything(options.fetch_media).await {
        Ok(()) => {}
        Err(Interrupted::Problem(problem)) => return Err(problem),
        Err(Interrupted::Paused) => return Ok((Ended::Paused, pass.findings)),
        Err(Interrupted::Left) => return Ok((Ended::Left, pass.findings)),
    }
    let (noted, findings) = (pass.noted, pass.findings);
    let mut conn = caller.connection(&app.pool).await?;
    let finishing = conn.transaction::<_, DbError, _>(async |conn| {
        let (state, stage) = (RunState::Done, Stage::Finished);
        if !held.finish(conn, app, state, None, stage, &noted).await? {
            return Ok(Ended::Left);
        }
        let counts = noted.tally.of(RecordKind::Submission);
        let details = json!({ "run_id": held.row.run_id, "counts": counts });
        store::audit::add(conn, &audit(caller, "import.finished", run, details, app.clock.now())).await?;
        fail::fail_point!("import.before_finish");
        Ok(Ended::Done)
    });
    Ok((finishing.await?, findings))
}

/// It cannot go on by itself. What it has done stays done, and a new run goes on from there.
async fn fail(app: &App, caller: &Caller, held: &Held, problem: &Problem) -> Result<(), Problem> {
    let said = match problem.cause() {
        Some(cause) => format!("{} ({cause})", problem.sentence(Lang::En)),
        None => problem.sentence(Lang::En),
    };
    tracing::error!(run = held.row.run_id, "{} failed: {said}", held.row.run_id);
    let mut conn = caller.connection(&app.pool).await?;
    let failing = conn.transaction::<_, DbError, _>(async |conn| {
        let row = store::migration::import_runs::by_id(conn, caller.organisation_id, &held.row.run_id).await?;
        let Some(row) = row else { return Ok(()) };
        let noted: Noted = serde_json::from_value(row.counts).unwrap_or_default();
        let stage = Stage::parse(&row.stage).unwrap_or(Stage::Counting);
        if held.finish(conn, app, RunState::Failed, Some(&said), stage, &noted).await? {
            let details = json!({ "run_id": held.row.run_id, "error": said });
            let row = audit(caller, "import.failed", Some(held.row.id), details, app.clock.now());
            store::audit::add(conn, &row).await?;
        }
        Ok(())
    });
    Ok(failing.await?)
}
