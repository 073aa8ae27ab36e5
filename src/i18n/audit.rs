//! Texts for the actions of the audit log.

use super::{Message, Texts};
use crate::domain::audit::actions::{AuditAction, LoggedAction};

impl Texts {
    pub fn audit_action(self, action: AuditAction) -> String {
        self.message(&message(action))
    }

    /// The text of an action; an action that this version does not know is shown by its name.
    pub fn logged_action(self, action: &LoggedAction) -> String {
        match action {
            LoggedAction::Known(action) => self.audit_action(*action),
            LoggedAction::Unknown(name) => name.clone(),
        }
    }
}

fn message(action: AuditAction) -> Message {
    Message::new(match action {
        AuditAction::SubmissionCreated => "audit-action-submission-created",
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
        AuditAction::ApprovalFlowChanged => "audit-action-approval-flow-changed",
        AuditAction::SubmissionReplaced => "audit-action-submission-replaced",
        AuditAction::SubmissionsExported => "audit-action-submissions-exported",
        AuditAction::ReportRequested => "audit-action-report-requested",
        AuditAction::ReportMade => "audit-action-report-made",
        AuditAction::ReportFailed => "audit-action-report-failed",
        AuditAction::ReportRetried => "audit-action-report-retried",
        AuditAction::ReportSettled => "audit-action-report-settled",
        AuditAction::JobRetried => "audit-action-job-retried",
        AuditAction::JobCancelled => "audit-action-job-cancelled",
        AuditAction::JobRunNow => "audit-action-job-run-now",
        AuditAction::ReportOpened => "audit-action-report-opened",
        AuditAction::LinkMade => "audit-action-link-made",
        AuditAction::LinkChanged => "audit-action-link-changed",
        AuditAction::LinkRevoked => "audit-action-link-revoked",
        AuditAction::LinkRefused => "audit-action-link-refused",
        AuditAction::SigninOk => "audit-action-signin-ok",
        AuditAction::SigninFailed => "audit-action-signin-failed",
        AuditAction::SignedOut => "audit-action-signed-out",
        AuditAction::SessionEnded => "audit-action-session-ended",
        AuditAction::PasswordChanged => "audit-action-password-changed",
        AuditAction::PasswordReset => "audit-action-password-reset",
        AuditAction::FactorAdded => "audit-action-factor-added",
        AuditAction::FactorRemoved => "audit-action-factor-removed",
        AuditAction::InvitationMade => "audit-action-invitation-made",
        AuditAction::InvitationAccepted => "audit-action-invitation-accepted",
        AuditAction::InvitationRevoked => "audit-action-invitation-revoked",
        AuditAction::MemberChanged => "audit-action-member-changed",
        AuditAction::MemberSuspended => "audit-action-member-suspended",
        AuditAction::MemberTakenBack => "audit-action-member-taken-back",
        AuditAction::MemberSessionsEnded => "audit-action-member-sessions-ended",
        AuditAction::AbsenceEntered => "audit-action-absence-entered",
        AuditAction::AbsenceEnded => "audit-action-absence-ended",
        AuditAction::OrganisationMade => "audit-action-organisation-made",
        AuditAction::OrganisationNamed => "audit-action-organisation-named",
        AuditAction::PasswordLinkMade => "audit-action-password-link-made",
        AuditAction::PasswordResetLinkMade => "audit-action-password-reset-link-made",
        AuditAction::PasswordResetRequested => "audit-action-password-reset-requested",
        AuditAction::SessionConfirmed => "audit-action-session-confirmed",
        AuditAction::SessionSwitched => "audit-action-session-switched",
        AuditAction::UserAdded => "audit-action-user-added",
        AuditAction::UserDisabled => "audit-action-user-disabled",
        AuditAction::UserEnabled => "audit-action-user-enabled",
        AuditAction::SubmissionReceived => "audit-action-submission-received",
        AuditAction::SubmissionAccepted => "audit-action-submission-accepted",
        AuditAction::SubmissionRefused => "audit-action-submission-refused",
        AuditAction::SubmissionErased => "audit-action-submission-erased",
        AuditAction::ActionMade => "audit-action-action-made",
        AuditAction::ActionChanged => "audit-action-action-changed",
        AuditAction::ActionCommented => "audit-action-action-commented",
        AuditAction::ActionMoved => "audit-action-action-moved",
        AuditAction::PublicLinkMade => "audit-action-public-link-made",
        AuditAction::PublicLinkRevoked => "audit-action-public-link-revoked",
        AuditAction::FactorUsed => "audit-action-factor-used",
        AuditAction::FactorFailed => "audit-action-factor-failed",
        AuditAction::SessionEndedOthers => "audit-action-session-ended-others",
        AuditAction::PersonExportRequested => "audit-action-person-export-requested",
        AuditAction::PersonExported => "audit-action-person-exported",
        AuditAction::PersonExportOpened => "audit-action-person-export-opened",
        AuditAction::PersonEraseRequested => "audit-action-person-erase-requested",
        AuditAction::PersonErased => "audit-action-person-erased",
        AuditAction::PersonEraseRefused => "audit-action-person-erase-refused",
        AuditAction::PersonRequestFailed => "audit-action-person-request-failed",
        AuditAction::TimeZoneChanged => "audit-action-time-zone-changed",
        AuditAction::OrganisationChanged => "audit-action-organisation-changed",
        AuditAction::TokenMade => "audit-action-token-made",
        AuditAction::TokenUsed => "audit-action-token-used",
        AuditAction::TokenRevoked => "audit-action-token-revoked",
        AuditAction::FormDrafted => "audit-action-form-drafted",
        AuditAction::FormDraftDiscarded => "audit-action-form-draft-discarded",
        AuditAction::FormPublished => "audit-action-form-published",
        AuditAction::FormRetired => "audit-action-form-retired",
        AuditAction::FormBroughtBack => "audit-action-form-brought-back",
        AuditAction::WebhookMade => "audit-action-webhook-made",
        AuditAction::WebhookChanged => "audit-action-webhook-changed",
        AuditAction::WebhookSwitchedOn => "audit-action-webhook-switched-on",
        AuditAction::WebhookSwitchedOff => "audit-action-webhook-switched-off",
        AuditAction::WebhookSecretReplaced => "audit-action-webhook-secret-replaced",
        AuditAction::WebhookTested => "audit-action-webhook-tested",
        AuditAction::WebhookReplayed => "audit-action-webhook-replayed",
        AuditAction::WebhookDeleted => "audit-action-webhook-deleted",
        AuditAction::LegacyAccessOpened => "audit-action-legacy-access-opened",
        AuditAction::LegacyAccessClosed => "audit-action-legacy-access-closed",
        AuditAction::LegacyKeyMade => "audit-action-legacy-key-made",
        AuditAction::LegacyKeyUsed => "audit-action-legacy-key-used",
        AuditAction::LegacyKeyRevoked => "audit-action-legacy-key-revoked",
        AuditAction::PhaseChanged => "audit-action-phase-changed",
        AuditAction::OverrideRequested => "audit-action-phase-override-requested",
        AuditAction::DifferenceSettled => "audit-action-difference-settled",
        AuditAction::ImportStarted => "audit-action-import-started",
        AuditAction::ImportPaused => "audit-action-import-paused",
        AuditAction::ImportResumed => "audit-action-import-resumed",
        AuditAction::ImportThrottled => "audit-action-import-throttled",
        AuditAction::ImportStopped => "audit-action-import-stopped",
        AuditAction::ImportFinished => "audit-action-import-finished",
        AuditAction::ImportFailed => "audit-action-import-failed",
        AuditAction::RecordRetried => "audit-action-record-retried",
        AuditAction::RecordDecided => "audit-action-record-decided",
        AuditAction::MigrationVerified => "audit-action-migration-verified",
        AuditAction::ArchivePacked => "audit-action-archive-packed",
        AuditAction::ArchiveRemoving => "audit-action-archive-removing",
        AuditAction::ArchiveRemoved => "audit-action-archive-removed",
        AuditAction::ArchiveRestored => "audit-action-archive-restored",
        AuditAction::AuditExported => "audit-action-audit-exported",
        AuditAction::AuditDropped => "audit-action-audit-dropped",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::assert_complete};

    #[test]
    fn every_action_has_a_text() {
        AuditAction::ALL.iter().for_each(|action| assert_complete(&message(*action)));
        assert_eq!(Texts::of(Lang::AR).logged_action(&LoggedAction::from("signin.ok")), "تسجيل دخول");
        assert_eq!(Texts::of(Lang::EN).logged_action(&LoggedAction::from("newer.than_this")), "newer.than_this");
    }
}
