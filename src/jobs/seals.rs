//! The loop that takes new rows of the audit log into its chain, a second or so after their commit.

use super::runner::log;
use crate::{app::App, services::audit};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// How often to look for rows that wait. A query through an index; nothing is asked of whoever writes rows.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn seal(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        if let Err(problem) = audit::seal_all(&app, false).await {
            log("cannot seal the audit log", &problem);
        }
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => {}
        }
    }
}
