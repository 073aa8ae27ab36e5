//! Public links: access, submissions, and what the sender is shown.

use crate::support::{
    app::{Browser, Multipart, TestApp, hvac},
    forms::complete_hvac,
    pictures,
};
use futures::future::join_all;
use rocket::http::{Accept, ContentType, Status};
use serde_json::Value;
use std::collections::BTreeSet;

pub const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";

/// The address of a new public form, as its poster shows it.
pub async fn opened(test: &TestApp, body: &str) -> String {
    let made = test.client.post("/public-links").header(ContentType::Form).body(body).dispatch().await;
    assert_eq!(made.status(), Status::SeeOther);
    let poster = made.headers().get_one("Location").expect("a poster").to_owned();
    let poster = test.get(&poster).await.into_string().await.expect("a page");
    let (_, address) = poster.split_once("/public/").expect("an address");
    format!("/public/{}", &address[..address.find('<').expect("the end of the address")])
}

pub async fn hvac_link(test: &TestApp) -> String {
    opened(test, "module=hvac_mep&name=Reception&site_name=&until=&daily_cap=100").await
}

pub async fn send(browser: &Browser, address: &str, form: &Multipart) -> (Status, Value) {
    let request = browser.post(address).header(form.content_type()).header(Accept::JSON);
    let answer = request.body(form.body()).dispatch().await;
    (answer.status(), answer.into_json().await.unwrap_or(Value::Null))
}

#[rocket::async_test]
async fn a_public_submission_gets_a_minimal_receipt() {
    let test = TestApp::new().await;
    let (address, stranger) = (hvac_link(&test).await, test.stranger().await);
    let page = stranger.get(&address).header(Accept::HTML).dispatch().await;
    assert_eq!(page.status(), Status::Ok);
    let page = page.into_string().await.expect("a page");
    assert!(
        page.contains(&format!("action=\"{address}?form=hvac_mep&"))
            && page.contains(&format!("data-uploads=\"{address}/uploads\""))
    );
    assert!(!page.contains("href=\"/submissions\""), "no link into the app");
    let (status, receipt) = send(&stranger, &address, &complete_hvac(KEY).form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(receipt["files"].as_array().map(Vec::len), Some(4));
    assert!(receipt.get("job_id").is_none(), "{receipt}");
    let url = receipt["url"].as_str().expect("an address");
    let told = stranger.get(url).dispatch().await.into_string().await.expect("a page");
    let id = receipt["submission_id"].as_str().expect("a number");
    assert!(told.contains(id) && told.contains(receipt["content_hash"].as_str().expect("a hash")));
    assert!(!told.contains("Marina Tower") && !told.contains("Grundfos"), "answers are not shown");
    let without = url.split_once('?').expect("a query").0;
    assert_eq!(
        stranger.get(without.to_owned()).dispatch().await.status(),
        Status::NotFound,
        "an id without the hash shows nothing"
    );
    assert_eq!(send(&stranger, &address, &complete_hvac(KEY).form).await.0, Status::Ok, "a repetition");
    assert_eq!(send(&stranger, &address, &hvac(KEY).text("items.0.comments", "other")).await.0, Status::Conflict);
    assert_eq!(test.count("pending_submissions").await, 1);
    assert_eq!((test.count("submissions").await, test.count("jobs").await), (0, 0));
    assert_eq!(
        test.sql("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs").await,
        "public_link.made submission.received"
    );
}

#[rocket::async_test]
async fn photos_come_one_by_one_and_belong_to_their_link() {
    let test = TestApp::new().await;
    let (address, stranger) = (hvac_link(&test).await, test.stranger().await);
    let other = opened(&test, "module=hvac_mep&name=Other").await;
    let photo = Multipart::new().text("field", "items.0.photos").jpeg("file", &pictures::jpeg(64, 64, 1));
    let (status, kept) = send(&stranger, &format!("{address}/uploads"), &photo).await;
    assert_eq!(status, Status::Created, "{kept}");
    let id = kept["upload_id"].as_str().expect("an id");
    let thumb = kept["thumb_url"].as_str().expect("an address");
    assert_eq!(stranger.get(thumb.to_owned()).dispatch().await.status(), Status::Ok);
    assert_eq!(stranger.get(format!("{other}/uploads/{id}/thumb")).dispatch().await.status(), Status::NotFound);
    let form = hvac(KEY).text("items.0.photos", id);
    assert_eq!(send(&stranger, &other, &form).await.0, Status::Conflict, "a photo of another link");
    assert_eq!(send(&stranger, &address, &form).await.0, Status::Created);
    assert_eq!(
        stranger.get(thumb.to_owned()).dispatch().await.status(),
        Status::NotFound,
        "after the submit the photo is not accessible"
    );
    assert_eq!(
        test.get(&format!("/uploads/{id}")).await.status(),
        Status::NotFound,
        "a member cannot open it as an upload either"
    );
    test.advance(time::Duration::days(3));
    test.run_periodic("uploads.expired").await;
    test.run_periodic("uploads.orphaned").await;
    assert_eq!(test.files("uploads").len(), 3, "it does not expire while it is pending");
}

#[rocket::async_test]
async fn members_and_public_links_cannot_use_each_others_uploads() {
    let test = TestApp::new().await;
    let (address, stranger) = (hvac_link(&test).await, test.stranger().await);
    let photo = |n| Multipart::new().text("field", "items.0.photos").jpeg("file", &pictures::jpeg(64, 64, n));
    let (_, kept) = test.post_json("/uploads", &photo(1)).await;
    let form = hvac(KEY).text("items.0.photos", kept["upload_id"].as_str().expect("an id"));
    assert_eq!(send(&stranger, &address, &form).await.0, Status::Conflict);
    assert_eq!(test.post_json("/forms/hvac_mep", &form).await.0, Status::Created, "the key is still the member's");
}

#[rocket::async_test]
async fn closed_expired_changed_and_unknown_links_are_one_page() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    let (closed, expired) = (hvac_link(&test).await, opened(&test, "module=civil&name=x&until=2026-03-14").await);
    let changed = format!("{}0", &closed[..closed.len() - 1]);
    let id = test.sql("SELECT link_id FROM public_links ORDER BY id LIMIT 1").await;
    let close = test.client.post(format!("/public-links/{id}/revoke")).dispatch().await;
    assert_eq!(close.status(), Status::SeeOther);
    assert_eq!(stranger.get(&expired).dispatch().await.status(), Status::Ok, "its last day is not over");
    test.advance(time::Duration::hours(15));
    let mut pages = BTreeSet::new();
    for address in [&closed, &expired, &changed, "/public/nothing", "/public/.."] {
        let answer = stranger.get(address.to_owned()).header(Accept::HTML).dispatch().await;
        assert_eq!(answer.status(), Status::NotFound, "{address}");
        let page = answer.into_string().await.expect("a page");
        pages.insert(page.replace(&address[8..], "TOKEN"));
        assert_eq!(send(&stranger, address, &hvac(KEY)).await.0, Status::NotFound);
    }
    pages.retain(|page| page.contains("This form is closed"));
    assert_eq!(pages.len(), 1, "{pages:#?}");
    assert_eq!(test.count("pending_submissions").await, 0);
}

