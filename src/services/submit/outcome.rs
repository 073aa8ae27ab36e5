//! The possible results of the transaction that saves a submission.

use super::receipt::PreviousSubmission;
use crate::{domain::problem::Problem, services::webhooks::events::Deliveries};

/// How the transaction ended.
pub(super) enum SaveOutcome {
    New {
        /// It was added to the outbox of the legacy store.
        in_outbox: bool,
        /// Of its event to webhooks.
        deliveries: Deliveries,
    },
    /// The key was used before.
    Repeated(PreviousSubmission),
    /// Another submission has this id.
    IdTaken,
    /// Nothing was saved.
    Refused(Problem),
}
