//! When and where the last backup was made: a note in the data folder, for `injaaz doctor`. It may be lost at any time.

use super::Manifest;
use crate::files::Files;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LastBackup {
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub folder: PathBuf,
    pub snapshot: String,
}

pub(super) fn record(files: &Files, folder: &Path, snapshot: &str, manifest: &Manifest) -> anyhow::Result<()> {
    let note =
        LastBackup { created_at: manifest.created_at, folder: folder.canonicalize()?, snapshot: snapshot.to_owned() };
    Ok(files.note_last_backup(&serde_json::to_vec(&note)?)?)
}

/// None if no backup was made, or the note was lost.
pub fn last(files: &Files) -> Option<LastBackup> {
    serde_json::from_slice(&files.last_backup_note().ok()?).ok()
}
