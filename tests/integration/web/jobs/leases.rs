//! Leases of jobs: one holder until the lease ends, then the next one; a holder that lost its lease changes nothing.

use super::{claim, due, job_of, reports};
use crate::support::app::TestApp;
use injaaz::{
    domain::{
        job::{Lane, MakeReport},
        problem::Problem,
    },
    services::{
        jobs::{self, Claim, JobFilter},
        make_report::make_report,
    },
};
use std::sync::Arc;
use time::Duration;

const LEASE: Duration = Duration::seconds(30);

/// Everything that a late holder could have changed.
async fn state(test: &TestApp) -> (String, Vec<String>) {
    let rows = "SELECT concat((SELECT array_agg(s ORDER BY id)::text FROM submissions s),
        (SELECT array_agg(w ORDER BY id)::text FROM jobs w), (SELECT array_agg(f ORDER BY id)::text FROM uploaded_files f),
        (SELECT array_agg(l ORDER BY id)::text FROM report_links l), (SELECT array_agg(a ORDER BY id)::text FROM audit_logs a))";
    (test.sql(rows).await, test.files("reports"))
}

/// Asserts that a holder that lost its lease cannot change anything.
async fn changes_nothing(test: &TestApp, late: &Claim) {
    let before = state(test).await;
    assert!(jobs::extend(&test.app, late, (0, 0)).await.expect("an answer").is_none());
    jobs::record_failure(&test.app, late, &Problem::TimedOut).await.expect("no error");
    jobs::release(&test.app, late).await.expect("no error");
    let MakeReport { submission_id } = late.payload().expect("a report");
    let made = make_report(&test.app, late, &submission_id).await;
    assert!(matches!(made, Err(Problem::Unavailable(_))), "{made:?}");
    assert_eq!(state(test).await, before);
}

async fn finish(test: &TestApp, held: &Claim) {
    let MakeReport { submission_id } = held.payload().expect("a report");
    make_report(&test.app, held, &submission_id).await.unwrap_or_else(|problem| panic!("{problem:?}"));
}

#[rocket::async_test]
async fn a_lease_ends_at_its_end_and_not_before() {
    let test = TestApp::new().await;
    due(&test).await;
    let first = claim(&test).await.expect("a due job");
    test.advance(LEASE - Duration::MICROSECOND);
    assert!(claim(&test).await.is_none());
    assert!(jobs::extend(&test.app, &first, (0, 0)).await.expect("an answer").is_some());
    test.advance(LEASE - Duration::MICROSECOND);
    assert!(claim(&test).await.is_none(), "the lease was renewed");
    test.advance(Duration::MICROSECOND);
    assert_eq!(claim(&test).await.map(|second| second.attempt), Some(2));
}

#[rocket::async_test]
async fn a_job_finished_after_its_lease_counts_if_unclaimed() {
    let test = TestApp::new().await;
    let (id, _) = due(&test).await;
    let first = claim(&test).await.expect("a due job");
    test.advance(LEASE * 10);
    finish(&test, &first).await;
    assert!(claim(&test).await.is_none(), "no job is due");
    reports(&test, &id).await;
    changes_nothing(&test, &first).await;
}

#[rocket::async_test]
async fn a_job_is_claimed_again_while_the_first_worker_runs() {
    let test = TestApp::new().await;
    let (id, _) = due(&test).await;
    let first = claim(&test).await.expect("a due job");
    test.advance(LEASE);
    let second = claim(&test).await.expect("the lease has ended");
    changes_nothing(&test, &first).await;
    finish(&test, &second).await;
    reports(&test, &id).await;
    assert_eq!(test.files("reports").len(), 2);
}

#[rocket::async_test]
async fn a_job_is_claimed_again_and_finished_before_the_first_worker_resumes() {
    let test = TestApp::new().await;
    let (id, job) = due(&test).await;
    let first = claim(&test).await.expect("a due job");
    test.advance(LEASE);
    let second = claim(&test).await.expect("the lease has ended");
    finish(&test, &second).await;
    let made = reports(&test, &id).await;
    changes_nothing(&test, &first).await;
    assert_eq!(reports(&test, &id).await, made);
    let status = jobs::status(&test.app, &test.actor(), &job_of(&job)).await.expect("a status");
    assert_eq!((status.state.as_str(), status.progress), ("done", 100));
}

#[rocket::async_test]
async fn a_job_that_was_given_back_is_due_at_once_and_the_try_does_not_count() {
    let test = TestApp::new().await;
    due(&test).await;
    let first = claim(&test).await.expect("a due job");
    jobs::release(&test.app, &first).await.expect("given back");
    assert_eq!(claim(&test).await.map(|again| again.attempt), Some(1));
}

#[rocket::async_test]
async fn one_of_many_concurrent_claims_succeeds() {
    let test = TestApp::new().await;
    due(&test).await;
    let asking = (0..12).map(|_| {
        let app = Arc::clone(&test.app);
        tokio::spawn(async move { jobs::claim(&app, Lane::Reports, JobFilter::Fresh).await })
    });
    let answers = futures::future::join_all(asking).await;
    let got = answers.into_iter().filter(|answer| matches!(answer, Ok(Ok(Some(_))))).count();
    assert_eq!(got, 1);
}
