//! Working on a run from any state: the process with its lease goes through the complete source, and records that were
//! handled before cost only a look-up.

use super::{
    findings::Findings,
    options::Options,
    pass::{Interrupted, Mode, PassContext, ProgressFn},
    pipeline::Pipeline,
    run_lease::{Checkpoint, ControlChannel, RunLease},
    run_view::audit,
    sources::{self, Source},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::RunId,
        job::Import,
        lang::Lang,
        migration::{RecordKind, RunState, Stage},
        problem::{Problem, StoredProblem},
    },
    i18n::Texts,
    services::{
        actor::Actor,
        jobs::{self, Claim},
        schema_check,
    },
    store::{
        self,
        migration::import_runs::{NewRun, RunRow},
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often a run starts again after the database or the disk was unavailable, and the wait before each time.
const TRIES: u32 = 60;
const WAIT: Duration = Duration::from_secs(1);

/// How the work on a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    Done,
    /// It was paused and continues when it is resumed.
    Paused,
    /// It was stopped, or another process has its lease.
    Interrupted,
    Failed,
}

/// Works on the run of a job until it is done, paused or stopped.
pub async fn work(app: &App, claim: &Claim, run: &RunId) -> Result<RunOutcome, Problem> {
    let actor = Actor::system(app, claim.tenant()?);
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::migration::import_runs::by_id(&mut conn, actor.organisation_id, run.as_str()).await?;
    drop(conn);
    // The run has ended, or was never committed: its job has nothing to do.
    let Some(row) = row.filter(|row| row.finished_at.is_none()) else { return Ok(RunOutcome::Interrupted) };
    let held = RunLease { row, job: claim.id, token: claim.token.clone(), renews: false };
    Ok(run_with_lease(app, &actor, &held, None, false, &|_, _| {}).await?.0)
}

/// Adds a run of a source with its job, either due or held by this process from the start.
pub(super) async fn add(
    app: &App,
    actor: &Actor,
    by: &str,
    options: &Options,
    source: &dyn Source,
    is_held: bool,
) -> Result<(RunRow, Option<(i64, String)>), Problem> {
    schema_check::require(app).await?;
    let (run_id, now) = (RunId::random(), app.clock.now());
    let (organisation, kind, place) = (actor.organisation_id, source.kind().as_str(), source.place().to_owned());
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
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
            started_at: now,
            updated_at: now,
        };
        let key = store::migration::import_runs::add(conn, &run).await?;
        let details = json!({ "run_id": run_id, "by": by, "source": place, "options": options });
        store::audit::add(conn, &audit(actor, AuditAction::ImportStarted, Some(key), details, now)).await?;
        let job = Import { run_id: run_id.clone() };
        let held = match is_held {
            true => Some(jobs::add_held(conn, actor, &job, now, jobs::lease(app)).await?),
            false => {
                jobs::add(conn, Some(organisation), actor.user_id, &job, now).await?;
                None
            }
        };
        let row = store::migration::import_runs::by_id(conn, organisation, run_id.as_str()).await?;
        Ok((row.ok_or_else(|| Problem::Internal(anyhow!("the run {run_id} is gone")))?, held))
    })
    .await
}

