//! Wakes workers of this process when a job was added here. Other processes find it by looking, and so does this one if
//! the signal is lost: it only saves the wait.

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
    /// Periodic jobs that are to run before their time.
    periodic: Mutex<BTreeSet<&'static str>>,
    requested: Notify,
}

impl JobSignals {
    /// Wakes one worker of the lane. To be called after the commit that adds the job.
    pub fn wake(&self, lane: Lane) {
        self.of(lane).notify_one();
    }

    /// Waits until a job was added to the lane.
    pub async fn woken(&self, lane: Lane) {
        self.of(lane).notified().await;
    }

    /// Has the periodic job of this name run as soon as it can: it has something to do since the caller's commit.
    pub fn request(&self, periodic: &'static str) {
        self.periodic.lock().unwrap_or_else(PoisonError::into_inner).insert(periodic);
        self.requested.notify_one();
    }

    /// Waits until a periodic job is requested, and takes the request. One that `running` names stays requested: what
    /// runs may have missed what the request is about.
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
