//! The result of a verification of the audit log, and how findings are added to it.

use crate::store::audit::seals::Row;
use serde::Serialize;
use time::OffsetDateTime;

/// Seals read at once.
pub(super) const PART: i64 = 5_000;
/// Findings that are listed; further ones are only counted.
pub(super) const NAMED: usize = 1_000;

/// Result of a verification.
#[derive(Debug, Default, Serialize)]
pub struct AuditVerification {
    /// Sealed rows that were checked; rows of dropped months are not included.
    pub checked: u64,
    pub bad: Vec<AuditFinding>,
    pub bad_count: u64,
    /// Rows that cannot be sealed yet, because their transaction or an earlier one still runs. Their MAC was checked.
    pub waiting: u64,
    /// Sealed rows of months that were dropped.
    pub dropped: u64,
    pub checkpoints: u64,
    /// The sequence number of the last seal.
    pub sequence: i64,
    pub head: String,
    pub public_key: String,
    /// Which key made which seals, in the order of the chain. Keys without seals are left out.
    pub keys: Vec<SealingKey>,
    /// Public keys found on disk that belong to no secret key of the settings.
    pub unknown_keys: Vec<String>,
}

/// The seals that were made with one secret key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealingKey {
    /// The key that verifies checkpoints signed with this secret key (hex).
    pub public_key: String,
    pub seals: u64,
    /// The sequence numbers of the first and the last seal.
    pub first: i64,
    pub last: i64,
}

/// A finding: something that was changed, or is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditFinding {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub created_at: Option<OffsetDateTime>,
    pub reason: String,
}

impl AuditVerification {
    pub(super) fn add(
        &mut self,
        id: Option<i64>,
        sequence: Option<i64>,
        created_at: Option<OffsetDateTime>,
        reason: &str,
    ) {
        self.bad_count += 1;
        if self.bad.len() < NAMED {
            self.bad.push(AuditFinding { id, sequence, created_at, reason: reason.to_owned() });
        }
    }

    /// Counts a seal that was made with the key of this public key.
    pub(super) fn count_key(&mut self, public_key: &[u8], sequence: i64) {
        let public_key = hex::encode(public_key);
        match self.keys.iter_mut().find(|key| key.public_key == public_key) {
            Some(key) => (key.seals, key.last) = (key.seals + 1, sequence),
            None => self.keys.push(SealingKey { public_key, seals: 1, first: sequence, last: sequence }),
        }
    }

    pub(super) fn add_row(&mut self, row: &Row, reason: &str) {
        self.add(Some(row.id), None, Some(row.created_at), reason);
    }
}
