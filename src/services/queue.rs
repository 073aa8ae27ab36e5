//! The queue: what is due, who works on it, how far it is.

use super::caller::Caller;
use crate::{
    app::App,
    domain::{ids::JobId, job::JobStatus, problem::Problem},
};

/// How far a job is. Answers from the database if its file is gone.
pub async fn status(_app: &App, _caller: &Caller, _id: &JobId) -> Result<JobStatus, Problem> {
    super::unbuilt()
}

/// Makes a failed job due again.
pub async fn retry(_app: &App, _caller: &Caller, _id: &JobId) -> Result<(), Problem> {
    super::unbuilt()
}
