//! The actions of the audit log: the complete list with their names in the database. `i18n::audit` has their texts.
//!
//! An action that is not in the list is shown by its name, so that rows written by a newer version can be read.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// An action of a person or of the program. Pages list them in this order.
    pub enum AuditAction {
        SubmissionCreated = "submission.created",
        SubmissionReplaced = "submission.replaced",
        SubmissionCorrected = "submission.corrected",
        ApprovalApproved = "approval.approved",
        ApprovalReturned = "approval.returned",
        ApprovalRejected = "approval.rejected",
        ApprovalClosed = "approval.closed",
        ApprovalFlowChanged = "approval_flow.changed",
        ClientAccepted = "client.accepted",
        ClientDisputed = "client.disputed",
        ClientCommented = "client.commented",
        CommentAdded = "comment.added",
        CommentChanged = "comment.changed",
        CommentDeleted = "comment.deleted",
        SubmissionsExported = "submissions.exported",
        ReportRequested = "report.requested",
        ReportMade = "report.made",
        ReportFailed = "report.failed",
        ReportRetried = "report.retried",
        ReportSettled = "report.settled",
        JobRetried = "job.retried",
        JobCancelled = "job.cancelled",
        JobRunNow = "job.run_now",
        ReportOpened = "report.opened",
        LinkMade = "link.made",
        LinkChanged = "link.changed",
        LinkRevoked = "link.revoked",
        LinkRefused = "link.refused",
        SigninOk = "signin.ok",
        SigninFailed = "signin.failed",
        SignedOut = "signout",
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
        AbsenceEntered = "absence.entered",
        AbsenceEnded = "absence.ended",
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
        ActionMade = "action.made",
        ActionChanged = "action.changed",
        ActionCommented = "action.commented",
        ActionMoved = "action.moved",
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
        TimeZoneChanged = "user.time_zone_changed",
        TokenMade = "token.made",
        TokenUsed = "token.used",
        TokenRevoked = "token.revoked",
        FormDrafted = "form.drafted",
        FormDraftDiscarded = "form.draft_discarded",
        FormPublished = "form.published",
        FormRetired = "form.retired",
        FormBroughtBack = "form.brought_back",
        WebhookMade = "webhook.made",
        WebhookChanged = "webhook.changed",
        WebhookSwitchedOn = "webhook.switched_on",
        WebhookSwitchedOff = "webhook.switched_off",
        WebhookSecretReplaced = "webhook.secret_replaced",
        WebhookTested = "webhook.tested",
        WebhookReplayed = "webhook.replayed",
        WebhookDeleted = "webhook.deleted",
        LegacyAccessOpened = "legacy_access.opened",
        LegacyAccessClosed = "legacy_access.closed",
        LegacyKeyMade = "legacy_key.made",
        LegacyKeyUsed = "legacy_key.used",
        LegacyKeyRevoked = "legacy_key.revoked",
        PhaseChanged = "phase.changed",
        OverrideRequested = "phase.override_requested",
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
}

/// The detail with the key of the account of the absent member for whom a delegate acted.
pub const ABSENT: &str = "absent_user";

/// The account of the absent member for whom a delegate acted, from the details of a row.
pub fn absent_user(details: &serde_json::Value) -> Option<i64> {
    details.get(ABSENT)?.as_i64()
}

/// The action of a row in the database. This version writes known actions only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoggedAction {
    Known(AuditAction),
    /// An action that this version does not know.
    Unknown(String),
}

impl LoggedAction {
    /// The name in the database.
    pub fn as_str(&self) -> &str {
        match self {
            LoggedAction::Known(action) => action.as_str(),
            LoggedAction::Unknown(name) => name,
        }
    }
}

impl From<AuditAction> for LoggedAction {
    fn from(action: AuditAction) -> LoggedAction {
        LoggedAction::Known(action)
    }
}

impl From<&str> for LoggedAction {
    fn from(name: &str) -> LoggedAction {
        AuditAction::parse(name).map_or_else(|| LoggedAction::Unknown(name.to_owned()), LoggedAction::Known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audit_actions_are_unique_and_can_be_parsed() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::parse(action.as_str()), Some(*action));
        }
        assert_eq!(AuditAction::parse("newer.than_this"), None);
        assert_eq!(LoggedAction::from("signin.ok"), LoggedAction::Known(AuditAction::SigninOk));
        assert_eq!(LoggedAction::from("newer.than_this").as_str(), "newer.than_this");
    }
}
