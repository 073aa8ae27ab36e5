//! `/organisation/branding`: what is chosen is saved, audited, served and printed.

use crate::support::{
    app::{Multipart, TestApp},
    db,
    forms::complete_civil,
};
use image::{ImageFormat, Rgb, RgbImage};
use rocket::http::{Accept, Header, Status};
use std::io::Cursor;

const ADDRESS: &str = "/organisation/branding";
const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a78";

fn logo() -> Vec<u8> {
    let image = RgbImage::from_fn(300, 90, |x, _| if x < 100 { Rgb([200, 30, 40]) } else { Rgb([255; 3]) });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

fn form() -> Multipart {
    Multipart::new()
        .text("accent", "#7A1F2B")
        .text("header_line", "Office 12,  Business Bay, Dubai")
        .text("footer_line", "+971 4 000 0000")
        .text("legal_line", "No liability for hidden defects.")
        .text("paper", "letter")
        .text("currency", "SAR")
}

async fn save(test: &TestApp, form: &Multipart) -> (Status, String) {
    let answer = test.post(ADDRESS, form, Accept::HTML).await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

#[rocket::async_test]
async fn branding_is_saved_audited_and_printed() {
    let test = TestApp::new().await;
    let page = test.client.open(ADDRESS).await.page;
    assert!(page.contains("value=\"#125435\"") && page.contains("<option value=\"AED\" selected>"), "{page}");
    assert_eq!(test.get("/organisation/logo").await.status(), Status::NotFound);

    assert_eq!(save(&test, &form().file("logo", "logo.png", "image/png", &logo())).await.0, Status::SeeOther);
    let page = test.client.open(ADDRESS).await.page;
    for shown in ["#7a1f2b", "Office 12, Business Bay, Dubai", "value=\"letter\" selected", "value=\"SAR\" selected"] {
        assert!(page.contains(shown), "{shown}");
    }
    let told = db::text(&test.url, "SELECT details::text FROM audit_logs WHERE action = 'organisation.changed'").await;
    for noted in ["{\"after\": \"#7a1f2b\", \"before\": \"#125435\"}", "logo_sha256", "\"SAR\""] {
        assert!(told.contains(noted), "{told}");
    }
    // The same again, without a file, changes nothing and keeps the logo.
    assert_eq!(save(&test, &form().file("logo", "", "application/octet-stream", b"")).await.0, Status::SeeOther);
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM audit_logs WHERE action LIKE 'org%'").await, "1");

    let id = test.submit("civil", &complete_civil(KEY).form).await;
    test.run_jobs().await;
    let pdf = test.get(&format!("/submissions/{id}/report.pdf")).await.into_bytes().await.expect("a report");
    let text = crate::reports::pdf::run_tool("pdftotext", &["-layout"], &pdf);
    for printed in ["Office 12, Business Bay, Dubai", "+971 4 000 0000", "No liability for hidden defects.", "SAR"] {
        assert!(text.contains(printed), "{printed} is not in {text}");
    }
    assert!(crate::reports::pdf::run_tool("pdfinfo", &[], &pdf).contains("612 x 792 pts (letter)"));
}

#[rocket::async_test]
async fn the_logo_is_served_once_to_each_browser() {
    let test = TestApp::new().await;
    save(&test, &form().file("logo", "logo.png", "image/png", &logo())).await;
    let page = test.client.open(ADDRESS).await.page;
    let address =
        page.split("<img src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the logo").to_owned();
    let viewer = test.signed_in("viewer").await;
    let answer = viewer.get(address.clone()).dispatch().await;
    assert_eq!(answer.headers().get_one("Cache-Control"), Some("private, max-age=31536000, immutable"));
    let tag = answer.headers().get_one("ETag").expect("a tag").to_owned();
    let bytes = answer.into_bytes().await.expect("a picture");
    let shown = image::load_from_memory_with_format(&bytes, ImageFormat::Png).expect("PNG");
    assert_eq!((shown.width(), shown.height()), (300, 90));
    let again = viewer.get("/organisation/logo").header(Header::new("If-None-Match", tag)).dispatch().await;
    assert_eq!(
        (again.status(), again.headers().get_one("Cache-Control")),
        (Status::NotModified, Some("private, no-cache"))
    );
    // Another organisation has none.
    db::execute(
        &test.url,
        "UPDATE organisation_branding SET organisation_id = (
        SELECT id FROM organisations WHERE id <> organisation_id ORDER BY id LIMIT 1)
        WHERE EXISTS (SELECT FROM organisations WHERE id <> organisation_id)",
    )
    .await;
    assert_eq!(save(&test, &form().text("remove_logo", "yes")).await.0, Status::SeeOther);
    assert_eq!(test.get("/organisation/logo").await.status(), Status::NotFound);
}

#[rocket::async_test]
async fn what_cannot_be_printed_is_refused_with_a_sentence() {
    let test = TestApp::new().await;
    let changed = |name: &str, value: &str| form().without(name).text(name, value);
    let file = |bytes: &[u8]| form().file("logo", "logo.png", "image/png", bytes);
    for (bad, sentence) in [
        (changed("accent", "#9ad0b0"), "nearest allowed colour is #"),
        (changed("accent", "green"), "such as #125435"),
        (changed("header_line", &"x".repeat(121)), "at most 120 characters"),
        (changed("legal_line", &"x".repeat(401)), "at most 400 characters"),
        (changed("footer_line", "a\u{7}b"), "plain text"),
        (changed("paper", "a5"), "Select a paper size"),
        (changed("currency", "XYZ"), "Select a currency"),
        (Multipart::new(), "such as #125435"),
        (file(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "not a JPEG, PNG or WebP picture"),
        (file(&logo()[..200]), "damaged or incomplete"),
        (file(&[0; 5_000_001]), "larger than 5 MB"),
    ] {
        let (status, page) = save(&test, &bad).await;
        assert_eq!(status, Status::UnprocessableEntity, "{sentence}");
        assert!(page.contains(sentence), "{sentence} is not in {page}");
    }
    let (_, page) = save(&test, &changed("accent", "#9AD0B0")).await;
    assert!(page.contains("value=\"#9AD0B0\"") && page.contains("value=\"Office 12,  Business Bay, Dubai\""));
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM organisation_branding").await, "0");
    let manager = test.signed_in("manager").await;
    let form = form();
    let answer = manager.post(ADDRESS).header(form.content_type()).body(form.body()).dispatch().await;
    assert_eq!(answer.status(), Status::Forbidden);
}
