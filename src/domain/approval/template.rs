//! The flows that an administrator can start from. The names of the groups are texts, so the caller gives them.

use super::{
    super::{access::Role, text_enum::text_enum},
    flow::{AfterReturn, ApprovalFlow, ReviewerGroup, Reviewers, Stage, StageRule},
};

text_enum! {
    /// A flow to start from.
    pub enum FlowTemplate {
        /// Submissions need no approval.
        None = "none",
        /// One stage that every reviewer can decide.
        OneReviewer = "one_reviewer",
        /// Operations manager; business development and procurement, in any order; general manager. The supervisor is
        /// who sends the form.
        Chain = "chain",
    }
}

/// What a group of a template is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupTitle {
    Reviewer,
    OperationsManager,
    BusinessDevelopment,
    Procurement,
    GeneralManager,
}

impl FlowTemplate {
    /// The flow with the default reviewers; none if no approval is needed.
    pub fn flow(self, name: impl Fn(GroupTitle) -> String) -> Option<ApprovalFlow> {
        use GroupTitle::*;
        let group = |title, role, signature| ReviewerGroup {
            name: name(title),
            who: Reviewers::Role(role),
            signature,
            may_correct: false,
        };
        let stage = |groups| Stage { rule: StageRule::All, groups, due_days: None };
        let stages = match self {
            FlowTemplate::None => return None,
            FlowTemplate::OneReviewer => vec![stage(vec![group(Reviewer, Role::Reviewer, false)])],
            FlowTemplate::Chain => vec![
                stage(vec![group(OperationsManager, Role::Reviewer, true)]),
                stage(vec![group(BusinessDevelopment, Role::Reviewer, true), group(Procurement, Role::Reviewer, true)]),
                stage(vec![group(GeneralManager, Role::Manager, true)]),
            ],
        };
        Some(ApprovalFlow { stages, after_return: AfterReturn::SameStage })
    }
}
