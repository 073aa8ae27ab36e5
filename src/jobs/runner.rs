//! Starts and stops the background work of a server.

#[cfg(feature = "migration")]
use super::shadow_reads;
use super::{
    periodic,
    worker::{self, STOP_WITHIN},
};
use crate::{app::App, domain::job::Lane};
use std::sync::Arc;
use tokio::{
    sync::{RwLock, watch},
    task::JoinSet,
    time::timeout,
};

/// All workers and the schedule; [`stop`](Runner::stop) ends them.
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
        #[cfg(feature = "migration")]
        loops.spawn(shadow_reads::compare(Arc::clone(app), stopping));
        Runner { stop, loops }
    }

    /// Stops claiming jobs and waits for running ones. Those that take longer are claimed again after their lease
    /// expires.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.loops.join_next().await.is_some() {} };
        if timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("some jobs did not end in time and will run again");
        }
    }
}

/// The number of jobs of a lane that run at once in this process.
fn workers(app: &App, lane: Lane) -> usize {
    match lane {
        Lane::Reports => app.config.jobs,
        Lane::Imports => app.config.jobs.min(1),
        Lane::Email | Lane::Maintenance => 2,
    }
}
