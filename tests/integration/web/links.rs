//! Shared links: `/submissions/<id>/links`, and opening them.

mod limits;
mod page;
pub mod responses;

use crate::support::{
    accounts,
    app::{Browser, TestApp, hvac},
};
use injaaz::domain::ids::SubmissionId;
use rocket::http::{ContentType, Header, Status};

/// A submission with its reports.
pub(super) async fn reported(test: &TestApp) -> SubmissionId {
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    test.run_jobs().await;
    id
}

pub(super) async fn post(browser: &Browser, path: &str, body: &str) -> (Status, String) {
    let answer = browser.post(path.to_owned()).header(ContentType::Form).body(body).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

/// Creates a link; returns the path of its address.
pub(super) async fn link(test: &TestApp, id: &SubmissionId, form: &str) -> String {
    let (status, page) = post(&test.client, &format!("/submissions/{id}/links"), form).await;
    assert_eq!(status, Status::SeeOther, "{page}");
    addresses(test, id).await.remove(0)
}

/// The links on the page, newest first.
pub(super) async fn addresses(test: &TestApp, id: &SubmissionId) -> Vec<String> {
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.expect("a page");
    let values = page.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let paths = values.filter_map(|value| value.find("/reports/").map(|at| value[at..].to_owned()));
    paths.collect()
}

pub(super) async fn status(browser: &Browser, path: &str) -> Status {
    browser.get(path.to_owned()).dispatch().await.status()
}

pub(super) async fn newest(test: &TestApp) -> String {
    test.sql("SELECT link_id FROM shared_links ORDER BY id DESC LIMIT 1").await
}

#[rocket::async_test]
async fn a_client_opens_a_link_without_an_account_and_each_opening_is_noted_once() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = format!("{}/report.pdf", link(&test, &id, "files=pdf&days=30&name=for+Mrs.+Rahman").await);
    let stranger = test.stranger().await;
    for _ in 0..3 {
        let request = stranger.get(path.clone()).header(Header::new("User-Agent", "A phone"));
        let report = request.dispatch().await;
        assert_eq!(report.status(), Status::Ok);
        assert_eq!(report.headers().get_one("Referrer-Policy"), Some("no-referrer"));
        assert_eq!(report.content_type(), Some(ContentType::PDF));
        assert!(report.into_bytes().await.expect("a report").starts_with(b"%PDF"));
    }
    assert_eq!(stranger.head(path.clone()).dispatch().await.status(), Status::Ok);
    assert_eq!(test.sql("SELECT opened_count::text FROM shared_links").await, "3", "a HEAD request is not counted");
    let noted = "SELECT string_agg(concat(details->>'link' = l.link_id, user_id, user_agent), ',') FROM audit_logs a, shared_links l
                 WHERE action = 'report.opened'";
    assert_eq!(test.sql(noted).await, "tA phone,tA phone,tA phone");
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.expect("a page");
    assert!(page.contains("for Mrs. Rahman") && page.contains(">Active<"), "{page}");
    let viewer = test.viewer_of("hvac_mep").await;
    let page = viewer.get(format!("/submissions/{id}")).dispatch().await.into_string().await.expect("a page");
    assert!(!page.contains("for Mrs. Rahman") && !page.contains("/reports/"), "{page}");
    assert_eq!(post(&viewer, &format!("/submissions/{id}/links"), "files=pdf&days=30").await.0, Status::Forbidden);
    let made = test.sql("SELECT details::text FROM audit_logs WHERE action = 'link.made'").await;
    assert!(!made.contains("Rahman"), "{made}");
}

