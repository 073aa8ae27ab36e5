//! A re-inspection on a phone: from the page of a submission to the linked one, with drafts, the outbox, and without
//! scripts.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    page_actions::FieldAction::{Day, Type},
    server::Server,
};
use crate::support::{
    browser::{Browser, NARROW_PHONE, PHONE, PLAIN_PHONE},
    db,
};
use serde_json::json;

const LINKED: &str = "SELECT coalesce(min(e.submission_id), 'none') || ' ' || count(*) FROM submissions s
    LEFT JOIN submissions e ON e.id = s.reinspects_id WHERE s.reinspects_id IS NOT NULL";

/// The hidden field.
const REINSPECTS: &str = "return document.querySelector('[name=reinspects]').value";

/// A submission whose only item has an open action; the address of its page.
async fn submission(server: &Server) -> String {
    let (page, _) = server.submitted().await;
    let action = "INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, item,
             question, title, severity, due_on, created_at, updated_at)
         SELECT 'act_0123456789abcdef', organisation_id, id, module, site_name, site_key, 'items.0', 'comments',
             'Replace the bearing', 'high', '2026-03-17', created_at, created_at FROM submissions";
    db::execute(&server.database, action).await;
    page
}

async fn begin(browser: &Browser, page: &str) {
    browser.goto(page).await;
    browser.tap("a[href*='?reinspects=']").await;
    browser.find("#inspection").await;
    assert_eq!(browser.value("site_name").await, "Marina Tower");
    assert_eq!(browser.value("items.0.description").await, "Secondary Pump");
    assert_eq!(browser.value("items.0.comments").await, "");
}

#[rocket::async_test]
async fn a_re_inspection_leaves_other_drafts_alone_and_goes_through_the_outbox() {
    let mut server = Server::start().await;
    let page = submission(&server).await;
    let id = page.trim_start_matches("/submissions/").to_owned();
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.goto("/forms/hvac_mep").await;
    browser.until("document.getElementById('send-failure')").await;
    browser.answer("site_name", Type("Palm House")).await;
    browser.stored("draft.name === 'Palm House'").await;

    begin(&browser, &page).await;
    browser.until("document.getElementById('send-failure')").await;
    browser.answer("items.0.comments", Type("Bearing replaced")).await;
    browser.stored("draft.name === 'Marina Tower' && String(draft.answers).includes('Bearing replaced')").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower", "Palm House"]);
    // The draft of the form is still that of the form.
    browser.goto("/forms/hvac_mep").await;
    browser.until("document.querySelector('[name=site_name]').value === 'Palm House'").await;
    assert_eq!(browser.all("[name=reinspects]").await.len(), 0);
    // The home page leads to the draft of the re-inspection, also without a network.
    browser.goto("/").await;
    browser.without_network(&mut server).await;
    browser.tap(&format!("#drafts a[href*='reinspects={id}']")).await;
    browser.until("document.querySelector('[name=\"items.0.comments\"]')?.value === 'Bearing replaced'").await;
    assert_eq!(browser.run(REINSPECTS).await, json!(id));
    browser.answer("visit_date", Day("2026-03-14")).await;
    browser.send_to_outbox().await;
    // Back from the outbox it is the same draft.
    browser.goto("/outbox").await;
    browser.tap("#outbox-list .edit").await;
    browser.until("document.querySelector('[name=\"items.0.comments\"]')?.value === 'Bearing replaced'").await;
    assert_eq!(browser.run(REINSPECTS).await, json!(id));
    browser.send_to_outbox().await;
    browser.with_network(&mut server).await;
    browser.goto("/outbox").await;
    browser.until_sent(1).await;
    assert_eq!(db::text(&server.database, LINKED).await, format!("{id} 1"));
    assert_eq!(browser.draft_names().await, ["Palm House"]);
    browser.goto(&page).await;
    assert!(browser.text(".related").await.starts_with("Re-inspected on"));
}

#[rocket::async_test]
async fn a_re_inspection_is_filled_in_and_sent_without_scripts() {
    let server = Server::start().await;
    let page = submission(&server).await;
    let id = page.trim_start_matches("/submissions/").to_owned();
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    begin(&browser, &page).await;
    browser.tap("[data-add]").await;
    browser.find("[data-item='1']").await;
    assert_eq!(browser.value("items.0.description").await, "Secondary Pump");
    browser.tap("[data-item='1'] [data-remove]").await;
    browser.until_gone("[data-item='1']").await;
    browser.tap("#send").await;
    browser.reports().await;
    assert_eq!(db::text(&server.database, LINKED).await, format!("{id} 1"));
    assert!(browser.text(".related").await.starts_with("Re-inspection of"));
    browser.tap(".related a").await;
    // Only the earlier one has an open action.
    browser.find("a[href*='?reinspects=']").await;
    assert_eq!(browser.path().await, page);
}

#[rocket::async_test]
async fn pages_of_recurring_actions_and_re_inspections_are_accessible_on_a_narrow_phone() {
    let server = Server::start().await;
    let page = submission(&server).await;
    let id = page.trim_start_matches("/submissions/").to_owned();
    db::execute(
        &server.database,
        "UPDATE actions SET finding_key = sha256('x'), recurs = true;
         INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, title, severity,
             status, due_on, created_at, updated_at, finding_key)
         SELECT 'act_fedcba9876543210', a.organisation_id, a.submission_id, a.module, a.site_name, a.site_key,
             'استبدال المحمل', 'low', 'wont_fix', '2026-03-01', a.created_at - interval '9 days', a.created_at,
             a.finding_key FROM actions a",
    )
    .await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    for address in
        [page.as_str(), "/actions", "/actions?finding=recurring", "/actions/board", "/actions/act_0123456789abcdef"]
    {
        judge_narrow(&browser, address).await;
    }
    browser.goto(&format!("/forms/hvac_mep?reinspects={id}&lang=en")).await;
    judge_as_it_stands(&browser, "a re-inspection", "en").await;
}
