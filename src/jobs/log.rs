//! How the loops log a problem: with its cause, which people never see.

use crate::domain::problem::Problem;

pub(super) fn log(what: &str, problem: &Problem) {
    match problem.cause() {
        Some(cause) => tracing::error!(error = %cause, "{what}: {cause:#}"),
        None => tracing::error!("{what}: {problem:?}"),
    }
}
