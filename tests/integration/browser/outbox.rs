//! The outbox: each form arrives once, whatever happens on the way, and only as the person who made it.

use super::{
    access::check_accessibility,
    offline::ENTRIES,
    page_actions::FieldAction::{Day, Type},
    pictures::PictureFiles,
    server::Server,
};
use crate::support::{
    accounts,
    browser::{Browser, PHONE},
    db,
};
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;

#[rocket::async_test]
async fn two_tabs_send_a_form_once() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    for name in ["Marina Tower", "Palm House"] {
        browser.civil_to_outbox(name).await;
    }
    let tab = browser.page.new_window(true).await.unwrap();
    browser.page.switch_to_window(tab.handle).await.unwrap();
    browser.goto("/outbox").await;
    browser.until("document.querySelectorAll('#outbox-list li').length === 2").await;
    server.resume();
    // Both at once.
    browser.run("new BroadcastChannel('injaaz-outbox').postMessage({ key: '', state: 'waiting' })").await;
    browser.tap("#outbox-send").await;
    browser.until_sent(2).await;
    assert_eq!(server.count("submissions").await, 2);
    let sites = "SELECT string_agg(site_name, ', ' ORDER BY site_name) FROM submissions";
    assert_eq!(db::text(&server.database, sites).await, "Marina Tower, Palm House");
}

#[rocket::async_test]
async fn a_server_that_dies_after_it_has_stored_a_form_gets_it_again_and_has_it_once() {
    let held = ("FAILPOINTS", "submit.after_commit=1*sleep(20000)".to_owned());
    let mut server = Server::with(vec![held]).await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(2)).await;
    browser.attached("items.0.photos", 2).await;
    browser.tap("#send").await;
    let stored = async {
        while server.count("submissions").await == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), stored).await.unwrap();
    server.cut();
    browser.find("#in-outbox").await;
    server.set("FAILPOINTS", String::new());
    server.resume();
    // The page goes on to the submission by itself.
    browser.reports().await;
    browser.until_sent(1).await;
    assert_eq!(server.count("submissions").await, 1);
}

#[rocket::async_test]
async fn an_emptied_cache_takes_nothing_from_the_outbox() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    browser.civil_to_outbox("Marina Tower").await;
    let clear = "return caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))";
    browser.run(clear).await;
    browser.with_network(&mut server).await;
    browser.until_kept().await;
    browser.until_sent(1).await;
    assert_eq!(server.count("submissions").await, 1);
    browser.without_network(&mut server).await;
    browser.open_civil().await;
}

#[rocket::async_test]
async fn a_form_waits_for_the_person_who_made_it() {
    let mut server = Server::start().await;
    let inspector = accounts::sign_in(&server.database, "inspector", OffsetDateTime::now_utc()).await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in_as(&inspector).await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    browser.civil_to_outbox("Marina Tower").await;

    // The session ends.
    browser.with_network(&mut server).await;
    browser.devtools("Network.clearBrowserCookies", json!({})).await;
    browser.goto("/outbox").await;
    browser.until("document.querySelector('.outbox-state')?.textContent === 'Sign in to send'").await;
    check_accessibility(&browser, "an outbox whose session has ended", "en").await;

    // Somebody else signs in: nothing is sent in their name, and nothing is shown to them.
    let browser = browser.signed_in().await;
    browser.goto("/outbox").await;
    browser.until("document.getElementById('outbox-others').textContent !== ''").await;
    assert!(!browser.text("main").await.contains("Marina Tower"));
    browser.run("document.getElementById('outbox-send').click()").await;
    browser.until(&format!("(await {ENTRIES}).every(({{ state }}) => state === 'sign-in')")).await;
    assert_eq!(server.count("submissions").await, 0);

    let browser = browser.signed_in_as(&inspector).await;
    browser.goto("/").await;
    browser.until_sent(1).await;
    let author = "SELECT email FROM submissions JOIN users ON users.id = user_id";
    let author = db::text(&server.database, author).await;
    assert_eq!((server.count("submissions").await, author), (1, inspector.email.clone()));
}

#[rocket::async_test]
async fn a_refused_form_opens_with_its_errors_and_is_sent_after_the_correction() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    browser.open_civil().await;
    // What this device can check is checked at once.
    browser.answer("project_name", Type("Marina Tower")).await;
    browser.tap("#send").await;
    browser.find("#error-summary").await;
    assert!(browser.text("#error-summary").await.contains("Answer this question"));
    for (field, how) in [
        ("location", Type("North wing")),
        ("date", Day("2026-03-14")),
        ("items.0.work_desc", Type("Patch the wall")),
        ("items.0.work_qty", Type("many")),
    ] {
        browser.answer(field, how).await;
    }
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.tap("#send").await;
    browser.find("#in-outbox").await;
    browser.with_network(&mut server).await;
    browser.goto("/outbox").await;
    browser.until("document.querySelector('[data-state=refused]')").await;
    check_accessibility(&browser, "an outbox with a refused form", "en").await;
    browser.tap("#outbox-list .button.primary").await;
    browser.find("#error-summary a[href='#f-items.0.work_qty']").await;
    browser.attached("items.0.photos", 1).await;
    browser.correct("items.0.work_qty", Type("12")).await;
    browser.send().await;
    assert_eq!(server.count("submissions").await, 1);
    let left: Value = browser.run(&format!("return {ENTRIES}")).await;
    assert_eq!(left, json!([]));
}

#[rocket::async_test]
async fn a_form_in_the_outbox_is_deleted_brought_back_and_edited() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    browser.civil_to_outbox("Marina Tower").await;
    browser.goto("/outbox").await;
    browser.tap("#outbox-list button.link").await;
    assert!(browser.text("#outbox-list li").await.contains("deleted"));
    browser.tap("#outbox-list button").await;
    browser.find("#outbox-list .outbox-state").await;
    browser.tap("#outbox-list button.edit").await;
    browser.until("document.querySelector('[name=project_name]')?.value === 'Marina Tower'").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower"]);
    browser.correct("location", Type("South wing")).await;
    browser.tap("#send").await;
    browser.find("#in-outbox").await;

    // Deleted for good with the next visit of the page; nothing of it is sent.
    browser.civil_to_outbox("Palm House").await;
    browser.goto("/outbox").await;
    browser.until("document.querySelectorAll('#outbox-list li').length === 2").await;
    browser.tap("#outbox-list li:last-child button.link").await;
    browser.goto("/outbox").await;
    browser.until("document.querySelectorAll('#outbox-list li').length === 1").await;
    browser.with_network(&mut server).await;
    browser.until_sent(1).await;
    let sent = "SELECT string_agg(form_data->>'location', ',') FROM submissions";
    assert_eq!(db::text(&server.database, sent).await, "South wing");
}
