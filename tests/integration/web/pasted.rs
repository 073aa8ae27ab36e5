//! Invisible characters of pasted text are no reason for a refusal. `reported_cases/pasted_texts.rs` has the texts of
//! forms.

use crate::support::{
    app::{TestApp, hvac},
    db,
};
use rocket::http::Status;

const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";

#[rocket::async_test]
async fn a_search_finds_what_the_pasted_words_look_like() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac(KEY)).await;
    for (name, pasted) in [
        ("q", "%E2%80%8FMarina%C2%A0Tower%E2%80%8E"),
        ("q", "Mar%C2%ADina"),
        ("q", "%0B%03Marina"),
        ("site", "%E2%80%AAMarina%20Tower%E2%80%AC"),
        ("from", "%E2%80%8F%D9%A2%D9%A0%D9%A0%D9%A0-%D9%A0%D9%A1-%D9%A0%D9%A1"),
    ] {
        let (status, found) = test.get_json(&format!("/api/v1/submissions?{name}={pasted}")).await;
        assert_eq!(status, Status::Ok, "{pasted}: {found}");
        assert_eq!(found["submissions"][0]["submission_id"], id.to_string(), "{name}={pasted}");
    }
}

#[rocket::async_test]
async fn a_pasted_name_of_an_organisation_is_clean() {
    let test = TestApp::new().await;
    let body = "name=%E2%80%AB%D8%A5%D9%86%D8%AC%D8%A7%D8%B2%E2%80%AC%C2%A0%E2%80%8FLLC&link_days=30&idle_minutes=60&\
                keep_submission_days=";
    assert_eq!(test.client.press("/organisation", body).await.status, Status::SeeOther);
    assert_eq!(db::text(&test.url, "SELECT name FROM organisations ORDER BY id LIMIT 1").await, "إنجاز LLC");
}

#[rocket::async_test]
async fn numbers_within_arabic_are_isolated_on_the_page() {
    let test = TestApp::new().await;
    let form = hvac(KEY).text("items.0.comments", "وصل 2026-11-20 14:30 <x9>، هاتف ٠٥٠ ١٢٣ ٤٥٦٧");
    let id = test.submit("hvac_mep", &form).await;
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.expect("a page");
    for part in [
        "dir=\"auto\">وصل <bdi dir=\"ltr\" translate=\"no\">2026-11-20</bdi> 14:30 ",
        "<bdi dir=\"ltr\" translate=\"no\"><bdo dir=\"ltr\">٠٥٠ ١٢٣ ٤٥٦٧</bdo></bdi></span>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<x9>"), "markup of a user is escaped");
}

#[rocket::async_test]
async fn a_letter_without_a_font_is_named_on_the_page() {
    let test = TestApp::with(&[("INJAAZ_FONTS", "off")]).await;
    let ids = [
        ("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a11", "ꦥꦩ꧀ꦥ"),
        ("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a12", "පොම්පය ㎡ 損傷 پمپ"),
    ];
    let mut pages = Vec::new();
    for (key, words) in ids {
        let id = test.submit("hvac_mep", &hvac(key).text("items.0.comments", words)).await;
        pages.push(test.get(&format!("/submissions/{id}")).await.into_string().await.expect("a page"));
    }
    assert!(
        pages[0].contains("The PDF report cannot print 3 characters of the answers") && pages[0].contains("U+A9A5")
    );
    assert!(!pages[1].contains("cannot print"), "the embedded fonts have them");
}
