//! The migration: from the old app's files to the database, module by module, provable and reversible.
//!
//! A *record* is a file or document of the old store. A *phase* says which of the two stores a module trusts. The words
//! here are the database's as well.

use super::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which store a module trusts. In order: each step forward passes a gate, each step back is always open.
    pub enum Phase {
        /// The old store is the truth. A submission is taken only if its file could be written there as well.
        Files = "files",
        /// Both stores get every submission; pages are still answered from the files.
        Dual = "dual",
        /// The database answers, the files are asked for what it does not have, and are still written.
        DatabaseWithFallback = "database_with_fallback",
        /// The database alone. Where a module has no row in the table of phases, this is its phase.
        Database = "database",
        /// As before, and the old files are packed away.
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

    /// Every submission is also written as a file of the old shape.
    pub fn writes_files(self) -> bool {
        self <= Phase::DatabaseWithFallback
    }

    /// The old store is read or written.
    pub fn uses_files(self) -> bool {
        self.writes_files() || self.falls_back()
    }

    /// Where the two stores differ, a page shows what the file says.
    pub fn trusts_files(self) -> bool {
        self <= Phase::Dual
    }

    /// What the database does not have is looked for in the old store.
    pub fn falls_back(self) -> bool {
        self <= Phase::DatabaseWithFallback
    }
}

text_enum! {
    /// What a record of the old store is.
    pub enum RecordKind {
        Submission = "submission",
        Job = "job",
        Draft = "draft",
        /// A photo or signature.
        Upload = "upload",
        /// An Excel or PDF that the old app made.
        Report = "report",
        /// None of the old app's files.
        Other = "other",
    }
}

text_enum! {
    /// What became of a record. One that was counted and not yet looked at has no row: it is pending.
    pub enum RecordState {
        /// The database has it, from this very record.
        Imported = "imported",
        /// We wrote this file ourselves, from a submission of the database.
        Written = "written",
        /// The database has something else under the same id; a person decides.
        Divergent = "divergent",
        /// It cannot be taken as it is; a person decides.
        Quarantined = "quarantined",
        /// Needed by nothing that was imported; counted, and kept where it is.
        Kept = "kept",
        /// No file of the old app: `.DS_Store` and the like.
        Ignored = "ignored",
    }
}

text_enum! {
    /// What a person decided about a record.
    pub enum Decision {
        /// Quarantined, and now given a module.
        Assigned = "assigned",
        /// Quarantined or divergent, and not wanted; with a note.
        SetAside = "set_aside",
        /// Divergent: what the database has stays.
        KeepDatabase = "keep_database",
        /// Divergent: the file's answers replace those of the database.
        TakeFile = "take_file",
    }
}

text_enum! {
    /// Whether the bytes of a photo or signature of an old record are here.
    pub enum MediaState {
        /// Decoded, and shown like any other.
        Shown = "shown",
        /// The bytes are kept, but they are no picture that could be shown.
        Kept = "kept",
        /// On another host: not fetched, not verified.
        Remote = "remote",
        /// The record names a file that is not there.
        Missing = "missing",
        /// It was to be fetched and could not be, or names nothing that could be a file.
        Refused = "refused",
    }
}

text_enum! {
    /// How a run of the importer stands.
    pub enum RunState {
        Running = "running",
        Paused = "paused",
        Done = "done",
        Failed = "failed",
        Stopped = "stopped",
    }
}

text_enum! {
    /// What a run is doing, in this order.
    pub enum Stage {
        Counting = "counting",
        Jobs = "jobs",
        Submissions = "submissions",
        Uploads = "uploads",
        Reports = "reports",
        Drafts = "drafts",
        /// Fetching remote photos, if that was asked for.
        Media = "media",
        Finished = "finished",
    }
}

text_enum! {
    /// What kind of place records are read from.
    pub enum SourceKind {
        Folder = "folder",
        Mongo = "mongo",
        Sqlite = "sqlite",
    }
}

text_enum! {
    /// How an archive stands.
    pub enum ArchiveState {
        /// Packed and read back; the old files are still there.
        Verified = "verified",
        /// The old files are gone.
        Removed = "removed",
        /// Unpacked again.
        Restored = "restored",
    }
}

text_enum! {
    /// Why a submission could not be written to the old store.
    pub enum OldStoreError {
        /// Its answers have no form of the old shape.
        NotConvertible = "not_convertible",
        PermissionDenied = "permission_denied",
        StorageFull = "storage_full",
        ReadOnly = "read_only",
        /// The folder is missing, or something else has its name.
        NoFolder = "no_folder",
        Unavailable = "unavailable",
    }
}

/// Counts that always close: `seen = imported + already_there + divergent + quarantined + pending`.
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
    fn phases_stand_in_a_row() {
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
