//! `/civil/…`: requests of old pages and scripts of this module.

use crate::support::{
    app::{Multipart, TestApp},
    forms::data_url,
    pictures,
};
use rocket::http::Status;
use serde_json::{Value, json};

const SUBMIT: &str = "/civil/submit";
const WITH_URLS: &str = "/civil/submit-with-urls";

/// The post of the old page: parallel lists, and `location_name` where its server expected `location`.
fn old_page() -> Multipart {
    let form = [
        ("date", "2026-03-12"),
        ("project_name", "Villa 14 refurbishment"),
        ("description_of_work", "Crack repair\r\nand repaint"),
        ("location_name", "Al Barsha 2"),
        ("floor", "1"),
        ("developer_client", "Nakheel"),
        ("city_area", "Dubai"),
        ("work_desc[]", "Patch wall cracks"),
        ("work_qty[]", "12"),
        ("material[]", "Sika putty"),
        ("material_qty[]", "3"),
        ("price[]", "450.50"),
        ("labour[]", "2 men x 6h/day"),
        ("work_desc[]", "Repaint"),
        ("work_qty[]", "80"),
        ("material[]", ""),
        ("material_qty[]", ""),
        ("price[]", "900"),
        ("labour[]", "1 man"),
        ("estimated_time", "2 weeks"),
        ("inspector_name", "Ravi M."),
        ("op_signature", ""),
    ];
    form.iter()
        .fold(Multipart::new(), |form, (name, value)| form.text(name, value))
        .text("tech_signature", data_url(&pictures::signature()))
}

async fn send(test: &TestApp, form: &Multipart) -> (Status, Value) {
    test.send(SUBMIT, form.content_type(), form.body()).await
}

#[rocket::async_test]
async fn every_row_of_the_old_page_is_kept_and_both_reports_are_made() {
    let test = TestApp::new().await;
    let photo = Multipart::new().jpeg("photo", &pictures::jpeg(64, 64, 1));
    let (_, kept) = test.send("/civil/upload-photo", photo.content_type(), photo.body()).await;
    let url = kept["url"].as_str().expect("an address");
    let form = old_page()
        .text("photo_url_0", url)
        .text("photo_url_1", "https://res.cloudinary.com/demo/x.jpg")
        .jpeg("anything", &pictures::jpeg(64, 64, 2));
    let (status, answer) = send(&test, &form).await;
    assert_eq!((status, &answer["status"]), (Status::Ok, &json!("queued")), "{answer}");
    let files = answer["files"].as_array().expect("a list");
    assert_eq!((files.len(), &files[0]["url"], &files[0]["saved"]), (2, &json!(url), &Value::Null));
    assert_eq!(files[0]["field"], "photos");
    assert!(answer["notes"][0].as_str().is_some_and(|note| note.starts_with("photo_url_1: ")), "{answer}");

    let stored = test.stored(&answer).await;
    assert_eq!(stored["location"], "Al Barsha 2");
    assert_eq!(stored["description_of_work"], "Crack repair\nand repaint");
    let items = json!([
        { "work_desc": "Patch wall cracks", "work_qty": 12, "material": "Sika putty", "material_qty": 3,
          "price": 450.5, "labour": "2 men x 6h/day" },
        { "work_desc": "Repaint", "work_qty": 80, "price": 900, "labour": "1 man" },
    ]);
    assert_eq!(stored["items"], items);
    assert_eq!(stored["photos"].as_array().map(Vec::len), Some(2));
    assert_eq!(stored["further"], json!({ "photo_url_1": "https://res.cloudinary.com/demo/x.jpg" }));

    test.run_jobs().await;
    let job = format!("/civil/status/{}", answer["job_id"].as_str().expect("a job"));
    let (_, done) = test.get_json(&job).await;
    let results = done["results"].as_array().expect("a list");
    for (result, end) in results.iter().zip([".xlsx", ".pdf"]) {
        let name = result["filename"].as_str().expect("a name");
        assert!(name.starts_with("Villa 14") && name.ends_with(end), "{name}");
        let path = result["url"].as_str().and_then(|url| url.strip_prefix("http://127.0.0.1:8000")).expect("ours");
        assert_eq!(test.get(path).await.status(), Status::Ok);
    }
    assert_eq!(results.len(), 2);
}

