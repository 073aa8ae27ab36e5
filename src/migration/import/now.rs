//! A whole import at once, in the process of whoever asks: what the command does, and every dry run without a row.

use super::{
    Noted, Options, RunView,
    books::Books,
    findings::Findings,
    held::{self, Ear, Held},
    look::Eyes,
    pace::Pace,
    pass::{Interrupted, Pass, Watch},
    sources::{self, Source},
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
    services::caller::Caller,
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
    caller: &Caller,
    by: &str,
    options: Options,
    watch: &(dyn Fn(&RunView) + Send + Sync),
) -> Result<Done, Problem> {
    let token = held::new_token();
    let row = match options.dry_run {
        true => imagined(app, caller, by, &options)?,
        false => add(app, caller, by, &options, Some(&token)).await?,
    };
    let at = |stage: Stage, noted: &Noted| {
        let row = RunRow { stage: stage.as_str().to_owned(), counts: json!(noted), ..row.clone() };
        view(&row)
    };
    let tell = |stage: Stage, noted: &Noted| {
        if let Ok(view) = at(stage, noted) {
            watch(&view);
        }
    };
    if options.dry_run {
        let source = sources::open(app, &options)?;
        let (noted, findings) = predict(app, caller, &source, &options, &tell).await?;
        let view = RunView { state: RunState::Done, ..at(Stage::Finished, &noted)? };
        return Ok(Done { ended: Ended::Done, view, findings });
    }
    let held = Held { row: row.clone(), token };
    let (ended, findings) = held_run(app, caller, &held, true, &tell).await?;
    let mut conn = caller.connection(&app.pool).await?;
    let run_id: RunId = row.run_id.parse().map_err(|_| Problem::Internal(anyhow!("run {} has a bad id", row.id)))?;
    let view = view(&super::row(&mut conn, caller, &run_id).await?)?;
    Ok(Done { ended, view, findings })
}

/// The row that a dry run would have.
fn imagined(app: &App, caller: &Caller, by: &str, options: &Options) -> Result<RunRow, Problem> {
    let source = sources::open(app, options)?;
    Ok(RunRow {
        id: 0,
        run_id: RunId::random().to_string(),
        organisation_id: caller.organisation_id,
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
    caller: &Caller,
    source: &Arc<dyn Source>,
    options: &Options,
    watch: Watch<'_>,
) -> Result<(Noted, Findings), Problem> {
    let (books, conn) = Books::dry(app, caller, &**source).await?;
    let mut pass = Pass {
        books,
        conn,
        notes: None,
        eyes: Eyes::new(app, source, None),
        dry: true,
        held: None,
        ear: &Ear::new(),
        waits: false,
        pace: Pace::new(options.files_per_second),
        noted: Noted::default(),
        findings: Findings::default(),
        app,
        caller,
        watch,
    };
    match pass.everything(options.fetch_media).await {
        Ok(()) => Ok((pass.noted, pass.findings)),
        Err(Interrupted::Problem(problem)) => Err(problem),
        Err(Interrupted::Paused | Interrupted::Left) => Err(Problem::Internal(anyhow!("a dry run has no row"))),
    }
}
