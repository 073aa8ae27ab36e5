//! Crashes while a public submission is received, and while it is accepted: the sender or the reviewer repeats the
//! request, and the result is the same as without a crash.

use super::{
    client::{Ack, Visit, client, press, stranger},
    invariants::{Evidence, check, orphans, stored},
    points::settled,
    process_fixture::{ProcessFixture, age, until},
};
use crate::support::db;
use futures::{StreamExt, stream};
use reqwest::StatusCode;
use serde_json::Value;
use std::time::Duration;

/// Two photos and a signature are nine published files. Nothing is acknowledged at any of these points.
const TAKING: &[&str] = &[
    "upload.written",
    "publish.before_rename",
    "publish.before_dir_sync:5",
    "upload.published:3",
    "publish.before_dir_sync:9",
    "public.before_commit",
];

/// The transaction is that of a member's submit; the following steps are the same as well.
const TAKING_IN: &[(&str, ExpectedState)] = &[
    ("submit.in_transaction", ExpectedState::Pending),
    ("submit.before_commit", ExpectedState::Pending),
    ("job.claimed", ExpectedState::Accepted),
    ("job.before_commit", ExpectedState::Accepted),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExpectedState {
    Pending,
    Accepted,
}

const AT_ONCE: usize = 2;

/// Pending submissions, their files, the counters of the link, and the audit rows.
async fn kept(database: &str) -> String {
    let kept =
        "SELECT concat_ws(' ', (SELECT count(*) FROM pending_submissions), (SELECT count(*) FROM uploaded_files),
        (SELECT received FROM public_links), (SELECT counted_files FROM public_links),
        (SELECT count(*) FROM audit_logs WHERE action = 'submission.received'))";
    db::text(database, kept).await
}

/// The path of a new public form.
async fn opened(base: &str) -> String {
    let form = "module=hvac_mep&name=Reception&site_name=&until=&daily_cap=100";
    let (status, poster) = press(&client(), &format!("{base}/public-links"), form).await.expect("a poster");
    assert_eq!(status, 200, "{poster}");
    let (_, address) = poster.split_once("/public/").unwrap_or_else(|| panic!("no address: {poster}"));
    format!("/public/{}", &address[..address.find('<').expect("the end of the address")])
}

/// Sends the form again: the receipt is the same, and other answers with the same key are refused.
async fn sent_again(visit: &Visit, url: &str, before: Option<&Value>, status: StatusCode) -> (Ack, Vec<String>) {
    let mut complaints = Vec::new();
    let answer = visit.send_as(&stranger(), url).await.expect("an answer");
    if answer.status != status.as_u16() {
        complaints.push(format!("I5 sent again, it is answered {answer:?}, not {status}"));
    }
    let ack = visit.ack(&answer).expect("a receipt");
    if before.is_some_and(|before| *before != ack.receipt) {
        complaints.push(format!("I3 the receipts differ: {before:?} {ack:?}"));
    }
    let files = ack.receipt["files"].as_array().cloned().unwrap_or_default();
    let text = |file: &Value, name: &str| file[name].as_str().unwrap_or_default().to_owned();
    let confirmed: Vec<_> = files.iter().map(|file| (text(file, "name"), text(file, "sha256"))).collect();
    if confirmed != ack.sent {
        complaints.push(format!("I1 the receipt names {confirmed:?}, sent: {:?}", ack.sent));
    }
    let other = visit.altered().send_as(&stranger(), url).await.expect("an answer");
    if other.status != 409 {
        complaints.push(format!("I3 other answers under the same key: {other:?}"));
    }
    (ack, complaints)
}

