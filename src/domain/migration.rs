//! Types of the migration from the files of the legacy app to the database: phases, records, runs, archives.
//!
//! A *record* is a file or document of the legacy store. A *phase* says which of the two stores a module trusts. The
//! texts of these enumerations are also the values in the database.

use super::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which store a module trusts, in order. A step forward needs its gate; a step back is always allowed.
    pub enum Phase {
        /// The legacy store is authoritative. A submission is accepted only if its file was written there as well.
        Files = "files",
        /// Both stores receive every submission; pages are still read from the files.
        Dual = "dual",
        /// Pages are read from the database; the files are read for what it does not have, and are still written.
        DatabaseWithFallback = "database_with_fallback",
        /// Only the database is used. A module without a row in the table of phases has this phase.
        Database = "database",
        /// As `Database`, and the old files are in an archive.
        Archived = "archived",
    }
}

impl Phase {
    pub fn next(self) -> Option<Phase> {
        let at = Phase::ALL.iter().position(|phase| *phase == self)?;
        Phase::ALL.get(at + 1).copied()
    }

    pub fn before(self) -> Option<Phase> {
        let at = Phase::ALL.iter().position(|phase| *phase == self)?;
        Phase::ALL.get(at.checked_sub(1)?).copied()
    }

    /// Whether every submission is also written as a file in the old shape.
    pub fn writes_files(self) -> bool {
        self <= Phase::DatabaseWithFallback
    }

    /// Whether the legacy store is read or written.
    pub fn uses_files(self) -> bool {
        self.writes_files() || self.falls_back()
    }

    /// Whether a page shows the content of the file where the two stores differ.
    pub fn trusts_files(self) -> bool {
        self <= Phase::Dual
    }

    /// Whether data that is missing in the database is read from the legacy store.
    pub fn falls_back(self) -> bool {
        self <= Phase::DatabaseWithFallback
    }
}

text_enum! {
    /// The type of a record in the legacy store.
    pub enum RecordKind {
        Submission = "submission",
        Job = "job",
        Draft = "draft",
        /// A photo or signature.
        Upload = "upload",
        /// An Excel or PDF file that the legacy app made.
        Report = "report",
        /// Not a file that the legacy app wrote.
        Other = "other",
    }
}

text_enum! {
    /// The result for a record. A record that was counted but not processed yet has no row and is pending.
    pub enum RecordState {
        /// The database contains it, imported from this record.
        Imported = "imported",
        /// This program wrote the file from a submission in the database.
        Written = "written",
        /// The database has different content under the same id; a person decides.
        Divergent = "divergent",
        /// It cannot be imported as it is; a person decides.
        Quarantined = "quarantined",
        /// No imported record refers to it; it is counted and left in place.
        Kept = "kept",
        /// Not a file of the legacy app, such as `.DS_Store`.
        Ignored = "ignored",
    }
}

text_enum! {
    /// The decision of a person about a record.
    pub enum Decision {
        /// Quarantined; a module was assigned.
        Assigned = "assigned",
        /// Quarantined or divergent; it will not be imported. Has a note.
        SetAside = "set_aside",
        /// Divergent: the content of the database stays.
        KeepDatabase = "keep_database",
        /// Divergent: the answers of the file replace those in the database.
        TakeFile = "take_file",
    }
}

text_enum! {
    /// Whether the bytes of a photo or signature of an imported record are available.
    pub enum MediaState {
        /// Decoded and shown.
        Shown = "shown",
        /// The bytes are kept, but cannot be shown as a picture.
        Kept = "kept",
        /// On another host: not fetched, not verified.
        Remote = "remote",
        /// The record names a file that does not exist.
        Missing = "missing",
        /// Fetching failed, or the reference does not name a file.
        Refused = "refused",
    }
}

text_enum! {
    /// The state of an import run.
    pub enum RunState {
        Running = "running",
        Paused = "paused",
        Done = "done",
        Failed = "failed",
        Stopped = "stopped",
    }
}

text_enum! {
    /// The stages of an import run, in order.
    pub enum Stage {
        Counting = "counting",
        Jobs = "jobs",
        Submissions = "submissions",
        Uploads = "uploads",
        Reports = "reports",
        Drafts = "drafts",
        /// Fetching remote photos, if requested.
        Media = "media",
        Finished = "finished",
    }
}

text_enum! {
    /// The type of a source.
    pub enum SourceKind {
        Folder = "folder",
        Mongo = "mongo",
        Sqlite = "sqlite",
    }
}

text_enum! {
    /// Why an export cannot be read: none of its documents is.
    pub enum UnusableExport {
        /// Text in UTF-16, as PowerShell writes it.
        Utf16 = "utf16",
        Utf32 = "utf32",
        Compressed = "compressed",
        /// The binary format of `mongodump`.
        Bson = "bson",
        /// A database file whose name does not say so.
        Sqlite = "sqlite",
        /// JSON values that are no objects.
        BareValues = "bare_values",
        NotJson = "not_json",
    }
}

text_enum! {
    /// The state of an archive.
    pub enum ArchiveState {
        /// Packed and verified; the old files still exist.
        Verified = "verified",
        /// The old files were removed.
        Removed = "removed",
        /// The old files were restored.
        Restored = "restored",
    }
}

text_enum! {
    /// Why a submission could not be written to the legacy store.
    pub enum OldStoreError {
        /// Its answers cannot be represented in the old shape.
        NotConvertible = "not_convertible",
        PermissionDenied = "permission_denied",
        StorageFull = "storage_full",
        ReadOnly = "read_only",
        /// The folder is missing, or another type of file has its name.
        NoFolder = "no_folder",
        Unavailable = "unavailable",
    }
}

/// Record counts of a run. Invariant: `seen = imported + already_there + divergent + quarantined + pending`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub seen: u64,
    pub imported: u64,
    pub already_there: u64,
    pub divergent: u64,
    pub quarantined: u64,
    pub pending: u64,
}

impl Counts {
    pub fn closes(&self) -> bool {
        self.seen == self.imported + self.already_there + self.divergent + self.quarantined + self.pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_ordered() {
        let mut phase = Phase::Files;
        let mut row = vec![phase];
        while let Some(next) = phase.next() {
            assert_eq!(next.before(), Some(phase));
            row.push(next);
            phase = next;
        }
        assert_eq!(row, Phase::ALL);
        assert_eq!(Phase::Files.before(), None);
    }

    #[test]
    fn phase_names_round_trip() {
        for phase in Phase::ALL {
            assert_eq!(Phase::parse(phase.as_str()), Some(*phase));
            assert_eq!(serde_json::to_string(phase).ok(), Some(format!("{:?}", phase.as_str())));
        }
        assert_eq!(Phase::parse("json"), None);
    }
}
