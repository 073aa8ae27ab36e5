//! Tamper evidence for the audit log: a message authentication code for each row, a hash chain of seals over all rows,
//! and signed checkpoints of the head of the chain.
//!
//! Everything that is hashed is encoded in one unambiguous way: a label for its type, then each part preceded by its
//! length. Two different rows therefore never have the same bytes. `docs/audit.md` describes the format for independent
//! verification.

mod canonical;
pub mod checkpoint;

use canonical::{Parts, canonical};
use ring::hmac;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};
use subtle::ConstantTimeEq;
use time::OffsetDateTime;

pub type Hash = [u8; 32];

/// The previous hash of the first seal.
pub const NOTHING: Hash = [0; 32];

const NONCE: usize = 16;
const TAG: usize = 16;

/// The keys derived from one secret key of the server (`security::keyring`). The database does not contain them.
pub struct KeySet {
    /// The current version, used for writing, and the version before it.
    row: [hmac::Key; 2],
    seal: [hmac::Key; 2],
    /// The Ed25519 seed of the key that signs checkpoints.
    sign: Hash,
}

impl KeySet {
    /// `row` and `seal`: the current version comes first.
    pub fn new(row: [Hash; 2], seal: [Hash; 2], sign: Hash) -> KeySet {
        let mac_keys = |keys: [Hash; 2]| keys.map(|key| hmac::Key::new(hmac::HMAC_SHA256, &key));
        KeySet { row: mac_keys(row), seal: mac_keys(seal), sign }
    }
}

/// The keys of the current secret key, used for writing, and those of previous secret keys, which are still accepted
/// for verification. Clones share them.
#[derive(Clone)]
pub struct Keys(Arc<(KeySet, Vec<KeySet>)>);

impl Keys {
    /// `previous` is ordered from newest to oldest.
    pub fn new(current: KeySet, previous: Vec<KeySet>) -> Keys {
        Keys(Arc::new((current, previous)))
    }

    fn current(&self) -> &KeySet {
        &self.0.0
    }

    /// The current set first. The position of a set is the number of its secret key.
    fn all(&self) -> impl Iterator<Item = &KeySet> {
        std::iter::once(self.current()).chain(&self.0.1)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

/// The part of an audit row that the program determines.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    pub organisation_id: i64,
    pub user_id: Option<i64>,
    pub action: &'a str,
    pub resource_type: &'a str,
    pub resource_id: Option<i64>,
    pub details: &'a Value,
    /// With its prefix length, in the format of the database.
    pub ip_address: Option<String>,
    pub user_agent: Option<&'a str>,
    pub created_at: OffsetDateTime,
}

impl Content<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut out = Parts::new("injaaz audit row 1");
        out.number(Some(self.organisation_id));
        out.number(self.user_id);
        out.text(Some(self.action));
        out.text(Some(self.resource_type));
        out.number(self.resource_id);
        let mut details = String::new();
        canonical(self.details, &mut details);
        out.text(Some(&details));
        out.text(self.ip_address.as_deref());
        out.text(self.user_agent);
        out.number(Some(micros(self.created_at)));
        out.0
    }

    /// The code that is stored with a new row: a nonce, followed by the truncated HMAC of nonce and content.
    pub fn mac(&self, keys: &Keys, nonce: [u8; NONCE]) -> Vec<u8> {
        let [newest, _] = &keys.current().row;
        let tag = code(newest, &[&nonce, &self.bytes()]);
        nonce.iter().chain(tag.iter().take(TAG)).copied().collect()
    }

    /// Whether a stored code was made for this row with one of our keys.
    pub fn is_authentic(&self, keys: &Keys, mac: &[u8]) -> bool {
        let Some((nonce, tag)) = mac.split_at_checked(NONCE) else { return false };
        let bytes = self.bytes();
        tag.len() == TAG && keys.all().flat_map(|set| &set.row).any(|key| is_code(key, &[nonce, &bytes], tag))
    }

    /// The hash of a seal: SHA-256 over the hash of the previous seal and the complete row.
    pub fn hash(&self, previous: &Hash, id: i64, transaction_id: i64, mac: Option<&[u8]>) -> Hash {
        let mut row = Parts::new("injaaz audit seal 1");
        row.bytes(Some(&self.bytes()));
        row.number(Some(id));
        row.number(Some(transaction_id));
        row.bytes(mac);
        Sha256::new().chain_update(previous).chain_update(&row.0).finalize().into()
    }
}

