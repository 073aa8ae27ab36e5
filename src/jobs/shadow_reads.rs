//! Compares both stores where a submission was just read. A sample, held in memory: what a restart loses of it is owed
//! to nobody.

use super::log::log;
use crate::{app::App, migration::reads};
use std::sync::Arc;
use tokio::sync::watch;

pub(super) async fn compare(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        let id = tokio::select! {
            id = app.shadow_reads.next() => id,
            _ = stopping.changed() => return,
        };
        if let Err(problem) = reads::compare(&app, &id).await {
            log(&format!("cannot compare both stores about {id}"), &problem);
        }
    }
}
