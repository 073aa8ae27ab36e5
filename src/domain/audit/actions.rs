//! The actions of the audit log: the one list, with their names in the database. `i18n::audit` has their texts.
//!
//! An action that is not in the list is shown by its name, so that a log written by a newer version can be read.

macro_rules! actions {
    ($($variant:ident = $name:literal,)+) => {
        /// What a person or the program did.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AuditAction {
            $($variant,)+
        }

        impl AuditAction {
            /// In the order in which pages list them.
            pub const ALL: &[AuditAction] = &[$(AuditAction::$variant),+];

            /// The name in the database, in exports and in the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(AuditAction::$variant => $name,)+
                }
            }
        }
    };
}

actions! {
    SubmissionCreated = "submission.created",
    SubmissionImported = "submission.imported",
    SubmissionReplaced = "submission.replaced",
    SubmissionDeleted = "submission.deleted",
    SubmissionApproved = "submission.approved",
    SubmissionRejected = "submission.rejected",
    SubmissionsExported = "submissions.exported",
    ReportRequested = "report.requested",
    ReportMade = "report.made",
    ReportFailed = "report.failed",
    ReportRetried = "report.retried",
    JobRetried = "job.retried",
    JobCancelled = "job.cancelled",
    JobRunNow = "job.run_now",
    ReportOpened = "report.opened",
    ReportChecked = "report.checked",
    LinkMade = "link.made",
    LinkChanged = "link.changed",
    LinkRevoked = "link.revoked",
    LinkRefused = "link.refused",
    SigninOk = "signin.ok",
    SigninFailed = "signin.failed",
    SessionEnded = "session.ended",
    PasswordChanged = "password.changed",
    PasswordReset = "password.reset",
    FactorAdded = "factor.added",
    FactorRemoved = "factor.removed",
    InvitationMade = "invitation.made",
    InvitationAccepted = "invitation.accepted",
    InvitationRevoked = "invitation.revoked",
    MemberChanged = "member.changed",
    MemberSuspended = "member.suspended",
    MemberTakenBack = "member.taken_back",
    MemberSessionsEnded = "member.sessions_ended",
    OrganisationMade = "organisation.made",
    OrganisationNamed = "organisation.named",
    PasswordLinkMade = "password.link_made",
    PasswordResetLinkMade = "password.reset_link_made",
    PasswordResetRequested = "password.reset_requested",
    SessionConfirmed = "session.confirmed",
    SessionSwitched = "session.switched",
    UserAdded = "user.added",
    UserDisabled = "user.disabled",
    UserEnabled = "user.enabled",
    SubmissionReceived = "submission.received",
    SubmissionAccepted = "submission.accepted",
    SubmissionRefused = "submission.refused",
    SubmissionErased = "submission.erased",
    PublicLinkMade = "public_link.made",
    PublicLinkRevoked = "public_link.revoked",
    FactorUsed = "factor.used",
    FactorFailed = "factor.failed",
    SessionEndedOthers = "session.ended_others",
    PersonExportRequested = "person.export_requested",
    PersonExported = "person.exported",
    PersonExportOpened = "person.export_opened",
    PersonEraseRequested = "person.erase_requested",
    PersonErased = "person.erased",
    PersonEraseRefused = "person.erase_refused",
    PersonRequestFailed = "person.request_failed",
    OrganisationChanged = "organisation.changed",
    TokenMade = "token.made",
    TokenUsed = "token.used",
    TokenRevoked = "token.revoked",
    PhaseChanged = "phase.changed",
    DifferenceSettled = "difference.settled",
    ImportStarted = "import.started",
    ImportPaused = "import.paused",
    ImportResumed = "import.resumed",
    ImportThrottled = "import.throttled",
    ImportStopped = "import.stopped",
    ImportFinished = "import.finished",
    ImportFailed = "import.failed",
    RecordRetried = "record.retried",
    RecordDecided = "record.decided",
    MigrationVerified = "migration.verified",
    ArchivePacked = "archive.packed",
    ArchiveRemoving = "archive.removing",
    ArchiveRemoved = "archive.removed",
    ArchiveRestored = "archive.restored",
    AuditExported = "audit.exported",
    AuditDropped = "audit.dropped",
}

impl AuditAction {
    pub fn parse(name: &str) -> Option<AuditAction> {
        AuditAction::ALL.iter().copied().find(|action| action.as_str() == name)
    }
}

pub const SUBMISSIONS_EXPORTED: &str = AuditAction::SubmissionsExported.as_str();
pub const AUDIT_EXPORTED: &str = AuditAction::AuditExported.as_str();
pub const AUDIT_DROPPED: &str = AuditAction::AuditDropped.as_str();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audit_actions_are_unique_and_can_be_parsed() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::parse(action.as_str()), Some(*action));
        }
        assert_eq!(AuditAction::parse("newer.than_this"), None);
    }
}
