//! The Enter key ("Go" on a phone) moves on; it never sends a form or presses a button with a final effect.

use super::server::Server;
use crate::support::browser::{Browser, PHONE, PLAIN_PHONE};
use serde_json::json;

const ENTER: &str = "\u{e007}";

#[rocket::async_test]
async fn enter_moves_through_every_text_of_a_form_and_sends_nothing() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    for module in ["hvac_mep", "civil", "cleaning"] {
        browser.goto(&format!("/forms/{module}")).await;
        // The rules of the form hide what does not apply.
        browser
            .until(
                "document.getElementById('send-failure') \
                 && (!document.getElementById('rules') || document.querySelector('#inspection[data-ruled]'))",
            )
            .await;
        let texts = browser
            .all("#inspection input:enabled:not([type=hidden]):not([type=file]):not([type=radio]):not([type=checkbox])")
            .await;
        assert!(texts.len() > 2, "{module}");
        for text in texts {
            let name = text.attr("name").await.unwrap().unwrap();
            browser.show(&format!("[name='{name}']:not([type=hidden])")).await;
            text.send_keys(ENTER).await.unwrap();
            let moved = browser.run("return [document.activeElement.name, document.activeElement.id]").await;
            assert_ne!(moved[0], json!(name), "{module}: Enter in {name} moves on");
        }
        assert_eq!(browser.path().await, format!("/forms/{module}"));
        assert!(browser.all("#error-summary").await.is_empty(), "{module} was not even checked");
    }
    // With the keyboard alone the button sends: here the server's refusal shows it.
    browser.show("#send").await;
    browser.run("document.getElementById('send').focus()").await;
    browser.page.active_element().await.unwrap().send_keys(ENTER).await.unwrap();
    browser.find("#error-summary").await;
    assert_eq!(server.count("submissions").await, 0);
    browser.assert_quiet(&["status of 422"]).await;
}

#[rocket::async_test]
async fn enter_sends_nothing_without_scripts() {
    let server = Server::start().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/hvac_mep").await;
    browser.answer("visit_date", super::page_actions::FieldAction::Day("2026-03-14")).await;
    browser.write("site_name", &format!("Marina Tower{ENTER}")).await;
    let told = browser.text("#error-summary").await;
    assert!(told.contains("Nothing was sent yet"), "{told}");
    assert_eq!(browser.value("site_name").await, "Marina Tower");
    assert_eq!(browser.value("visit_date").await, "2026-03-14");
    assert_eq!(server.count("submissions").await, 0);
}

#[rocket::async_test]
async fn the_enter_key_neither_erases_nor_invites() {
    let server = Server::start().await;
    for device in [PHONE, PLAIN_PHONE] {
        let browser = Browser::open(device, &server.base).await.signed_in().await;
        let (submission, _) = server.submitted().await;
        let id = submission.rsplit('/').next().unwrap();
        browser.goto(&format!("{submission}/erase")).await;
        browser.write("reason", "A mistake").await;
        browser.write("confirm", &format!("{id}{ENTER}")).await;
        browser.goto("/people").await;
        browser.write("email", &format!("new@example.org{ENTER}")).await;
        browser.goto("/tokens").await;
        browser.write("name", &format!("Export{ENTER}")).await;
        browser.goto("/public-links").await;
        browser.write("name", &format!("Reception{ENTER}")).await;
        browser.goto(&submission).await;
        assert_eq!(browser.all(".answers").await.len(), 1, "the submission is still there");
    }
    for table in ["one_time_links", "api_tokens", "public_links", "erased_submissions"] {
        assert_eq!(server.count(table).await, 0, "{table}");
    }
}
