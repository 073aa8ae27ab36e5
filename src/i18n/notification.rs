//! Notifications as texts: their kinds, and the lines that say what one is about.

use super::Texts;
use crate::domain::{
    notification::{Notice, NoticeSubject, NotificationKind},
    webhook::OffReason,
};

impl Texts {
    /// What a notification of this kind tells.
    pub fn notification_kind(self, kind: NotificationKind) -> &'static str {
        self.t(match kind {
            NotificationKind::DecisionWanted => "notification-decision-wanted",
            NotificationKind::DecisionOverdue => "notification-decision-overdue",
            NotificationKind::Returned => "notification-returned",
            NotificationKind::Approved => "notification-approved",
            NotificationKind::Rejected => "notification-rejected",
            NotificationKind::Mentioned => "notification-mentioned",
            NotificationKind::ClientResponded => "notification-client-responded",
            NotificationKind::ActionAssigned => "notification-action-assigned",
            NotificationKind::ActionDue => "notification-action-due",
            NotificationKind::ActionOverdue => "notification-action-overdue",
            NotificationKind::WebhookOff => "notification-webhook-off",
        })
    }

    /// Why a webhook was switched off because of its receiver.
    pub fn webhook_off_reason(self, reason: OffReason) -> Option<&'static str> {
        match reason {
            OffReason::Gone => Some(self.t("notification-webhook-gone")),
            OffReason::Failing => Some(self.t("notification-webhook-failing")),
            OffReason::ByAdministrator => None,
        }
    }

    /// The site of an inspection, or that there is none; the address of a webhook.
    pub(super) fn notice_subject(self, notice: &Notice) -> String {
        match &notice.subject {
            NoticeSubject::Inspection { site_name } if site_name.trim().is_empty() => {
                self.t("common-no-site").to_owned()
            }
            NoticeSubject::Inspection { site_name } => site_name.trim().to_owned(),
            NoticeSubject::Webhook { receiver, .. } => receiver.clone(),
        }
    }

    /// What a notification is about, for an e-mail: its action with the due day, the question of its comment, the site,
    /// and who caused it. Each is a line of its own, because names may be in another direction than the text.
    pub(super) fn notice_lines(self, notice: &Notice) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(action) = &notice.action {
            lines.push(action.title.clone());
            lines.push(self.with("notification-due", &[("day", action.due_on.into())]));
        }
        if let Some(question) = &notice.question {
            lines.push(question.get(self.lang()).to_owned());
        }
        lines.push(self.notice_subject(notice));
        if let NoticeSubject::Webhook { off: Some(reason), .. } = &notice.subject {
            lines.extend(self.webhook_off_reason(*reason).map(str::to_owned));
        }
        if let Some(who) = &notice.who {
            lines.push(self.with("notification-by", &[("name", who.into())]));
        }
        lines
    }
}
