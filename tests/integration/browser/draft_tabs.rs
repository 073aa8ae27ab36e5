//! Two tabs of one draft: one of them writes it, and what is typed in both is kept.

use super::{page_actions::FieldAction::Type, server::Server};
use crate::support::browser::{Browser, PHONE};
use fantoccini::wd::WindowHandle;
use serde_json::json;

impl Browser {
    /// Opens a tab and goes to it.
    async fn new_tab(&self) -> WindowHandle {
        let tab = self.page.new_window(true).await.unwrap().handle;
        self.page.switch_to_window(tab.clone()).await.unwrap();
        tab
    }

    async fn to_tab(&self, tab: &WindowHandle) {
        self.page.switch_to_window(tab.clone()).await.unwrap();
    }
}

const INERT: &str = "document.getElementById('inspection').inert";

#[rocket::async_test]
async fn a_draft_that_is_open_is_taken_over_by_another_tab_and_given_back() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Two tabs").await;
    let first = browser.page.window().await.unwrap();
    let second = browser.new_tab().await;
    browser.open_civil().await;
    assert!(browser.text(".draft-offer p").await.contains("open in another tab"));
    assert_eq!(browser.value("project_name").await, "", "nothing is decided yet");
    browser.tap(".draft-offer .button.secondary").await;
    browser.until("document.querySelector('[name=project_name]').value === 'Two tabs'").await;
    browser.tap("[data-add]").await;
    browser.answer("items.1.work_desc", Type("typed in the second tab")).await;
    browser.stored("String(draft.answers).includes('typed in the second tab')").await;

    // The first tab writes nothing, even when something in it goes on by itself.
    browser.to_tab(&first).await;
    browser.until(INERT).await;
    browser.run("dispatchEvent(new Event('online')); document.getElementById('inspection').dispatchEvent(new Event('changed'))").await;
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    browser.stored("String(draft.answers).includes('typed in the second tab')").await;
    browser.tap(".draft-offer .button.secondary").await;
    browser.until("document.querySelectorAll('[data-item]').length === 2").await;
    browser.until(&format!("!{INERT}")).await;

    // Sent here: the other tab cannot send it again by mistake.
    browser.send().await;
    browser.to_tab(&second).await;
    browser.until("document.querySelector('.draft-offer.urgent')?.textContent.includes('sent or deleted')").await;
    browser.until(INERT).await;
    assert_eq!(server.count("submissions").await, 1);
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn a_tab_that_does_not_answer_overwrites_nothing() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    // As if the other tab were frozen: the tabs do not hear each other, and none notices that it is shown again.
    let source = "delete globalThis.BroadcastChannel; \
                  document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation())";
    let deaf = json!({ "source": source });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", deaf.clone()).await;
    browser.open_civil().await;
    browser.fill_civil("Marina").await;
    let first = browser.page.window().await.unwrap();
    browser.new_tab().await;
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", deaf).await;
    browser.open_civil().await;
    browser.until("document.querySelector('[name=project_name]').value === 'Marina'").await;
    browser.write("location", ", second").await;
    browser.stored("String(draft.answers).includes('North wing, second')").await;

    browser.to_tab(&first).await;
    browser.write("location", ", first").await;
    browser.stored("String(draft.answers).includes('North wing, first')").await;
    browser.stored("String(draft.answers).includes('North wing, second')").await;
    assert_eq!(browser.draft_names().await, ["Marina", "Marina"], "each tab has a draft of its own");
    browser.until("document.querySelector('.draft-offer [role=alert], .draft-offer p[role=alert]')").await;
    browser.assert_quiet(&[]).await;
}
