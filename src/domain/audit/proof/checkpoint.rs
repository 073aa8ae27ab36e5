//! Signed checkpoints: Ed25519 signatures over the length and the last hash of the seal chain.

use super::{Hash, KeySet, Keys, micros};
use crate::domain::problem::Problem;
use anyhow::anyhow;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use time::OffsetDateTime;

/// A statement about the seal chain: the sequence number of its last seal (which equals the number of sealed rows) and
/// the hash of that seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Checkpoints are numbered from 1 without gaps. 0 stands for the head of the chain, which is signed after each
    /// batch and is not a checkpoint.
    pub number: i64,
    pub sequence: i64,
    pub hash: Hash,
    pub created_at: OffsetDateTime,
}

impl Checkpoint {
    /// The text that is signed.
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

/// Signs with the key of the current secret key.
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

/// Verifies signatures with the public keys of all secret keys, the current one first.
pub struct Verifier(Vec<Vec<u8>>);

impl Verifier {
    pub fn new(keys: &Keys) -> Result<Verifier, Problem> {
        keys.all().map(|set| Ok(Signer::of(set)?.public_key())).collect::<Result<_, Problem>>().map(Verifier)
    }

    pub fn accepts(&self, checkpoint: &Checkpoint, signature: &[u8]) -> bool {
        self.0.iter().any(|public_key| checkpoint.is_signed(public_key, signature))
    }

    /// The index is the number of the secret key.
    pub fn public_keys(&self) -> &[Vec<u8>] {
        &self.0
    }
}