/// One seal of the hash chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    pub sequence: i64,
    pub audit_id: i64,
    pub created_at: OffsetDateTime,
    pub transaction_id: i64,
    pub hash: Hash,
}

impl Seal {
    /// The code stored with a seal: an HMAC over the previous hash and the seal.
    pub fn mac(&self, keys: &Keys, previous: &Hash) -> Hash {
        let [newest, _] = &keys.current().seal;
        code(newest, &[&self.bytes(previous)])
    }

    /// The number of the secret key that made the code: 0 for the current one, 1 for the one before it, and so on.
    /// `None` if no key matches.
    pub fn sealed_with(&self, keys: &Keys, previous: &Hash, mac: &[u8]) -> Option<usize> {
        let bytes = self.bytes(previous);
        let made = |set: &KeySet| set.seal.iter().any(|key| mac.len() == 32 && is_code(key, &[&bytes], mac));
        keys.all().position(made)
    }

    fn bytes(&self, previous: &Hash) -> Vec<u8> {
        let mut out = Parts::new("seal");
        out.bytes(Some(previous));
        for number in [self.sequence, self.audit_id, micros(self.created_at), self.transaction_id] {
            out.number(Some(number));
        }
        out.bytes(Some(&self.hash));
        out.0
    }
}

/// Unix time in microseconds, the precision of `timestamptz`.
pub fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000)).unwrap_or(i64::MAX)
}

fn code(key: &hmac::Key, parts: &[&[u8]]) -> Hash {
    let mut context = hmac::Context::with_key(key);
    parts.iter().for_each(|part| context.update(part));
    let mut code = [0; 32];
    // HMAC-SHA-256 has 32 bytes, so the array is filled completely.
    code.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
    code
}

