//! A second look at what seemed to differ: people submit, jobs end and the legacy app writes while a verify reads, so a
//! row and its file can be read at different times. Only what differs in a later look too is a finding.
//!
//! A file that was written in the last seconds is looked at several times, because its row may not be committed yet.
//! The waiting time of a run is limited, so that a store with many changed files is verified in reasonable time.

use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::sleep;

/// The wait before each look after the second one.
const WAITS: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(700), Duration::from_millis(1_500)];

/// A file that was changed within this time may be the work of a transaction that is still open.
const FRESH: time::Duration = time::Duration::seconds(30);

/// The time that a run may wait in all.
const BUDGET: Duration = Duration::from_secs(60);

/// The waiting time that a run has left.
#[derive(Debug)]
pub(super) struct WaitBudget(Duration);

impl Default for WaitBudget {
    fn default() -> WaitBudget {
        WaitBudget(BUDGET)
    }
}

impl WaitBudget {
    /// Waits before look number `look`, from 0; false if there is no further look.
    pub async fn wait(&mut self, look: usize, is_fresh: bool) -> bool {
        if look == 0 {
            return true;
        }
        let Some(wait) = WAITS.get(look - 1).filter(|wait| is_fresh && **wait <= self.0) else { return false };
        self.0 -= *wait;
        sleep(*wait).await;
        true
    }
}

/// Whether a file was changed just now, or its time is in the future.
pub(super) fn is_fresh(modified_at: OffsetDateTime) -> bool {
    OffsetDateTime::now_utc() - modified_at < FRESH
}