#[rocket::async_test]
async fn a_public_submission_is_saved_exactly_once() {
    let complaints: Vec<String> =
        stream::iter(TAKING).map(|at| killed_at(at)).buffer_unordered(AT_ONCE).flat_map(stream::iter).collect().await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

async fn killed_at(at: &str) -> Vec<String> {
    let place = ProcessFixture::new().await;
    let (database, generated) = (place.database.clone().unwrap_or_default(), place.generated());
    let (visit, mut complaints) = (Visit::new(1), Vec::new());
    let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
    let form = opened(&place.base()).await;
    if let Ok(answer) = visit.send_as(&stranger(), &format!("{}{form}", place.base())).await {
        complaints.push(format!("I4 answered before it was kept: {answer:?}"));
    }
    server.dies().await;
    if kept(&database).await != "0 0 0 0 0" {
        complaints.push(format!("I4 it was not confirmed, and is kept: {}", kept(&database).await));
    }

    let server = place.start(&[]).await;
    let url = format!("{}{form}", place.base());
    let answer = visit.send_as(&stranger(), &url).await.expect("an answer");
    if answer.status != 201 || kept(&database).await != "1 3 1 3 1" {
        complaints.push(format!("I3 sent again: {answer:?}, kept: {}", kept(&database).await));
    }
    let (_, more) = sent_again(&visit, &url, Some(&answer.body), StatusCode::OK).await;
    complaints.extend(more);
    server.stop().await;

    // Two days later.
    age(&place, stored(&generated), Duration::from_secs(48 * 60 * 60)).await;
    let server = place.start(&[]).await;
    let base = place.base();
    let evidence = Evidence { database: &database, generated: &generated, base: &base };
    until("nothing is left over", async || orphans(&evidence).await.is_empty()).await;
    complaints.extend(check(&evidence, &[]).await);
    let waits = "SELECT string_agg(state, ' ') FROM pending_submissions";
    if db::text(&database, waits).await != "waiting" {
        complaints.push("I3 not exactly one waits".to_owned());
    }
    server.stop().await;
    complaints.into_iter().map(|complaint| format!("{at}: {complaint}")).collect()
}

#[rocket::async_test]
async fn a_confirmed_public_submission_is_durable_and_accepted_once() {
    let complaints: Vec<String> = stream::iter(TAKING_IN)
        .map(|&(at, then)| taken_in(at, then))
        .buffer_unordered(AT_ONCE)
        .flat_map(stream::iter)
        .collect()
        .await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

async fn taken_in(at: &str, then: ExpectedState) -> Vec<String> {
    let place = ProcessFixture::new().await;
    let (database, generated) = (place.database.clone().unwrap_or_default(), place.generated());
    let (visit, mut complaints) = (Visit::new(1), Vec::new());
    let server = place.start(&[]).await;
    let form = opened(&place.base()).await;
    let answer = visit.send_as(&stranger(), &format!("{}{form}", place.base())).await.expect("an answer");
    let first = visit.ack(&answer).unwrap_or_else(|| panic!("not accepted: {answer:?}"));
    server.kill().await;
    if kept(&database).await != "1 3 1 3 1" {
        complaints.push(format!("I1 it was confirmed, and is kept: {}", kept(&database).await));
    }

    let accept = |base: &str| format!("{base}/pending-submissions/{}/accept", first.id());
    let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
    let url = format!("{}{form}", place.base());
    let (_, more) = sent_again(&visit, &url, Some(&first.receipt), StatusCode::OK).await;
    complaints.extend(more);
    let pressed = press(&client(), &accept(&place.base()), "").await;
    server.dies().await;
    if then == ExpectedState::Pending && pressed.is_ok() {
        complaints.push(format!("I4 answered before it was taken in: {pressed:?}"));
    }
    let stands =
        "SELECT concat_ws(' ', (SELECT count(*) FROM pending_submissions), (SELECT count(*) FROM submissions))";
    let expected = if then == ExpectedState::Pending { "1 0" } else { "0 1" };
    if db::text(&database, stands).await != expected {
        complaints.push(format!("I4 waiting and taken in: {}", db::text(&database, stands).await));
    }

    let server = place.start(&[]).await;
    let (base, url) = (place.base(), format!("{}{form}", place.base()));
    let (status, page) = press(&client(), &accept(&base), "").await.expect("an answer");
    let expected = if then == ExpectedState::Pending { 200 } else { 404 };
    if status != expected {
        complaints.push(format!("I5 the button is answered {status}: {page}"));
    }
    settled(&database).await;
    let (mut ack, more) = sent_again(&visit, &url, Some(&first.receipt), StatusCode::OK).await;
    complaints.extend(more);
    if db::text(&database, stands).await != "0 1" {
        complaints.push(format!("I3 waiting and taken in: {}", db::text(&database, stands).await));
    }
    let noted = "SELECT count(*)::text FROM audit_logs WHERE action = 'submission.accepted'";
    if db::text(&database, noted).await != "1" {
        complaints.push("I29 not exactly one was accepted".to_owned());
    }
    // From here on it is a submission like any other; its key and its job id were made by the program.
    let job = db::text(&database, "SELECT job_id FROM submissions").await;
    ack.receipt["job_id"] = Value::String(job);
    let evidence = Evidence { database: &database, generated: &generated, base: &base };
    complaints.extend(check(&evidence, &[ack]).await);
    server.stop().await;
    complaints.into_iter().map(|complaint| format!("{at}: {complaint}")).collect()
}
