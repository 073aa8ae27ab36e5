//! An import in the caller's process: the command, and dry runs without a row.

use super::{
    findings::Findings,
    options::Options,
    pass::{Interrupted, Mode, PassContext, ProgressFn},
    pipeline::Pipeline,
    run_lease::{Checkpoint, ControlChannel, RunLease},
    run_view::{self, RunView, view},
    sources::{self, Source},
    work::{RunOutcome, add, run_with_lease},
};
use crate::{
    app::App,
    domain::{
        ids::RunId,
        migration::{RunState, Stage},
        problem::Problem,
    },
    services::actor::Actor,
    store::migration::import_runs::RunRow,
};
use anyhow::anyhow;
use serde_json::json;
use std::sync::Arc;

/// A finished run.
#[derive(Clone, Debug)]
pub struct FinishedRun {
    pub ended: RunOutcome,
    pub view: RunView,
    pub findings: Findings,
}

/// Imports a source now, in this process. A dry run has no row. `watch` is called with the progress.
pub async fn import_now(
    app: &App,
    actor: &Actor,
    by: &str,
    options: Options,
    watch: &(dyn Fn(&RunView) + Send + Sync),
) -> Result<FinishedRun, Problem> {
    let source = sources::open(app, &options)?;
    let (row, held) = match options.dry_run {
        true => (unsaved_row(app, actor, by, &options, &*source), None),
        false => add(app, actor, by, &options, &*source, true).await?,
    };
    let at = |stage: Stage, checkpoint: &Checkpoint| {
        let row = RunRow { stage: stage.as_str().to_owned(), counts: json!(checkpoint), ..row.clone() };
        view(&row)
    };
    let tell = |stage: Stage, checkpoint: &Checkpoint| {
        if let Ok(view) = at(stage, checkpoint) {
            watch(&view);
        }
    };
    // The caller knows the run before its files are counted.
    tell(Stage::Counting, &Checkpoint::default());
    let Some((job, token)) = held else {
        let (checkpoint, findings) = predict(app, actor, &source, &options, &tell).await?;
        let view = RunView { state: RunState::Done, ..at(Stage::Finished, &checkpoint)? };
        return Ok(FinishedRun { ended: RunOutcome::Done, view, findings });
    };
    let held = RunLease { row: row.clone(), job, token, renews: true };
    let (ended, findings) = run_with_lease(app, actor, &held, Some(source), true, &tell).await?;
    let mut conn = actor.connection(&app.pool).await?;
    let run_id: RunId = row.run_id.parse().map_err(|_| Problem::Internal(anyhow!("run {} has a bad id", row.id)))?;
    let view = view(&run_view::row(&mut conn, actor, &run_id).await?)?;
    Ok(FinishedRun { ended, view, findings })
}

/// The row for the view of a dry run; it is not saved.
fn unsaved_row(app: &App, actor: &Actor, by: &str, options: &Options, source: &dyn Source) -> RunRow {
    RunRow {
        id: 0,
        run_id: RunId::random().to_string(),
        organisation_id: actor.organisation_id,
        source_id: 0,
        place: source.place().to_owned(),
        options: json!(options),
        state: RunState::Running.as_str().to_owned(),
        stage: Stage::Counting.as_str().to_owned(),
        counts: json!({}),
        files_per_second: options.files_per_second.and_then(|files| i32::try_from(files).ok()),
        started_by: by.to_owned(),
        error: None,
        started_at: app.clock.now(),
        finished_at: None,
    }
}

/// A pass without changes.
async fn predict(
    app: &App,
    actor: &Actor,
    source: &Arc<dyn Source>,
    options: &Options,
    watch: ProgressFn<'_>,
) -> Result<(Checkpoint, Findings), Problem> {
    let control = ControlChannel::new();
    let context = PassContext { app, actor, control: &control, watch };
    let mode = Mode { dry: true, files_per_second: options.files_per_second, ..Mode::default() };
    let mut pass = Pipeline::new(context, source, mode).await?;
    match pass.everything(options.fetch_media).await {
        Ok(()) => Ok((pass.checkpoint, pass.findings)),
        Err(Interrupted::Problem(problem)) => Err(problem),
        Err(Interrupted::Paused | Interrupted::Left) => Err(Problem::Internal(anyhow!("a dry run has no row"))),
    }
}
