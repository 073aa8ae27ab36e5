//! The list of periodic jobs. Each runs independently: a failing one does not stop the others.

use crate::{
    app::App,
    domain::problem::Problem,
    files::StoredKind,
    services::{audit, clean_up, notifications, pending_submissions, privacy, retention, webhooks},
};
use futures::{FutureExt, future::BoxFuture};
use std::{sync::Arc, time::Duration};

/// A periodic job. A run returns the number of items that it processed.
#[derive(Clone, Copy)]
pub struct PeriodicJob {
    pub name: &'static str,
    pub every: Duration,
    /// The time limit of a run.
    pub timeout: Duration,
    run: fn(Arc<App>) -> BoxFuture<'static, Result<usize, Problem>>,
}

impl PeriodicJob {
    /// Runs the job once.
    pub async fn run(&self, app: Arc<App>) -> Result<usize, Problem> {
        (self.run)(app).await
    }
}

const SECOND: Duration = Duration::from_secs(1);
const TWO_SECONDS: Duration = Duration::from_secs(2);
const FIVE_SECONDS: Duration = Duration::from_secs(5);
const MINUTE: Duration = Duration::from_secs(60);
const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One line for each periodic job.
macro_rules! schedule {
    ($($(#[$condition:meta])? $name:literal, every $every:expr, within $timeout:expr, |$app:ident| $run:expr;)*) => {
        pub const SCHEDULE: &[PeriodicJob] = &[$($(#[$condition])? PeriodicJob {
            name: $name,
            every: $every,
            timeout: $timeout,
            run: |app: Arc<App>| async move { let $app: &Arc<App> = &app; $run.await }.boxed(),
        }),*];
    };
}

schedule! {
    "absences.past", every DAY, within MINUTE, |app| clean_up::past_absences(app);
    "audit.partitions", every HOUR, within MINUTE, |app| clean_up::audit_partitions(app);
    "audit.seals", every SECOND, within HOUR, |app| audit::seal_all(app, false);
    "drafts.old", every HOUR, within HOUR, |app| clean_up::drafts(app);
    "job_files.old", every HOUR, within HOUR, |app| clean_up::job_files(app);
    "jobs.ended", every DAY, within HOUR, |app| clean_up::ended_jobs(app);
    #[cfg(feature = "migration")]
    "legacy_store.write", every TWO_SECONDS, within HOUR, |app| crate::migration::legacy_store::write_waiting(app);
    "notifications.at_once", every FIVE_SECONDS, within HOUR, |app| notifications::at_once::send(app);
    "notifications.digest", every FIVE_MINUTES, within HOUR, |app| notifications::digest::send(app);
    "notifications.due", every HOUR, within HOUR, |app| notifications::due::tell(app);
    "notifications.old", every DAY, within HOUR, |app| notifications::old::delete(app);
    "notifications.stages", every HOUR, within HOUR, |app| notifications::stages::tell(app);
    "one_time_links.ended", every HOUR, within HOUR, |app| clean_up::one_time_links(app);
    "orphans.recent", every FIVE_MINUTES, within FIVE_MINUTES, |app| clean_up::recent_orphans(app);
    "pending_submissions.refused", every HOUR, within HOUR, |app| pending_submissions::erase_refused(app);
    "privacy_exports.expired", every HOUR, within HOUR, |app| privacy::expire(app);
    "reports.orphaned", every HOUR, within HOUR, |app| clean_up::orphans(app, StoredKind::Reports);
    "sessions.expired", every HOUR, within HOUR, |app| clean_up::sessions(app);
    "sign_in_throttles.old", every HOUR, within HOUR, |app| clean_up::sign_in_throttles(app);
    "submissions.retention", every HOUR, within HOUR, |app| retention::expired(app);
    "uploads.expired", every HOUR, within HOUR, |app| clean_up::expired_uploads(app);
    "uploads.orphaned", every HOUR, within HOUR, |app| clean_up::orphans(app, StoredKind::Uploads);
    "webhooks.deliver", every TWO_SECONDS, within HOUR, |app| webhooks::deliver::deliver(app);
    "webhooks.old", every HOUR, within HOUR, |app| webhooks::old::delete(app);
}

/// The periodic job of this name.
pub(super) fn find(name: &str) -> Option<&'static PeriodicJob> {
    SCHEDULE.iter().find(|job| job.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_order() {
        assert!(SCHEDULE.is_sorted_by(|a, b| a.name < b.name));
        assert!(SCHEDULE.iter().all(|job| find(job.name).is_some_and(|found| found.name == job.name)));
    }
}
