//! Backups of the database and the data folder, made while the server runs.
//!
//! - `create` makes a snapshot in a backup folder (`files::backup`), copying only what earlier ones lack;
//! - `verify` reads every byte of a backup folder again;
//! - `restore` brings a snapshot into an empty installation;
//! - `drill` restores the newest snapshot into a temporary installation and checks it there.
//!
//! The legacy store is not part of a backup if it is outside of the data folder.

mod create;
mod drill;
mod last;
mod restore;
mod verify;

pub use create::{CreatedBackup, create};
pub use drill::{DrillResult, drill};
pub use last::{LastBackup, last};
pub use restore::{RestoredBackup, restore};
pub use verify::{BackupFinding, VerifiedBackup, verify};

use crate::{files::backup::Snapshot, store::dump::DatabaseFacts};
use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Reports how many of how many files are done. The second number is an estimate while a backup is made.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// The manifest of a snapshot.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Manifest {
    /// The version of the program that made it.
    injaaz: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// The number and total size of the files of the data folder.
    files: u64,
    bytes: u64,
    /// The hash of the list of files, which contains the hash of each.
    #[serde(with = "hex::serde")]
    list_sha256: [u8; 32],
    dump_bytes: u64,
    #[serde(with = "hex::serde")]
    dump_sha256: [u8; 32],
    /// Whether the data folder has the secret key. If not, it is in the settings of the server.
    has_secret_key: bool,
    database: DatabaseFacts,
}

impl Manifest {
    fn read(snapshot: &Snapshot) -> anyhow::Result<Manifest> {
        let bytes = snapshot.manifest().context("its manifest cannot be read")?;
        serde_json::from_slice(&bytes).context("its manifest is damaged")
    }

    /// Compares the list of files and the dump with the manifest.
    fn check(&self, snapshot: &Snapshot) -> anyhow::Result<()> {
        let list = snapshot.list_digest().context("its list of files cannot be read")?;
        ensure!(list.sha256 == self.list_sha256, "its list of files was changed");
        let dump = snapshot.dump_digest().context("its dump of the database cannot be read")?;
        ensure!(dump.sha256 == self.dump_sha256, "its dump of the database was changed");
        Ok(())
    }
}

/// Runs blocking work of the file system.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> anyhow::Result<T> + Send + 'static) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await?
}
