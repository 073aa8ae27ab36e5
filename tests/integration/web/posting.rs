//! The post of a form as raw bytes: a body that is not a form is refused as a whole and leaves nothing; an error in one
//! field is reported at that field.

use crate::support::{
    app::{Multipart, TestApp, hvac},
    db, pictures,
};
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::Value;

const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";

async fn submissions(test: &TestApp) -> String {
    db::text(&test.url, "SELECT count(*)::text FROM submissions").await
}

/// The errors of a refused form, as `name: message`.
async fn complaints(test: &TestApp, form: &Multipart) -> Vec<(String, String)> {
    let (status, refusal) = test.post_json("/forms/hvac_mep", form).await;
    assert_eq!(status, Status::UnprocessableEntity, "{refusal}");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let fields = refusal["fields"].as_array().expect("fields");
    fields.iter().map(|field| (text(&field["name"]), text(&field["message"]))).collect()
}

#[rocket::async_test]
async fn a_form_that_breaks_off_leaves_nothing() {
    let test = TestApp::new().await;
    let form = hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 1));
    let body = form.body();
    // The last six bytes end the boundary: without its two dashes the body is incomplete.
    for end in (0..body.len() - 4).step_by(body.len() / 12) {
        let answer = test
            .client
            .post("/forms/hvac_mep")
            .header(form.content_type())
            .header(Accept::JSON)
            .body(&body[..end])
            .dispatch()
            .await;
        assert_eq!(answer.status(), Status::BadRequest, "ended at {end}");
        let refusal = answer.into_string().await.unwrap_or_default();
        assert!(refusal.contains("was interrupted") && !refusal.contains("MB"), "{refusal}");
    }
    assert_eq!(submissions(&test).await, "0");
    test.submit("hvac_mep", &form).await;
    assert_eq!(submissions(&test).await, "1");
}

#[rocket::async_test]
async fn an_invalid_form_is_rejected_by_its_headers() {
    let test = TestApp::new().await;
    let form = hvac(KEY);
    let post = |content_type: Option<ContentType>| {
        let request = test.client.post("/forms/hvac_mep").body(form.body());
        match content_type {
            Some(content_type) => request.header(content_type),
            None => request,
        }
    };
    for (content_type, status) in [
        (None, 415),
        (Some(ContentType::Form), 415),
        (Some(ContentType::JSON), 415),
        (Some(ContentType::new("multipart", "form-data")), 400),
    ] {
        assert_eq!(post(content_type.clone()).dispatch().await.status().code, status, "{content_type:?}");
    }
    let gzip = post(Some(form.content_type())).header(Header::new("Content-Encoding", "gzip")).dispatch().await;
    assert_eq!(gzip.status(), Status::UnsupportedMediaType);
    let huge = post(Some(form.content_type())).header(Header::new("Content-Length", "314572801")).dispatch().await;
    assert_eq!(huge.status(), Status::PayloadTooLarge);
    assert!(huge.into_string().await.is_some_and(|page| page.contains("300 MB")));
    assert_eq!(submissions(&test).await, "0");
}

#[rocket::async_test]
async fn a_refused_photo_is_a_complaint_at_its_field_and_the_rest_is_kept() {
    let test = TestApp::new().await;
    let form = hvac(KEY)
        .jpeg("items.0.photos", &pictures::jpeg(64, 64, 2))
        .file("items.0.photos", "page.jpg", "image/jpeg", b"<html>")
        .file("items.0.photos", "", "application/octet-stream", b"")
        .jpeg("items.0.photos", &pictures::jpeg(64, 64, 3));
    let refused = complaints(&test, &form).await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].0, "items.0.photos");

    let page = test.post("/forms/hvac_mep", &form, Accept::HTML).await;
    assert_eq!(page.status(), Status::UnprocessableEntity);
    let page = page.into_string().await.expect("a page");
    assert_eq!(page.matches("data-upload=\"upl_").count(), 2, "both good photos are still there");
    assert!(page.contains("Marina Tower"));
    assert_eq!(submissions(&test).await, "0");
}

#[rocket::async_test]
async fn files_and_text_in_the_wrong_place_are_complaints() {
    let test = TestApp::new().await;
    let jpeg = pictures::jpeg(64, 64, 4);
    for (form, name) in [
        (hvac(KEY).jpeg("items.0.comments", &jpeg), "items.0.comments"),
        (hvac(KEY).jpeg("nobody_asked", &jpeg), "nobody_asked"),
        (hvac(KEY).text("nobody_asked", "x"), "nobody_asked"),
        (hvac(KEY).text("items.0.photos", "words"), "items.0.photos"),
        (hvac(KEY).text("items.0.photos", "upl_00000000000000000000"), "items.0.photos"),
        (hvac(KEY).text("items.0.comments", b"a\xffb"), "items.0.comments"),
        (hvac(KEY).text("items.0.comments", "a\0b"), "items.0.comments"),
        (hvac(KEY).text("items.0.comments", "x".repeat(1 << 20)), "items.0.comments"),
        (hvac(KEY).text("site_name", "twice"), "site_name"),
        (hvac(KEY).text("tech_signature", "data:text/html;base64,PGI+"), "tech_signature"),
        (hvac(KEY).text("tech_signature", "data:image/png;base64,PGI+"), "tech_signature"),
        (hvac(KEY).text("tech_signature", "words"), "tech_signature"),
    ] {
        let (status, refusal) = test.post_json("/forms/hvac_mep", &form).await;
        assert!(matches!(status.code, 409 | 422), "{name}: {status} {refusal}");
        if status.code == 422 {
            let names: Vec<&str> =
                refusal["fields"].as_array().expect("fields").iter().filter_map(|f| f["name"].as_str()).collect();
            assert_eq!(names, [name], "{refusal}");
        }
    }
    assert_eq!(submissions(&test).await, "0");
}

#[rocket::async_test]
async fn line_ends_are_the_only_thing_that_changes() {
    let test = TestApp::new().await;
    let typed = " first \r\n\tsecond \n third ";
    let id = test.submit("hvac_mep", &hvac(KEY).text("items.0.comments", typed)).await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["form_data"]["items"][0]["comments"], " first \n\tsecond \n third ");
}

#[rocket::async_test]
async fn no_other_site_can_send_a_form() {
    let test = TestApp::new().await;
    for (name, value) in
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example")]
    {
        let form = hvac(KEY);
        let request = test.client.post("/forms/hvac_mep").header(form.content_type()).body(form.body());
        let answer = request.header(Header::new("Host", "localhost")).header(Header::new(name, value)).dispatch().await;
        assert_eq!(answer.status(), Status::Forbidden, "{name}: {value}");
    }
    assert_eq!(submissions(&test).await, "0");
}

/// Every state-changing route must check the origin of the request.
#[rocket::async_test]
async fn every_unsafe_route_rejects_other_sites() {
    let test = TestApp::new().await;
    let unsafe_routes = test
        .client
        .rocket_client()
        .rocket()
        .routes()
        .filter(|r| !matches!(r.method.as_str(), "GET" | "HEAD" | "OPTIONS"));
    let mut seen = 0;
    for route in unsafe_routes {
        let word = |word: &'_ str| if word.starts_with('<') { "x".to_owned() } else { word.to_owned() };
        let path = route.uri.path().split('/').map(word).collect::<Vec<_>>().join("/");
        let request = test.client.req(route.method, path).header(Header::new("Sec-Fetch-Site", "cross-site"));
        assert_eq!(request.dispatch().await.status(), Status::Forbidden, "{route}");
        seen += 1;
    }
    assert!(seen >= 3, "only {seen} state-changing routes");
}
