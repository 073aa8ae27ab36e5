//! Submissions as files of the old shape: written before the acknowledgement in the phase `files`, and soon after it in
//! `dual`.

use super::migration_fixture::{MigrationFixture, form, hvac_mep, read, until};
use crate::support::{
    app::TestApp,
    db,
    forms::{complete_civil, complete_cleaning, complete_hvac},
};
use injaaz::{
    domain::{
        migration::Phase,
        problem::{Conflict, Problem},
    },
    jobs::Runner,
    migration::{legacy_store, phases},
};
use rocket::http::Status;
use serde_json::Value;
use std::fs;

#[rocket::async_test]
async fn in_phase_files_the_record_is_written_before_the_answer() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let id = fixture.submit("files-first").await;
    fixture.assert_written(&id).await;
    assert_eq!(fixture.sql("SELECT count(*)::text FROM old_store_outbox").await, "0");
    let states = "SELECT string_agg(kind || ' ' || state, ',' ORDER BY kind, name) FROM legacy_records";
    assert_eq!(fixture.sql(states).await, "job written,submission written,upload written,upload written");
}

#[rocket::async_test]
async fn in_phase_files_an_unwritable_record_is_rejected() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let blocked = fixture.old.path().join("submissions");
    let _ = fs::remove_dir_all(&blocked);
    fs::write(&blocked, "in the way").unwrap();
    let (status, answer) = fixture.test.post_json("/forms/hvac_mep", &form("not-written")).await;
    assert_eq!(status, Status::ServiceUnavailable, "{answer}");
    for table in ["submissions", "jobs", "old_store_outbox", "legacy_records"] {
        assert_eq!(fixture.sql(&format!("SELECT count(*)::text FROM {table}")).await, "0", "{table}");
    }
    let left = |folder: &str| fs::read_dir(fixture.old.path().join(folder)).map_or(0, Iterator::count);
    assert_eq!((left("uploads"), left("jobs")), (0, 0), "none of its files stays in the legacy store");
    fs::remove_file(&blocked).unwrap();
    let id = fixture.submit("not-written").await;
    fixture.assert_written(&id).await;
}

#[rocket::async_test]
async fn the_same_form_again_is_the_same_file_and_the_same_answer() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let (status, first) = fixture.test.post_json("/forms/hvac_mep", &form("sent-twice")).await;
    assert_eq!(status, Status::Created);
    let id = first["submission_id"].as_str().unwrap().parse().unwrap();
    let before = fs::read(fixture.record(&id)).unwrap();
    let (status, again) = fixture.test.post_json("/forms/hvac_mep", &form("sent-twice")).await;
    assert_eq!((status, &again), (Status::Ok, &first));
    assert_eq!(fs::read(fixture.record(&id)).unwrap(), before);
    assert_eq!(fs::read_dir(fixture.old.path().join("submissions")).unwrap().count(), 1);
}

/// The leftover of an attempt that crashed between its file and its commit.
#[rocket::async_test]
async fn a_file_without_a_row_is_taken_over_by_the_next_attempt() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let id = fixture.submit("died-before-commit").await;
    db::execute(
        &fixture.test.url,
        "DELETE FROM legacy_records; DELETE FROM jobs; DELETE FROM uploaded_files; DELETE FROM submissions",
    )
    .await;
    assert_eq!(fixture.submit("died-before-commit").await, id, "the id is derived from the key");
    fixture.assert_written(&id).await;
}

#[rocket::async_test]
async fn an_id_that_an_old_record_has_is_left_to_it() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let id = fixture.submit("whose-id-is-it").await;
    db::execute(
        &fixture.test.url,
        "DELETE FROM legacy_records; DELETE FROM jobs; DELETE FROM uploaded_files; DELETE FROM submissions",
    )
    .await;
    let old = br#"{"id": "somebody else's"}"#;
    fs::write(fixture.record(&id), old).unwrap();
    let other = fixture.submit("whose-id-is-it").await;
    assert_ne!(other, id);
    fixture.assert_written(&other).await;
    assert_eq!(fs::read(fixture.record(&id)).unwrap(), old);
}

#[rocket::async_test]
async fn an_id_that_another_submission_has_is_not_an_error() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    let id = fixture.submit("one-and-the-same-id").await;
    db::execute(&fixture.test.url, "UPDATE submissions SET submission_key = 'another-key', content_hash = sha256('')")
        .await;
    let other = fixture.submit("one-and-the-same-id").await;
    assert_ne!(other, id);
    let (status, _) = fixture.test.post_json("/forms/hvac_mep", &form("one-and-the-same-id")).await;
    assert_eq!(status, Status::Ok, "the same key finds the submission");
}

#[rocket::async_test]
async fn in_dual_the_outbox_writes_soon_after() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("dual-written").await;
    assert_eq!(fixture.module().await.outbox, 1);
    assert!(!fixture.record(&id).exists());
    assert_eq!(fixture.drain().await, 1);
    fixture.assert_written(&id).await;
    assert_eq!((fixture.module().await.outbox, fixture.drain().await), (0, 0));
}

