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

/// The server is killed after its commit and before its answer, or in the middle of the transaction.
#[rocket::async_test]
async fn a_server_that_dies_while_a_form_is_sent_has_it_once() {
    for (point, stored) in [("submit.after_commit", 1), ("submit.before_commit", 0)] {
        let mut server = Server::with(vec![("INJAAZ_CRASH_AT", point.to_owned())]).await;
        let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
        browser.until_kept().await;
        browser.open_civil().await;
        browser.fill_civil("Marina Tower").await;
        let album = PictureFiles::new();
        browser.attach("items.0.photos", &album.photos(2)).await;
        browser.attached("items.0.photos", 2).await;
        browser.send_to_outbox().await;
        assert_eq!(server.count("submissions").await, stored, "{point}");
        server.cut();
        server.set("INJAAZ_CRASH_AT", None);
        server.resume();
        // The page goes on to the submission by itself.
        browser.reports().await;
        browser.until_sent(1).await;
        assert_eq!(server.count("submissions").await, 1, "{point}");
    }
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
    browser.send_to_outbox().await;
    browser.with_network(&mut server).await;
    browser.goto("/outbox").await;
    browser.until("document.querySelector('[data-state=refused]')").await;
    check_accessibility(&browser, "an outbox with a refused form", "en").await;
    browser.run("document.querySelector('#outbox-list .button.primary').click()").await;
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
    // The list is made anew with each change.
    let press = async |css: &str| {
        browser
            .until(&format!(
                "document.querySelector('#outbox-list {css}')?.click() ?? document.querySelector('#outbox-list {css}')"
            ))
            .await
    };
    press("button.link").await;
    browser.until("document.querySelector('#outbox-list [data-state=removed]')?.textContent.includes('deleted')").await;
    press("[data-state=removed] button").await;
    browser.find("#outbox-list .outbox-state").await;
    press("button.edit").await;
    browser.until("document.querySelector('[name=project_name]')?.value === 'Marina Tower'").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower"]);
    browser.correct("location", Type("South wing")).await;
    browser.send_to_outbox().await;

    // Deleted for good with the next visit of the page; nothing of it is sent.
    browser.civil_to_outbox("Palm House").await;
    browser.goto("/outbox").await;
    browser.until("document.querySelectorAll('#outbox-list li').length === 2").await;
    press("li:last-child button.link").await;
    browser.find("#outbox-list [data-state=removed]").await;
    browser.goto("/outbox").await;
    browser.until("document.querySelectorAll('#outbox-list li').length === 1").await;
    browser.with_network(&mut server).await;
    browser.until_sent(1).await;
    let sent = "SELECT string_agg(form_data->>'location', ',') FROM submissions";
    assert_eq!(db::text(&server.database, sent).await, "South wing");
}
