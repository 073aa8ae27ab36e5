//! Job files are disposable: a missing, broken or foreign one costs the progress bar only.

use super::{claim, due, job_of, reports};
use crate::support::app::TestApp;
use injaaz::services::make_report::make_report;
use rocket::http::Status;
use serde_json::{Value, json};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

fn forget(test: &TestApp) {
    let _ = fs::remove_dir_all(test.dir.path().join("jobs"));
}

#[rocket::async_test]
async fn the_folder_may_vanish_at_every_stage() {
    let test = TestApp::new().await;
    let (id, job) = due(&test).await;
    let state = async || test.get_json(&job).await.1["state"].clone();
    forget(&test);
    assert_eq!(state().await, "started");
    let held = claim(&test).await.expect("a due job");
    assert_eq!(test.files("jobs").len(), 1, "the folder is recreated");
    forget(&test);
    assert_eq!(state().await, "running");
    make_report(&test.app, &held, &id).await.unwrap_or_else(|problem| panic!("{problem:?}"));
    let (_, done) = test.get_json(&job).await;
    forget(&test);
    assert_eq!(test.get_json(&job).await.1["results"], done["results"]);
    assert_eq!(state().await, "done");
    assert_eq!(test.get(&job).await.status(), Status::Ok);
    reports(&test, &id).await;
    forget(&test);
    assert_eq!(test.run_periodic("job_files.old").await, 0);
    assert_eq!(test.get_json("/health/ready").await.0, Status::Ok);
}

#[rocket::async_test]
async fn the_folder_may_vanish_again_and_again_while_jobs_run() {
    let test = TestApp::new().await;
    let (id, _) = due(&test).await;
    let (over, dir) = (Arc::new(AtomicBool::new(false)), test.dir.path().join("jobs"));
    let vandal = std::thread::spawn({
        let over = Arc::clone(&over);
        move || {
            while !over.load(Ordering::Relaxed) {
                let _ = fs::remove_dir_all(&dir);
                std::thread::yield_now();
            }
        }
    });
    test.run_jobs().await;
    over.store(true, Ordering::Relaxed);
    vandal.join().expect("overwriting the file");
    reports(&test, &id).await;
}

#[rocket::async_test]
async fn an_unreadable_job_file_is_quarantined() {
    let test = TestApp::new().await;
    let (_, job) = due(&test).await;
    let held = claim(&test).await.expect("a due job");
    let name = format!("{}.json", job_of(&job));
    let path = test.dir.path().join("jobs").join(&name);
    let whole = fs::read_to_string(&path).expect("a job file");
    let status: Value = serde_json::from_str(&whole).expect("JSON");
    let with = |field: &str, value: Value| {
        let mut other = status.clone();
        other[field] = value;
        other.to_string()
    };
    let wrong = [
        String::new(),
        "  ".to_owned(),
        whole[..whole.len() / 2].to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{".repeat(10_000),
        with("state", json!("dancing")),
        with("progress", json!("50%")),
        with("progress", json!(-1)),
        with("progress", json!(1000)),
        with("created_at", json!("yesterday")),
        with("job_id", json!("job_000000000000")),
        with("error", json!("x".repeat(70_000))),
    ];
    for text in wrong {
        fs::write(&path, &text).expect("a file");
        let (status, job) = test.get_json(&job).await;
        let told = (job["state"].as_str(), job["progress"].as_u64());
        assert_eq!((status, told), (Status::Ok, (Some("running"), Some(0))), "{:.60}", text);
        assert!(!path.exists(), "{:.60}", text);
        assert_eq!(fs::read_to_string(test.dir.path().join("quarantine").join(&name)).expect("a file"), text);
    }
    // Progress above 100 does not mean done, and neither does a file that was written after the database was read; its
    // time is used, though.
    for (field, value) in [("progress", json!(250)), ("state", json!("done"))] {
        let mut told: Value = serde_json::from_str(&with("progress", json!(100))).expect("JSON");
        told[field] = value;
        fs::write(&path, told.to_string()).expect("a file");
        let (_, job) = test.get_json(&job).await;
        assert_eq!((&job["state"], &job["progress"]), (&json!("running"), &json!(99)));
    }
    drop(held);
}

#[rocket::async_test]
async fn files_of_jobs_that_ended_go_after_a_week() {
    let test = TestApp::new().await;
    let (_, job) = due(&test).await;
    test.run_jobs().await;
    test.advance(time::Duration::days(7));
    assert_eq!(test.run_periodic("job_files.old").await, 0);
    test.advance(time::Duration::SECOND);
    assert_eq!(test.run_periodic("job_files.old").await, 1);
    assert_eq!(test.get_json(&job).await.1["state"], "done");
}
