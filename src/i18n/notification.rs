//! Notifications as texts: their kinds, and the lines that say what one is about.

use super::Texts;
use crate::domain::notification::{Notice, NotificationKind};

impl Texts {
    /// What a notification of this kind tells.
    pub fn notification_kind(self, kind: NotificationKind) -> &'static str {
        self.t(match kind {
            NotificationKind::DecisionWanted => "notification-decision-wanted",
            NotificationKind::Returned => "notification-returned",
            NotificationKind::Approved => "notification-approved",
            NotificationKind::Rejected => "notification-rejected",
            NotificationKind::Mentioned => "notification-mentioned",
            NotificationKind::ClientResponded => "notification-client-responded",
            NotificationKind::ActionAssigned => "notification-action-assigned",
            NotificationKind::ActionDue => "notification-action-due",
            NotificationKind::ActionOverdue => "notification-action-overdue",
        })
    }

    /// The site of a notification, or that there is none.
    pub(super) fn notice_site(self, notice: &Notice) -> String {
        match notice.site_name.trim() {
            "" => self.t("common-no-site").to_owned(),
            name => name.to_owned(),
        }
    }

    /// What a notification is about, for an e-mail: its action with the due day, the question of its comment, the site, and who
    /// caused it. Each is a
    /// line of its own, because names may be in another direction than the text.
    pub(super) fn notice_lines(self, notice: &Notice) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(action) = &notice.action {
            lines.push(action.title.clone());
            lines.push(self.with("notification-due", &[("day", action.due_on.into())]));
        }
        if let Some(question) = &notice.question {
            lines.push(question.get(self.lang()).to_owned());
        }
        lines.push(self.notice_site(notice));
        if let Some(who) = &notice.who {
            lines.push(self.with("notification-by", &[("name", who.into())]));
        }
        lines
    }
}
