//! Signed words about how far the chain goes.

use super::{Hash, KeySet, Keys, micros};
use crate::domain::problem::Problem;
use anyhow::anyhow;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use time::OffsetDateTime;

/// Signed words: so far goes the chain, and it ends with this hash. So many rows are sealed as the sequence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// From 1 without gaps; 0 for the head, which is said after each batch and is no checkpoint.
    pub number: i64,
    pub sequence: i64,
    pub hash: Hash,
    pub created_at: OffsetDateTime,
}

impl Checkpoint {
    /// What is signed, one line each.
    pub fn statement(&self) -> String {
        format!(
            "injaaz audit checkpoint 1\nnumber {}\nsequence {}\nhash {}\nmicroseconds {}\n",
            self.number,
            self.sequence,
            hex::encode(self.hash),
            micros(self.created_at)
        )
    }

    pub fn is_signed(&self, public_key: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, public_key).verify(self.statement().as_bytes(), signature).is_ok()
    }
}

/// Signs checkpoints with the current key.
pub struct Signer(Ed25519KeyPair);

impl Signer {
    pub fn new(keys: &Keys) -> Result<Signer, Problem> {
        Signer::of(keys.current())
    }

    fn of(set: &KeySet) -> Result<Signer, Problem> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&set.sign);
        pair.map(Signer).map_err(|error| Problem::Internal(anyhow!("the key of the audit log: {error}")))
    }

    pub fn sign(&self, checkpoint: &Checkpoint) -> Vec<u8> {
        self.0.sign(checkpoint.statement().as_bytes()).as_ref().to_vec()
    }

    pub fn public_key(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }
}

/// Checks signatures against the public keys of every secret key, the current one first.
pub struct Verifier(Vec<Vec<u8>>);

impl Verifier {
    pub fn new(keys: &Keys) -> Result<Verifier, Problem> {
        keys.all().map(|set| Ok(Signer::of(set)?.public_key())).collect::<Result<_, Problem>>().map(Verifier)
    }

    pub fn accepts(&self, checkpoint: &Checkpoint, signature: &[u8]) -> bool {
        self.0.iter().any(|public_key| checkpoint.is_signed(public_key, signature))
    }

    /// By the number of their secret key.
    pub fn public_keys(&self) -> &[Vec<u8>] {
        &self.0
    }
}
