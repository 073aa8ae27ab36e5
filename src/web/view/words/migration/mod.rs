//! The words of the migration console.

pub mod ar;
pub mod en;

use crate::{
    domain::job::JobKind,
    domain::migration::{ArchiveState, Decision, Phase, RecordKind, RecordState, RunState, SourceKind, Stage},
};

pub struct Migration {
    pub title: &'static str,
    pub lead: &'static str,
    pub looked_at: &'static str,
    pub sections: &'static str,
    pub phases: Phases,
    pub gates: Gates,
    pub import: Import,
    pub work: LongWork,
    pub proof: Proof,
    pub archive: Archive,
    pub history: History,
    pub desk: Desk,
    pub done: Done,
    pub refused: Refused,
}

/// What a phase is called, what holds in it, and what a step into it does.
pub struct PhaseWords {
    pub name: &'static str,
    pub about: &'static str,
    /// What going forward into it changes.
    pub forward: &'static str,
    /// What going back into it changes.
    pub back: &'static str,
}

pub struct Phases {
    pub title: &'static str,
    pub track: &'static str,
    pub step_over: &'static str,
    pub step_now: &'static str,
    pub since: &'static str,
    pub files: PhaseWords,
    pub dual: PhaseWords,
    pub database_with_fallback: PhaseWords,
    pub database: PhaseWords,
    pub archived: PhaseWords,
    pub off_road: &'static str,
    pub enter: &'static str,
    pub enter_about: &'static str,
    pub numbers: &'static str,
    pub outbox: &'static str,
    pub outbox_failing: &'static str,
    pub outbox_error: &'static str,
    pub shadow_reads: &'static str,
    pub differences: &'static str,
    pub fallbacks: &'static str,
    /// Followed by the name of a phase.
    pub next: &'static str,
    pub gates_open: &'static str,
    pub gates_closed: &'static str,
    pub override_open: &'static str,
    pub override_about: &'static str,
    pub override_reason: &'static str,
    pub override_go: &'static str,
    /// Followed by the name of a phase.
    pub back: &'static str,
    pub back_title: &'static str,
    pub back_safe: &'static str,
    pub back_reason: &'static str,
    pub back_go: &'static str,
}

pub struct GateWords {
    pub name: &'static str,
    /// What to do while it is closed.
    pub advice: &'static str,
}

pub struct Gates {
    pub title: &'static str,
    pub open: &'static str,
    pub closed: &'static str,
    pub found: &'static str,
    pub needed: &'static str,
    pub old_store: GateWords,
    pub outbox: GateWords,
    pub pending: GateWords,
    pub divergences: GateWords,
    pub quarantine: GateWords,
    pub verify: GateWords,
    pub shadow_reads: GateWords,
    pub fallbacks: GateWords,
    pub age: GateWords,
    pub archive: GateWords,
}

pub struct Import {
    pub title: &'static str,
    pub start_title: &'static str,
    pub place: &'static str,
    pub place_hint: &'static str,
    pub dry_run: &'static str,
    pub dry_run_hint: &'static str,
    pub fetch_media: &'static str,
    pub fetch_media_hint: &'static str,
    pub rate: &'static str,
    pub rate_hint: &'static str,
    pub other_source: &'static str,
    pub kind: &'static str,
    pub mapping: &'static str,
    pub mapping_hint: &'static str,
    pub start: &'static str,
    pub none: &'static str,
    pub runs: &'static str,
    pub run: &'static str,
    pub dry: &'static str,
    pub by: &'static str,
    pub started: &'static str,
    pub finished: &'static str,
    pub pause: &'static str,
    pub resume: &'static str,
    pub stop: &'static str,
    pub stop_hint: &'static str,
    pub throttle: &'static str,
    pub throttle_hint: &'static str,
    pub per_second: &'static str,
    pub at_most: &'static str,
    pub time_left: &'static str,
    pub seen: &'static str,
    pub imported: &'static str,
    pub already_there: &'static str,
    pub divergent: &'static str,
    pub quarantined: &'static str,
    pub pending: &'static str,
    pub by_kind: &'static str,
    pub kind_of_file: &'static str,
    pub closes: &'static str,
    pub kind_submission: &'static str,
    pub kind_job: &'static str,
    pub kind_draft: &'static str,
    pub kind_upload: &'static str,
    pub kind_report: &'static str,
    pub kind_other: &'static str,
    pub source_folder: &'static str,
    pub source_mongo: &'static str,
    pub source_sqlite: &'static str,
    pub state_running: &'static str,
    pub state_paused: &'static str,
    pub state_done: &'static str,
    pub state_failed: &'static str,
    pub state_stopped: &'static str,
    pub stage_counting: &'static str,
    pub stage_jobs: &'static str,
    pub stage_submissions: &'static str,
    pub stage_uploads: &'static str,
    pub stage_reports: &'static str,
    pub stage_drafts: &'static str,
    pub stage_media: &'static str,
    pub stage_finished: &'static str,
}

