//! Wakes workers of this process when a job was added. Only an optimisation: workers also poll, so jobs of other
//! processes and lost signals are only delayed.

use crate::domain::job::Lane;
use std::{
    collections::{BTreeSet, HashSet},
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub struct JobSignals {
    reports: Notify,
    email: Notify,
    imports: Notify,
    maintenance: Notify,
    /// Periodic jobs that were requested to run before they are due.
    periodic: Mutex<BTreeSet<&'static str>>,
    requested: Notify,
}

impl JobSignals {
    /// Wakes one worker of the lane. Call it after the commit that adds the job.
    pub fn wake(&self, lane: Lane) {
        self.of(lane).notify_one();
    }

    /// Waits until a job was added to the lane.
    pub async fn wait_for_job(&self, lane: Lane) {
        self.of(lane).notified().await;
    }

    /// Requests a run of this periodic job as soon as possible. Call it after the commit that gives it work.
    pub fn request(&self, periodic: &'static str) {
        self.periodic.lock().unwrap_or_else(PoisonError::into_inner).insert(periodic);
        self.requested.notify_one();
    }

    /// Waits for a request and takes it. Requests for jobs in `running` stay, because the current run may have missed
    /// the new work.
    pub async fn next_requested(&self, running: &HashSet<&'static str>) -> &'static str {
        loop {
            if let Some(name) = self.take_requested(running) {
                return name;
            }
            self.requested.notified().await;
        }
    }

    fn take_requested(&self, running: &HashSet<&'static str>) -> Option<&'static str> {
        let mut requested = self.periodic.lock().unwrap_or_else(PoisonError::into_inner);
        let name = requested.iter().find(|name| !running.contains(**name)).copied()?;
        requested.take(name)
    }

    fn of(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Reports => &self.reports,
            Lane::Email => &self.email,
            Lane::Imports => &self.imports,
            Lane::Maintenance => &self.maintenance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_is_kept_while_its_job_runs() {
        let (signals, idle) = (JobSignals::default(), HashSet::new());
        signals.request("a");
        signals.request("a");
        signals.request("b");
        assert_eq!(signals.next_requested(&HashSet::from(["a"])).await, "b");
        assert_eq!(signals.take_requested(&HashSet::from(["a"])), None);
        assert_eq!(signals.next_requested(&idle).await, "a");
        assert_eq!(signals.take_requested(&idle), None);
    }
}
