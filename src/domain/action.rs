//! Actions: what has to be done about a finding, and the steps from open to verified.
//!
//! Invariants: an action is closed only after one member has reported it as done and another member has verified it, or
//! after a decision, with a reason, that it will not be done. Reopening keeps what happened before.

use super::text_enum::text_enum;
use time::{Date, Duration};

text_enum! {
    /// How far an action is.
    pub enum ActionStatus {
        Open = "open",
        InProgress = "in_progress",
        /// Reported as done; not verified yet.
        Done = "done",
        /// Done, and verified by another member.
        Verified = "verified",
        /// It will not be done, for a reason that was given.
        WontFix = "wont_fix",
    }
}

text_enum! {
    /// Which actions a list shows.
    pub enum ActionGroup {
        /// Work is left.
        Open = "open",
        /// Reported as done, and not verified yet.
        Done = "done",
        /// Verified, or decided not to be done.
        Closed = "closed",
        All = "all",
    }
}

text_enum! {
    /// How much it matters. It decides until when an action is due unless a day is chosen.
    pub enum Severity {
        Low = "low",
        Medium = "medium",
        High = "high",
        /// A danger to people, or of lasting damage.
        Critical = "critical",
    }
}

text_enum! {
    /// A change of the status.
    pub enum ActionStep {
        Start = "start",
        Finish = "finish",
        Verify = "verify",
        Reopen = "reopen",
        Decline = "decline",
    }
}

text_enum! {
    /// An entry in the list of what happened with an action.
    pub enum ActionEntryKind {
        Created = "created",
        Changed = "changed",
        Commented = "commented",
        Started = "started",
        Finished = "finished",
        Verified = "verified",
        Reopened = "reopened",
        Declined = "declined",
    }
}

impl ActionStatus {
    /// Work is left.
    pub fn is_open(self) -> bool {
        matches!(self, ActionStatus::Open | ActionStatus::InProgress)
    }

    /// The status after a step; `None` if the step is not possible now.
    pub fn after(self, step: ActionStep) -> Option<ActionStatus> {
        use ActionStatus::*;
        match (step, self) {
            (ActionStep::Start, Open) => Some(InProgress),
            (ActionStep::Finish, Open | InProgress) => Some(Done),
            (ActionStep::Verify, Done) => Some(Verified),
            (ActionStep::Reopen, Done | Verified | WontFix) => Some(Open),
            (ActionStep::Decline, Open | InProgress | Done) => Some(WontFix),
            _ => None,
        }
    }

    /// The steps that are possible now.
    pub fn steps(self) -> impl Iterator<Item = ActionStep> {
        ActionStep::ALL.iter().copied().filter(move |step| self.after(*step).is_some())
    }

    /// The statuses from which a step is possible, for the condition of an update.
    pub fn before(step: ActionStep) -> Vec<ActionStatus> {
        ActionStatus::ALL.iter().copied().filter(|status| status.after(step).is_some()).collect()
    }
}

impl ActionGroup {
    /// The statuses of the group; all of them for [`ActionGroup::All`].
    pub fn statuses(self) -> &'static [ActionStatus] {
        use ActionStatus::*;
        match self {
            ActionGroup::Open => &[Open, InProgress],
            ActionGroup::Done => &[Done],
            ActionGroup::Closed => &[Verified, WontFix],
            ActionGroup::All => ActionStatus::ALL,
        }
    }
}

impl ActionStep {
    /// A note is required: what was done, or the reason.
    pub fn needs_note(self) -> bool {
        matches!(self, ActionStep::Finish | ActionStep::Reopen | ActionStep::Decline)
    }

    /// It decides about the work of others, so it needs the permission to decide.
    pub fn is_decision(self) -> bool {
        matches!(self, ActionStep::Verify | ActionStep::Reopen | ActionStep::Decline)
    }

    pub fn entry(self) -> ActionEntryKind {
        match self {
            ActionStep::Start => ActionEntryKind::Started,
            ActionStep::Finish => ActionEntryKind::Finished,
            ActionStep::Verify => ActionEntryKind::Verified,
            ActionStep::Reopen => ActionEntryKind::Reopened,
            ActionStep::Decline => ActionEntryKind::Declined,
        }
    }
}

impl Severity {
    /// For how many days after it was found an action may stay open: a day for what is dangerous, a month for what is
    /// not. An organisation that wants another day chooses it for each action.
    fn days(self) -> i64 {
        match self {
            Severity::Critical => 1,
            Severity::High => 3,
            Severity::Medium => 14,
            Severity::Low => 30,
        }
    }

    /// The day until which an action is due that was made on `day`.
    pub fn due(self, day: Date) -> Date {
        day.checked_add(Duration::days(self.days())).unwrap_or(Date::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn an_action_is_closed_by_verification_or_with_a_reason() {
        use ActionStatus::*;
        for status in ActionStatus::ALL {
            let into =
                |to: ActionStatus| status.steps().filter(|step| status.after(*step) == Some(to)).collect::<Vec<_>>();
            assert_eq!(into(Verified), if *status == Done { vec![ActionStep::Verify] } else { vec![] });
            assert!(into(WontFix).iter().all(|step| step.needs_note() && step.is_decision()));
            assert!(into(Done).iter().all(|step| step.needs_note()));
        }
        assert_eq!(ActionStatus::before(ActionStep::Finish), [Open, InProgress]);
    }

    #[test]
    fn what_is_dangerous_is_due_first() {
        let due: Vec<Date> = Severity::ALL.iter().map(|severity| severity.due(date!(2026 - 03 - 14))).collect();
        assert!(due.windows(2).all(|pair| pair[0] > pair[1]), "{due:?}");
        assert_eq!(Severity::Critical.due(date!(2026 - 12 - 31)), date!(2027 - 01 - 01));
        assert_eq!(Severity::Low.due(Date::MAX), Date::MAX);
    }

    proptest! {
        /// Whatever is done, in any order: an action that counts as verified was done immediately before.
        #[test]
        fn no_order_of_steps_skips_the_work(steps in proptest::collection::vec(0..ActionStep::ALL.len(), 0..30)) {
            let (mut status, mut before) = (ActionStatus::Open, ActionStatus::Open);
            for step in steps {
                if let Some(next) = status.after(ActionStep::ALL[step]) {
                    (before, status) = (status, next);
                }
                if status == ActionStatus::Verified {
                    prop_assert_eq!(before, ActionStatus::Done);
                }
            }
        }
    }
}