/// Works on a held run, using `source` if the caller has opened it. If the database or the disk is unavailable, it
/// starts again later with the source reopened.
pub(super) async fn run_with_lease(
    app: &App,
    actor: &Actor,
    held: &RunLease,
    mut source: Option<Arc<dyn Source>>,
    waits: bool,
    watch: ProgressFn<'_>,
) -> Result<(RunOutcome, Findings), Problem> {
    let options: Options = serde_json::from_value(held.row.options.clone())
        .map_err(|error| Problem::Internal(anyhow!("run {}: {error}", held.row.run_id)))?;
    let mut tries = 0;
    loop {
        let control = ControlChannel::new();
        let context = PassContext { app, actor, control: &control, watch };
        let trying = tokio::select! {
            tried = attempt(context, held, &options, source.take(), waits) => tried,
            never = held.listen(app, &control) => never,
        };
        let (ended, findings) = match trying {
            Ok(ended) => ended,
            Err(Problem::Unavailable(cause) | Problem::Unconfirmed(cause)) if tries < TRIES => {
                tries += 1;
                tracing::warn!(error = %cause, "import {} is waiting for the database or the disk: {cause:#}", held.row.run_id);
                sleep(WAIT).await;
                continue;
            }
            Err(problem) => {
                fail(app, actor, held, &problem).await?;
                return Ok((RunOutcome::Failed, Findings::default()));
            }
        };
        return Ok((ended, findings));
    }
}

async fn attempt(
    context: PassContext<'_>,
    held: &RunLease,
    options: &Options,
    source: Option<Arc<dyn Source>>,
    waits: bool,
) -> Result<(RunOutcome, Findings), Problem> {
    let PassContext { app, actor, .. } = context;
    let source = source.map_or_else(|| sources::open(app, options), Ok)?;
    let files_per_second = held.row.files_per_second.and_then(|files| u32::try_from(files).ok());
    let mode = Mode { dry: options.dry_run, lease: Some(held), waits, files_per_second };
    let mut pass = Pipeline::new(context, &source, mode).await?;
    match pass.everything(options.fetch_media).await {
        Ok(()) => {}
        Err(Interrupted::Problem(problem)) => return Err(problem),
        Err(Interrupted::Paused) => return Ok((RunOutcome::Paused, pass.findings)),
        Err(Interrupted::Left) => return Ok((RunOutcome::Interrupted, pass.findings)),
    }
    let (checkpoint, findings) = (pass.checkpoint, pass.findings);
    let mut conn = actor.connection(&app.pool).await?;
    let finishing = conn.transaction::<_, DbError, _>(async |conn| {
        let (state, stage) = (RunState::Done, Stage::Finished);
        if !held.finish(conn, app, state, None, stage, &checkpoint).await? {
            return Ok(RunOutcome::Interrupted);
        }
        let counts = checkpoint.counts_by_kind.of(RecordKind::Submission);
        let details = json!({ "run_id": held.row.run_id, "counts": counts });
        store::audit::add(
            conn,
            &audit(actor, AuditAction::ImportFinished, Some(held.row.id), details, app.clock.now()),
        )
        .await?;
        fail::fail_point!("import.before_finish");
        Ok(RunOutcome::Done)
    });
    Ok((finishing.await?, findings))
}

/// Ends a run that cannot continue. Its results stay, and a new run continues from there.
async fn fail(app: &App, actor: &Actor, held: &RunLease, problem: &Problem) -> Result<(), Problem> {
    let stored = StoredProblem::new(problem).to_text();
    tracing::error!(
        run = held.row.run_id,
        "{} failed: {}",
        held.row.run_id,
        Texts::of(Lang::EN).stored_problem(&stored)
    );
    let mut conn = actor.connection(&app.pool).await?;
    let failing = conn.transaction::<_, DbError, _>(async |conn| {
        let row = store::migration::import_runs::by_id(conn, actor.organisation_id, &held.row.run_id).await?;
        let Some(row) = row else { return Ok(()) };
        let checkpoint: Checkpoint = serde_json::from_value(row.counts).unwrap_or_default();
        let stage = Stage::parse(&row.stage).unwrap_or(Stage::Counting);
        if held.finish(conn, app, RunState::Failed, Some(&stored), stage, &checkpoint).await? {
            let details = json!({ "run_id": held.row.run_id, "error": StoredProblem::new(problem) });
            let row = audit(actor, AuditAction::ImportFailed, Some(held.row.id), details, app.clock.now());
            store::audit::add(conn, &row).await?;
        }
        Ok(())
    });
    Ok(failing.await?)
}
