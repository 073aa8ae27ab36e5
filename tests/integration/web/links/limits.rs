//! The limits of a shared link: its number of openings, and its password.

use super::{link, post, reported, status};
use crate::support::app::TestApp;
use futures::future::join_all;
use rocket::http::{ContentType, Status};

#[rocket::async_test]
async fn concurrent_openings_respect_the_limit_of_a_link() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, "files=both&days=30&openings=3").await;
    let stranger = test.stranger().await;
    // A preview fetches the page and uses up no opening.
    for _ in 0..5 {
        let page = stranger.get(path.clone()).dispatch().await;
        assert_eq!(page.headers().get_one("Referrer-Policy"), Some("strict-origin"));
        assert!(page.into_string().await.expect("a page").contains("Openings left for this link: 3"));
    }
    let open = |n: usize| {
        let kind = if n.is_multiple_of(2) { "pdf" } else { "xlsx" };
        let address = format!("{path}/report.{kind}");
        let stranger = &stranger;
        async move { post(stranger, &address, "").await.0 }
    };
    let answers = join_all((0..20).map(open)).await;
    let opened = answers.iter().filter(|status| **status == Status::Ok).count();
    assert_eq!(opened, 3, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status.code, 200 | 404)), "{answers:?}");
    assert_eq!(test.sql("SELECT opened_count::text FROM shared_links").await, "3");
    assert_eq!(test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'report.opened'").await, "3");
    assert_eq!(status(&stranger, &path).await, Status::NotFound);
}

#[rocket::async_test]
async fn a_link_password_is_required_and_attempts_are_limited() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, "files=pdf&days=30&password=open+sesame").await;
    assert!(!path.contains("Marina"), "{path}");
    let stranger = test.stranger().await;
    let page = stranger.get(path.clone()).dispatch().await.into_string().await.expect("a page");
    assert!(page.contains("name=\"password\"") && !page.contains("Marina Tower"), "{page}");
    assert_eq!(status(&stranger, &format!("{path}/report.pdf")).await, Status::Ok, "the page, not the report");
    let file = format!("{path}/report.pdf");
    let (opened, body) = post(&stranger, &file, "password=open+sesame").await;
    assert_eq!(opened, Status::Ok, "{body}");
    for _ in 0..10 {
        let (refused, page) = post(&stranger, &file, "password=open+barley").await;
        assert_eq!(refused, Status::Forbidden);
        assert!(page.contains("The password is wrong") && !page.contains("barley"), "{page}");
    }
    let request = stranger.post(file.clone()).header(ContentType::Form).body("password=open+sesame");
    let often = request.dispatch().await;
    assert_eq!(often.status(), Status::TooManyRequests, "the correct password is refused as well");
    assert_eq!(often.headers().get_one("Retry-After"), Some("900"));
    test.advance(time::Duration::minutes(15));
    assert_eq!(post(&stranger, &file, "password=open+sesame").await.0, Status::Ok);
    assert_eq!(test.sql("SELECT opened_count::text FROM shared_links").await, "2");
    assert_eq!(test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'link.refused'").await, "10");
    let kept = test
        .sql("SELECT concat(password_hash, (SELECT string_agg(details::text, '') FROM audit_logs)) FROM shared_links")
        .await;
    assert!(kept.starts_with("$argon2id$") && !kept.contains("sesame") && !kept.contains("barley"), "{kept}");
}

#[rocket::async_test]
async fn at_most_ten_of_twenty_concurrent_passwords_are_checked() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, "files=pdf&days=30&password=open+sesame").await;
    let stranger = test.stranger().await;
    let file = format!("{path}/report.pdf");
    let answers = join_all((0..20).map(|_| post(&stranger, &file, "password=open+barley"))).await;
    let count = |wanted: Status| answers.iter().filter(|(status, _)| *status == wanted).count();
    assert_eq!((count(Status::Forbidden), count(Status::TooManyRequests)), (10, 10));
}
