//! Webhooks as texts: kinds of events, states of deliveries, and why attempts fail.

use super::Texts;
use crate::domain::webhook::{DeliveryState, EventKind, SendFailure};

impl Texts {
    /// What an event of this kind tells.
    pub fn event_kind(self, kind: EventKind) -> &'static str {
        self.t(match kind {
            EventKind::SubmissionCreated => "webhook-event-submission-created",
            EventKind::SubmissionCorrected => "webhook-event-submission-corrected",
            EventKind::ReportReady => "webhook-event-report-ready",
            EventKind::ApprovalStep => "webhook-event-approval-step",
            EventKind::SubmissionApproved => "webhook-event-submission-approved",
            EventKind::SubmissionRejected => "webhook-event-submission-rejected",
            EventKind::ActionCreated => "webhook-event-action-created",
            EventKind::ActionChanged => "webhook-event-action-changed",
            EventKind::CommentCreated => "webhook-event-comment-created",
            EventKind::ClientResponded => "webhook-event-client-responded",
            EventKind::Test => "webhook-event-test",
        })
    }

    /// How far a delivery is.
    pub fn delivery_state(self, state: DeliveryState) -> &'static str {
        self.t(match state {
            DeliveryState::Waiting => "webhook-state-waiting",
            DeliveryState::Delivered => "webhook-state-delivered",
            DeliveryState::Failed => "webhook-state-failed",
        })
    }

    /// Why an attempt failed, and what can be done about it.
    pub fn send_failure(self, failure: SendFailure) -> &'static str {
        self.t(match failure {
            SendFailure::Status => "webhook-failure-status",
            SendFailure::Gone => "webhook-failure-gone",
            SendFailure::Redirect => "webhook-failure-redirect",
            SendFailure::PrivateAddress => "webhook-failure-private-address",
            SendFailure::NotReached => "webhook-failure-not-reached",
            SendFailure::TimedOut => "webhook-failure-timed-out",
            SendFailure::BadAddress => "webhook-failure-bad-address",
            SendFailure::BadSecret => "webhook-failure-bad-secret",
        })
    }
}
