//! Claims of jobs: by lane and urgency, one per unique key, and none that is paused or of an unknown kind.

use crate::support::{app::TestApp, db};
use diesel_async::AsyncConnection;
use injaaz::{
    domain::{
        job::{Failure, JobKind, Lane, PackArchive, StepBack, Verify},
        lang::Lang,
        migration::Phase,
        problem::{Conflict, Problem},
    },
    i18n::Texts,
    services::jobs::{self, Claim, ControlSignal},
    store::error::tenant_connection,
};
use serde_json::json;

async fn add<P: injaaz::domain::job::JobPayload>(test: &TestApp, payload: &P) -> bool {
    let organisation = test.app.organisation_id().expect("an organisation");
    let mut conn = tenant_connection(&test.app.pool, organisation).await.expect("a connection");
    let added = conn
        .transaction::<_, Problem, _>(async |conn| {
            jobs::add(conn, Some(organisation), None, payload, test.app.clock.now()).await
        })
        .await;
    added.expect("an answer").is_some()
}

async fn claim(test: &TestApp, lane: Lane) -> Option<Claim> {
    let filter = jobs::next_filter(&test.app, lane).await.expect("a filter");
    jobs::claim(&test.app, lane, filter).await.expect("an answer")
}

#[rocket::async_test]
async fn one_job_of_each_kind_and_subject_is_pending_at_a_time() {
    let test = TestApp::new().await;
    let civil = || "civil".parse().expect("a module");
    assert!(add(&test, &Verify { module: None }).await);
    assert!(!add(&test, &Verify { module: None }).await, "the same job is pending");
    assert!(add(&test, &Verify { module: Some(civil()) }).await, "another subject");
    assert!(add(&test, &PackArchive { module: civil() }).await, "another kind");
    let held = claim(&test, Lane::Maintenance).await.expect("a job");
    assert!(!add(&test, &Verify { module: None }).await, "the same job is running");
    jobs::finish(&test.app, &held, &json!({})).await.expect("an end");
    assert!(add(&test, &Verify { module: None }).await, "the job has ended");
    // The unique key is per organisation.
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Other')").await;
    let other = "INSERT INTO jobs (organisation_id, job_id, kind, payload, unique_key)
        SELECT max(id), 'job_00000000abcd', 'verify', '{}', '' FROM organisations";
    db::execute(&test.url, other).await;
}

#[rocket::async_test]
async fn a_lane_takes_its_own_kinds_only_and_the_most_urgent_first() {
    let test = TestApp::new().await;
    let rows = "INSERT INTO jobs (organisation_id, job_id, kind, payload, priority, run_after)
        SELECT min(o.id), 'job_00000000000' || n, kind, '{}', priority, '2026-01-01'
        FROM organisations o, (VALUES (1, 'send_email', 10), (2, 'verify', 10), (3, 'verify', 5), (4, 'make_report', 10))
            AS v (n, kind, priority) GROUP BY n, kind, priority";
    db::execute(&test.url, rows).await;
    // A kind of a newer version of the program is not claimed.
    db::execute(
        &test.url,
        "ALTER TABLE jobs DROP CONSTRAINT jobs_kind_known;
         INSERT INTO jobs (organisation_id, job_id, kind, payload, run_after)
         SELECT min(id), 'job_000000000009', 'dance', '{}', '2026-01-01' FROM organisations",
    )
    .await;
    let mut taken = Vec::new();
    for lane in [Lane::Maintenance, Lane::Maintenance, Lane::Maintenance, Lane::Email, Lane::Imports, Lane::Reports] {
        taken.push(claim(&test, lane).await.map(|held| held.job_id.to_string()));
    }
    let id = |n: u8| Some(format!("job_00000000000{n}"));
    assert_eq!(taken, [id(3), id(2), None, id(1), None, id(4)]);
    assert_eq!(db::text(&test.url, "SELECT attempts::text FROM jobs WHERE kind = 'dance'").await, "0");
}

#[rocket::async_test]
async fn a_refusal_fails_at_once_and_an_error_after_the_last_try() {
    let test = TestApp::new().await;
    add(&test, &StepBack { module: "civil".parse().expect("a module"), from: Phase::Dual, reason: None }).await;
    let held = claim(&test, Lane::Maintenance).await.expect("a job");
    jobs::record_failure(&test.app, &held, &Problem::Conflict(Conflict::OldStoreLacks)).await.expect("recorded");
    let ended = jobs::ended(&test.app, None, 10).await.expect("a list");
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].state, jobs::JobViewState::Failed(Failure::Refused));
    let error = ended[0].error.as_deref().expect("a stored problem");
    assert!(Texts::of(Lang::EN).stored_problem(error).contains("could not be written"), "{error}");

    add(&test, &Verify { module: None }).await;
    for attempt in 1..=3 {
        let held = claim(&test, Lane::Maintenance).await.expect("a job");
        assert_eq!(held.attempt, attempt);
        let broken = Problem::Internal(anyhow::anyhow!("the cause"));
        jobs::record_failure(&test.app, &held, &broken).await.expect("recorded");
        assert!(claim(&test, Lane::Maintenance).await.is_none(), "not due yet");
        test.advance(JobKind::Verify.retry().delay(attempt));
    }
    assert!(claim(&test, Lane::Maintenance).await.is_none());
    let failed = "SELECT concat_ws(' ', failure, error) FROM jobs WHERE kind = 'verify'";
    let failed = db::text(&test.url, failed).await;
    assert!(failed.starts_with("error ") && failed.contains("the cause"), "{failed}");
}

#[rocket::async_test]
async fn control_signals_reach_the_lease_holder_and_paused_jobs_are_not_claimed() {
    let test = TestApp::new().await;
    add(&test, &Verify { module: None }).await;
    let held = claim(&test, Lane::Maintenance).await.expect("a job");
    let extend = async || jobs::extend(&test.app, &held, (3, 9)).await.expect("an answer");
    assert_eq!(extend().await, Some(ControlSignal::Continue));
    assert_eq!(db::text(&test.url, "SELECT progress_done || '/' || progress_total FROM jobs").await, "3/9");
    jobs::cancel(&test.app, &test.actor(), &held.job_id).await.expect("cancelled");
    assert_eq!(extend().await, Some(ControlSignal::Cancel));
    db::execute(&test.url, "UPDATE jobs SET control = 'pause'").await;
    assert_eq!(extend().await, Some(ControlSignal::Pause));
    jobs::release(&test.app, &held).await.expect("the job was given back");
    assert_eq!(extend().await, None, "the lease was lost");
    assert!(claim(&test, Lane::Maintenance).await.is_none(), "the job is paused");
    db::execute(&test.url, "UPDATE jobs SET control = NULL").await;
    assert_eq!(claim(&test, Lane::Maintenance).await.map(|again| again.attempt), Some(1), "the attempt does not count");
}