#[rocket::async_test]
async fn a_changed_byte_opens_nothing() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = format!("{}/report.pdf", link(&test, &id, "files=pdf&days=30").await);
    let (base, name) = path.rsplit_once('/').expect("a name");
    let token = base.trim_start_matches("/reports/");
    let stranger = test.stranger().await;
    assert_eq!(status(&stranger, &format!("/reports/{token}/{name}")).await, Status::Ok);
    for index in 0..token.len() {
        let mut changed = token.as_bytes().to_vec();
        changed[index] = if changed[index] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).expect("text");
        let answer = stranger.get(format!("/reports/{changed}/{name}")).dispatch().await;
        assert_eq!(answer.status(), Status::NotFound, "{index}");
        assert_eq!(answer.headers().get_one("Referrer-Policy"), Some("no-referrer"));
    }
}

#[rocket::async_test]
async fn a_link_ends_when_it_expires_or_is_revoked_and_its_end_can_be_moved() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, "files=excel&days=2").await;
    let here = format!("/submissions/{id}/links/{}", newest(&test).await);
    let stranger = test.stranger().await;
    test.advance(time::Duration::days(2));
    let gone = stranger.get(path.clone()).dispatch().await;
    assert_eq!(gone.status(), Status::NotFound);
    let expired = gone.into_string().await.expect("a page");
    assert!(expired.contains("Ask the person who sent it"), "{expired}");
    for wrong in ["days=0", "days=3651", "days=x", ""] {
        assert_eq!(post(&test.client, &format!("{here}/expiry"), wrong).await.0, Status::UnprocessableEntity);
    }
    assert_eq!(post(&test.client, &format!("{here}/expiry"), "days=5").await.0, Status::SeeOther);
    assert_eq!(status(&stranger, &path).await, Status::Ok, "the address is the same");
    assert_eq!(post(&test.client, &format!("{here}/revoke"), "").await.0, Status::SeeOther);
    let gone = stranger.get(path.clone()).dispatch().await;
    assert_eq!((gone.status(), strip(&gone.into_string().await.expect("a page"))), (Status::NotFound, strip(&expired)));
    for what in ["revoke", "expiry"] {
        assert_eq!(post(&test.client, &format!("{here}/{what}"), "days=5").await.0, Status::NotFound);
    }
    let noted = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE action LIKE 'link.%'";
    assert_eq!(test.sql(noted).await, "link.made link.changed link.revoked");
}

/// A page without values that differ between requests.
fn strip(page: &str) -> String {
    page.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[rocket::async_test]
async fn invalid_link_settings_are_rejected_at_their_field() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    for (form, field) in [
        ("files=pdf&days=0&name=Rahman", "e-days"),
        ("files=pdf&days=x&name=Rahman", "e-days"),
        ("files=word&days=30&name=Rahman", "e-files"),
        ("files=pdf&days=30&openings=0&name=Rahman", "e-openings"),
        ("files=pdf&days=30&openings=many&name=Rahman", "e-openings"),
        ("files=pdf&days=30&password=short&name=Rahman", "e-password"),
    ] {
        let (status, page) = post(&test.client, &format!("/submissions/{id}/links"), form).await;
        assert_eq!(status, Status::UnprocessableEntity, "{form}");
        assert!(page.contains(&format!("id=\"{field}\"")) && page.contains("value=\"Rahman\""), "{form}: {page}");
        assert!(!page.contains("value=\"short\""), "{page}");
    }
    assert_eq!(test.sql("SELECT count(*)::text FROM shared_links").await, "0");
    test.execute("INSERT INTO organisation_settings (organisation_id, link_days) SELECT min(id), 7 FROM organisations")
        .await;
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.expect("a page");
    assert!(page.contains("name=\"days\" min=\"1\" max=\"3650\" required value=\"7\""), "{page}");
}

