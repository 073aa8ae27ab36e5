//! Compares both stores after a submission was read. The queue is in memory, so a restart loses its entries.

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
            log(&format!("cannot compare both stores for {id}"), &problem);
        }
    }
}
