//! Starts and stops everything that runs in the background of a server.

use super::{periodic, shadow_reads, worker};
use crate::{
    app::App,
    domain::{job::Lane, problem::Problem},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{RwLock, watch},
    task::JoinSet,
    time::timeout,
};

/// How often to look for jobs that another process added, or whose worker died.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long stopping waits for jobs that run.
pub(super) const STOP_WITHIN: Duration = Duration::from_secs(20);

/// The workers and the schedule; [`stop`](Runner::stop) ends them.
pub struct Runner {
    stop: watch::Sender<bool>,
    loops: JoinSet<()>,
}

impl Runner {
    pub fn start(app: &Arc<App>) -> Runner {
        let (stop, stopping) = watch::channel(false);
        let mut loops = JoinSet::new();
        for lane in Lane::ALL {
            let alone = Arc::new(RwLock::new(()));
            for _ in 0..workers(app, lane) {
                loops.spawn(worker::work(Arc::clone(app), lane, Arc::clone(&alone), stopping.clone()));
            }
        }
        loops.spawn(periodic::run(Arc::clone(app), stopping.clone()));
        loops.spawn(shadow_reads::compare(Arc::clone(app), stopping));
        Runner { stop, loops }
    }

    /// Takes no new work and waits for what runs; what takes longer is given back by its lease.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.loops.join_next().await.is_some() {} };
        if timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("some jobs did not end in time and will be made again");
        }
    }
}

/// How many jobs of a lane run at the same time in this process.
fn workers(app: &App, lane: Lane) -> usize {
    match lane {
        Lane::Reports => app.config.jobs,
        Lane::Imports => app.config.jobs.min(1),
        Lane::Email | Lane::Maintenance => 2,
    }
}

pub(super) fn log(what: &str, problem: &Problem) {
    match problem.cause() {
        Some(cause) => tracing::error!(error = %cause, "{what}: {cause:#}"),
        None => tracing::error!("{what}: {problem:?}"),
    }
}