#[rocket::async_test]
async fn a_running_server_writes_the_outbox_periodically() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("by-itself").await;
    let runner = Runner::start(&fixture.test.app);
    until("it is written", async || fixture.sql("SELECT count(*)::text FROM old_store_outbox").await == "0").await;
    runner.stop().await;
    fixture.assert_written(&id).await;
}

#[rocket::async_test]
async fn the_job_result_is_written_to_the_old_store() {
    for phase in [Phase::Files, Phase::Dual] {
        let fixture = MigrationFixture::at(phase).await;
        let id = fixture.submit("job-of-the-old-store").await;
        fixture.drain().await;
        let job = fixture.sql("SELECT 'jobs/' || job_id || '.json' FROM submissions").await;
        let state = || -> Value { serde_json::from_slice(&fs::read(fixture.old.path().join(&job)).unwrap()).unwrap() };
        assert_eq!(state()["state"], "started");
        fixture.test.run_jobs().await;
        fixture.drain().await;
        let ended = state();
        assert_eq!((&ended["state"], &ended["progress"]), (&Value::from("done"), &Value::from(100)), "{ended}");
        assert!(ended["results"]["pdf_url"].is_string(), "{ended}");
        fixture.assert_written(&id).await;
        fixture.assert_reports(&id).await;
    }
}

#[rocket::async_test]
async fn a_second_write_that_fails_is_shown_and_tried_again() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("fails-at-first").await;
    let blocked = fixture.old.path().join("uploads");
    let _ = fs::remove_dir_all(&blocked);
    fs::write(&blocked, "in the way").unwrap();
    assert_eq!(fixture.drain().await, 0);
    let module = fixture.module().await;
    assert_eq!((module.outbox, module.outbox_failing), (1, 1));
    assert!(!fixture.record(&id).exists(), "a record never exists without its pictures");
    assert_eq!(fixture.drain().await, 0, "the next attempt is delayed");
    fs::remove_file(&blocked).unwrap();
    fixture.test.advance(time::Duration::seconds(3));
    assert_eq!(fixture.drain().await, 1);
    fixture.assert_written(&id).await;
}

#[rocket::async_test]
async fn foreign_files_are_never_replaced() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("in-the-way").await;
    fs::create_dir_all(fixture.old.path().join("submissions")).unwrap();
    fs::write(fixture.record(&id), br#"{"id": "x", "fields": {}}"#).unwrap();
    fixture.drain().await;
    assert_eq!(fs::read(fixture.record(&id)).unwrap(), br#"{"id": "x", "fields": {}}"#);
    let row = "SELECT state || ' ' || (content IS NOT NULL) || ' ' || (submission_id IS NOT NULL)
        FROM legacy_records WHERE kind = 'submission'";
    assert_eq!(fixture.sql(row).await, "divergent true true");
    assert_eq!(fixture.module().await.outbox, 0);
}

#[rocket::async_test]
async fn every_module_reads_back_as_it_was_submitted() {
    let old = tempfile::tempdir().unwrap();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().unwrap())]).await;
    for module in ["hvac_mep", "civil", "cleaning"] {
        phases::enter(&test.app, &test.actor(), "test", &module.parse().unwrap()).await.unwrap();
        phases::forward(&test.app, &test.actor(), "test", &module.parse().unwrap(), None).await.unwrap();
    }
    for complete in [complete_hvac("read-back-h"), complete_civil("read-back-c"), complete_cleaning("read-back-cl")] {
        let id = test.submit(complete.module, &complete.form).await;
        assert_eq!(legacy_store::drain(&test.app, 10).await.unwrap(), 1);
        let filed = read(&fs::read(old.path().join(format!("submissions/{id}.json"))).unwrap());
        let stored = format!("SELECT form_data::text FROM submissions WHERE submission_id = '{id}'");
        let stored: Value = serde_json::from_str(&db::text(&test.url, &stored).await).unwrap();
        assert_eq!(filed.answers.to_json(), stored, "{}", complete.module);
        assert_eq!(filed.module.as_str(), complete.module);
    }
}

/// If the legacy app's folder is our own, our job files stay unchanged.
#[rocket::async_test]
async fn in_our_own_folder_our_job_file_stays() {
    let test = TestApp::new().await;
    let refused = phases::enter(&test.app, &test.actor(), "test", &hvac_mep()).await;
    assert!(matches!(refused, Err(Problem::Conflict(Conflict::NoOldStore))), "without old files it is no legacy store");
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("submissions")).unwrap();
    fs::write(dir.path().join("submissions/sub_0123456789ab.json"), "{}").unwrap();
    let now = time::macros::datetime!(2026-03-14 09:30:00 UTC);
    let test = TestApp::in_folder(db::fresh().await, dir, &[], now).await;
    phases::enter(&test.app, &test.actor(), "test", &hvac_mep()).await.unwrap();
    let id = test.submit("hvac_mep", &form("own-folder")).await;
    test.run_jobs().await;
    assert!(test.dir.path().join(format!("submissions/{id}.json")).exists());
    let job = db::text(&test.url, "SELECT job_id FROM submissions").await;
    let (status, answer) = test.get_json(&format!("/jobs/{job}")).await;
    assert_eq!((status, answer["state"].as_str(), answer["progress"].as_u64()), (Status::Ok, Some("done"), Some(100)));
}
