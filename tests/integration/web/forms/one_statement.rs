//! A form without files is saved in one statement, unless the phase of its module needs more.

use crate::support::app::{TestApp, hvac};
use rocket::http::Status;

const SAVED_WITH_JOB_AND_AUDIT_ROW: &str = "SELECT count(*)::text FROM submissions s
    JOIN jobs j ON j.submission_id = s.id AND j.job_id = s.job_id AND j.kind = 'make_report'
    JOIN audit_logs a ON a.resource_id = s.id AND a.action = 'submission.created'
        AND a.details ->> 'submission_id' = s.submission_id";

#[rocket::async_test]
async fn the_job_and_the_audit_row_are_saved_with_the_submission() {
    let test = TestApp::new().await;
    // More than the keys that are drawn at once.
    for number in 0..70 {
        test.submit("hvac_mep", &hvac(&format!("plain-form-{number}"))).await;
    }
    let (status, _) = test.post_json("/forms/hvac_mep", &hvac("plain-form-7")).await;
    assert_eq!(status, Status::Ok, "a repeated form is the same submission");
    assert_eq!(test.sql(SAVED_WITH_JOB_AND_AUDIT_ROW).await, "70");
    for table in ["submissions", "jobs"] {
        assert_eq!(test.count(table).await, 70, "{table}");
    }
    let ascending = "SELECT (array_agg(id ORDER BY substr(submission_key, 12)::int) = array_agg(id ORDER BY id))::text
        FROM submissions";
    assert_eq!(test.sql(ascending).await, "true", "later submissions have larger keys");
}

/// Nothing was imported yet, so only the database knows that the module is in a phase.
#[rocket::async_test]
async fn a_module_that_writes_to_the_legacy_store_is_saved_with_its_outbox_row() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac("before-the-phase")).await;
    test.execute(
        "INSERT INTO migration_phases (organisation_id, module, phase, since)
         SELECT min(id), 'hvac_mep', 'dual', now() FROM organisations",
    )
    .await;
    let id = test.submit("hvac_mep", &hvac("in-the-phase")).await;
    assert_eq!(test.sql(SAVED_WITH_JOB_AND_AUDIT_ROW).await, "2");
    let queued =
        "SELECT string_agg(s.submission_id, ' ') FROM old_store_outbox o JOIN submissions s ON s.id = o.submission_id";
    assert_eq!(test.sql(queued).await, id.to_string());
}
