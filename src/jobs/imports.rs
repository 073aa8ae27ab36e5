//! The loop that works on runs of the importer: one at a time in this process, and one that nobody else holds.

use super::runner::{LOOK_EVERY, log};
use crate::{
    app::App,
    domain::problem::Problem,
    migration::import::{self, Ended},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

pub(super) async fn work(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        let rest = match next(&app, &mut stopping).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => LOOK_EVERY,
            Err(problem) => {
                log("cannot work on an import", &problem);
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = app.imports.notified(), if !rest.is_zero() => {}
            () = sleep(rest) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Works on one run; false if none is due. When the process stops, the batch that is being written is given up, which
/// leaves nothing of it, and the run is free for whoever comes next.
async fn next(app: &Arc<App>, stopping: &mut watch::Receiver<bool>) -> Result<bool, Problem> {
    let Some(run) = import::claim(app).await? else { return Ok(false) };
    let ended = tokio::select! {
        ended = import::work(app, &run) => ended?,
        _ = stopping.changed() => {
            import::release(app, &run).await?;
            return Ok(true);
        }
    };
    match ended {
        Ended::Done => tracing::info!("an import is done"),
        Ended::Paused => tracing::info!("an import is paused"),
        Ended::Left => tracing::info!("an import was stopped, or somebody else works on it"),
        Ended::Failed => tracing::error!("an import failed"),
    }
    Ok(true)
}
