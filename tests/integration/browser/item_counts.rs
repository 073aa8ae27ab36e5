//! Numbers of items that are answers, on a phone: empty items come and go while one types, what was entered stays, and
//! without scripts a sentence says how many are needed.

use super::{
    access::judge_narrow,
    page_actions::FieldAction::{Day, Tick, Type},
    server::Server,
};
use crate::support::{
    browser::{Browser, NARROW_PHONE, PHONE, PLAIN_PHONE},
    db,
};
use serde_json::json;

const ROOM_ROUND: &str = include_str!("../../fixtures/forms/room_round.toml");

async fn server() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("room_round.toml"), ROOM_ROUND).unwrap();
    let server = Server::with(vec![("INJAAZ_FORMS", folder.path().to_string_lossy().into_owned())]).await;
    (server, folder)
}

fn cards(count: usize) -> String {
    format!("document.querySelectorAll('[data-items=rooms] > [data-item]').length === {count}")
}

#[rocket::async_test]
async fn empty_items_come_and_go_while_one_types() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/room_round").await;
    browser.until("document.getElementById('inspection').dataset.ruled === ''").await;
    browser.until(&cards(1)).await;
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;

    browser.answer("room_count", Type("3")).await;
    browser.until(&cards(3)).await;
    assert_eq!(browser.run("return document.activeElement.name").await, json!("room_count"), "the focus stays");
    browser.answer("rooms.0.room", Type("Ward A")).await;
    browser.answer("rooms.2.room", Type("Ward C")).await;
    // Empty items go, wherever they are; what was entered stays.
    browser.correct("room_count", Type("2")).await;
    browser.until(&cards(2)).await;
    browser.correct("room_count", Type("1")).await;
    browser.until("document.querySelector('[data-items=rooms]').dataset.count === '1'").await;
    browser.until(&cards(2)).await;
    // Up to the largest number of the group.
    browser.correct("room_count", Type("50")).await;
    browser.until(&cards(4)).await;
    browser.correct("room_count", Type("2")).await;
    browser.until(&cards(2)).await;
    // Nobody adds one more.
    browser.run("document.querySelector('[data-add][value=\"add:rooms\"]').click()").await;
    browser.until("document.querySelector('[data-items=rooms]').closest('section').querySelector('.items-status').textContent.includes('2')").await;
    browser.until(&cards(2)).await;

    // A group of other items: as many as all their beds.
    let beds = "document.querySelectorAll('[data-items=bed_list] > [data-item]').length";
    browser.run("document.querySelector('[name$=\".beds\"]').value = '2'; document.querySelector('[name$=\".beds\"]').dispatchEvent(new Event('input', { bubbles: true }))").await;
    browser.until(&format!("{beds} === 2")).await;

    // A draft has the same items again.
    let saved = [("room_count", "2"), (".room", "Ward C"), (".beds", "2")];
    for (name, value) in saved {
        browser
            .stored(&format!("draft.answers.some(([name, value]) => name.endsWith('{name}') && value === '{value}')"))
            .await;
    }
    browser.page.refresh().await.unwrap();
    browser
        .until("[...document.querySelectorAll('[name$=\".room\"]')].some((control) => control.value === 'Ward C')")
        .await;
    browser.until(&cards(2)).await;
    browser.until(&format!("{beds} === 2")).await;

    // What does not apply asks for nothing.
    browser.answer("has_rooms", Tick).await;
    browser.until("document.getElementById('section-rooms').hidden").await;
    browser.tap("#send").await;
    browser.until("location.pathname.startsWith('/submissions/')").await;
    let stored = db::text(&server.database, "SELECT form_data->>'rooms' FROM submissions").await;
    assert_eq!(stored, "[]");
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn without_scripts_a_sentence_says_how_many_are_needed() {
    let (server, _folder) = server().await;
    let narrow = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    judge_narrow(&narrow, "/forms/room_round").await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/room_round").await;
    assert!(browser.text("#section-rooms").await.contains("As many as “Rooms”."));
    assert!(browser.text("#section-the_beds").await.contains("As many as the sum of “Beds”."));
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;
    browser.answer("room_count", Type("2")).await;
    browser.answer("rooms.0.room", Type("Ward A")).await;
    browser.tap("#send").await;
    browser.find("#error-summary").await;
    let summary = browser.text("#error-summary").await;
    assert!(summary.contains("“Room”") && summary.contains("2, but 1 filled in"), "{summary}");
    assert_eq!(browser.value("rooms.0.room").await, "Ward A");
}
