//! `/uploads`: receiving and showing files.

use crate::support::{
    app::{Multipart, TestApp},
    pictures,
};
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::{Value, json};

fn photo(bytes: &[u8]) -> Multipart {
    Multipart::new().text("field", "items.0.photos").file("file", "pump.jpg", "image/jpeg", bytes)
}

async fn uploaded(test: &TestApp, bytes: &[u8]) -> Value {
    let (status, kept) = test.post_json("/uploads", &photo(bytes)).await;
    assert_eq!(status, Status::Created, "{kept}");
    kept
}

#[rocket::async_test]
async fn a_photo_is_confirmed_with_its_size_and_hash() {
    let test = TestApp::new().await;
    let jpeg = pictures::jpeg(400, 300, 1);
    let kept = uploaded(&test, &jpeg).await;
    let id = kept["upload_id"].as_str().expect("an id");
    assert_eq!(kept["url"], format!("/uploads/{id}"));
    assert_eq!(kept["thumb_url"], format!("/uploads/{id}/thumb"));
    assert_eq!((&kept["width"], &kept["height"]), (&json!(400), &json!(300)));
    assert_eq!(kept["size"], json!(jpeg.len()));
    assert_eq!(kept["name"], "pump.jpg");
    assert_eq!(kept["sha256"].as_str().map(str::len), Some(64));
}

#[rocket::async_test]
async fn a_photo_is_shown_as_a_picture_and_nothing_else() {
    let test = TestApp::new().await;
    // The content type and name given by the sender are ignored.
    let lie = Multipart::new().text("field", "items.0.photos").file(
        "file",
        "../../x.html",
        "text/html",
        &pictures::jpeg(400, 300, 2),
    );
    let (_, kept) = test.post_json("/uploads", &lie).await;
    for url in [&kept["url"], &kept["thumb_url"]] {
        let url = url.as_str().expect("an address");
        let shown = test.get(url).await;
        assert_eq!(shown.status(), Status::Ok);
        assert_eq!(shown.content_type(), Some(ContentType::JPEG));
        let header = |name: &str| shown.headers().get_one(name).unwrap_or_default().to_owned();
        assert_eq!(header("X-Content-Type-Options"), "nosniff");
        assert_eq!(header("Content-Security-Policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
        assert!(
            header("Content-Disposition").starts_with("inline; filename=\"upl_"),
            "{}",
            header("Content-Disposition")
        );
        assert_eq!(header("Cache-Control"), "no-store");
        let (tag, length) = (header("ETag"), shown.body().preset_size());
        let bytes = shown.into_bytes().await.expect("its bytes");
        assert_eq!(length, Some(bytes.len()));
        assert!(image::load_from_memory(&bytes).is_ok());

        let held = test.client.get(url.to_owned()).header(Header::new("If-None-Match", tag)).dispatch().await;
        assert_eq!(held.status(), Status::NotModified);
        let junk = test.client.get(url.to_owned()).header(Header::new("Range", "bytes=0-0,5-,-,x")).dispatch().await;
        assert_eq!(junk.status(), Status::Ok);
    }
}

#[rocket::async_test]
async fn an_invalid_photo_is_rejected_with_a_sentence() {
    let test = TestApp::new().await;
    let jpeg = pictures::jpeg(64, 64, 3);
    let large = vec![0xff; 15 * 1024 * 1024 + 1];
    for (bytes, status, word) in [
        (&b""[..], 422, "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 415, "JPEG"),
        (&jpeg[..jpeg.len() / 2], 422, ""),
        (&large, 413, "15 MB"),
    ] {
        let (answered, refusal) = test.post_json("/uploads", &photo(bytes)).await;
        assert_eq!(answered.code, status, "{refusal}");
        let sentence = refusal["error"].as_str().expect("a sentence");
        assert!(sentence.contains(word), "{sentence}");
        assert_eq!(refusal["request_id"].as_str().map(str::len), Some(16));
        if status == 422 {
            assert_eq!(refusal["fields"][0]["name"], "items.0.photos");
        }
    }
}

#[rocket::async_test]
async fn an_invalid_upload_is_rejected_as_json() {
    let test = TestApp::new().await;
    let file = |form: Multipart| form.file("file", "a.jpg", "image/jpeg", &pictures::jpeg(64, 64, 4));
    for form in [
        Multipart::new(),
        Multipart::new().text("field", "items.0.photos"),
        file(Multipart::new()),
        file(Multipart::new().text("field", "")),
        file(Multipart::new().text("field", "n".repeat(300))),
        file(Multipart::new().text("field", b"\xff")),
        file(file(Multipart::new().text("field", "items.0.photos"))),
        Multipart::new().text("field", "items.0.photos").text("file", "words"),
    ] {
        let answer = test.post("/uploads", &form, Accept::HTML).await;
        assert_eq!(answer.status(), Status::BadRequest);
        assert_eq!(answer.content_type(), Some(ContentType::JSON));
    }
    let urlencoded = test.client.post("/uploads").header(ContentType::Form).body("field=a&file=b").dispatch().await;
    assert_eq!(urlencoded.status(), Status::UnsupportedMediaType);
}

#[rocket::async_test]
async fn a_missing_upload_is_not_found() {
    let test = TestApp::new().await;
    for path in [
        "/uploads/upl_00000000000000000000",
        "/uploads/upl_00000000000000000000/thumb",
        "/uploads/-1",
        "/uploads/%2e%2e",
    ] {
        assert_eq!(test.get_json(path).await.0, Status::NotFound, "{path}");
    }
}

#[rocket::async_test]
async fn a_refusal_names_the_question_as_the_form_does() {
    let test = TestApp::new().await;
    let text = Multipart::new().text("field", "items.0.photos").file("file", "notes.txt", "image/jpeg", b"no picture");
    let (_, named) = test.post_json("/uploads?form=civil", &text).await;
    let sentence = named["error"].as_str().expect("a message").to_owned();
    assert!(sentence.starts_with("Work item 1: A file of “Photos” is not"), "{sentence}");
    let (_, unnamed) = test.post_json("/uploads?form=nothing", &text).await;
    assert!(unnamed["error"].as_str().expect("a message").contains("“Photo”"), "{unnamed}");
}
