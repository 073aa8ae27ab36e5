//! The possible results of the transaction that saves a submission.

use super::receipt::Before;
use crate::domain::problem::Problem;

/// How the transaction ended.
pub(super) enum Outcome {
    New {
        /// It was added to the outbox of the legacy store.
        in_outbox: bool,
    },
    /// The key was used before.
    Again(Before),
    /// Another submission has this id.
    IdTaken,
    /// Nothing was saved.
    Refused(Problem),
}
