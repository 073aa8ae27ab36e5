//! Crashes at each step of a submit and of its job: the person sends the form again, and the result is the same as
//! without a crash.

use super::{
    client::{Visit, get_json},
    invariants::{self, Evidence, check, orphans},
    process_fixture::{ProcessFixture, age, until},
};
use crate::support::db;
use futures::{StreamExt, stream};
use std::time::Duration;

/// What the database must contain of the form after the crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExpectedState {
    Nothing,
    Saved,
}

/// Two photos and a signature are nine published files; the reports are two more.
const POINTS: &[(&str, ExpectedState)] = &[
    ("upload.written", ExpectedState::Nothing),
    ("publish.before_rename", ExpectedState::Nothing),
    ("publish.before_dir_sync:3", ExpectedState::Nothing),
    ("upload.published", ExpectedState::Nothing),
    ("publish.before_rename:5", ExpectedState::Nothing),
    ("upload.published:2", ExpectedState::Nothing),
    ("publish.before_dir_sync:9", ExpectedState::Nothing),
    ("upload.published:3", ExpectedState::Nothing),
    ("submit.in_transaction", ExpectedState::Nothing),
    ("submit.before_commit", ExpectedState::Nothing),
    ("submit.after_commit", ExpectedState::Saved),
    ("job.claimed", ExpectedState::Saved),
    ("job_file.before_rename", ExpectedState::Saved),
    ("job_file.before_rename:3", ExpectedState::Saved),
    ("publish.before_rename:10", ExpectedState::Saved),
    ("publish.before_dir_sync:10", ExpectedState::Saved),
    ("job.excel_published", ExpectedState::Saved),
    ("publish.before_rename:11", ExpectedState::Saved),
    ("job.pdf_published", ExpectedState::Saved),
    ("job.before_commit", ExpectedState::Saved),
    ("job.recorded", ExpectedState::Saved),
    ("job_file.before_rename:5", ExpectedState::Saved),
];

/// More at once would only wait for the two cores.
const AT_ONCE: usize = 4;

#[rocket::async_test]
async fn a_kill_at_any_step_loses_nothing_and_doubles_nothing() {
    let runs = POINTS.iter().flat_map(|point| [(point, false), (point, true)]);
    let complaints: Vec<String> = stream::iter(runs)
        .map(|(&(at, then), deletes)| async move { killed_at(at, then, deletes).await })
        .buffer_unordered(AT_ONCE)
        .flat_map(stream::iter)
        .collect()
        .await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// With `deletes`, all job files are deleted after the crash, and again while the next program is running.
async fn killed_at(at: &str, then: ExpectedState, deletes: bool) -> Vec<String> {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let visit = Visit::new(1);
    let mut complaints = Vec::new();

    let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
    let first = visit.send(&place.base()).await.ok().and_then(|answer| visit.ack(&answer));
    server.dies().await;
    let kept = db::text(&database, "SELECT count(*)::text FROM submissions").await;
    let expected = if then == ExpectedState::Saved { "1" } else { "0" };
    if kept != expected {
        complaints.push(format!("I4 {kept} submissions are kept, not {expected}"));
    }
    if deletes {
        place.delete_job_files();
    }

    let server = place.start(&[]).await;
    let answer = visit.send(&place.base()).await.expect("an answer");
    let status = if then == ExpectedState::Saved { 200 } else { 201 };
    if answer.status != status {
        complaints.push(format!("I5 the second send is answered {answer:?}, not {status}"));
    }
    if deletes {
        place.delete_job_files();
    }
    let again = visit.ack(&answer).expect("a receipt");
    if first.as_ref().is_some_and(|first| first.receipt != again.receipt) {
        complaints.push(format!("I3 the receipts differ: {first:?} {again:?}"));
    }
    settled(&database).await;
    if deletes {
        place.delete_job_files();
    }
    complaints.extend(ends_well(&place, &visit).await);
    let evidence = Evidence { database: &database, generated: &place.generated(), base: &place.base() };
    complaints.extend(check(&evidence, &[again]).await);
    server.stop().await;
    complaints.into_iter().map(|complaint| format!("{at}, job files deleted: {deletes}: {complaint}")).collect()
}

/// Asserts that the job is done, the program is healthy, and the key belongs to these answers only.
async fn ends_well(place: &ProcessFixture, visit: &Visit) -> Vec<String> {
    let (base, mut complaints) = (place.base(), Vec::new());
    let again = visit.submit(&base).await;
    let job = get_json(&base, &format!("/jobs/{}", again.job())).await.expect("an answer").body;
    if job["state"] != "done" || job["progress"] != 100 || !job["results"]["pdf_url"].is_string() {
        complaints.push(format!("I7 the job says {job}"));
    }
    let ready = get_json(&base, "/health/ready").await.expect("an answer");
    if ready.status != 200 {
        complaints.push(format!("I9 not ready: {}", ready.body));
    }
    let database = place.database.as_deref().unwrap_or_default();
    let kept = "SELECT md5(string_agg(s::text, ',')) FROM submissions s";
    let before = db::text(database, kept).await;
    let other = visit.altered().send(&base).await.expect("an answer");
    if other.status != 409 || !other.sentence().contains("kept unchanged") {
        complaints.push(format!("I3 other answers under the same key: {other:?}"));
    }
    if db::text(database, kept).await != before {
        complaints.push("I3 other answers under the same key changed the submission".to_owned());
    }
    complaints
}

/// Waits until no job is pending or running.
pub async fn settled(database: &str) {
    let open = "SELECT count(*)::text FROM submissions WHERE status IN ('pending', 'processing')";
    until("every job ends", async || db::text(database, open).await == "0").await;
}

#[rocket::async_test]
async fn files_of_a_killed_process_are_cleaned_up() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let generated = place.generated();
    let deaths = [
        "publish.before_rename:5",
        "upload.published:3",
        "submit.before_commit",
        "job.pdf_published",
        "job_file.before_rename",
    ];
    let mut acks = Vec::new();
    for (number, at) in (1..).zip(deaths) {
        let visit = Visit::new(number);
        let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
        let _ = visit.send(&place.base()).await;
        server.dies().await;
        let server = place.start(&[]).await;
        acks.push(visit.submit(&place.base()).await);
        settled(&database).await;
        server.stop().await;
    }
    let base = place.base();
    let evidence = Evidence { database: &database, generated: &generated, base: &base };
    assert!(orphans(&evidence).await.len() >= 10, "the crashes leave orphans");
    assert!(!unfinished_jobs(&place).is_empty(), "the crashes leave a temporary job file");

    // Two days later.
    let left = invariants::stored(&generated).into_iter().chain(unfinished_jobs(&place));
    age(&place, left, Duration::from_secs(48 * 60 * 60)).await;
    let server = place.start(&[]).await;
    until("nothing is left over", async || orphans(&evidence).await.is_empty() && unfinished_jobs(&place).is_empty())
        .await;
    let base = place.base();
    let complaints = check(&Evidence { base: &base, ..evidence }, &acks).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    server.stop().await;
}

fn unfinished_jobs(place: &ProcessFixture) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(place.generated().join("jobs")).into_iter().flatten().flatten();
    files.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "tmp")).collect()
}
