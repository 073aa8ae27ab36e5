//! `/cleaning/…`: requests of old pages and scripts of this module.

use crate::support::{
    app::{Multipart, TestApp},
    forms::data_url,
    pictures,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rocket::http::{ContentType, Header, Status};
use serde_json::{Value, json};

const SUBMIT: &str = "/cleaning/submit";
const WITH_URLS: &str = "/cleaning/submit-with-urls";

fn record(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The post of the old page: a stored record without the keys that its server added.
fn old_page() -> Value {
    let mut page = record(include_str!("../../../fixtures/legacy/generated/submissions/sub_484e7e846680.json"));
    let fields = page.as_object_mut().expect("an object");
    for added in ["base_url", "submission_id", "job_id", "created_at"] {
        fields.remove(added);
    }
    page
}

fn jpeg_url(seed: u32) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(pictures::jpeg(320, 240, seed)))
}

#[rocket::async_test]
async fn an_old_page_sends_its_photos_inside_and_gets_its_reports() {
    let test = TestApp::new().await;
    let mut page = old_page();
    page["photos"] = json!([jpeg_url(1), jpeg_url(2)]);
    page["tech_signature"] = json!(data_url(&pictures::signature()));
    page["contact_signature"] = json!("");
    let (status, answer) = test.send_json(SUBMIT, &page).await;
    assert_eq!(status, Status::Accepted, "{answer}");
    assert_eq!(answer.as_object().map(|a| a.len()), Some(3), "{answer}");
    assert_eq!(answer["status"], "queued");

    let stored = test.stored(&answer).await;
    assert_eq!(stored["room_count"], 120);
    assert_eq!((&stored["scope_offices"], &stored["scope_kitchen"]), (&json!(true), &json!(false)));
    assert_eq!(stored["photos"].as_array().map(Vec::len), Some(2));
    assert_eq!(stored["tech_signature"]["name"], "Ahmed K.");
    assert!(stored["tech_signature"]["drawn"].is_string());
    assert_eq!(stored["contact_signature"], json!({ "name": "Sara N." }));
    assert_eq!(stored.get("further"), None, "every question of the old form is stored");

    test.run_jobs().await;
    let job = format!("/cleaning/job-status/{}", answer["job_id"].as_str().expect("a job"));
    let (_, done) = test.get_json(&job).await;
    assert_eq!(done["state"], "done");
    for key in ["excel", "pdf"] {
        let url = done["results"][key].as_str().expect("a link");
        let path = url.strip_prefix("http://127.0.0.1:8000").expect("an absolute address");
        assert_eq!(test.get(path).await.status(), Status::Ok);
    }
}

#[rocket::async_test]
async fn photos_that_were_sent_before_are_taken_under_every_name_they_had() {
    let test = TestApp::new().await;
    let data =
        record(include_str!("../../../fixtures/legacy/generated/submissions/sub_1c9df2f468cb.json"))["data"].clone();
    let old_url = data["photo_urls"][0].as_str().expect("an address").to_owned();
    let mut page = data;
    for (key, seed) in [("photo_url_0", 1), ("photo_url_1", 2)] {
        let photo = Multipart::new().jpeg("photo", &pictures::jpeg(64, 64, seed));
        let (_, kept) = test.send("/cleaning/upload-photo", photo.content_type(), photo.body()).await;
        page[key] = kept["url"].clone();
    }
    let (status, answer) = test.send_json(WITH_URLS, &page).await;
    assert_eq!((status, &answer["status"]), (Status::Ok, &json!("queued")), "{answer}");
    assert!(answer["job_status_url"].as_str().is_some_and(|url| url.starts_with("/cleaning/job-status/job_")));
    let stored = test.stored(&answer).await;
    assert_eq!(stored["photos"].as_array().map(Vec::len), Some(2));
    assert!(stored["tech_signature"]["drawn"].is_string());
    assert_eq!(stored["further"]["photo_urls"], json!(old_url), "a foreign address is kept unchanged");
}

#[rocket::async_test]
async fn legacy_errors_have_fitting_status_codes() {
    let test = TestApp::new().await;
    let page = |name: &str, value: Value| {
        let mut page = old_page();
        page[name] = value;
        page
    };
    for (page, sentence) in [
        (page("client_name", json!("")), "Missing required fields: client_name"),
        (json!({ "floor": 1 }), "Missing required fields: client_name, project_name, date_of_visit"),
        (page("date_of_visit", json!("2031-01-01")), "Visit date cannot be in the future"),
        (page("date_of_visit", json!("20/12/2025")), "Invalid date format. Use YYYY-MM-DD"),
        (page("room_count", json!("many")), "Room count (general) must be a number"),
        (page("photos", json!(["data:image/jpeg;base64,AAAA"])), ""),
        (page("photos", json!(["data:text/html;base64,PGI+"])), ""),
    ] {
        for path in [SUBMIT, WITH_URLS] {
            let (status, refusal) = test.send_json(path, &page).await;
            let said = refusal["error"].as_str().expect("a sentence");
            assert_eq!((status, said.starts_with(sentence)), (Status::BadRequest, true), "{said} / {sentence}");
        }
    }
    assert_eq!(test.send(SUBMIT, ContentType::JSON, "no JSON").await.0, Status::BadRequest);
    let refused = test.send(SUBMIT, ContentType::JSON, "{}").await;
    assert_eq!(refused, (Status::BadRequest, json!({ "error": "No data received" })));
    let large = vec![b' '; 32 * 1024 * 1024 + 1];
    let (status, refusal) = test.send(SUBMIT, ContentType::JSON, large).await;
    assert_eq!(status, Status::PayloadTooLarge, "{refusal}");
    assert!(refusal["error"].as_str().is_some_and(|said| said.contains("32 MB")), "{refusal}");
    for (name, value, status) in [
        ("Content-Length", "33554433", Status::PayloadTooLarge),
        ("Content-Encoding", "gzip", Status::UnsupportedMediaType),
    ] {
        let request = test.client.post(SUBMIT).header(ContentType::JSON).header(Header::new(name, value));
        assert_eq!(request.body("{}").dispatch().await.status(), status, "{name}");
    }
    let (status, refusal) = test.send_json(SUBMIT, &page("general_comments", json!("x".repeat(3 << 20)))).await;
    assert_eq!(status, Status::PayloadTooLarge, "{refusal}");
    assert_eq!((test.count("submissions").await, test.files("uploads").len()), (0, 0));
}
