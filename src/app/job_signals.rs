//! Wakes workers of this process when a job was added here. Other processes find it by looking, and so does this one if
//! the signal is lost: it only saves the wait.

use crate::domain::job::Lane;
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub struct JobSignals {
    reports: Notify,
    email: Notify,
    imports: Notify,
    maintenance: Notify,
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

    fn of(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Reports => &self.reports,
            Lane::Email => &self.email,
            Lane::Imports => &self.imports,
            Lane::Maintenance => &self.maintenance,
        }
    }
}
