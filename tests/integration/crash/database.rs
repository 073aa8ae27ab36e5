//! The database is lost during a commit, or unavailable for a while: responses must stay true.

use super::{
    client::{Visit, get_json},
    invariants::{Evidence, check},
    process_fixture::{ProcessFixture, until},
    proxy::{CommitSide, Proxy},
};
use crate::support::{accounts, db};
use injaaz::store::embedded::Embedded;
use std::{fs, os::unix::fs::PermissionsExt};

const SUBMIT: &str = "INSERT INTO \"submissions\"";
const RECORD: &str = "INSERT INTO \"report_links\"";

async fn count(database: &str) -> String {
    db::text(database, "SELECT count(*)::text FROM submissions").await
}

#[rocket::async_test]
async fn an_unconfirmed_commit_is_looked_up() {
    let database = db::inhabited().await;
    let proxy = Proxy::open(&database, SUBMIT, CommitSide::After, false).await;
    let place = ProcessFixture::on(Some(proxy.url.clone()));
    let server = place.start(&[]).await;
    let ack = Visit::new(1).submit(&place.base()).await;
    assert!(proxy.has_cut());
    finds_nothing_wrong(&place, &database, ack).await;
    server.stop().await;
}

#[rocket::async_test]
async fn a_lost_commit_is_repeated() {
    let database = db::inhabited().await;
    let proxy = Proxy::open(&database, SUBMIT, CommitSide::Before, false).await;
    let place = ProcessFixture::on(Some(proxy.url.clone()));
    let server = place.start(&[]).await;
    let ack = Visit::new(1).submit(&place.base()).await;
    assert!(proxy.has_cut());
    finds_nothing_wrong(&place, &database, ack).await;
    server.stop().await;
}

#[rocket::async_test]
async fn a_commit_that_cannot_be_looked_up_is_called_unknown() {
    let database = db::inhabited().await;
    let proxy = Proxy::open(&database, SUBMIT, CommitSide::After, true).await;
    let place = ProcessFixture::on(Some(proxy.url.clone()));
    let server = place.start(&[]).await;
    let unknown = Visit::new(1).send(&place.base()).await.expect("an answer");
    assert_eq!(count(&database).await, "1", "the submission was saved");
    assert_eq!((unknown.status, unknown.retry_after.as_deref()), (503, Some("5")), "{unknown:?}");
    let sentence = unknown.sentence();
    assert!(sentence.contains("cannot tell whether") && !sentence.contains("nothing was saved"), "{sentence}");
    assert!(sentence.contains("Send the form again"), "{sentence}");
    proxy.reopen();
    // The photos of the submission were not removed.
    let ack = Visit::new(1).submit(&place.base()).await;
    finds_nothing_wrong(&place, &database, ack).await;
    server.stop().await;
}

#[rocket::async_test]
async fn an_unconfirmed_form_comes_back_as_entered() {
    let database = db::inhabited().await;
    let proxy = Proxy::open(&database, SUBMIT, CommitSide::After, true).await;
    let place = ProcessFixture::on(Some(proxy.url.clone()));
    let server = place.start(&[]).await;
    let visit = Visit::new(1);
    let page = visit.send_for_page(&place.base()).await.expect("a page");
    assert!(page.contains("cannot tell whether it was saved"), "{page}");
    assert!(page.contains("Marina Tower") && page.contains(&visit.key), "{page}");
    proxy.reopen();
    let ack = visit.submit(&place.base()).await;
    finds_nothing_wrong(&place, &database, ack).await;
    server.stop().await;
}

#[rocket::async_test]
async fn reports_of_an_unconfirmed_transaction_are_kept() {
    let database = db::inhabited().await;
    let proxy = Proxy::open(&database, RECORD, CommitSide::After, false).await;
    let place = ProcessFixture::on(Some(proxy.url.clone()));
    let server = place.start(&[]).await;
    let ack = Visit::new(1).submit(&place.base()).await;
    finds_nothing_wrong(&place, &database, ack).await;
    assert!(proxy.has_cut());
    server.stop().await;
}

#[rocket::async_test]
async fn reports_that_were_not_recorded_are_made_again() {
    let database = db::inhabited().await;
    let proxy = Proxy::open(&database, RECORD, CommitSide::Before, false).await;
    let place = ProcessFixture::on(Some(proxy.url.clone()));
    let server = place.start(&[]).await;
    let ack = Visit::new(1).submit(&place.base()).await;
    finds_nothing_wrong(&place, &database, ack).await;
    assert!(proxy.has_cut());
    server.stop().await;
}

async fn finds_nothing_wrong(place: &ProcessFixture, database: &str, ack: super::client::Ack) {
    let open = "SELECT count(*)::text FROM submissions WHERE status IN ('pending', 'processing')";
    until("every job ends", async || db::text(database, open).await == "0").await;
    assert_eq!(count(database).await, "1");
    let (generated, base) = (place.generated(), place.base());
    let complaints = check(&Evidence { database, generated: &generated, base: &base }, &[ack]).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[rocket::async_test]
async fn without_the_database_pages_answer_503_and_recover() {
    let folder = tempfile::Builder::new().prefix("injaaz-").tempdir_in("/tmp").expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    let postgres = || Embedded::start_in(folder.path(), None).expect("a database");
    let running = postgres();
    let database = running.url().to_owned();
    let place = ProcessFixture::on(Some(database.clone()));
    let server = place.start(&[]).await;
    accounts::admit_everywhere(&database).await;
    let base = place.base();
    let before = Visit::new(1).submit(&base).await;

    drop(running);
    let visit = Visit::new(2);
    let refused = visit.send(&base).await.expect("an answer");
    assert_eq!((refused.status, refused.retry_after.as_deref()), (503, Some("5")), "{refused:?}");
    assert!(refused.sentence().contains("nothing was saved. Wait a minute and try again"), "{refused:?}");
    for (path, status) in [
        ("/health/live", 200),
        ("/health/ready", 503),
        ("/submissions", 503),
        (&format!("/submissions/{}", before.id()), 503),
        (&format!("/jobs/{}", before.job()), 503),
        // The session cannot be checked without it.
        ("/forms/hvac_mep", 503),
    ] {
        let answer = get_json(&base, path).await.expect("an answer");
        assert_eq!(answer.status, status, "{path}: {answer:?}");
    }

    let _running = postgres();
    until("it is ready again", async || get_json(&base, "/health/ready").await.is_ok_and(|a| a.status == 200)).await;
    let after = visit.submit(&base).await;
    until("both jobs are done", async || {
        db::text(&database, "SELECT count(*)::text FROM submissions WHERE status = 'completed'").await == "2"
    })
    .await;
    let generated = place.generated();
    let complaints =
        check(&Evidence { database: &database, generated: &generated, base: &base }, &[before, after]).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    server.stop().await;
}
