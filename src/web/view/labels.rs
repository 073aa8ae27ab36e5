//! What values of the domain are called on pages: statuses, roles, phases, gates, permissions.

use crate::{
    domain::{
        access::{Permission, Role},
        action::ActionGroup,
        audit::actions::{AuditAction, LoggedAction},
        job::{JobKind, JobState},
        migration::{ArchiveState, Decision, Phase, RecordKind, RecordState, RunState, SourceKind, Stage},
        submission::Status,
        submission_filter,
    },
    i18n::Texts,
    services::people::AccountStatus,
};

pub fn status(texts: Texts, status: &Status) -> &'static str {
    texts.t(match status {
        Status::Pending => "common-status-pending",
        Status::Processing => "common-status-processing",
        Status::Completed => "common-status-completed",
        Status::Failed => "common-status-failed",
    })
}

/// What a submission is called in lists, filters and on its page.
pub fn submission_standing(texts: Texts, standing: submission_filter::StatusFilter) -> &'static str {
    match standing {
        submission_filter::StatusFilter::Open => texts.t("submissions-open"),
        submission_filter::StatusFilter::WithoutReports => texts.t("common-status-no-reports"),
        submission_filter::StatusFilter::Is(status) => self::status(texts, &status),
    }
}

/// The name of a site, or that there is none.
pub fn site(texts: Texts, name: String) -> String {
    if name.trim().is_empty() { texts.t("common-no-site").to_owned() } else { name }
}

pub fn job_state(texts: Texts, state: &JobState) -> &'static str {
    texts.t(match state {
        JobState::Started => "job-waiting",
        JobState::Running => "job-making",
        JobState::Done => "job-done",
        JobState::Failed => "job-failed",
    })
}

/// A line of a submission's history. An action that this version does not know is shown by its name.
pub fn event(texts: Texts, action: &LoggedAction) -> &str {
    let known = match action {
        LoggedAction::Known(known) => known,
        LoggedAction::Unknown(name) => return name,
    };
    texts.t(match known {
        AuditAction::SubmissionCreated => "submission-event-created",
        AuditAction::ReportMade => "submission-event-made",
        AuditAction::ReportFailed => "submission-event-failed",
        AuditAction::ReportOpened => "submission-event-opened",
        AuditAction::ReportRetried => "submission-event-retried",
        AuditAction::ReportSettled => "submission-event-settled",
        AuditAction::ReportRequested => "submission-event-requested",
        AuditAction::LinkMade => "report-link-event-made",
        AuditAction::LinkChanged => "report-link-event-changed",
        AuditAction::LinkRevoked => "report-link-event-revoked",
        AuditAction::LinkRefused => "report-link-event-refused",
        AuditAction::SubmissionAccepted => "submission-event-accepted",
        AuditAction::SubmissionCorrected => "audit-action-submission-corrected",
        AuditAction::ApprovalApproved => "audit-action-approval-approved",
        AuditAction::ApprovalReturned => "audit-action-approval-returned",
        AuditAction::ApprovalRejected => "audit-action-approval-rejected",
        AuditAction::ApprovalClosed => "audit-action-approval-closed",
        AuditAction::ClientAccepted => "audit-action-client-accepted",
        AuditAction::ClientDisputed => "audit-action-client-disputed",
        AuditAction::ClientCommented => "audit-action-client-commented",
        AuditAction::CommentAdded => "audit-action-comment-added",
        AuditAction::CommentChanged => "audit-action-comment-changed",
        AuditAction::CommentDeleted => "audit-action-comment-deleted",
        other => return other.as_str(),
    })
}

pub fn role(texts: Texts, role: Role) -> &'static str {
    texts.t(match role {
        Role::Administrator => "role-administrator",
        Role::Manager => "role-manager",
        Role::Reviewer => "role-reviewer",
        Role::Inspector => "role-inspector",
        Role::Viewer => "role-viewer",
    })
}

pub fn action_group(texts: Texts, group: ActionGroup) -> &'static str {
    texts.t(match group {
        ActionGroup::Open => "actions-open",
        ActionGroup::Done => "actions-done",
        ActionGroup::Closed => "actions-closed",
        ActionGroup::All => "actions-all",
    })
}

/// What a member with this role can do.
pub fn role_about(texts: Texts, role: Role) -> &'static str {
    texts.t(match role {
        Role::Administrator => "role-administrator-about",
        Role::Manager => "role-manager-about",
        Role::Reviewer => "role-reviewer-about",
        Role::Inspector => "role-inspector-about",
        Role::Viewer => "role-viewer-about",
    })
}

/// What a permission of an API token allows.
pub fn permission(texts: Texts, permission: Permission) -> &'static str {
    texts.t(match permission {
        Permission::Submit => "token-permission-submit",
        Permission::ReadSubmissions => "token-permission-read-submissions",
        Permission::ReadReports => "token-permission-read-reports",
        Permission::MakeReports => "token-permission-make-reports",
        Permission::ShareReports => "token-permission-share-reports",
        Permission::Export => "token-permission-export",
        Permission::Moderate => "token-permission-moderate",
        Permission::ReadAudit => "token-permission-read-audit",
        Permission::ManagePeople => "token-permission-manage-people",
        Permission::ManageOrganisation => "token-permission-manage-organisation",
        Permission::Migrate => "token-permission-migrate",
        Permission::ManageJobs => "token-permission-manage-jobs",
        Permission::UseTokens => "token-permission-use-tokens",
    })
}

