//! From a payload to the service that does it. Exhaustive: a new kind of job does not compile until it is here.

use crate::{
    app::App,
    domain::{job::JobPayload, problem::Problem},
    services::{make_report::make_report, queue::Claim},
};
use std::sync::Arc;

pub async fn run(app: &Arc<App>, claim: &Claim) -> Result<(), Problem> {
    match &claim.payload {
        JobPayload::MakeReport { submission_id } => make_report(app, claim, submission_id).await,
    }
}
