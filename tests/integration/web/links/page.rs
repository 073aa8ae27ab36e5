//! The report as a page behind a link: what it shows, to whom, and what is counted.

use super::{link, post, reported, status};
use crate::support::{
    app::{Browser, TestApp},
    forms::complete_hvac,
};
use injaaz::domain::ids::SubmissionId;
use rocket::http::{ContentType, Status};

async fn complete(test: &TestApp) -> SubmissionId {
    let id = test.submit("hvac_mep", &complete_hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a30").form).await;
    test.run_jobs().await;
    id
}

/// The addresses of a page that begin like this.
fn addresses<'p>(page: &'p str, start: &str) -> Vec<&'p str> {
    let quoted = page.split('"').filter(|text| text.starts_with(start));
    quoted.collect()
}

async fn opened(test: &TestApp) -> String {
    test.sql("SELECT string_agg(details->>'format', ' ' ORDER BY id) FROM audit_logs WHERE action = 'report.opened'")
        .await
}

/// The photos of the page, with their types.
async fn photos_of(stranger: &Browser, page: &str, path: &str) -> Vec<String> {
    let photos: Vec<String> = addresses(page, &format!("{path}/photos/")).into_iter().map(str::to_owned).collect();
    assert!(!photos.is_empty(), "{page}");
    for photo in &photos {
        let answer = stranger.get(photo.clone()).dispatch().await;
        let kinds = [Some(ContentType::JPEG), Some(ContentType::PNG)];
        assert!(answer.status() == Status::Ok && kinds.contains(&answer.content_type()), "{photo}");
    }
    photos
}

#[rocket::async_test]
async fn a_client_reads_the_report_in_both_languages_and_each_opening_is_counted() {
    let test = TestApp::new().await;
    let id = complete(&test).await;
    let path = link(&test, &id, "files=both&days=30").await;
    let stranger = test.stranger().await;
    assert_eq!(stranger.head(path.clone()).dispatch().await.status(), Status::Ok);
    for (query, words) in [("", "Specification"), ("?lang=ar", "المواصفات")] {
        let answer = stranger.get(format!("{path}{query}")).dispatch().await;
        assert_eq!(answer.headers().get_one("Referrer-Policy"), Some("no-referrer"));
        assert_eq!(answer.headers().get_one("X-Robots-Tag"), Some("noindex"));
        let page = answer.into_string().await.expect("a page");
        for shown in ["Marina Tower", "Grundfos", "Bearing is worn.", "Omar Haddad", words, id.as_str()] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        for hidden in ["/submissions", "/uploads/", "/sign-in", "Checksum"] {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
        assert_eq!(
            addresses(&page, &format!("{path}/"))
                .iter()
                .filter(|to| to.ends_with(".pdf") || to.ends_with(".xlsx"))
                .count(),
            2
        );
        photos_of(&stranger, &page, &path).await;
    }
    assert_eq!(opened(&test).await, "page page", "neither HEAD nor a photo is counted");
    assert_eq!(test.sql("SELECT opened_count::text FROM shared_links").await, "2");
    assert_eq!(status(&stranger, &format!("{path}/report.pdf")).await, Status::Ok);
    assert_eq!(opened(&test).await, "page page pdf");
}

#[rocket::async_test]
async fn a_photo_opens_for_its_link_its_submission_and_its_time_only() {
    let test = TestApp::new().await;
    let id = complete(&test).await;
    let [first, second] = [link(&test, &id, "files=pdf&days=30").await, link(&test, &id, "files=pdf&days=30").await];
    let stranger = test.stranger().await;
    let page = stranger.open(&first).await.page;
    let photo = photos_of(&stranger, &page, &first).await.remove(0);
    assert_eq!(status(&stranger, &photo.replace(&first, &second)).await, Status::NotFound, "of another link");
    let other = reported(&test).await;
    let other = link(&test, &other, "files=pdf&days=30").await;
    assert_eq!(status(&stranger, &photo.replace(&first, &other)).await, Status::NotFound, "of another submission");
    for index in first.len() + 8..photo.len() {
        let mut changed = photo.clone().into_bytes();
        changed[index] = if changed[index] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).expect("text");
        assert_eq!(status(&stranger, &changed).await, Status::NotFound, "{changed}");
    }
    test.advance(time::Duration::minutes(59));
    assert_eq!(status(&stranger, &photo).await, Status::Ok);
    test.advance(time::Duration::minutes(62));
    assert_eq!(status(&stranger, &photo).await, Status::NotFound, "its time is over");
    let page = stranger.open(&second).await.page;
    let again = photos_of(&stranger, &page, &second).await.remove(0);
    let here = format!(
        "/submissions/{id}/links/{}",
        test.sql("SELECT link_id FROM shared_links ORDER BY id LIMIT 1 OFFSET 1").await
    );
    assert_eq!(post(&test.client, &format!("{here}/revoke"), "").await.0, Status::SeeOther);
    for path in [&second, &again] {
        assert_eq!(status(&stranger, path).await, Status::NotFound, "the link is revoked: {path}");
    }
}

#[rocket::async_test]
async fn a_link_to_the_excel_file_shows_no_page() {
    let test = TestApp::new().await;
    let id = complete(&test).await;
    let path = link(&test, &id, "files=excel&days=30").await;
    let base = path.split('/').take(3).collect::<Vec<_>>().join("/");
    let stranger = test.stranger().await;
    for address in [base.clone(), format!("{base}/page")] {
        let answer = stranger.get(address.clone()).dispatch().await;
        let is_file = answer.content_type() != Some(ContentType::HTML);
        let page = answer.into_string().await.unwrap_or_default();
        assert!(is_file || !page.contains("Grundfos"), "{address}: {page}");
    }
    assert!(!opened(&test).await.contains("page"));
}

#[rocket::async_test]
async fn a_password_and_a_limit_hold_for_the_page_too() {
    let test = TestApp::new().await;
    let id = complete(&test).await;
    let path = link(&test, &id, "files=pdf&days=30&openings=2&password=open+sesame").await;
    let (stranger, page) = (test.stranger().await, format!("{path}/page"));
    for address in [&path, &page] {
        let cover = stranger.open(address).await.page;
        assert!(cover.contains("name=\"password\"") && cover.contains("formaction"), "{cover}");
        assert!(!cover.contains("Marina Tower") && !cover.contains("Grundfos"), "{cover}");
    }
    let (refused, body) = post(&stranger, &page, "password=open+barley").await;
    assert!(refused == Status::Forbidden && !body.contains("Grundfos"), "{body}");
    let (shown, body) = post(&stranger, &page, "password=open+sesame").await;
    assert!(shown == Status::Ok && body.contains("Grundfos"), "{body}");
    assert!(body.contains(&format!("href=\"{path}\"")), "files are behind the password: {body}");
    let photo = photos_of(&stranger, &body, &path).await.remove(0);
    assert_eq!(test.sql("SELECT opened_count::text FROM shared_links").await, "1");
    assert_eq!(post(&stranger, &page, "password=open+sesame").await.0, Status::Ok);
    assert_eq!(post(&stranger, &page, "password=open+sesame").await.0, Status::NotFound, "the limit is reached");
    assert_eq!(status(&stranger, &photo).await, Status::Ok, "the page that is open keeps its photos");
    assert_eq!(opened(&test).await, "page page");
}
