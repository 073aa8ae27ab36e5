//! The answers of the site's last visit on a phone: with the button, from the page of a submission, and without scripts.

use super::{
    access::judge_narrow,
    page_actions::FieldAction::{Choose, Type},
    server::Server,
};
use crate::support::browser::{Browser, NARROW_PHONE, PHONE, PLAIN_PHONE};
use serde_json::json;

/// A form whose scripts have started.
async fn open(browser: &Browser) {
    browser.goto("/forms/hvac_mep").await;
    browser.until("document.getElementById('send-failure')").await;
}

#[rocket::async_test]
async fn the_button_names_the_visit_and_fills_in_what_is_blank() {
    let server = Server::start().await;
    server.submitted().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    open(&browser).await;
    browser.write("site_name", "marina").await;
    let suggested = "[...(document.querySelector('[name=site_name]').list?.options ?? [])].some(({ value }) => value === 'Marina Tower')";
    browser.until(suggested).await;
    browser
        .until("performance.getEntriesByType('resource').some(({ name }) => name.includes('?field=site_name&text=marina'))")
        .await;
    browser.correct("site_name", Type("marina tower")).await;
    browser.run("document.activeElement.blur()").await;
    browser.until("/^Copy from .*20/.test(document.querySelector('[data-copy]').textContent)").await;
    browser.tap("[data-copy]").await;
    browser.until("/were copied/.test(document.querySelector('.draft-offer')?.textContent)").await;
    assert_eq!(browser.value("site_name").await, "marina tower", "what was typed stays");
    let items = ["asset", "system", "description"];
    for (name, value) in items.into_iter().zip(["HVAC", "Chiller Evaporator", "Secondary Pump"]) {
        assert_eq!(browser.value(&format!("items.0.{name}")).await, value);
    }
    let photos = "return document.querySelectorAll('[data-item] [data-list] > li').length";
    assert_eq!(browser.run(photos).await, json!(0), "photos are never copied");
    browser.stored("String(draft.answers).includes('Secondary Pump')").await;
    // Undone, the items are blank again; with an own item nothing is copied.
    browser.tap(".draft-offer .button.quiet").await;
    browser.until("document.querySelector('[name=\"items.0.asset\"]').value === ''").await;
    browser.answer("items.0.asset", Choose("Plumbing")).await;
    browser.tap("[data-copy]").await;
    browser.until("/no answer to copy/.test(document.querySelector('.draft-offer')?.textContent)").await;
    assert_eq!(browser.value("items.0.asset").await, "Plumbing");
    // A site that is not known.
    browser.correct("site_name", Type("Palm House")).await;
    browser.tap("[data-copy]").await;
    browser.until("/no earlier visit/.test(document.querySelector('.copy [data-status]').textContent)").await;
    browser.until("document.querySelector('[data-copy]').textContent === 'Copy from the last visit'").await;
}

#[rocket::async_test]
async fn an_inspection_with_the_answers_of_another_one_is_a_draft_like_any_other() {
    let server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    open(&browser).await;
    browser.answer("site_name", Type("Palm House")).await;
    browser.stored("draft.name === 'Palm House'").await;
    browser.goto(&page).await;
    browser.tap("a[href*='?copies=']").await;
    browser.stored("draft.name === 'Marina Tower'").await;
    assert_eq!(browser.value("items.0.description").await, "Secondary Pump");
    assert_eq!(browser.draft_names().await, ["Marina Tower", "Palm House"]);
    browser.until("location.search === ''").await;
    browser.run("location.reload()").await;
    browser.until("!document.getElementById('copied') && document.querySelector('[name=site_name]')?.value === 'Marina Tower'").await;
    assert_eq!(browser.value("items.0.description").await, "Secondary Pump");
}

#[rocket::async_test]
async fn without_scripts_the_button_and_the_list_of_sections_work() {
    let server = Server::start().await;
    server.submitted().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/hvac_mep").await;
    assert!(browser.find(".contents a[href^='#section-']").await.is_displayed().await.unwrap());
    browser.write("site_name", "Marina Tower").await;
    browser.tap("[data-copy]").await;
    browser.find("#copied").await;
    assert!(browser.text("#copied").await.contains("were copied where nothing was entered"));
    assert_eq!(browser.value("items.0.description").await, "Secondary Pump");
    browser.tap("#send").await;
    browser.reports().await;
}

#[rocket::async_test]
async fn the_form_of_another_visit_is_accessible_on_a_narrow_phone() {
    let server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    let id = page.trim_start_matches("/submissions/");
    judge_narrow(&browser, &page).await;
    judge_narrow(&browser, &format!("/forms/hvac_mep?copies={id}")).await;
}
