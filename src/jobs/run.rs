//! From a payload to the service that does it. Exhaustive: a new kind of job does not compile until it is here.

use crate::{
    app::App,
    domain::{job::JobPayload, problem::Problem},
    services::{make_report::make_report, privacy, queue::Claim},
};
use std::sync::Arc;

pub async fn run(app: &Arc<App>, claim: &Claim) -> Result<(), Problem> {
    match &claim.payload {
        JobPayload::MakeReport { submission_id } => make_report(app, claim, submission_id).await,
        JobPayload::ExportPerson { request_id } => privacy::export_person(app, claim, request_id).await,
        JobPayload::ErasePerson { request_id } => privacy::erase_person(app, claim, request_id).await,
    }
}
