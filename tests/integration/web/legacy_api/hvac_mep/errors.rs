//! Posts that are rejected, with the texts and status codes that clients of the legacy app know.

use super::{SUBMIT, WITH_URLS, old_page, send};
use crate::support::{
    app::{Multipart, TestApp},
    pictures,
};
use rocket::http::{ContentType, Status};
use serde_json::{Value, json};

#[rocket::async_test]
async fn legacy_errors_keep_their_texts() {
    let test = TestApp::new().await;
    let page = || old_page().without("item_1_photo").without("tech_signature");
    let body = |name: &str, value: Value| {
        let mut body = json!({ "site_name": "Deira 1", "visit_date": "2026-03-13", "items": [] });
        body[name] = value;
        body
    };
    for (form, json, sentence) in [
        (page().without("site_name"), body("site_name", Value::Null), "Site name is required"),
        (page().without("site_name").text("site_name", "  "), body("site_name", json!(" ")), "Site name is required"),
        (
            page().without("visit_date").text("visit_date", "2031-01-01"),
            body("visit_date", json!("2031-01-01")),
            "Visit date cannot be in the future",
        ),
        (
            page().without("visit_date").text("visit_date", "31-12-2025"),
            body("visit_date", json!("31-12-2025")),
            "Invalid date format. Use YYYY-MM-DD",
        ),
        (
            page().without("visit_date").text("visit_date", "2025-02-30"),
            body("visit_date", json!("soon")),
            "Invalid date format. Use YYYY-MM-DD",
        ),
        // The current form requires more than the old one.
        (page().without("visit_date"), body("visit_date", json!("")), "Enter the visit date."),
        (
            page().without("item_0_asset").text("item_0_asset", "مضخة"),
            body("items", json!([{ "asset": "مضخة", "system": "x", "description": "y" }])),
            "Item 1: “Asset” is not one of the choices.",
        ),
    ] {
        for (status, refusal) in [send(&test, &form).await, test.send_json(WITH_URLS, &json).await] {
            assert_eq!(status, Status::BadRequest, "{sentence}");
            let said = refusal["error"].as_str().expect("a sentence");
            assert!(said.starts_with(sentence) || sentence.contains("choices"), "{said}");
            assert!(refusal["fields"].as_array().is_some_and(|fields| !fields.is_empty()), "{refusal}");
        }
    }
    for body in ["", "{", "site_name=x", "\"text\"", "5", "\u{feff}{}", "NaN"] {
        let (status, refusal) = test.send(WITH_URLS, ContentType::JSON, body).await;
        assert_eq!(status, Status::BadRequest, "{body:?}");
        assert!(refusal["error"].as_str().is_some_and(|s| s.contains("not a JSON object")), "{body:?} {refusal}");
    }
    for body in ["{}", "[]", "null", "[1]"] {
        let refused = test.send(WITH_URLS, ContentType::JSON, body).await;
        assert_eq!(refused, (Status::BadRequest, json!({ "error": "No data received" })), "{body}");
    }
    let deep = format!("{{\"site_name\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(test.send(WITH_URLS, ContentType::JSON, deep).await.0, Status::BadRequest);
    assert_eq!(send(&test, &Multipart::new()).await.1["error"], "Site name is required");
    assert_eq!(test.send(SUBMIT, ContentType::Form, "site_name=x").await.0, Status::BadRequest);
    assert_eq!(test.send(SUBMIT, ContentType::Plain, "site_name=x").await.0, Status::UnsupportedMediaType);
    assert_eq!((test.count("submissions").await, test.files("uploads").len()), (0, 0));
}

#[rocket::async_test]
async fn an_invalid_picture_is_rejected_without_traces() {
    let test = TestApp::new().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for form in [
        old_page().file("item_0_photo", "x.svg", "image/jpeg", svg),
        old_page().text("opMan_signature", "data:text/html;base64,PGI+"),
        old_page().without("tech_signature").text("tech_signature", "data:image/png;base64,PGI+"),
    ] {
        let (status, refusal) = send(&test, &form).await;
        assert_eq!(status, Status::BadRequest, "{refusal}");
        assert_eq!(refusal["fields"].as_array().map(Vec::len), Some(1), "{refusal}");
    }
    let whole = old_page();
    let body = whole.body();
    let (status, refusal) = test.send(SUBMIT, whole.content_type(), &body[..body.len() - 40]).await;
    assert_eq!(status, Status::BadRequest);
    assert!(refusal["error"].as_str().is_some_and(|s| s.contains("was interrupted")), "{refusal}");
    assert_eq!((test.count("submissions").await, test.files("uploads").len()), (0, 0));
}

#[rocket::async_test]
async fn a_file_that_is_not_a_photo_is_rejected_with_success_false() {
    let test = TestApp::new().await;
    let jpeg = pictures::jpeg(64, 64, 1);
    let large = vec![0xff; 15 * 1024 * 1024 + 1];
    let photo = |bytes: &[u8]| Multipart::new().file("photo", "a.jpg", "image/jpeg", bytes);
    for (form, code, sentence) in [
        (Multipart::new(), 400, "No photo file provided"),
        (Multipart::new().jpeg("file", &jpeg), 400, "No photo file provided"),
        (Multipart::new().text("photo", "words"), 400, "No photo file provided"),
        (Multipart::new().file("photo", "", "image/jpeg", b""), 400, "Empty filename"),
        (photo(b""), 400, "empty"),
        (photo(b"<svg/>"), 415, "JPEG"),
        (photo(&jpeg[..jpeg.len() / 2]), 400, ""),
        (photo(&large), 413, "15 MB"),
    ] {
        let (status, refusal) = test.send("/hvac-mep/upload-photo", form.content_type(), form.body()).await;
        assert_eq!((status.code, &refusal["success"]), (code, &json!(false)), "{refusal}");
        assert!(refusal["error"].as_str().is_some_and(|said| said.contains(sentence)), "{refusal}");
    }
    let (status, refusal) = test.send("/hvac-mep/upload-photo", ContentType::JSON, "{}").await;
    assert_eq!((status, &refusal["success"]), (Status::UnsupportedMediaType, &json!(false)));
    assert_eq!(test.files("uploads").len(), 0);
}
