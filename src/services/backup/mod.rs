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
mod manifest;
mod restore;
mod verify;

pub use create::{CreatedBackup, create};
pub use drill::{DrillResult, drill};
pub use last::{LastBackup, last};
pub use restore::{RestoredBackup, restore};
pub use verify::{BackupFinding, VerifiedBackup, verify};

pub use manifest::Progress;
