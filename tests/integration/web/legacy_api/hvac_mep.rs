//! `/hvac-mep/…`: requests of old pages, scripts and links of this module.

mod drafts;
mod errors;

use crate::support::{
    app::{Multipart, TestApp},
    forms::data_url,
    pictures,
};
use futures::future::join_all;
use rocket::http::Status;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SUBMIT: &str = "/hvac-mep/submit";
const WITH_URLS: &str = "/hvac-mep/submit-with-urls";

/// The post of the old page: two items, one with photos, and one of two signatures.
fn old_page() -> Multipart {
    Multipart::new()
        .text("site_name", "برج الخليفة — الطابق ٣")
        .text("visit_date", "2026-03-13")
        .text("tech_signature", data_url(&pictures::signature()))
        .text("opMan_signature", "")
        .text("items_count", "2")
        .text("item_0_asset", "HVAC")
        .text("item_0_system", "Extract Fans")
        .text("item_0_description", "Jet Air Fan")
        .text("item_1_asset", "Lights")
        .text("item_1_system", "Lamps")
        .text("item_1_description", "Lamps")
        .jpeg("item_1_photo", &pictures::jpeg(320, 240, 1))
        .jpeg("item_1_photo", &pictures::jpeg(320, 240, 2))
}

async fn send(test: &TestApp, form: &Multipart) -> (Status, Value) {
    test.send(SUBMIT, form.content_type(), form.body()).await
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

async fn poll(test: &TestApp, answer: &Value) -> Value {
    let job = answer["job_id"].as_str().expect("a job");
    let answer = test.client.get(format!("/hvac-mep/status/{job}")).dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    answer.into_json().await.expect("JSON")
}

#[rocket::async_test]
async fn an_old_page_submits_polls_and_downloads_both_reports() {
    let test = TestApp::new().await;
    let (status, answer) = send(&test, &old_page()).await;
    assert_eq!(status, Status::Ok, "{answer}");
    assert_eq!(keys(&answer), ["items", "job_id", "status", "submission_id"], "{answer}");
    assert_eq!((&answer["status"], &answer["items"]), (&json!("queued"), &json!(2)));

    let waiting = poll(&test, &answer).await;
    assert_eq!(keys(&waiting), ["created_at", "job_id", "meta", "progress", "results", "state"]);
    assert_eq!((&waiting["state"], &waiting["results"]), (&json!("started"), &json!([])));
    assert_eq!(waiting["meta"], json!({ "module": "hvac_mep", "submission_id": answer["submission_id"] }));
    assert_eq!(waiting["created_at"], json!(test.now().unix_timestamp() as f64));

    test.run_jobs().await;
    let done = poll(&test, &answer).await;
    assert_eq!((&done["state"], &done["progress"]), (&json!("done"), &json!(100)));
    assert!(done["completed_at"].is_f64(), "{done}");
    for (key, kind) in [("excel_url", "spreadsheetml.sheet"), ("pdf_url", "application/pdf")] {
        let url = done["results"][key].as_str().expect("a link");
        let path = url.strip_prefix("http://127.0.0.1:8000").expect("an absolute address");
        let report = test.client.get(path.to_owned()).dispatch().await;
        assert_eq!(report.status(), Status::Ok, "{url}");
        assert!(report.content_type().is_some_and(|t| t.to_string().contains(kind)), "{url}");
    }

    let stored = test.stored(&answer).await;
    assert_eq!(stored["site_name"], "برج الخليفة — الطابق ٣");
    assert_eq!(stored["items"][0], json!({ "asset": "HVAC", "system": "Extract Fans", "description": "Jet Air Fan" }));
    assert_eq!(stored["items"][1]["photos"].as_array().map(Vec::len), Some(2));
    assert!(stored["tech_signature"]["drawn"].is_string());
    assert_eq!((stored.get("opMan_signature"), stored.get("further")), (None, None));
}

#[rocket::async_test]
async fn links_use_the_address_of_the_request() {
    let test = TestApp::new().await;
    let (_, answer) = send(&test, &old_page()).await;
    test.run_jobs().await;
    let path = format!("/hvac-mep/status/{}", answer["job_id"].as_str().expect("a job"));
    let host = rocket::http::Header::new("Host", "localhost:9000");
    let job: Value = test.client.get(path).header(host).dispatch().await.into_json().await.expect("JSON");
    assert!(job["results"]["pdf_url"].as_str().is_some_and(|url| url.starts_with("http://localhost:9000/reports/")));
}

#[rocket::async_test]
async fn the_first_clients_sent_one_item_without_a_number_and_files_under_any_name() {
    let test = TestApp::new().await;
    let form = Multipart::new()
        .text("site_name", "Deira 1")
        .text("visit_date", "2026-03-13")
        .jpeg("picture", &pictures::jpeg(64, 64, 1))
        .text("asset", "Lights")
        .text("system", "Lamps")
        .text("description", "Lamps")
        .text("opManSignatureData", data_url(&pictures::signature()))
        .text("tech_signature_data", data_url(&pictures::blank_signature()))
        .text("remarks", "Lamp 3 is loose")
        .text("csrf_token", "secret")
        .jpeg("another", &pictures::jpeg(64, 64, 2));
    let (status, answer) = send(&test, &form).await;
    assert_eq!((status, &answer["items"]), (Status::Ok, &json!(1)), "{answer}");
    let stored = test.stored(&answer).await;
    assert_eq!(stored["items"][0]["asset"], "Lights");
    assert_eq!(stored["items"][0]["photos"].as_array().map(Vec::len), Some(2));
    assert!(stored["opMan_signature"]["drawn"].is_string());
    assert_eq!(stored.get("tech_signature"), None, "an empty pad is not a signature");
    assert_eq!(stored["further"], json!({ "remarks": "Lamp 3 is loose" }));
}

#[rocket::async_test]
async fn photos_are_sent_first_and_the_form_names_them() {
    let test = TestApp::new().await;
    let upload = |seed: u32| Multipart::new().jpeg("photo", &pictures::jpeg(320, 240, seed));
    let mut urls = Vec::new();
    for seed in 0..3 {
        let form = upload(seed);
        let (status, kept) = test.send("/hvac-mep/upload-photo", form.content_type(), form.body()).await;
        assert_eq!((status, &kept["success"], &kept["filename"]), (Status::Ok, &json!(true), &Value::Null), "{kept}");
        assert_eq!(keys(&kept), ["filename", "success", "url"]);
        let url = kept["url"].as_str().expect("an address").to_owned();
        assert_eq!(test.get(&url).await.status(), Status::Ok, "the page shows it at once");
        urls.push(url);
    }
    let cloud = "https://res.cloudinary.com/demo/image/upload/v1/hvac_photos/x.jpg";
    let body = json!({
        "site_name": "Deira 1", "visit_date": "2026-03-13",
        "tech_signature": data_url(&pictures::signature()), "opMan_signature": null,
        "items": [
            { "asset": "HVAC", "system": "Extract Fans", "description": "Jet Air Fan",
              "photo_urls": [urls[0], format!("http://127.0.0.1:8000{}", urls[1]), urls[0], cloud] },
            { "asset": "Lights", "system": "Lamps", "description": "Lamps",
              "photos": [{ "saved": null, "path": null, "url": urls[2], "is_cloud": true }], "serial": 7 },
        ],
    });
    let (status, answer) = test.send_json(WITH_URLS, &body).await;
    assert_eq!(status, Status::Ok, "{answer}");
    let job = answer["job_id"].as_str().expect("a job");
    assert_eq!(keys(&answer), ["job_id", "job_status_url", "status", "submission_id", "notes"]);
    assert_eq!(
        (&answer["status"], &answer["job_status_url"]),
        (&json!("ok"), &json!(format!("/hvac-mep/status/{job}")))
    );
    assert!(answer["notes"][0].as_str().is_some_and(|note| note.starts_with("items.0.photo_urls: ")), "{answer}");

    let id = |url: &str| json!(url.trim_start_matches("/uploads/"));
    let stored = test.stored(&answer).await;
    assert_eq!(stored["items"][0]["photos"], json!([id(&urls[0]), id(&urls[1])]), "the same upload twice is one");
    assert_eq!(stored["items"][1]["photos"], json!([id(&urls[2])]));
    assert_eq!(stored["further"], json!({ "items.0.photo_urls": cloud, "items.1.serial": "7" }));

    let gone = json!({ "site_name": "B", "visit_date": "2026-03-13", "items": [{ "asset": "Lights", "system": "Lamps",
        "description": "Lamps", "photo_urls": [urls[0]] }] });
    let (status, refusal) = test.send_json(WITH_URLS, &gone).await;
    assert_eq!(status, Status::Conflict, "a photo belongs to one form: {refusal}");
    assert!(refusal["error"].as_str().is_some_and(|sentence| sentence.contains("Attach it again")), "{refusal}");
}

#[rocket::async_test]
async fn a_record_of_the_old_app_can_be_sent_again() {
    let test = TestApp::new().await;
    let record = include_str!("../../../fixtures/legacy/generated/submissions/sub_0bac256b6b4f.json");
    let record: Value = serde_json::from_str(record).expect("JSON");
    let (status, answer) = test.send_json(WITH_URLS, &record).await;
    assert_eq!(status, Status::Ok, "{answer}");
    let stored = test.stored(&answer).await;
    assert_eq!((&stored["site_name"], &stored["visit_date"]), (&json!("Deira Site 1"), &json!("2025-12-15")));
    assert_eq!(stored["items"][0], json!({ "asset": "Electrical", "system": "LV Panel", "description": "SMDB" }));
    let further = &stored["further"];
    assert_eq!(further["items.0.photos"], record["items"][0]["photos"][0]["url"]);
    assert_eq!(further["timestamp"], record["timestamp"]);
}

#[rocket::async_test]
async fn a_double_click_is_one_submission_and_a_second_visit_is_another() {
    let test = TestApp::new().await;
    let form = old_page();
    let answers = join_all((0..6).map(|_| send(&test, &form))).await;
    assert!(answers.iter().all(|(status, _)| *status == Status::Ok), "{answers:?}");
    let said: BTreeSet<String> = answers.iter().map(|(_, answer)| answer.to_string()).collect();
    assert_eq!((said.len(), test.count("submissions").await), (1, 1), "{said:?}");
    assert_eq!(test.files("uploads").len(), 3 * 3, "repeated files are not kept twice");

    for submissions in 2..6 {
        test.advance(time::Duration::minutes(9));
        assert_eq!(send(&test, &form).await.0, Status::Ok);
        assert_eq!(test.count("submissions").await, submissions - 1, "it is still the same submission");
        test.advance(time::Duration::minutes(2));
        let again = join_all((0..2).map(|_| send(&test, &form))).await;
        assert_eq!((again[0].0, &again[0].1), (Status::Ok, &again[1].1));
        assert_eq!(test.count("submissions").await, submissions, "after ten minutes it is one new submission");
    }
    let other = form.clone().text("remarks", "more");
    assert_eq!(send(&test, &other).await.0, Status::Ok);
    assert_eq!(test.count("submissions").await, 6);
    let keyed = form.text("submission_key", "a-script-of-ours");
    assert_eq!(send(&test, &keyed).await.0, Status::Ok);
    test.advance(time::Duration::hours(1));
    assert_eq!(send(&test, &keyed).await.0, Status::Ok);
    assert_eq!(test.count("submissions").await, 7, "a sent key is always used");
}

#[rocket::async_test]
async fn the_choices_are_those_of_the_old_app() {
    let test = TestApp::new().await;
    let (status, choices) = test.get_json("/hvac-mep/dropdowns").await;
    assert_eq!(status, Status::Ok);
    assert_eq!(choices["HVAC"]["Extract Fans"][4], "Jet Air Fan");
    assert_eq!(keys(&choices)[..3], ["HVAC", "Electrical", "Electro Mechanical"]);
    let systems: Vec<&Value> =
        choices.as_object().unwrap().values().flat_map(|s| s.as_object().unwrap().values()).collect();
    let leaves: usize = systems.iter().map(|leaves| leaves.as_array().expect("a list").len()).sum();
    assert_eq!((keys(&choices).len(), systems.len(), leaves), (7, 19, 107));
}
