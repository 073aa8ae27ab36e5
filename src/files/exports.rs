//! Exports of personal data: written once, kept for a week.

use super::{Files, Incoming, publish, sweep::is_older};
use crate::domain::ids::PrivacyRequestId;
use std::{fs, io, path::PathBuf, time::Duration};

/// Age at which an export that no row names, or that was never finished, is removed.
const FORGOTTEN: Duration = Duration::from_secs(8 * 24 * 60 * 60);

impl Files {
    fn export_path(&self, id: &PrivacyRequestId) -> PathBuf {
        self.root.join("exports").join(format!("{id}.zip"))
    }

    pub fn begin_export(&self, id: &PrivacyRequestId) -> io::Result<Incoming> {
        Incoming::create(&self.export_path(id))
    }

    /// Makes an export durable; replaces one of an earlier attempt.
    pub fn publish_export(&self, id: &PrivacyRequestId, export: Incoming) -> io::Result<()> {
        export.publish(&self.export_path(id))
    }

    pub fn open_export(&self, id: &PrivacyRequestId) -> io::Result<fs::File> {
        publish::open_regular(&self.export_path(id))
    }

    /// Removes an export, and partial files of attempts that were killed.
    pub fn remove_export(&self, id: &PrivacyRequestId) {
        let _ = fs::remove_file(self.export_path(id));
        let unfinished = format!(".{id}.zip.");
        for entry in fs::read_dir(self.root.join("exports")).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&unfinished) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes files older than any export may be; returns their number.
    pub fn sweep_exports(&self) -> io::Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(self.root.join("exports"))? {
            let entry = entry?;
            if is_older(&entry, FORGOTTEN) && fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }
}