pub struct LongWork {
    pub title: &'static str,
    pub nothing: &'static str,
    pub verify: &'static str,
    pub enter: &'static str,
    pub back: &'static str,
    pub pack: &'static str,
    pub remove: &'static str,
    pub restore: &'static str,
    pub runs: &'static str,
    pub over: &'static str,
    pub failed: &'static str,
    pub restart: &'static str,
    pub left: &'static str,
}

pub struct Proof {
    pub title: &'static str,
    pub about: &'static str,
    pub never: &'static str,
    pub all_good: &'static str,
    pub bad: &'static str,
    pub checked: &'static str,
    pub bad_count: &'static str,
    pub root: &'static str,
    pub manifest: &'static str,
    pub finished: &'static str,
    pub record: &'static str,
    pub reason: &'static str,
    pub more: &'static str,
    pub start: &'static str,
    pub scope: &'static str,
    pub everything: &'static str,
}

pub struct Archive {
    pub title: &'static str,
    pub about: &'static str,
    pub none: &'static str,
    pub pack: &'static str,
    /// What belongs to no form.
    pub rest: &'static str,
    pub pack_go: &'static str,
    pub files: &'static str,
    pub remove: &'static str,
    pub remove_about: &'static str,
    pub remove_go: &'static str,
    pub restore: &'static str,
    pub restore_about: &'static str,
    pub restore_go: &'static str,
    pub state_verified: &'static str,
    pub state_removed: &'static str,
    pub state_restored: &'static str,
}

pub struct History {
    pub title: &'static str,
    pub none: &'static str,
    pub reason: &'static str,
    pub overridden: &'static str,
    pub evidence: &'static str,
}

pub struct Desk {
    pub title: &'static str,
    pub lead: &'static str,
    pub to_desk: &'static str,
    pub nothing_waits: &'static str,
    pub waits: &'static str,
    pub quarantined: &'static str,
    pub quarantined_about: &'static str,
    pub divergent: &'static str,
    pub divergent_about: &'static str,
    pub differences: &'static str,
    pub differences_about: &'static str,
    pub decided: &'static str,
    pub none: &'static str,
    pub more: &'static str,
    pub file: &'static str,
    pub size: &'static str,
    pub changed: &'static str,
    pub source: &'static str,
    pub state: &'static str,
    pub why: &'static str,
    pub detail: &'static str,
    pub raw: &'static str,
    pub raw_cut: &'static str,
    pub raw_gone: &'static str,
    pub assign: &'static str,
    pub assign_about: &'static str,
    pub assign_module: &'static str,
    pub assign_go: &'static str,
    pub retry: &'static str,
    pub retry_about: &'static str,
    pub retry_go: &'static str,
    pub set_aside: &'static str,
    pub set_aside_about: &'static str,
    pub set_aside_go: &'static str,
    pub note: &'static str,
    pub note_missing: &'static str,
    pub settle: &'static str,
    pub settle_about: &'static str,
    pub keep_database: &'static str,
    pub take_file: &'static str,
    pub compare: &'static str,
    pub answer: &'static str,
    pub database_says: &'static str,
    pub file_says: &'static str,
    pub same: &'static str,
    pub nothing_there: &'static str,
    pub to_submission: &'static str,
    pub settle_difference: &'static str,
    pub settled_by: &'static str,
    pub decision: &'static str,
    pub decision_assigned: &'static str,
    pub decision_set_aside: &'static str,
    pub decision_keep_database: &'static str,
    pub decision_take_file: &'static str,
    pub record_imported: &'static str,
    pub record_written: &'static str,
    pub record_divergent: &'static str,
    pub record_quarantined: &'static str,
    pub record_kept: &'static str,
    pub record_ignored: &'static str,
}

/// What was done, said on the page that follows.
pub struct Done {
    pub forward: &'static str,
    pub started: &'static str,
    pub import_begun: &'static str,
    pub paused: &'static str,
    pub resumed: &'static str,
    pub stopped: &'static str,
    pub throttled: &'static str,
    pub imported: &'static str,
    pub still_quarantined: &'static str,
    pub now_divergent: &'static str,
    pub set_aside: &'static str,
    pub settled: &'static str,
}

