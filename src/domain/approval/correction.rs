//! Who may correct a submission.

use super::progress::ApprovalState;

/// How a person stands to a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrector {
    /// The person sent it.
    pub is_sender: bool,
    /// The person may open a new revision of what is approved.
    pub can_reopen: bool,
    /// The person belongs to a group that decides now and may correct.
    pub reviews: bool,
    /// The submission was imported from the legacy app, and counts as approved there.
    pub is_imported: bool,
}

/// What a correction does to the approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionKind {
    /// The submission needs no approval, or its approval goes on.
    Correct,
    /// The approval had ended and begins again.
    Reopen,
}

impl Corrector {
    /// Whether the person may correct a submission in this state; no state: it needs no approval. Until the approval
    /// ends, its sender and managers may, and reviewers with that right while it waits for them; afterwards, and if it
    /// was imported, only managers.
    pub fn may_correct(self, state: Option<ApprovalState>) -> Option<CorrectionKind> {
        match state {
            None if self.is_imported => self.can_reopen.then_some(CorrectionKind::Correct),
            Some(state) if state.has_ended() => self.can_reopen.then_some(CorrectionKind::Reopen),
            Some(ApprovalState::InReview) if self.reviews => Some(CorrectionKind::Correct),
            _ => (self.is_sender || self.can_reopen).then_some(CorrectionKind::Correct),
        }
    }
}
