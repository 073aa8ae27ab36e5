//! The signed manifest: every line but those that begin with `# ` or `#= ` is a leaf of the Merkle tree.
//!
//! ```text
//! # Injaaz manifest 1
//! # public key: MCowBQYDK2VwAyEA…
//! # place: folder /srv/injaaz-old/generated
//! <sha256>  submissions/sub_0123456789ab.json      what `sha256sum -c` checks
//! #- <sha256>  …                                   what it cannot: no file of that name is on this disk
//! # bad: …
//! # merkle root: …
//! #= <signature>                                   over all lines that begin with `# `
//! ```
//! So every byte of the file stands either under the signature or under the root that is signed. `docs/verify.md` says
//! how anybody checks it without this program.

use crate::{
    domain::{merkle::Merkle, problem::Problem},
    files::{Files, NewManifest},
    services::storage_problem,
};
use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::path::PathBuf;

/// What stands before the 32 bytes of an Ed25519 key in DER.
const DER_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

pub(super) struct Manifest {
    file: NewManifest,
    tree: Merkle,
    key: Ed25519KeyPair,
    /// All that is signed: bounded, since only so many bad records are named.
    statement: Vec<u8>,
}

impl Manifest {
    pub fn begin(files: &Files) -> Result<Manifest, Problem> {
        let seed = files.manifest_key().map_err(storage_problem)?;
        let key = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|error| Problem::Internal(anyhow!("{error}")))?;
        let file = files.begin_manifest().map_err(storage_problem)?;
        let mut manifest = Manifest { file, tree: Merkle::default(), key, statement: Vec::new() };
        let public = STANDARD.encode([&DER_HEAD, manifest.key.public_key().as_ref()].concat());
        manifest.say("Injaaz manifest 1")?;
        manifest.say(&format!("public key: {public}"))?;
        Ok(manifest)
    }

    /// A line of the signed statement.
    pub fn say(&mut self, text: &str) -> Result<(), Problem> {
        let line = format!("# {}\n", text.replace(['\n', '\r'], " "));
        self.statement.extend_from_slice(line.as_bytes());
        self.file.line(line.as_bytes()).map_err(storage_problem)
    }

    /// A file that anybody finds under this name below the place that was said last.
    pub fn file(&mut self, sha256: &[u8], name: &str) -> Result<(), Problem> {
        // A percent sign stands for a byte that a line cannot hold, so the name is not the file's.
        let mark = if name.contains('%') { "#- " } else { "" };
        self.leaf(&format!("{mark}{}  {name}\n", hex::encode(sha256)))
    }

    /// A record that is no file on this disk, or one without a hash.
    pub fn record(&mut self, sha256: Option<&[u8]>, name: &str) -> Result<(), Problem> {
        let hash = sha256.map_or_else(|| "-".repeat(64), hex::encode);
        self.leaf(&format!("#- {hash}  {name}\n"))
    }

    fn leaf(&mut self, line: &str) -> Result<(), Problem> {
        self.tree.add(line.as_bytes());
        self.file.line(line.as_bytes()).map_err(storage_problem)
    }

    /// Says the root, signs all that was said, and makes the file durable under a name with this time in it.
    pub fn finish(mut self, time: &str) -> Result<([u8; 32], PathBuf), Problem> {
        let root = self.tree.root();
        self.say(&format!("lines: {}", self.tree.leaves()))?;
        self.say(&format!("merkle root: {}", hex::encode(root)))?;
        let signature = STANDARD.encode(self.key.sign(&self.statement));
        self.file.line(format!("#= {signature}\n").as_bytes()).map_err(storage_problem)?;
        let digits = hex::encode(root);
        let name = format!("verify-{time}-{}.txt", digits.get(..8).unwrap_or_default());
        let path = self.file.finish(&name).map_err(storage_problem)?;
        Ok((root, path))
    }
}