/// What the console itself refuses.
pub struct Refused {
    pub title: &'static str,
    pub reason_short: &'static str,
    pub no_folder: &'static str,
    pub rate: &'static str,
    pub no_mapping: &'static str,
    pub no_module: &'static str,
}

impl Migration {
    pub fn phase(&self, phase: Phase) -> &PhaseWords {
        match phase {
            Phase::Files => &self.phases.files,
            Phase::Dual => &self.phases.dual,
            Phase::DatabaseWithFallback => &self.phases.database_with_fallback,
            Phase::Database => &self.phases.database,
            Phase::Archived => &self.phases.archived,
        }
    }

    #[cfg(feature = "migration")]
    pub fn gate(&self, gate: crate::migration::phases::GateName) -> &GateWords {
        use crate::migration::phases::GateName;
        match gate {
            GateName::OldStore => &self.gates.old_store,
            GateName::Outbox => &self.gates.outbox,
            GateName::Pending => &self.gates.pending,
            GateName::Divergences => &self.gates.divergences,
            GateName::Quarantine => &self.gates.quarantine,
            GateName::Verify => &self.gates.verify,
            GateName::ShadowReads => &self.gates.shadow_reads,
            GateName::Fallbacks => &self.gates.fallbacks,
            GateName::Age => &self.gates.age,
            GateName::Archive => &self.gates.archive,
        }
    }

    /// What a job of the migration does; the others never stand on its console.
    pub fn work(&self, kind: JobKind) -> &'static str {
        match kind {
            JobKind::Verify => self.work.verify,
            JobKind::EnterPhases => self.work.enter,
            JobKind::StepBack => self.work.back,
            JobKind::PackArchive => self.work.pack,
            JobKind::RemoveArchived => self.work.remove,
            JobKind::RestoreArchived => self.work.restore,
            JobKind::Import
            | JobKind::MakeReport
            | JobKind::ExportPerson
            | JobKind::ErasePerson
            | JobKind::SendEmail
            | JobKind::RequestPasswordReset => "",
        }
    }

    pub fn run_state(&self, state: RunState) -> &'static str {
        match state {
            RunState::Running => self.import.state_running,
            RunState::Paused => self.import.state_paused,
            RunState::Done => self.import.state_done,
            RunState::Failed => self.import.state_failed,
            RunState::Stopped => self.import.state_stopped,
        }
    }

    pub fn stage(&self, stage: Stage) -> &'static str {
        match stage {
            Stage::Counting => self.import.stage_counting,
            Stage::Jobs => self.import.stage_jobs,
            Stage::Submissions => self.import.stage_submissions,
            Stage::Uploads => self.import.stage_uploads,
            Stage::Reports => self.import.stage_reports,
            Stage::Drafts => self.import.stage_drafts,
            Stage::Media => self.import.stage_media,
            Stage::Finished => self.import.stage_finished,
        }
    }

    pub fn record_kind(&self, kind: RecordKind) -> &'static str {
        match kind {
            RecordKind::Submission => self.import.kind_submission,
            RecordKind::Job => self.import.kind_job,
            RecordKind::Draft => self.import.kind_draft,
            RecordKind::Upload => self.import.kind_upload,
            RecordKind::Report => self.import.kind_report,
            RecordKind::Other => self.import.kind_other,
        }
    }

    pub fn source_kind(&self, kind: SourceKind) -> &'static str {
        match kind {
            SourceKind::Folder => self.import.source_folder,
            SourceKind::Mongo => self.import.source_mongo,
            SourceKind::Sqlite => self.import.source_sqlite,
        }
    }

    pub fn record_state(&self, state: RecordState) -> &'static str {
        match state {
            RecordState::Imported => self.desk.record_imported,
            RecordState::Written => self.desk.record_written,
            RecordState::Divergent => self.desk.record_divergent,
            RecordState::Quarantined => self.desk.record_quarantined,
            RecordState::Kept => self.desk.record_kept,
            RecordState::Ignored => self.desk.record_ignored,
        }
    }

    pub fn decision(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Assigned => self.desk.decision_assigned,
            Decision::SetAside => self.desk.decision_set_aside,
            Decision::KeepDatabase => self.desk.decision_keep_database,
            Decision::TakeFile => self.desk.decision_take_file,
        }
    }

    pub fn archive_state(&self, state: ArchiveState) -> &'static str {
        match state {
            ArchiveState::Verified => self.archive.state_verified,
            ArchiveState::Removed => self.archive.state_removed,
            ArchiveState::Restored => self.archive.state_restored,
        }
    }
}
