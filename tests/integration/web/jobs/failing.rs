//! Failing jobs: three attempts with growing delays, then a failure with a message and a retry button.

use super::{claim, due, reports};
use crate::support::app::{TestApp, hvac};
use injaaz::{
    domain::job::{Lane, back_off},
    jobs::Runner,
};
use rocket::http::{Accept, Status};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use time::Duration;
use tokio::time::{sleep, timeout};

/// Prevents reports from being stored, also for root: files are in place of the folders.
fn block_reports(test: &TestApp) {
    for folder in report_folders(test) {
        fs::remove_dir(&folder).expect("an empty folder");
        fs::write(&folder, b"").expect("a file in its place");
    }
}

fn unblock_reports(test: &TestApp) {
    for folder in report_folders(test) {
        fs::remove_file(&folder).expect("a file");
        fs::create_dir(&folder).expect("a folder");
    }
}

fn report_folders(test: &TestApp) -> impl Iterator<Item = PathBuf> {
    (0..=255u8).map(|first| test.dir.path().join("reports").join(format!("{first:02x}")))
}

/// Waits until a query returns a text.
async fn until(test: &TestApp, query: &str, text: &str) {
    let reached = async {
        while test.sql(query).await != text {
            sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    timeout(std::time::Duration::from_secs(30), reached)
        .await
        .unwrap_or_else(|_| panic!("{query} did not become {text}"));
}

#[rocket::async_test]
async fn after_three_attempts_an_error_with_a_retry_button_is_shown() {
    let test = TestApp::new().await;
    let (id, job) = due(&test).await;
    block_reports(&test);
    let runner = Runner::start(&test.app);
    for attempt in 1..=2 {
        until(&test, "SELECT concat(attempts, lease_token) FROM jobs", &attempt.to_string()).await;
        let due_at = test.now() + back_off(attempt);
        let kept = test.sql("SELECT extract(epoch FROM run_after)::bigint::text FROM jobs").await;
        assert_eq!(kept, due_at.unix_timestamp().to_string(), "try {attempt}");
        let (_, between) = test.get_json(&job).await;
        assert!(between["error"].is_null() && between["state"] != "failed", "{between}");
        test.advance(back_off(attempt) - Duration::MICROSECOND);
        assert!(claim(&test).await.is_none(), "not due yet");
        test.advance(Duration::MICROSECOND);
        test.app.jobs.wake(Lane::Reports);
    }
    until(&test, "SELECT status FROM submissions", "failed").await;
    runner.stop().await;

    let (_, failed) = test.get_json(&job).await;
    assert_eq!((&failed["state"], &failed["results"]), (&json!("failed"), &Value::Null));
    let sentence = failed["error"].as_str().expect("a sentence");
    assert!(sentence.contains("The submission is safe"), "{sentence}");
    assert!(!sentence.contains("os error") && !sentence.contains('/'), "{sentence}");
    let page = test.get(&job).await.into_string().await.expect("a page");
    assert!(page.contains(sentence) && page.contains(&format!("{job}/retry")), "{page}");
    assert!(claim(&test).await.is_none(), "there is no further attempt");
    assert_eq!(test.count("audit_logs WHERE action = 'report.failed'").await, 1);
    assert_eq!(test.files("reports").iter().filter(|name| name.contains('.')).count(), 0);

    unblock_reports(&test);
    let retry = test.client.post(format!("{job}/retry")).header(Accept::HTML).dispatch().await;
    assert_eq!((retry.status(), retry.headers().get_one("Location")), (Status::SeeOther, Some(job.as_str())));
    assert_eq!(test.get_json(&job).await.1["state"], "started");
    test.run_jobs().await;
    reports(&test, &id).await;
    let history = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE action NOT LIKE '%opened'";
    assert_eq!(test.sql(history).await, "submission.created report.failed report.retried report.made");
}

#[rocket::async_test]
async fn a_job_that_crashes_three_times_fails_and_the_next_one_runs() {
    let test = TestApp::new().await;
    let (_, job) = due(&test).await;
    test.advance(Duration::SECOND);
    let other = test.submit("hvac_mep", &hvac("another-key")).await;
    test.execute("UPDATE jobs SET run_after = run_after + interval '1 hour' WHERE id = (SELECT max(id) FROM jobs)")
        .await;
    for attempt in 1..=3 {
        // Claimed, and then no heartbeat.
        assert_eq!(claim(&test).await.map(|lost| lost.attempt), Some(attempt));
        test.advance(Duration::seconds(30));
    }
    test.advance(Duration::hours(1));
    test.run_jobs().await;
    let (_, failed) = test.get_json(&job).await;
    let sentence = failed["error"].as_str().expect("a sentence");
    assert!(failed["state"] == "failed" && sentence.contains("stopped the program three times"), "{failed}");
    reports(&test, &other).await;
}

#[rocket::async_test]
async fn only_failed_jobs_can_be_retried() {
    let test = TestApp::new().await;
    let (_, job) = due(&test).await;
    let retry = async || {
        let answer = test.client.post(format!("{job}/retry")).header(Accept::JSON).dispatch().await;
        (answer.status(), answer.into_string().await.unwrap_or_default())
    };
    for stage in ["waiting", "running", "done"] {
        let (status, sentence) = retry().await;
        assert!(status == Status::Conflict && sentence.contains("already"), "{stage}: {status} {sentence}");
        match stage {
            "waiting" => drop(claim(&test).await),
            _ => {
                test.advance(Duration::minutes(1));
                test.run_jobs().await;
            }
        }
    }
    let unknown = test.client.post("/jobs/job_000000000000/retry").header(Accept::JSON).dispatch().await;
    assert_eq!(unknown.status(), Status::NotFound);
}

/// The form version of the submission cannot be read: the job fails, and the runner continues.
#[rocket::async_test]
async fn a_job_that_cannot_even_begin_fails_like_any_other() {
    let test = TestApp::new().await;
    let (_, job) = due(&test).await;
    test.execute("INSERT INTO form_versions (module, version, definition, sha256) VALUES ('hvac_mep', 99, 'no form', sha256(''))").await;
    test.execute("UPDATE submissions SET form_version = 99").await;
    let runner = Runner::start(&test.app);
    for attempt in 1..=2 {
        until(&test, "SELECT concat(attempts, lease_token) FROM jobs", &attempt.to_string()).await;
        test.advance(back_off(attempt));
        test.app.jobs.wake(Lane::Reports);
    }
    until(&test, "SELECT status FROM submissions", "failed").await;
    runner.stop().await;
    assert_eq!(test.get_json(&job).await.1["state"], "failed");
    test.execute("UPDATE submissions SET form_version = 1").await;
    assert_eq!(test.get(&job).await.status(), Status::Ok);
}