/// Whether `first` is a prefix of the code. The comparison takes constant time.
fn is_code(key: &hmac::Key, parts: &[&[u8]], first: &[u8]) -> bool {
    let code = code(key, parts);
    code.get(..first.len()).is_some_and(|expected| bool::from(expected.ct_eq(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkpoint::{Checkpoint, Signer, Verifier};
    use serde_json::json;
    use time::macros::datetime;

    fn set(seed: u8) -> KeySet {
        let key = |number: u8| [seed + number; 32];
        KeySet::new([key(0), key(1)], [key(2), key(3)], key(4))
    }

    /// The keys of two servers, and those of the second one after a rotation from the first.
    fn keys() -> (Keys, Keys, Keys) {
        (Keys::new(set(10), Vec::new()), Keys::new(set(20), Vec::new()), Keys::new(set(20), vec![set(10)]))
    }

    fn content(details: &Value) -> Content<'_> {
        Content {
            organisation_id: 1,
            user_id: Some(7),
            action: "submission.created",
            resource_type: "submission",
            resource_id: None,
            details,
            ip_address: Some("192.0.2.7/32".to_owned()),
            user_agent: None,
            created_at: datetime!(2026-03-14 09:30:00.000001 UTC),
        }
    }

    #[test]
    fn a_row_mac_is_valid_for_its_own_row_only() {
        let (keys, other, rotated) = keys();
        let details = json!({ "b": 1.0, "a": [null, true, "ü\n"] });
        let row = content(&details);
        let mac = row.mac(&keys, [3; NONCE]);
        assert_eq!(mac.len(), 32);
        assert!(row.is_authentic(&keys, &mac) && !row.is_authentic(&other, &mac) && row.is_authentic(&rotated, &mac));
        // The same JSON as the database returns it.
        assert!(content(&json!({ "a": [null, true, "ü\n"], "b": 1 })).is_authentic(&keys, &mac));
        let changed = [
            Content { organisation_id: 2, ..row.clone() },
            Content { user_id: None, ..row.clone() },
            Content { action: "submission.create", ..row.clone() },
            Content { resource_type: "dsubmission", ..row.clone() },
            Content { resource_id: Some(0), ..row.clone() },
            Content { ip_address: None, ..row.clone() },
            Content { user_agent: Some(""), ..row.clone() },
            Content { created_at: datetime!(2026-03-14 09:30 UTC), ..row.clone() },
        ];
        for row in changed {
            assert!(!row.is_authentic(&keys, &mac), "{row:?}");
        }
        for at in 0..mac.len() {
            let mut mac = mac.clone();
            mac[at] ^= 1;
            assert!(!row.is_authentic(&keys, &mac));
        }
        assert!(!row.is_authentic(&keys, &mac[..31]) && !row.is_authentic(&keys, &[]));
    }

    #[test]
    fn numbers_are_written_as_the_database_would_give_them_back() {
        for (written, read) in [
            ("7", "7"),
            ("7.0", "7"),
            ("-0.0", "0"),
            ("0.1", "0.1"),
            ("1e16", "10000000000000000"),
            ("2.5e-7", "0.00000025"),
        ] {
            let one = |text: &str| {
                serde_json::from_str::<Value>(text).map(|value| {
                    let mut out = String::new();
                    canonical(&value, &mut out);
                    out
                })
            };
            assert_eq!(one(written).ok(), Some(read.to_owned()));
            assert_eq!(one(read).ok(), Some(read.to_owned()));
        }
    }

    #[test]
    fn a_seal_and_a_signature_cannot_be_made_without_the_key() -> Result<(), crate::domain::problem::Problem> {
        let (other, keys, rotated) = keys();
        let details = json!({});
        let hash = content(&details).hash(&NOTHING, 1, 1, None);
        assert_ne!(hash, content(&details).hash(&NOTHING, 1, 2, None));
        assert_ne!(hash, content(&details).hash(&hash, 1, 1, None));
        let seal =
            Seal { sequence: 1, audit_id: 1, created_at: datetime!(2026-03-14 09:30 UTC), transaction_id: 1, hash };
        let mac = seal.mac(&other, &NOTHING);
        assert_eq!(seal.sealed_with(&other, &NOTHING, &mac), Some(0));
        assert_eq!(seal.sealed_with(&keys, &NOTHING, &mac), None);
        assert_eq!(seal.sealed_with(&rotated, &NOTHING, &mac), Some(1), "the previous key");
        assert_eq!(seal.sealed_with(&rotated, &NOTHING, &seal.mac(&rotated, &NOTHING)), Some(0));
        assert_eq!(seal.sealed_with(&other, &NOTHING, &mac[..16]), None, "a code is whole");
        let point = Checkpoint { number: 1, sequence: 1, hash, created_at: datetime!(2026-03-14 09:30 UTC) };
        let (signer, wrong) = (Signer::new(&keys)?, Signer::new(&other)?);
        assert!(point.is_signed(&signer.public_key(), &signer.sign(&point)));
        assert!(!point.is_signed(&signer.public_key(), &wrong.sign(&point)));
        let later = Checkpoint { sequence: 2, ..point.clone() };
        assert!(!later.is_signed(&signer.public_key(), &signer.sign(&point)));
        let verifier = Verifier::new(&rotated)?;
        assert_eq!(verifier.public_keys(), [signer.public_key(), wrong.public_key()]);
        assert!(verifier.accepts(&point, &signer.sign(&point)) && verifier.accepts(&point, &wrong.sign(&point)));
        assert!(!verifier.accepts(&later, &wrong.sign(&point)));
        assert!(!Verifier::new(&keys)?.accepts(&point, &wrong.sign(&point)));
        Ok(())
    }
}
