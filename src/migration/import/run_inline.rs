//! A whole import at once, in the process of whoever asks: what the command does, and every dry run without a row.

use super::{
    Checkpoint, Options, RunView,
    classify::RecordReader,
    findings::Findings,
    ledger::Ledger,
    pipeline::{Interrupted, Pipeline, ProgressFn},
    run_lease::{ControlChannel, RunLease},
    sources::{self, Source},
    throttle::Throttle,
    view,
    work::{Ended, add, held_run},
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

/// A run that was gone through at once.
#[derive(Clone, Debug)]
pub struct Done {
    pub ended: Ended,
    pub view: RunView,
    pub findings: Findings,
}

/// Goes through a source now, in this process; a dry run leaves not even a row of itself. `watch` is told how it goes.
pub async fn import_now(
    app: &App,
    actor: &Actor,
    by: &str,
    options: Options,
    watch: &(dyn Fn(&RunView) + Send + Sync),
) -> Result<Done, Problem> {
    let (row, held) = match options.dry_run {
        true => (imagined(app, actor, by, &options)?, None),
        false => add(app, actor, by, &options, true).await?,
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
    let Some((job, token)) = held else {
        let source = sources::open(app, &options)?;
        let (checkpoint, findings) = predict(app, actor, &source, &options, &tell).await?;
        let view = RunView { state: RunState::Done, ..at(Stage::Finished, &checkpoint)? };
        return Ok(Done { ended: Ended::Done, view, findings });
    };
    let held = RunLease { row: row.clone(), job, token, renews: true };
    let (ended, findings) = held_run(app, actor, &held, true, &tell).await?;
    let mut conn = actor.connection(&app.pool).await?;
    let run_id: RunId = row.run_id.parse().map_err(|_| Problem::Internal(anyhow!("run {} has a bad id", row.id)))?;
    let view = view(&super::row(&mut conn, actor, &run_id).await?)?;
    Ok(Done { ended, view, findings })
}

/// The row that a dry run would have.
fn imagined(app: &App, actor: &Actor, by: &str, options: &Options) -> Result<RunRow, Problem> {
    let source = sources::open(app, options)?;
    Ok(RunRow {
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
    })
}

/// Goes through a source and changes nothing.
async fn predict(
    app: &App,
    actor: &Actor,
    source: &Arc<dyn Source>,
    options: &Options,
    watch: ProgressFn<'_>,
) -> Result<(Checkpoint, Findings), Problem> {
    let (ledger, conn) = Ledger::dry(app, actor, &**source).await?;
    let mut pass = Pipeline {
        ledger,
        conn,
        notes: None,
        reader: RecordReader::new(app, source, None),
        dry: true,
        held: None,
        control: &ControlChannel::new(),
        waits: false,
        throttle: Throttle::new(options.files_per_second),
        checkpoint: Checkpoint::default(),
        findings: Findings::default(),
        app,
        actor,
        watch,
    };
    match pass.everything(options.fetch_media).await {
        Ok(()) => Ok((pass.checkpoint, pass.findings)),
        Err(Interrupted::Problem(problem)) => Err(problem),
        Err(Interrupted::Paused | Interrupted::Left) => Err(Problem::Internal(anyhow!("a dry run has no row"))),
    }
}
