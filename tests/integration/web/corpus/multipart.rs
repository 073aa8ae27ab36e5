//! Entries 1 to 26: bodies that are not forms, or are inconsistent.

use super::{Case, all_refused};
use crate::support::app::{Multipart, TestApp, hvac};
use rocket::http::ContentType;

const KEY: &str = "corpus-multipart";

fn multipart(boundary: &str) -> Option<ContentType> {
    Some(ContentType::new("multipart", "form-data").with_params(("boundary", boundary.to_owned())))
}

/// A part for tests of its headers.
fn head(disposition: &str, headers: &str) -> Multipart {
    hvac(KEY).part("", disposition, headers, b"x")
}

pub fn cases() -> Vec<Case> {
    let form = || Case::post(0, hvac(KEY), 0, "");
    let numbered = |entry, status, says| Case { entry, status, says, ..form() };
    let flood = (0..5_001).fold(Multipart::new(), |form, n| form.text(&format!("f{n}"), "x"));
    let files = (0..1_001).fold(hvac(KEY), |form, _| form.file("nobody_asked", "a.jpg", "image/jpeg", b""));
    let whole = hvac(KEY).body();
    let (deep, deeper) = (format!("a{}", "[b]".repeat(40)), format!("a{}", "[b]".repeat(5_000)));
    let long_name = "n".repeat(10_000);
    let typed = "Content-Type: text/plain; charset=utf-8\r\n";
    vec![
        numbered(1, 415, "nothing was saved").typed(None),
        numbered(1, 415, "nothing was saved").typed(Some(ContentType::Plain)),
        numbered(2, 400, "nothing was saved").typed(Some(ContentType::new("multipart", "form-data"))),
        numbered(2, 415, "nothing was saved").typed(multipart("")),
        numbered(2, 400, "nothing was saved").typed(multipart("another-boundary")),
        numbered(3, 400, "nothing was saved").typed(multipart(&"b".repeat(71))),
        numbered(4, 400, "was interrupted").body(&whole[..whole.len() - 4]),
        numbered(4, 400, "was interrupted").body(&whole[..whole.len() / 2]),
        numbered(4, 400, "nothing was saved").body(""),
        Case::post(8, flood, 413, "nothing was saved"),
        Case::post(8, files, 413, "nothing was saved"),
        Case::post(9, head("", ""), 400, "nothing was saved"),
        Case::post(9, head("name=\"\"", ""), 400, "nothing was saved"),
        Case::post(9, head("filename=\"a.jpg\"", ""), 400, "nothing was saved"),
        Case::post(10, hvac(KEY).text(&long_name, "x"), 400, "nothing was saved"),
        Case::form(11, hvac(KEY).text(&deep, "x"), "no question named"),
        Case::post(11, hvac(KEY).text(&deeper, "x"), 400, "nothing was saved"),
        Case::form(12, hvac(KEY).text("site_name", "Twice"), "sent twice"),
        Case::post(12, hvac(KEY).text("submission_key", "another-key"), 400, "nothing was saved"),
        Case::post(12, hvac(KEY).text("do", "submit"), 400, "nothing was saved"),
        Case::form(13, hvac(KEY).text("is_admin", "true"), "no question named"),
        Case::form(13, hvac(KEY).text("items.0.is_admin", "true"), "no question named"),
        Case::form(13, hvac(KEY).text("__proto__", "x"), "no question named"),
        Case::form(14, hvac(KEY).jpeg("items.0.brand", b"\xff\xd8\xff"), "accepts text, not a file"),
        Case::form(14, hvac(KEY).text("items.0.photos", "words"), "not text"),
        Case::form(15, hvac(KEY).part("", "name=\"items.0.comments\"", typed, &[b'x'; 8_193]), "2,000"),
        Case::form(16, hvac(KEY).text("items.0.comments", b"a\xffb"), "not sent as UTF-8 text"),
        Case::form(16, hvac(KEY).text("items.0.comments", b"\xed\xa0\x80"), "not sent as UTF-8 text"),
        numbered(17, 415, "nothing was saved").typed(Some(ContentType::Form)).body("site_name=a%ff"),
        Case::form(18, hvac(KEY).text("items.0.comments", "a\0b"), "character"),
        Case::form(19, hvac(KEY).text("items.0.comments", "a\u{1b}[31mb"), "character"),
        Case::form(19, hvac(KEY).text("items.0.comments", "a\u{85}b"), "character"),
        Case::form(19, hvac(KEY).text("items.0.brand", "a\nb"), "line"),
        numbered(25, 415, "nothing was saved").header("Content-Encoding", "gzip").body("\u{1f}\u{8b}"),
        Case::form(13, Multipart::new().text("do", "submit"), "nter the site name"),
    ]
}

#[rocket::async_test]
async fn an_invalid_form_is_rejected_without_traces() {
    all_refused(&TestApp::new().await, &cases()).await;
}

#[rocket::async_test]
async fn unusual_boundaries_and_declared_texts_are_forms_all_the_same() {
    let test = TestApp::new().await;
    for (number, boundary) in ["b", "'()+_,-./:=? x", &"b".repeat(70)].into_iter().enumerate() {
        let form = hvac(&format!("boundary-{number}")).part(
            "",
            "name=\"items.0.comments\"",
            "Content-Type: text/plain; charset=utf-8\r\n",
            &[b'x'; 2_000],
        );
        let body = String::from_utf8(form.body()).expect("text").replace("----injaaz-test-boundary", boundary);
        let content_type = format!("multipart/form-data; boundary=\"{boundary}\"");
        let case = Case::post(3, form, 303, "").typed(None).header("Content-Type", content_type).body(body);
        let (status, answer) = case.sent(&test, rocket::http::Accept::HTML).await;
        assert_eq!(status.code, 303, "{boundary}: {answer:.600}");
    }
    assert_eq!(test.count("submissions WHERE length(form_data #>> '{items,0,comments}') = 2000").await, 3);
}
