//! The state of modules, as pages and commands show it.

use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        migration::Phase,
    },
    migration::difference::Difference,
};
use time::OffsetDateTime;

/// The state of a module in the migration.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ModulePhase {
    pub module: ModuleSlug,
    pub phase: Phase,
    #[serde(with = "time::serde::rfc3339::option")]
    pub since: Option<OffsetDateTime>,
    /// The gates of the next step forward; none if there is no next step.
    pub gates: Vec<Gate>,
    /// Submissions whose files the legacy store lacks, in a phase that writes it; in any other the length of the outbox.
    pub outbox: u64,
    /// Those of them whose last attempt failed, with the newest error.
    pub outbox_failing: u64,
    pub outbox_error: Option<String>,
    /// Submissions that were imported from a legacy store.
    pub imported: u64,
    /// Files in the legacy store that were not imported yet. Their modules are not known before they are read, so every
    /// module has the same number. Counted if the gates need it, or if the module is not in the phases.
    pub unread: u64,
    /// Since the last change of phase.
    pub shadow_reads: u64,
    pub differences: u64,
    pub fallbacks: u64,
    /// A request to override closed gates that a second person must confirm.
    pub override_request: Option<OverrideRequest>,
}

/// One person wants to go on although gates are closed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct OverrideRequest {
    pub reason: String,
    pub by: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A condition of the next step.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Gate {
    pub name: GateName,
    pub open: bool,
    /// The evidence: a number, or a time for the verify.
    pub found: String,
    /// The required value.
    pub needed: String,
}

/// The conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GateName {
    /// The legacy store can be read and written.
    OldStore,
    /// Submissions that the legacy store lacks: 0.
    Outbox,
    /// Records that no run has seen: 0.
    Pending,
    /// Divergent records without a decision: 0.
    Divergences,
    /// Quarantined records without a decision: 0.
    Quarantine,
    /// A complete verify without findings, younger than 24 hours.
    Verify,
    /// Enough shadow reads, and no open difference.
    ShadowReads,
    /// Reads that only the legacy store could answer: 0.
    Fallbacks,
    /// Days since the last step.
    Age,
    /// An archive that was read back.
    Archive,
}

/// A change of phase.
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
    /// Who asked for an override that `by` confirmed.
    pub asked_by: Option<String>,
    /// The state of the gates at that time.
    pub evidence: serde_json::Value,
}

/// A shadow read that found a difference.
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
