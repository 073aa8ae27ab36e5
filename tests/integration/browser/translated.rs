//! A page that the browser translates: its texts are replaced, its values are not.

use super::{
    page_actions::FieldAction::{Day, Type},
    server::Server,
};
use crate::support::{
    browser::{Browser, PHONE},
    db,
};

/// Replaces every text in the way of a browser's translator, which leaves out what the page marks.
const TRANSLATE: &str = "const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = []; \
    while (walk.nextNode()) { const at = walk.currentNode; \
    if (at.nodeValue.trim() && !at.parentNode.closest('script, style, template, textarea, .notranslate, [translate=no]')) \
    texts.push(at); } for (const text of texts) { const out = document.createElement('font'), \
    inner = document.createElement('font'); inner.textContent = 'हिन्दी ' + text.nodeValue.trim(); out.append(inner); \
    text.replaceWith(out); }";

#[rocket::async_test]
async fn a_translated_form_keeps_its_choices_and_is_accepted() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/hvac_mep").await;
    browser.until("document.getElementById('send-failure')").await;
    browser.answer("site_name", Type("Marina Tower")).await;
    browser.answer("visit_date", Day("2026-03-14")).await;
    browser.run(TRANSLATE).await;
    for name in ["items.0.asset", "items.0.system", "items.0.description"] {
        let choose = format!(
            "const list = document.querySelector(`select[name='{name}']`); list.selectedIndex = 1; \
             list.dispatchEvent(new Event('change', {{ bubbles: true }})); return list.value"
        );
        let value = browser.run(&choose).await;
        assert!(value.as_str().is_some_and(|value| value.is_ascii() && !value.is_empty()), "{name}: {value}");
    }
    browser.send().await;
    let stored = db::text(&server.database, "SELECT form_data::text FROM submissions").await;
    assert!(stored.contains("HVAC") && !stored.contains("हिन्दी"), "{stored}");
    // Names are marked: the translator leaves them alone.
    browser.run(TRANSLATE).await;
    assert_eq!(browser.text("h1 bdi").await, "Marina Tower");
    browser.assert_quiet(&[]).await;
}
