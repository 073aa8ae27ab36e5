//! Drafts that clients of the legacy app store on the server. They are kept apart from the legacy app's own `drafts`
//! folder, whose files are history and are never removed; these are removed after a month.

use super::{Files, publish, sweep::is_older};
use crate::domain::ids::DraftId;
use std::{fs, io, path::PathBuf, time::Duration};

/// Retention period of a draft.
const KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Files {
    fn drafts_dir(&self) -> PathBuf {
        self.root.join("kept_drafts")
    }

    /// The number of drafts.
    pub fn drafts(&self) -> io::Result<usize> {
        match fs::read_dir(self.drafts_dir()) {
            Ok(entries) => Ok(entries.count()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Stores a draft durably.
    pub fn keep_draft(&self, id: &DraftId, bytes: &[u8]) -> io::Result<()> {
        let dir = self.drafts_dir();
        if !dir.is_dir() {
            fs::create_dir_all(&dir)?;
            publish::sync_dir(&self.root)?;
        }
        publish::publish(&dir.join(format!("{id}.json")), bytes)
    }

    /// Removes drafts older than a month, and partial files of killed processes.
    pub fn sweep_drafts(&self) -> io::Result<usize> {
        let entries = match fs::read_dir(self.drafts_dir()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry?;
            if is_older(&entry, KEPT_FOR) {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
