//! A job that crashes the program fails after three attempts, without affecting other jobs.

use super::{
    client::{Visit, get_json, post},
    invariants::{Evidence, check},
    points::settled,
    process_fixture::{ProcessFixture, until},
};
use crate::support::db;

/// A visit whose job has not been started.
async fn waiting(place: &ProcessFixture, number: u32) -> super::client::Ack {
    let server = place.start(&[("INJAAZ_JOBS", "0")]).await;
    let ack = Visit::new(number).submit(&place.base()).await;
    server.stop().await;
    ack
}

async fn is_clean(place: &ProcessFixture, acks: &[super::client::Ack]) {
    let (generated, base) = (place.generated(), place.base());
    let database = place.database.as_deref().unwrap_or_default();
    let complaints = check(&Evidence { database, generated: &generated, base: &base }, acks).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[rocket::async_test]
async fn a_job_that_kills_the_program_three_times_is_failed_and_can_be_tried_again() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let bad = waiting(&place, 1).await;
    let armed = [("INJAAZ_CRASH_AT", "job.excel_published")];
    for _ in 0..3 {
        place.start(&armed).await.dies().await;
    }
    let mut server = place.start(&armed).await;
    settled(&database).await;
    assert!(server.is_running(), "only three attempts");
    let job = get_json(&place.base(), &format!("/jobs/{}", bad.job())).await.expect("an answer").body;
    assert_eq!(job["state"], "failed", "{job}");
    let sentence = job["error"].as_str().unwrap_or_default();
    assert!(sentence.starts_with("Generating this report stopped the program three times"), "{sentence}");
    assert!(sentence.contains("The submission is safe"), "{sentence}");
    server.stop().await;

    let server = place.start(&[]).await;
    let good = Visit::new(2).submit(&place.base()).await;
    settled(&database).await;
    is_clean(&place, &[bad.clone(), good]).await;
    let answer = post(&place.base(), &format!("/jobs/{}/retry", bad.job())).await.expect("an answer");
    assert!(answer.status < 400, "{answer:?}");
    until("the job is done", async || {
        let job = get_json(&place.base(), &format!("/jobs/{}", bad.job())).await;
        job.is_ok_and(|job| job.body["state"] == "done")
    })
    .await;
    is_clean(&place, &[bad]).await;
    server.stop().await;
}

#[rocket::async_test]
async fn a_kill_while_a_failure_is_recorded_still_fails_the_job() {
    for at in ["job.failing", "job.failed"] {
        let place = ProcessFixture::new().await;
        let database = place.database.clone().unwrap_or_default();
        let bad = waiting(&place, 1).await;
        db::execute(&database, "UPDATE jobs SET attempts = 3").await;
        place.start(&[("INJAAZ_CRASH_AT", at)]).await.dies().await;
        place.delete_job_files();
        let server = place.start(&[]).await;
        settled(&database).await;
        let job = get_json(&place.base(), &format!("/jobs/{}", bad.job())).await.expect("an answer").body;
        assert_eq!(job["state"], "failed", "{at}: {job}");
        let failures = "SELECT count(*)::text FROM audit_logs WHERE action = 'report.failed'";
        assert_eq!(db::text(&database, failures).await, "1", "{at}");
        is_clean(&place, &[bad]).await;
        server.stop().await;
    }
}

/// It is unknown which of two jobs crashed the program that ran both, so each runs by itself from then on.
#[rocket::async_test]
async fn a_crashing_job_does_not_affect_others() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let acks = [waiting(&place, 1).await, waiting(&place, 2).await];
    let armed = [("INJAAZ_CRASH_AT", "job.claimed:2"), ("INJAAZ_JOBS", "2")];
    // The first job cannot record its reports until the second has started.
    let writes = db::lock_writes(&database, "uploaded_files").await;
    place.start(&armed).await.dies().await;
    drop(writes);
    let tried = "SELECT string_agg(attempts::text, ' ') FROM jobs";
    assert_eq!(db::text(&database, tried).await, "1 1", "both jobs were running");
    place.start(&armed).await.dies().await;
    let done = "SELECT count(*)::text FROM submissions WHERE status = 'completed'";
    assert_eq!(db::text(&database, done).await, "1", "one job ended before the other started");
    let server = place.start(&[]).await;
    settled(&database).await;
    is_clean(&place, &acks).await;
    server.stop().await;
}

/// A report that cannot be written gives its job back: the folders exist at start and are removed afterwards.
#[rocket::async_test]
async fn a_kill_after_a_job_was_released_loses_nothing() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let server = place.start(&[("INJAAZ_CRASH_AT", "job.given_back")]).await;
    std::fs::remove_dir_all(place.generated().join("reports")).expect("folders to remove");
    let ack = Visit::new(1).submit(&place.base()).await;
    server.dies().await;
    let tried = "SELECT attempts::text || coalesce(lease_token, ' and free') FROM jobs";
    assert_eq!(db::text(&database, tried).await, "1 and free");
    let server = place.start(&[]).await;
    settled(&database).await;
    is_clean(&place, &[ack]).await;
    server.stop().await;
}
