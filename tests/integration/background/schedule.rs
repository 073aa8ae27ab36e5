//! Periodic jobs: each due time is taken once over all instances, and a failing job does not stop the others.

use crate::support::{app::TestApp, db};
use injaaz::{
    domain::problem::Problem,
    jobs::{Runner, SCHEDULE},
    services::jobs::periodic,
};
use std::{collections::BTreeSet, fs, sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};

async fn until(test: &TestApp, query: &str, text: &str) {
    let reached = async {
        while db::text(&test.url, query).await != text {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let reached = timeout(Duration::from_secs(60), reached).await;
    assert!(reached.is_ok(), "{query} did not become {text}, but {}", db::text(&test.url, query).await);
}

#[rocket::async_test]
async fn one_of_many_instances_runs_a_due_periodic_job() {
    let test = TestApp::new().await;
    let name = "sessions.expired";
    periodic::ensure(&test.app, &[name]).await.expect("a row");
    let asking = (0..12).map(|_| {
        let app = Arc::clone(&test.app);
        tokio::spawn(async move { periodic::claim(&app, name, false).await })
    });
    let answers = futures::future::join_all(asking).await;
    let runs: Vec<_> = answers.into_iter().filter_map(|answer| answer.expect("a task").expect("an answer")).collect();
    assert_eq!(runs.len(), 1);
    assert!(periodic::claim(&test.app, name, true).await.expect("an answer").is_none(), "not even on request");
    periodic::finish(&test.app, &runs[0], &Ok(7), Duration::from_secs(3_600)).await.expect("an end");
    assert!(periodic::claim(&test.app, name, false).await.expect("an answer").is_none(), "the job is not due");
    let row = "SELECT concat_ws(' ', last_outcome, last_count, next_run_at > now() + interval '59 minutes',
        lease_token IS NULL) FROM periodic_jobs";
    assert_eq!(db::text(&test.url, row).await, "done 7 t t");
    assert!(periodic::claim(&test.app, name, true).await.expect("an answer").is_some(), "it runs on request");
}

#[rocket::async_test]
async fn a_run_whose_instance_died_is_taken_again_and_the_dead_one_records_nothing() {
    let test = TestApp::new().await;
    let name = "drafts.old";
    periodic::ensure(&test.app, &[name]).await.expect("a row");
    let dead = periodic::claim(&test.app, name, false).await.expect("an answer").expect("a run");
    test.execute("UPDATE periodic_jobs SET lease_expires_at = now() - interval '1 second'").await;
    let second = periodic::claim(&test.app, name, false).await.expect("an answer").expect("the lease has ended");
    let late: Result<usize, Problem> = Ok(1);
    periodic::finish(&test.app, &dead, &late, Duration::from_secs(1)).await.expect("no error");
    assert_eq!(db::text(&test.url, "SELECT (lease_token IS NOT NULL)::text FROM periodic_jobs").await, "true");
    periodic::finish(&test.app, &second, &late, Duration::from_secs(1)).await.expect("no error");
    assert_eq!(db::text(&test.url, "SELECT last_outcome FROM periodic_jobs").await, "done");
}

#[rocket::async_test]
async fn a_periodic_job_that_fails_says_why_and_stops_no_other() {
    let test = TestApp::new().await;
    // Neither folder can be read.
    for folder in ["kept_drafts", "jobs"] {
        let path = test.dir.path().join(folder);
        let _ = fs::remove_dir_all(&path);
        fs::write(path, b"").expect("a file instead of the folder");
    }
    let runner = Runner::start(&test.app);
    let ran = format!(
        "SELECT (count(*) = {} AND bool_and(last_outcome IS NOT NULL))::text FROM periodic_jobs",
        SCHEDULE.len()
    );
    until(&test, &ran, "true").await;
    runner.stop().await;
    let failed = "SELECT string_agg(name, ' ' ORDER BY name) FROM periodic_jobs WHERE last_outcome = 'failed'";
    assert_eq!(db::text(&test.url, failed).await, "drafts.old job_files.old");
    let said = "SELECT bool_and(last_error <> '' AND next_run_at > now())::text FROM periodic_jobs WHERE last_outcome = 'failed'";
    assert_eq!(db::text(&test.url, said).await, "true");
    let names: BTreeSet<String> = db::text(&test.url, "SELECT string_agg(name, ' ') FROM periodic_jobs")
        .await
        .split(' ')
        .map(str::to_owned)
        .collect();
    assert_eq!(names, SCHEDULE.iter().map(|job| job.name.to_owned()).collect());
}

/// Two instances on one database: a job that is due every second runs about once per second, not twice.
#[rocket::async_test]
async fn two_instances_share_one_schedule() {
    let test = TestApp::new().await;
    let other = TestApp::on(test.url.clone(), &[]).await;
    let runners = [Runner::start(&test.app), Runner::start(&other.app)];
    let ran = format!("SELECT (count(last_outcome) = {})::text FROM periodic_jobs", SCHEDULE.len());
    until(&test, &ran, "true").await;
    let hourly = "SELECT string_agg(name || last_finished_at::text, ' ' ORDER BY name) FROM periodic_jobs
        WHERE next_run_at > now() + interval '1 minute'";
    let before = db::text(&test.url, hourly).await;
    let start = db::text(&test.url, "SELECT now()::text").await;
    let seals = format!(
        "SELECT (last_finished_at > '{start}'::timestamptz + interval '2 seconds')::text FROM periodic_jobs
         WHERE name = 'audit.seals'"
    );
    until(&test, &seals, "true").await;
    assert_eq!(db::text(&test.url, hourly).await, before, "nothing ran a second time");
    for runner in runners {
        runner.stop().await;
    }
    let held = "SELECT count(*)::text FROM periodic_jobs WHERE lease_token IS NOT NULL";
    assert_eq!(db::text(&test.url, held).await, "0", "the stopped run is given back");
}
