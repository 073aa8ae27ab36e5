//! `/jobs/<id>`: due work is done once, also after crashes; and its progress may be lost.

mod failing;
mod files;
mod leases;
mod running;

use crate::support::app::{TestApp, hvac};
use injaaz::{
    domain::{
        ids::{JobId, SubmissionId},
        job::Lane,
    },
    services::jobs::{self, Claim},
};

const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";

/// A submission with pending reports, and the address of its job.
async fn due(test: &TestApp) -> (SubmissionId, String) {
    let id = test.submit("hvac_mep", &hvac(KEY)).await;
    let job = test.sql(&format!("SELECT job_id FROM submissions WHERE submission_id = '{id}'")).await;
    (id, format!("/jobs/{job}"))
}

fn job_of(address: &str) -> JobId {
    address.trim_start_matches("/jobs/").parse().expect("a job id")
}

/// Claims the next job, as a worker does.
async fn claim(test: &TestApp) -> Option<Claim> {
    let filter = jobs::next_filter(&test.app, Lane::Reports).await.unwrap_or_else(|problem| panic!("{problem:?}"));
    jobs::claim(&test.app, Lane::Reports, filter).await.unwrap_or_else(|problem| panic!("{problem:?}"))
}

/// The bytes behind both links of a completed submission.
async fn reports(test: &TestApp, id: &SubmissionId) -> [Vec<u8>; 2] {
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["status"], "completed", "{submission}");
    let mut both = [const { Vec::new() }; 2];
    for (bytes, kind) in both.iter_mut().zip(["excel_url", "pdf_url"]) {
        let url = submission["reports"][kind].as_str().expect("a link");
        *bytes = test.get(url).await.into_bytes().await.expect("a report");
    }
    both
}
