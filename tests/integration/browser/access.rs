//! Accessibility: axe-core finds nothing serious or critical on any page, in both languages and both colour schemes.

use super::server::Server;
use crate::support::browser::{Browser, NARROW_PHONE, PHONE};
use serde_json::{Value, json};

const AXE: &str = include_str!("../../fixtures/axe/axe-4.14.1.min.js");

#[rocket::async_test]
async fn every_page_passes_the_accessibility_checks() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    let (submission, job) = server.submitted().await;
    let pages = [
        "/",
        "/forms/hvac_mep",
        "/forms/civil",
        "/forms/cleaning",
        "/submissions",
        &submission,
        &job,
        "/nowhere",
        "/outbox",
        "/offline",
    ];
    for lang in ["en", "ar"] {
        for page in pages {
            browser.goto(&format!("{page}?lang={lang}")).await;
            check_accessibility(&browser, page, lang).await;
        }
        browser.goto("/forms/civil").await;
        browser.until("document.documentElement.classList.contains('js')").await;
        if lang == "ar" {
            // The draft of the form that was refused in English is restored, which moves the button.
            browser.find(".draft-offer").await;
        }
        browser.tap("#send").await;
        browser.find("#error-summary").await;
        check_accessibility(&browser, "a form with errors", lang).await;
    }
    browser.assert_quiet(&["status of 422", "status of 404"]).await;
}

pub async fn check_accessibility(browser: &Browser, page: &str, lang: &str) {
    browser.run(AXE).await;
    for scheme in ["light", "dark"] {
        browser.colours(scheme).await;
        let found =
            browser.run("return axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)").await;
        let serious = |finding: &&Value| matches!(finding["impact"].as_str(), Some("serious" | "critical"));
        let told: Vec<String> = found.as_array().unwrap().iter().filter(serious).map(describe).collect();
        assert!(told.is_empty(), "{page} in {lang}, {scheme}:\n{}", told.join("\n"));
    }
}

/// Checks a page in Arabic and then in English on a [`NARROW_PHONE`], and that nothing overflows horizontally.
pub async fn judge_narrow(browser: &Browser, page: &str) {
    for lang in ["ar", "en"] {
        let joint = if page.contains('?') { '&' } else { '?' };
        browser.goto(&format!("{page}{joint}lang={lang}")).await;
        judge_as_it_stands(browser, page, lang).await;
    }
}

/// The same for the current page, which has no address of its own.
pub async fn judge_as_it_stands(browser: &Browser, page: &str, lang: &str) {
    check_accessibility(browser, page, lang).await;
    let told = browser.run("return [document.documentElement.lang, document.documentElement.scrollWidth]").await;
    assert_eq!(told, json!([lang, NARROW_PHONE.width]), "{page}");
}

fn describe(finding: &Value) -> String {
    let nodes =
        finding["nodes"].as_array().unwrap().iter().map(|node| format!("{} {}", node["html"], node["failureSummary"]));
    format!("{}: {}\n{}", finding["id"], finding["help"], nodes.collect::<Vec<_>>().join("\n"))
}
