//! How modules stand, as pages and commands show it.

use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        migration::Phase,
    },
    migration::difference::Difference,
};
use time::OffsetDateTime;

/// How a module stands on its way.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ModulePhase {
    pub module: ModuleSlug,
    pub phase: Phase,
    #[serde(with = "time::serde::rfc3339::option")]
    pub since: Option<OffsetDateTime>,
    /// Of the next step forward; none if there is no next step.
    pub gates: Vec<Gate>,
    /// Submissions that the old store should have and does not have yet.
    pub outbox: u64,
    /// Of those, the ones whose last try failed, with the error of the newest.
    pub outbox_failing: u64,
    pub outbox_error: Option<String>,
    /// Since the last change of phase.
    pub shadow_reads: u64,
    pub differences: u64,
    pub fallbacks: u64,
}

/// A condition of the next step.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Gate {
    pub name: GateName,
    pub open: bool,
    /// What was found: a number, or a time for the verify.
    pub found: String,
    /// What it has to be.
    pub needed: String,
}

/// The conditions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GateName {
    /// The old store can be read and written.
    OldStore,
    /// Submissions that the old store lacks: 0.
    Outbox,
    /// Records that no run has looked at: 0.
    Pending,
    /// Divergent records without a decision: 0.
    Divergences,
    /// Quarantined records without a decision: 0.
    Quarantine,
    /// A whole verify without a bad record, younger than 24 hours.
    Verify,
    /// Reads of both stores that agreed, and none that did not.
    ShadowReads,
    /// Reads that only the old store could answer: 0.
    Fallbacks,
    /// Days since the last step.
    Age,
    /// An archive that was read back.
    Archive,
}

/// A change of phase that was made.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Change {
    pub module: ModuleSlug,
    pub from: Phase,
    pub to: Phase,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub by: String,
    pub reason: Option<String>,
    pub overridden: bool,
    /// The gates as they stood.
    pub evidence: serde_json::Value,
}

/// A shadow read that found the stores to differ.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ShadowDifference {
    pub id: i64,
    pub module: ModuleSlug,
    pub submission_id: SubmissionId,
    pub differences: Vec<Difference>,
    #[serde(with = "time::serde::rfc3339")]
    pub found_at: OffsetDateTime,
    pub settled_by: Option<String>,
    pub note: Option<String>,
}
