//! Whom a step of an approval concerns.

use super::{
    super::approval::progress::{ApprovalState, Progress},
    NotificationKind,
};

/// Who is told of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepNotice {
    /// A stage began: its reviewers.
    Reviewers,
    /// Who sent the inspection, in this kind.
    Sender(NotificationKind),
}

/// The recipients of a notification about the step from one state to the next; `None`: there is no notification, as
/// after the approval of one group while the stage waits for another one, or after the end of an approval without a
/// result.
pub fn after_step(before: &Progress, after: &Progress) -> Option<StepNotice> {
    if !has_moved(before, after) {
        return None;
    }
    match after.state {
        ApprovalState::InReview => Some(StepNotice::Reviewers),
        ApprovalState::Returned => Some(StepNotice::Sender(NotificationKind::Returned)),
        ApprovalState::Approved => Some(StepNotice::Sender(NotificationKind::Approved)),
        ApprovalState::Rejected => Some(StepNotice::Sender(NotificationKind::Rejected)),
        ApprovalState::Closed => None,
    }
}

/// Whether the stage before has ended, so that it needs no decision any more.
pub fn has_moved(before: &Progress, after: &Progress) -> bool {
    (before.state, before.stage, before.round) != (after.state, after.stage, after.round)
}

/// The event of a stage, by which it is told once.
pub fn event(submission: i64, progress: &Progress) -> String {
    format!("{submission}.{}.{}", progress.round, progress.stage)
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::{
            access::Role,
            approval::{
                flow::{AfterReturn, ApprovalFlow, ReviewerGroup, Reviewers, Stage, StageRule},
                progress::{Decision, Event, NotPossible},
            },
        },
        *,
    };

    fn flow() -> ApprovalFlow {
        let group = |role| ReviewerGroup {
            name: "Group".to_owned(),
            who: Reviewers::Role(role),
            signature: false,
            may_correct: false,
        };
        let stages = vec![
            Stage { rule: StageRule::All, groups: vec![group(Role::Reviewer), group(Role::Manager)], due_days: None },
            Stage { rule: StageRule::Any, groups: vec![group(Role::Administrator)], due_days: None },
        ];
        ApprovalFlow { stages, after_return: AfterReturn::SameStage }
    }

    #[test]
    fn each_stage_is_told_to_its_reviewers_and_each_result_to_the_sender() -> Result<(), NotPossible> {
        let flow = flow();
        let decided = |group, decision| Event::Decided { group, decision };
        let mut now = Progress::begin();
        let mut events = vec![event(7, &now)];
        for (what, told) in [
            (decided(0, Decision::Approve), None),
            (decided(1, Decision::Approve), Some(StepNotice::Reviewers)),
            (decided(0, Decision::Return), Some(StepNotice::Sender(NotificationKind::Returned))),
            (Event::Corrected, Some(StepNotice::Reviewers)),
            // A correction during the review begins it again.
            (Event::Corrected, Some(StepNotice::Reviewers)),
            (decided(0, Decision::Reject), Some(StepNotice::Sender(NotificationKind::Rejected))),
            (Event::Reopened, Some(StepNotice::Reviewers)),
            (Event::Closed, None),
        ] {
            let next = now.after(&flow, what)?;
            assert_eq!(after_step(&now, &next), told, "{what:?}");
            if told == Some(StepNotice::Reviewers) {
                events.push(event(7, &next));
            }
            now = next;
        }
        let told = events.len();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), told, "each beginning of a stage is an event of its own");
        let approved = Progress { state: ApprovalState::InReview, stage: 1, ..Progress::begin() };
        let next = approved.after(&flow, decided(0, Decision::Approve))?;
        assert_eq!(after_step(&approved, &next), Some(StepNotice::Sender(NotificationKind::Approved)));
        Ok(())
    }
}