#[rocket::async_test]
async fn a_record_of_the_old_app_can_be_sent_again() {
    let test = TestApp::new().await;
    let record = include_str!("../../../fixtures/legacy/generated/submissions/sub_2f06693314bf.json");
    let record: Value = serde_json::from_str(record).expect("JSON");
    let fields = record["fields"].as_object().expect("fields").iter();
    let form = fields.fold(Multipart::new(), |form, (name, value)| form.text(name, value.as_str().expect("a text")));
    let (status, answer) = send(&test, &form).await;
    assert_eq!(status, Status::Ok, "{answer}");
    let stored = test.stored(&answer).await;
    assert_eq!(stored["project_name"], "Villa 14 refurbishment");
    assert_eq!(stored["items"][0]["work_desc"], "Patch wall cracks");
    assert_eq!(stored.get("further"), None, "location and location_name are the same field");
}

#[rocket::async_test]
async fn a_script_sends_its_work_items_as_json() {
    let test = TestApp::new().await;
    let body = json!({
        "project_name": "Cloud Villa", "location": "JVC", "visit_date": "2025-12-17", "inspector_name": "Ravi",
        "inspector_signature": data_url(&pictures::signature()), "manager_name": "Sara N.", "manager_signature": "",
        "work_items": [
            { "item_number": 1, "description": "Waterproofing", "quantity": 12.5, "photo_urls": ["http://10.0.0.7/a.jpg"] },
            { "item_number": 9, "description": "Tiles", "quantity": "40" },
        ],
        "estimated_completion": "2 weeks",
    });
    let (status, answer) = test.send_json(WITH_URLS, &body).await;
    assert_eq!((status, &answer["status"]), (Status::Ok, &json!("ok")), "{answer}");
    let job_status = answer["job_status_url"].as_str().expect("an address");
    assert!(job_status.starts_with("/civil/status/job_"), "{job_status}");
    let stored = test.stored(&answer).await;
    assert_eq!((&stored["date"], &stored["estimated_time"]), (&json!("2025-12-17"), &json!("2 weeks")));
    assert_eq!(stored["op_signature"], json!({ "name": "Sara N." }));
    assert!(stored["tech_signature"]["drawn"].is_string());
    let items = json!([{ "work_desc": "Waterproofing", "work_qty": 12.5 }, { "work_desc": "Tiles", "work_qty": 40 }]);
    assert_eq!(stored["items"], items);
    assert_eq!(stored["further"], json!({ "items.0.photo_urls": "http://10.0.0.7/a.jpg", "items.1.item_number": "9" }));
}

#[rocket::async_test]
async fn legacy_errors_keep_their_texts() {
    let test = TestApp::new().await;
    let page = |name: &str, value: &str| old_page().without(name).text(name, value);
    for (form, sentence) in [
        (old_page().without("location_name"), "Missing required fields: location"),
        (page("project_name", " "), "Missing required fields: project_name"),
        (Multipart::new().text("floor", "1"), "Missing required fields: project_name, location, date"),
        (page("date", "2031-01-01"), "Visit date cannot be in the future"),
        (page("date", "31/12/2025"), "Invalid date format. Use YYYY-MM-DD"),
        // The current form requires more than the old one.
        (page("work_qty[]", "twelve"), "Work item 1: Quantity must be a number"),
        (old_page().without("work_desc[]"), "Work item 1: Enter the work description."),
    ] {
        let (status, refusal) = send(&test, &form).await;
        let said = refusal["error"].as_str().expect("a sentence");
        assert_eq!((status, said.starts_with(sentence)), (Status::BadRequest, true), "{said} / {sentence}");
    }
    for body in [json!({ "project_name": "Villa 22" }), json!({ "project_name": "Villa 23", "visit_date": "soon" })] {
        let (status, refusal) = test.send_json(WITH_URLS, &body).await;
        assert_eq!(status, Status::BadRequest, "this address had no validation in the legacy app");
        assert!(refusal["error"].as_str().is_some_and(|s| s.starts_with("Missing required fields: location")));
    }
    assert_eq!(test.count("submissions").await, 0);
}

#[rocket::async_test]
async fn two_different_answers_to_one_question_are_both_kept() {
    let test = TestApp::new().await;
    let form = old_page().text("location", "Al Barsha 3").text("floor", "2").text("floor", "2");
    let (status, answer) = send(&test, &form).await;
    assert_eq!(status, Status::Ok, "{answer}");
    let stored = test.stored(&answer).await;
    assert_eq!((&stored["location"], &stored["floor"]), (&json!("Al Barsha 3"), &json!("1")));
    assert_eq!(stored["further"], json!({ "location_name": "Al Barsha 2", "floor": "2", "floor.1": "2" }));
}
