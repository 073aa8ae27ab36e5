//! Notifications: what members are told, how they get it by e-mail, and when.
//!
//! - this file: kinds, deliveries and their defaults, what a notification says;
//! - `approval`: whom a step of an approval concerns;
//! - `digest`: when the daily e-mail of a person is due.
//!
//! Invariants: the member who caused an event gets no notification of it; a person gets one notification for each event of
//! a kind (a unique key of the table). `store::notifications` chooses the people, with the conditions that are stated there.

pub mod approval;
pub mod digest;

use super::{access::Permission, ids, lang::Label, text_enum::text_enum, webhook::OffReason};
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

/// For how long a notification is kept after it was made: if it was read, and if it was not.
pub const KEPT_READ: Duration = Duration::days(90);
pub const KEPT_UNREAD: Duration = Duration::days(365);
/// An action or a decision that is overdue for longer is not told any more. Shorter than [`KEPT_READ`]: a notification
/// that was deleted is never made again.
pub const OVERDUE_TOLD: Duration = Duration::days(30);

text_enum! {
    /// What a notification tells.
    pub enum NotificationKind {
        /// A stage began whose decision the person may take.
        DecisionWanted = "decision_wanted",
        /// The time of a stage has passed whose decision the person may take.
        DecisionOverdue = "decision_overdue",
        /// An inspection that the person sent was returned.
        Returned = "returned",
        Approved = "approved",
        Rejected = "rejected",
        /// The person is named in a comment.
        Mentioned = "mentioned",
        /// A client accepted or disputed a report, or commented on it: one that the person sent or shared.
        ClientResponded = "client_responded",
        /// The person became the owner of an action.
        ActionAssigned = "action_assigned",
        /// An action of the person is due on the next day.
        ActionDue = "action_due",
        /// The day of an action of the person has passed.
        ActionOverdue = "action_overdue",
        /// A webhook was switched off, because its receiver failed for long or wants nothing any more.
        WebhookOff = "webhook_off",
    }
}

text_enum! {
    /// How a notification is sent by e-mail. It is in the application in any case.
    pub enum Delivery {
        AtOnce = "at_once",
        /// With others, in one e-mail a day.
        Daily = "daily",
        Off = "off",
    }
}

impl NotificationKind {
    /// What holds for members who have chosen nothing. At once: what needs an
    /// action of the person soon, and what is rare. Daily: what comes in numbers, or is about a day. Off: what needs no
    /// action.
    pub const fn default_delivery(self) -> Delivery {
        use NotificationKind::*;
        match self {
            Returned | Rejected | Mentioned | ClientResponded | ActionAssigned | WebhookOff => Delivery::AtOnce,
            DecisionWanted | DecisionOverdue | ActionDue | ActionOverdue => Delivery::Daily,
            Approved => Delivery::Off,
        }
    }

    /// Only members with this permission are told.
    pub const fn permission(self) -> Permission {
        match self {
            NotificationKind::WebhookOff => Permission::ManageOrganisation,
            _ => Permission::ReadSubmissions,
        }
    }
}

/// The page that a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationTarget {
    Submission(ids::SubmissionId),
    Comments(ids::SubmissionId),
    Action(ids::ActionId),
    Webhook(ids::WebhookId),
}

impl NotificationTarget {
    /// Its address in the application.
    pub fn path(&self) -> String {
        match self {
            NotificationTarget::Submission(id) => format!("/submissions/{id}"),
            NotificationTarget::Comments(id) => format!("/comments/{id}"),
            NotificationTarget::Action(id) => format!("/actions/{id}"),
            NotificationTarget::Webhook(id) => format!("/webhooks/{id}"),
        }
    }

    /// The kinds whose notifications lead there.
    pub fn kinds(&self) -> &'static [NotificationKind] {
        use NotificationKind::*;
        match self {
            NotificationTarget::Submission(_) => {
                &[DecisionWanted, DecisionOverdue, Returned, Approved, Rejected, ClientResponded]
            }
            NotificationTarget::Comments(_) => &[Mentioned],
            NotificationTarget::Action(_) => &[ActionAssigned, ActionDue, ActionOverdue],
            NotificationTarget::Webhook(_) => &[WebhookOff],
        }
    }
}

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: NotificationKind,
    pub target: NotificationTarget,
    pub subject: NoticeSubject,
    /// The name of the member who caused it; none if time has passed or the account was erased.
    pub who: Option<String>,
    pub action: Option<NoticeAction>,
    /// The question that a comment is about.
    pub question: Option<Label>,
}

/// What a notification is about, as its reader knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeSubject {
    /// An inspection of this site; empty: of none.
    Inspection { site_name: String },
    /// A webhook with this address, and why it is off.
    Webhook { receiver: String, off: Option<OffReason> },
}

/// The action that a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeAction {
    pub title: String,
    pub due_on: Date,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_leads_to_exactly_one_page() -> Result<(), ids::NotAnId> {
        let submission: ids::SubmissionId = "sub_0123456789ab".parse()?;
        let action: ids::ActionId = "act_0123456789abcdef".parse()?;
        let webhook = ids::WebhookId::random();
        let targets = [
            NotificationTarget::Submission(submission.clone()),
            NotificationTarget::Comments(submission),
            NotificationTarget::Action(action),
            NotificationTarget::Webhook(webhook.clone()),
        ];
        for kind in NotificationKind::ALL {
            assert_eq!(targets.iter().filter(|target| target.kinds().contains(kind)).count(), 1, "{kind}");
        }
        let paths: Vec<String> = targets.iter().map(NotificationTarget::path).collect();
        assert_eq!(
            paths,
            [
                "/submissions/sub_0123456789ab",
                "/comments/sub_0123456789ab",
                "/actions/act_0123456789abcdef",
                format!("/webhooks/{webhook}").as_str(),
            ]
        );
        Ok(())
    }

    #[test]
    fn what_others_wait_for_comes_at_once_and_good_news_stays_in_the_application() {
        use NotificationKind::*;
        let of =
            |delivery| NotificationKind::ALL.iter().copied().filter(move |kind| kind.default_delivery() == delivery);
        assert!(of(Delivery::AtOnce).eq([Returned, Rejected, Mentioned, ClientResponded, ActionAssigned, WebhookOff]));
        assert!(of(Delivery::Daily).eq([DecisionWanted, DecisionOverdue, ActionDue, ActionOverdue]));
        assert!(of(Delivery::Off).eq([Approved]));
    }

    #[test]
    fn a_deleted_notification_is_never_made_again() {
        assert!(OVERDUE_TOLD < KEPT_READ && KEPT_READ < KEPT_UNREAD);
    }
}
