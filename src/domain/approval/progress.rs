//! The state machine of the approval of one submission: pure and total, so that it can be tested with every order of
//! events.
//!
//! Invariants: `approved` has groups of the current stage only, each once, and is empty unless the state is
//! [`ApprovalState::InReview`]; `round` grows with every revision, so that a decision about an earlier revision is
//! never taken for one about this one.

use super::{
    super::text_enum::text_enum,
    flow::{AfterReturn, ApprovalFlow, StageRule},
};

text_enum! {
    /// The state of a submission that needs approval. One that needs none has no such state.
    pub enum ApprovalState {
        /// It waits for the reviewers of a stage.
        InReview = "in_review",
        /// It waits for a correction.
        Returned = "returned",
        /// It is locked; only a new revision that a manager opens begins the approval again.
        Approved = "approved",
        Rejected = "rejected",
        /// An administrator ended the approval without a result.
        Closed = "closed",
    }
}

impl ApprovalState {
    /// Whether no further decision is expected.
    pub fn has_ended(self) -> bool {
        matches!(self, ApprovalState::Approved | ApprovalState::Rejected | ApprovalState::Closed)
    }
}

/// How far the approval of a submission is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub state: ApprovalState,
    /// The stage that decides, or that decided last.
    pub stage: usize,
    /// The groups of the stage that have approved, in ascending order.
    pub approved: Vec<usize>,
    /// Counts the passes through the flow.
    pub round: i32,
}

/// What happens to a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A group of the current stage decides.
    Decided { group: usize, decision: Decision },
    /// An administrator ends the approval.
    Closed,
    /// A correction was sent before the approval ended.
    Corrected,
    /// A manager sent a new revision after the approval had ended.
    Reopened,
}

/// What reviewers can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Return,
    Reject,
}

/// Why an event is not possible now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPossible {
    /// The submission does not wait for reviewers.
    NotInReview,
    /// The group does not belong to the stage.
    OtherStage,
    /// The group has approved already.
    AlreadyApproved,
    /// The approval has ended.
    Ended,
    /// The approval has not ended.
    NotEnded,
}

impl Progress {
    /// A submission that was just sent.
    pub fn begin() -> Progress {
        Progress { state: ApprovalState::InReview, stage: 0, approved: Vec::new(), round: 1 }
    }

    /// What an event leads to.
    pub fn after(&self, flow: &ApprovalFlow, event: Event) -> Result<Progress, NotPossible> {
        match event {
            Event::Decided { group, decision } => self.decided(flow, group, decision),
            Event::Closed if self.state.has_ended() => Err(NotPossible::Ended),
            Event::Closed => Ok(self.ended(ApprovalState::Closed)),
            Event::Corrected => match self.state {
                // What was approved so far was approved for other answers.
                ApprovalState::InReview => Ok(self.next_round(0)),
                ApprovalState::Returned => Ok(self.next_round(match flow.after_return {
                    AfterReturn::SameStage => self.stage,
                    AfterReturn::FromStart => 0,
                })),
                ApprovalState::Approved | ApprovalState::Rejected | ApprovalState::Closed => Err(NotPossible::Ended),
            },
            Event::Reopened if self.state.has_ended() => Ok(self.next_round(0)),
            Event::Reopened => Err(NotPossible::NotEnded),
        }
    }

    fn decided(&self, flow: &ApprovalFlow, group: usize, decision: Decision) -> Result<Progress, NotPossible> {
        if self.state != ApprovalState::InReview {
            return Err(NotPossible::NotInReview);
        }
        let stage = flow.stages.get(self.stage).filter(|stage| group < stage.groups.len());
        let stage = stage.ok_or(NotPossible::OtherStage)?;
        if self.approved.contains(&group) {
            return Err(NotPossible::AlreadyApproved);
        }
        match decision {
            Decision::Return => return Ok(self.ended(ApprovalState::Returned)),
            Decision::Reject => return Ok(self.ended(ApprovalState::Rejected)),
            Decision::Approve => {}
        }
        let mut approved = self.approved.clone();
        approved.push(group);
        approved.sort_unstable();
        let is_done = match stage.rule {
            StageRule::Any => true,
            StageRule::All => approved.len() == stage.groups.len(),
        };
        Ok(match is_done {
            false => Progress { approved, ..self.clone() },
            true if self.stage + 1 < flow.stages.len() => {
                Progress { stage: self.stage + 1, approved: Vec::new(), ..self.clone() }
            }
            true => self.ended(ApprovalState::Approved),
        })
    }

    fn ended(&self, state: ApprovalState) -> Progress {
        Progress { state, approved: Vec::new(), ..self.clone() }
    }

    fn next_round(&self, stage: usize) -> Progress {
        Progress { state: ApprovalState::InReview, stage, approved: Vec::new(), round: self.round.saturating_add(1) }
    }

    /// The groups that may decide now.
    pub fn open_groups(&self, flow: &ApprovalFlow) -> Vec<usize> {
        let groups = flow.stages.get(self.stage).map_or(0, |stage| stage.groups.len());
        let is_open = |group: &usize| self.state == ApprovalState::InReview && !self.approved.contains(group);
        (0..groups).filter(is_open).collect()
    }

    /// The words that it waits for, as in [`ApprovalFlow::waiting_for`].
    pub fn waiting_for(&self, flow: &ApprovalFlow) -> Vec<String> {
        match self.state {
            ApprovalState::InReview => flow.waiting_for(self.stage, &self.approved),
            _ => Vec::new(),
        }
    }
}
