//! The signed manifest. Every line that does not begin with `# ` or `#= ` is a leaf of the Merkle tree.
//!
//! ```text
//! # Injaaz manifest 1
//! # public key: MCowBQYDK2VwAyEA…
//! # place: folder /srv/injaaz-old/generated
//! <sha256>  submissions/sub_0123456789ab.json      what `sha256sum -c` checks
//! #- <sha256>  …                                   what it cannot check: this disk has no file of that name
//! # bad: …
//! # merkle root: …
//! #= <signature>                                   over all lines that begin with `# `
//! ```
//! So every byte of the file is covered by the signature or by the signed root. `docs/verify.md` explains how to check
//! a manifest without this program.

use crate::{
    domain::{merkle::Merkle, problem::Problem},
    files::{Files, NewManifest},
    services::storage_problem,
};
use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::path::PathBuf;

/// The DER prefix of a 32-byte Ed25519 public key.
const DER_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

pub(super) struct Manifest {
    file: NewManifest,
    tree: Merkle,
    key: Ed25519KeyPair,
    /// The signed text. Its size is limited, because only the first bad records are listed.
    statement: Vec<u8>,
}

impl Manifest {
    pub fn begin(files: &Files) -> Result<Manifest, Problem> {
        let seed = files.manifest_key().map_err(storage_problem)?;
        let key = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|error| Problem::Internal(anyhow!("{error}")))?;
        let file = files.begin_manifest().map_err(storage_problem)?;
        let mut manifest = Manifest { file, tree: Merkle::default(), key, statement: Vec::new() };
        let public = STANDARD.encode([&DER_HEAD, manifest.key.public_key().as_ref()].concat());
        manifest.add_line("Injaaz manifest 1")?;
        manifest.add_line(&format!("public key: {public}"))?;
        Ok(manifest)
    }

    /// Adds a line to the signed statement.
    pub fn add_line(&mut self, text: &str) -> Result<(), Problem> {
        let line = format!("# {}\n", text.replace(['\n', '\r'], " "));
        self.statement.extend_from_slice(line.as_bytes());
        self.file.line(line.as_bytes()).map_err(storage_problem)
    }

    /// Adds a file that exists under this name below the last stated place.
    pub fn file(&mut self, sha256: &[u8], name: &str) -> Result<(), Problem> {
        // A percent sign encodes a byte that a line cannot contain, so the name differs from the file's.
        let mark = if name.contains('%') { "#- " } else { "" };
        self.leaf(&format!("{mark}{}  {name}\n", hex::encode(sha256)))
    }

    /// Adds a record that is not a file on this disk, or has no hash.
    pub fn record(&mut self, sha256: Option<&[u8]>, name: &str) -> Result<(), Problem> {
        let hash = sha256.map_or_else(|| "-".repeat(64), hex::encode);
        self.leaf(&format!("#- {hash}  {name}\n"))
    }

    fn leaf(&mut self, line: &str) -> Result<(), Problem> {
        self.tree.add(line.as_bytes());
        self.file.line(line.as_bytes()).map_err(storage_problem)
    }

    /// Adds the root, signs the statement, and publishes the file durably under a name with this time.
    pub fn finish(mut self, time: &str) -> Result<([u8; 32], PathBuf), Problem> {
        let root = self.tree.root();
        self.add_line(&format!("lines: {}", self.tree.leaves()))?;
        self.add_line(&format!("merkle root: {}", hex::encode(root)))?;
        let signature = STANDARD.encode(self.key.sign(&self.statement));
        self.file.line(format!("#= {signature}\n").as_bytes()).map_err(storage_problem)?;
        let digits = hex::encode(root);
        let name = format!("verify-{time}-{}.txt", digits.get(..8).unwrap_or_default());
        let path = self.file.finish(&name).map_err(storage_problem)?;
        Ok((root, path))
    }
}