#[rocket::async_test]
async fn another_organisation_finds_neither_submission_nor_link() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    link(&test, &id, "files=pdf&days=30").await;
    let link = newest(&test).await;
    test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
    let theirs = "(SELECT max(id) FROM organisations)";
    let person = accounts::sign_in_to(&test.url, theirs, "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(person)).await;
    for path in ["links".to_owned(), format!("links/{link}/expiry"), format!("links/{link}/revoke")] {
        let (status, _) = post(&other, &format!("/submissions/{id}/{path}"), "files=pdf&days=30").await;
        assert_eq!(status, Status::NotFound, "{path}");
    }
    for file in ["report.pdf", "report.xlsx"] {
        assert_eq!(status(&other, &format!("/submissions/{id}/{file}")).await, Status::NotFound);
    }
    // A link belongs to one submission.
    let second = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a11")).await;
    assert_eq!(post(&test.client, &format!("/submissions/{second}/links/{link}/revoke"), "").await.0, Status::NotFound);
    assert_eq!(test.sql("SELECT count(*)::text FROM shared_links WHERE revoked_at IS NULL").await, "1");
}

#[rocket::async_test]
async fn a_member_downloads_with_a_session_and_within_reach() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    for (file, kind) in [
        ("report.pdf", "application/pdf"),
        ("report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        let path = format!("/submissions/{id}/{file}");
        let viewer = test.viewer_of("hvac_mep").await;
        let report = viewer.get(path.clone()).dispatch().await;
        assert_eq!((report.status(), report.headers().get_one("Content-Type")), (Status::Ok, Some(kind)));
        assert_ne!(status(&test.stranger().await, &path).await, Status::Ok);
        let inspector = test.signed_in("inspector").await;
        assert_eq!(status(&inspector, &path).await, Status::NotFound, "another inspector sent it");
    }
    let noted =
        "SELECT string_agg(concat(details->>'format', ' ', user_id IS NOT NULL), ',' ORDER BY id) FROM audit_logs
                 WHERE action = 'report.opened'";
    assert_eq!(test.sql(noted).await, "pdf t,excel t");
}

#[rocket::async_test]
async fn links_work_until_the_previous_key_is_removed() {
    let (old, new) = ("an old key, as long as it has to be", "a new key, just as long as it must be");
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", old)]).await;
    let id = reported(&test).await;
    let shared = link(&test, &id, "files=pdf&days=30").await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let answered = submission["reports"]["pdf_url"].as_str().expect("a link").to_owned();
    let both = [("INJAAZ_SECRET_KEY", new), ("INJAAZ_SECRET_KEY_BEFORE", old)];
    for (settings, expected) in [(&both[..], Status::Ok), (&both[..1], Status::NotFound)] {
        let rotated = test.restarted(settings).await;
        let stranger = rotated.stranger().await;
        for path in [&shared, &answered] {
            assert_eq!(status(&stranger, path).await, expected, "{path}");
        }
        let renewed = addresses(&rotated, &id).await.remove(0);
        assert_ne!(renewed, shared, "the new key signs");
        assert_eq!(status(&stranger, &renewed).await, Status::Ok);
    }
}

#[rocket::async_test]
async fn the_page_of_an_invalid_link_has_no_navigation() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    let offers = ["href=\"/\"", "href=\"/submissions\"", "href=\"/sign-in\""];
    for path in ["/reports/0.0", "/reports/0.0/x.pdf", "/verify/0123456789abcdef0123456789abcdef"] {
        let page = stranger.open(path).await;
        assert_eq!(page.status, Status::NotFound);
        assert!(offers.iter().all(|offer| !page.page.contains(offer)), "{path}: {}", page.page);
        let member = test.client.open(path).await;
        assert!(member.page.contains("href=\"/submissions\""), "{path}: {}", member.page);
    }
    let nowhere = stranger.open("/nowhere").await.page;
    assert!(
        nowhere.contains("href=\"/sign-in\"") && !nowhere.contains("class=\"button secondary\" href=\"/submissions\"")
    );
    // The page before a report, too, is for people without an account.
    let id = reported(&test).await;
    let path = link(&test, &id, "files=pdf&days=30&openings=2").await;
    let cover = stranger.open(&path).await;
    assert_eq!(cover.status, Status::Ok);
    assert!(offers.iter().all(|offer| !cover.page.contains(offer)), "{}", cover.page);
}
