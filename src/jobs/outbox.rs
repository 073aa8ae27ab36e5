//! The loops that serve the migration: one writes submissions to the old store as soon as they wait for it, one compares
//! the stores where somebody has just looked.

use super::runner::log;
use crate::{
    app::App,
    migration::{legacy_store, reads},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// How often to look for what another process left, or what was put off.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Between these one may be asked to stop.
const AT_ONCE: i64 = 64;

pub(super) async fn write(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        if let Err(problem) = legacy_store::catch_up(&app).await {
            log("cannot find what the old store lacks", &problem);
        }
        match legacy_store::drain(&app, AT_ONCE).await {
            Ok(written) if written as i64 >= AT_ONCE => continue,
            Ok(_) => {}
            Err(problem) => log("cannot write to the old store", &problem),
        }
        tokio::select! {
            () = app.old_store.notified() => {}
            () = sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => {}
        }
    }
}

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