pub fn standing(texts: Texts, standing: AccountStatus) -> &'static str {
    texts.t(match standing {
        AccountStatus::Active => "people-active",
        AccountStatus::Suspended => "people-suspended",
        AccountStatus::Disabled => "people-disabled",
    })
}

/// What a phase of the migration is called, what holds in it, and what a step into it does.
pub struct PhaseTexts {
    pub name: &'static str,
    pub about: &'static str,
    /// What going forward into it changes.
    pub forward: &'static str,
    /// What going back into it changes; empty where there is no way back into it.
    pub back: &'static str,
}

pub fn phase(texts: Texts, phase: Phase) -> PhaseTexts {
    let [name, about, forward, back] = match phase {
        Phase::Files => [
            "migration-phase-files-name",
            "migration-phase-files-about",
            "migration-phase-files-forward",
            "migration-phase-files-back",
        ],
        Phase::Dual => [
            "migration-phase-dual-name",
            "migration-phase-dual-about",
            "migration-phase-dual-forward",
            "migration-phase-dual-back",
        ],
        Phase::DatabaseWithFallback => [
            "migration-phase-database-with-fallback-name",
            "migration-phase-database-with-fallback-about",
            "migration-phase-database-with-fallback-forward",
            "migration-phase-database-with-fallback-back",
        ],
        Phase::Database => [
            "migration-phase-database-name",
            "migration-phase-database-about",
            "migration-phase-database-forward",
            "migration-phase-database-back",
        ],
        Phase::Archived => {
            let [name, about, forward] =
                ["migration-phase-archived-name", "migration-phase-archived-about", "migration-phase-archived-forward"]
                    .map(|key| texts.t(key));
            return PhaseTexts { name, about, forward, back: "" };
        }
    }
    .map(|key| texts.t(key));
    PhaseTexts { name, about, forward, back }
}

/// What a job does.
pub fn job_kind(texts: Texts, kind: JobKind) -> &'static str {
    texts.t(match kind {
        JobKind::MakeReport => "background-jobs-make-report",
        JobKind::NotifyReviewers => "background-jobs-notify-reviewers",
        JobKind::ExportPerson => "background-jobs-export-person",
        JobKind::ErasePerson => "background-jobs-erase-person",
        JobKind::SendEmail => "background-jobs-send-email",
        JobKind::RequestPasswordReset => "background-jobs-request-password-reset",
        JobKind::Import => "background-jobs-import",
        JobKind::Verify => "migration-work-verify",
        JobKind::EnterPhases => "migration-work-enter",
        JobKind::StepBack => "migration-work-back",
        JobKind::DecideMany => "migration-work-decide",
        JobKind::PackArchive => "migration-work-pack",
        JobKind::RemoveArchived => "migration-work-remove",
        JobKind::RestoreArchived => "migration-work-restore",
    })
}

pub fn run_state(texts: Texts, state: RunState) -> &'static str {
    texts.t(match state {
        RunState::Running => "migration-import-state-running",
        RunState::Paused => "migration-import-state-paused",
        RunState::Done => "migration-import-state-done",
        RunState::Failed => "migration-import-state-failed",
        RunState::Stopped => "migration-import-state-stopped",
    })
}

pub fn stage(texts: Texts, stage: Stage) -> &'static str {
    texts.t(match stage {
        Stage::Counting => "migration-import-stage-counting",
        Stage::Jobs => "migration-import-stage-jobs",
        Stage::Submissions => "migration-import-stage-submissions",
        Stage::Uploads => "migration-import-stage-uploads",
        Stage::Reports => "migration-import-stage-reports",
        Stage::Drafts => "migration-import-stage-drafts",
        Stage::Media => "migration-import-stage-media",
        Stage::Finished => "migration-import-stage-finished",
    })
}

pub fn record_kind(texts: Texts, kind: RecordKind) -> &'static str {
    texts.t(match kind {
        RecordKind::Submission => "migration-import-kind-submission",
        RecordKind::Job => "migration-import-kind-job",
        RecordKind::Draft => "migration-import-kind-draft",
        RecordKind::Upload => "migration-import-kind-upload",
        RecordKind::Report => "migration-import-kind-report",
        RecordKind::Other => "migration-import-kind-other",
    })
}

pub fn source_kind(texts: Texts, kind: SourceKind) -> &'static str {
    texts.t(match kind {
        SourceKind::Folder => "migration-import-source-folder",
        SourceKind::Mongo => "migration-import-source-mongo",
        SourceKind::Sqlite => "migration-import-source-sqlite",
    })
}

pub fn record_state(texts: Texts, state: RecordState) -> &'static str {
    texts.t(match state {
        RecordState::Imported => "review-record-imported",
        RecordState::Written => "review-record-written",
        RecordState::Divergent => "review-record-divergent",
        RecordState::Quarantined => "review-record-quarantined",
        RecordState::Kept => "review-record-kept",
        RecordState::Ignored => "review-record-ignored",
    })
}

pub fn decision(texts: Texts, decision: Decision) -> &'static str {
    texts.t(match decision {
        Decision::Assigned => "review-decision-assigned",
        Decision::SetAside => "review-decision-set-aside",
        Decision::KeepDatabase => "review-decision-keep-database",
        Decision::TakeFile => "review-decision-take-file",
    })
}

pub fn archive_state(texts: Texts, state: ArchiveState) -> &'static str {
    texts.t(match state {
        ArchiveState::Verified => "migration-archive-state-verified",
        ArchiveState::Removed => "migration-archive-state-removed",
        ArchiveState::Restored => "migration-archive-state-restored",
    })
}