#[rocket::async_test]
async fn a_public_link_keeps_its_daily_limit_under_concurrency() {
    let test = TestApp::new().await;
    let address = opened(&test, "module=hvac_mep&name=Cap&daily_cap=3").await;
    let stranger = test.stranger().await;
    let forms: Vec<Multipart> = (0..12).map(|n| hvac(&format!("key-of-number-{n}"))).collect();
    let answers = join_all(forms.iter().map(|form| send(&stranger, &address, form))).await;
    let with = |wanted: Status| answers.iter().filter(|(status, _)| *status == wanted).count();
    assert_eq!((with(Status::Created), with(Status::TooManyRequests)), (3, 9), "{answers:?}");
    assert_eq!(test.count("pending_submissions").await, 3);
    test.advance(time::Duration::days(1));
    let (status, answer) = send(&stranger, &address, &hvac("key-of-tomorrow")).await;
    assert_eq!(status, Status::Created, "{answer}");
    assert_eq!(test.sql("SELECT received || ' ' || counted FROM public_links").await, "4 1");
}

#[rocket::async_test]
async fn the_same_form_sent_ten_times_at_once_is_one() {
    let test = TestApp::new().await;
    let (address, stranger) = (hvac_link(&test).await, test.stranger().await);
    let form = hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 4));
    let answers = join_all((0..10).map(|_| send(&stranger, &address, &form))).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == Status::Created).count(), 1, "{answers:?}");
    let receipts: BTreeSet<String> = answers.iter().map(|(_, receipt)| receipt.to_string()).collect();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!((test.count("pending_submissions").await, test.count("uploaded_files").await), (1, 1));
    assert_eq!(test.files("uploads").len(), 3);
}

#[rocket::async_test]
async fn a_fixed_site_overrides_the_posted_one() {
    let test = TestApp::new().await;
    let address = opened(&test, "module=hvac_mep&name=x&site_name=Palm+%22House%22").await;
    let stranger = test.stranger().await;
    let page = stranger.get(&address).dispatch().await.into_string().await.expect("a page");
    assert!(page.contains("<p class=\"fixed\"><bdi translate=\"no\">Palm &#34;House&#34;</bdi></p>"), "{page}");
    assert_eq!(send(&stranger, &address, &hvac(KEY)).await.0, Status::Created);
    assert_eq!(test.sql("SELECT site_name FROM pending_submissions").await, "Palm \"House\"");
}

#[rocket::async_test]
async fn only_those_who_run_the_organisation_open_forms_and_mistakes_are_named() {
    let test = TestApp::new().await;
    for role in ["manager", "reviewer", "inspector", "viewer"] {
        let browser = test.signed_in(role).await;
        assert_eq!(browser.get("/public-links").dispatch().await.status(), Status::Forbidden, "{role}");
    }
    for (body, word) in [
        ("module=none&name=x", "Form"),
        ("module=civil&name=+", "Internal name"),
        ("module=civil&name=x&until=2026-03-13", "Open until"),
        ("module=civil&name=x&daily_cap=0", "Maximum submissions per day"),
        ("module=civil&name=x&daily_cap=many", "Maximum submissions per day"),
    ] {
        let refused = test.client.post("/public-links").header(ContentType::Form).body(body).dispatch().await;
        assert_eq!(refused.status(), Status::UnprocessableEntity, "{body}");
        let page = refused.into_string().await.expect("a page");
        assert!(page.contains("error-summary") && page.contains(word), "{body}");
    }
    assert_eq!(test.count("public_links").await, 0);
}

#[rocket::async_test]
async fn the_receipt_says_which_number_to_keep() {
    let test = TestApp::new().await;
    let (address, stranger) = (hvac_link(&test).await, test.stranger().await);
    let (_, receipt) = send(&stranger, &address, &hvac(KEY)).await;
    let page = stranger.get(receipt["url"].as_str().expect("an address")).dispatch().await;
    let page = page.into_string().await.expect("a page");
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    let (id, keep, hash) =
        (at(receipt["submission_id"].as_str().unwrap()), at("Keep this reference"), at("class=\"hash\""));
    assert!(id < keep && keep < hash, "the sentence is beside the reference");
}
