//! The steps of an approval as they are recorded, and the marks of reviewers on single questions.

use super::{super::text_enum::text_enum, progress::Decision};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a step did.
    pub enum StepKind {
        Approved = "approved",
        Returned = "returned",
        Rejected = "rejected",
        Closed = "closed",
        /// A correction, after which the approval goes on.
        Corrected = "corrected",
        /// A new revision after the end, with which the approval begins again.
        Reopened = "reopened",
    }
}

impl From<Decision> for StepKind {
    fn from(decision: Decision) -> StepKind {
        match decision {
            Decision::Approve => StepKind::Approved,
            Decision::Return => StepKind::Returned,
            Decision::Reject => StepKind::Rejected,
        }
    }
}

/// A question that a reviewer wants corrected: its name, such as `items.0.asset`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub field: String,
}
