//! Logs a problem of a loop with its cause.

use crate::domain::problem::Problem;

pub(super) fn log(what: &str, problem: &Problem) {
    match problem.cause() {
        Some(cause) => tracing::error!(error = %cause, "{what}: {cause:#}"),
        None => tracing::error!("{what}: {problem:?}"),
    }
}
