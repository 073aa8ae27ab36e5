//! Webhooks: other programs that an organisation tells of what happens, by the Standard Webhooks specification.
//!
//! Invariants: an event is sent with the same id in every attempt; an attempt that failed is repeated after a growing
//! delay, for three and a half days and up to a fifth longer; a webhook whose attempts have all failed for a week is
//! switched off.

use super::text_enum::text_enum;
use time::Duration;

text_enum! {
    /// What happened.
    pub enum EventKind {
        SubmissionCreated = "submission.created",
        SubmissionCorrected = "submission.corrected",
        /// The reports of a submission were made, or made again.
        ReportReady = "report.ready",
        /// A decision in an approval.
        ApprovalStep = "approval.step",
        SubmissionApproved = "submission.approved",
        SubmissionRejected = "submission.rejected",
        ActionCreated = "action.created",
        ActionChanged = "action.changed",
        CommentCreated = "comment.created",
        /// A client accepted or disputed a report, or commented on it.
        ClientResponded = "client.responded",
        /// Nothing: an administrator tries the webhook.
        Test = "webhook.test",
    }
}

text_enum! {
    /// How far the delivery of an event to a webhook is.
    pub enum DeliveryState {
        /// It is sent at the next opportunity, or again after a delay.
        Waiting = "waiting",
        Delivered = "delivered",
        /// No further attempt is made.
        Failed = "failed",
    }
}

text_enum! {
    /// Why an attempt failed.
    pub enum SendFailure {
        /// The status of the answer is not one of success.
        Status = "status",
        /// 410: the receiver wants nothing any more.
        Gone = "gone",
        /// The answer names another address, which is not followed.
        Redirect = "redirect",
        /// The host has an address that is not public.
        PrivateAddress = "private_address",
        NotReached = "not_reached",
        TimedOut = "timed_out",
        /// The address is not allowed, or no longer.
        BadAddress = "bad_address",
        /// No key of the server opens the secret.
        BadSecret = "bad_secret",
    }
}

text_enum! {
    /// Why a webhook is switched off.
    pub enum OffReason {
        ByAdministrator = "by_administrator",
        /// The receiver answered 410.
        Gone = "gone",
        /// Every attempt of a week failed.
        Failing = "failing",
    }
}

impl EventKind {
    /// The kinds that a webhook can ask for.
    pub fn offered() -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().copied().filter(|kind| *kind != EventKind::Test)
    }

    /// Whether a delegate may have caused it for an absent member, whom it then names.
    pub fn may_have_absent(self) -> bool {
        match self {
            EventKind::SubmissionCorrected
            | EventKind::ApprovalStep
            | EventKind::SubmissionApproved
            | EventKind::SubmissionRejected => true,
            EventKind::SubmissionCreated
            | EventKind::ReportReady
            | EventKind::ActionCreated
            | EventKind::ActionChanged
            | EventKind::CommentCreated
            | EventKind::ClientResponded
            | EventKind::Test => false,
        }
    }
}

/// For how long a replaced secret still signs deliveries.
pub const PREVIOUS_SECRET_FOR: Duration = Duration::hours(24);
/// After which time of failures only a webhook is switched off.
pub const FAILING_FOR: Duration = Duration::days(7);
/// For how long deliveries are kept.
pub const KEPT: Duration = Duration::days(30);

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// Seconds after each failed attempt. They add up to three and a half days; the jitter makes them up to a fifth longer.
const DELAYS: [i64; 13] = [
    5,
    30,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    12 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

/// The delay before the next attempt after this many failed ones; `None`: it is given up. `jitter`, from 0 to 1, spreads the
/// attempts of many events, so that a receiver that is back gets them one after another.
pub fn delay_after(failed: i32, jitter: f64) -> Option<Duration> {
    let index = usize::try_from(failed.checked_sub(1)?).ok()?;
    let delay = Duration::seconds(*DELAYS.get(index)?);
    Some(delay + delay * (0.2 * jitter.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_repeated_for_days_with_growing_delays_and_then_given_up() {
        for jitter in [0.0, 0.5, 1.0, 7.0] {
            let delays: Vec<Duration> = (1..).map_while(|failed| delay_after(failed, jitter)).collect();
            assert_eq!(delays.len(), DELAYS.len());
            assert!(delays.is_sorted());
            let sum: Duration = delays.iter().sum();
            assert!(sum > Duration::days(3) && sum < Duration::days(5), "{sum}");
        }
        assert_eq!(delay_after(0, 0.0), None);
        assert_eq!(delay_after(-1, 0.0), None);
        assert_eq!(delay_after(i32::MIN, 0.0), None);
        assert_eq!(delay_after(1, 1.0), Some(Duration::seconds(6)));
    }

    #[test]
    fn a_test_is_not_offered() {
        assert_eq!(EventKind::offered().count(), EventKind::ALL.len() - 1);
        assert!(EventKind::offered().all(|kind| kind != EventKind::Test));
    }
}
