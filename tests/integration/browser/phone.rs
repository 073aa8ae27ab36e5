//! The form on a narrow phone: the bar, what it says about a failed send, photo entries, and what has the focus.

use super::{pictures::PictureFiles, server::Server};
use crate::support::browser::{Browser, NARROW_PHONE};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::json;
use std::time::{Duration, Instant};

/// The part of the screen that the bar covers, in percent.
async fn bar(browser: &Browser) -> f64 {
    let share = "return document.querySelector('.send-bar').getBoundingClientRect().height / innerHeight * 100";
    browser.run(share).await.as_f64().unwrap()
}

#[rocket::async_test]
async fn a_failed_send_is_an_alert_at_once_and_goes_away() {
    let mut server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    // A device whose outbox takes nothing, as one without space: the form stays open.
    let full = "const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...record) { \
                if (this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError'); \
                return put.apply(this, record); }";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": full })).await;
    for lang in ["ar", "en"] {
        browser.goto(&format!("/?lang={lang}")).await;
        browser.open_civil().await;
        if lang == "en" {
            browser.find(".draft-offer").await;
        }
        browser.run("document.getElementById('draft-new').click()").await;
        browser.until("document.querySelector('[name=project_name]').value === '' && !document.getElementById('inspection').inert").await;
        browser.fill_civil("Marina Tower").await;
        assert!(bar(&browser).await < 12.0, "{lang}: the bar covers {} %", bar(&browser).await);

        // With a pending photo upload: the send does not wait for all its attempts.
        server.cut();
        let album = PictureFiles::new();
        browser.attach("items.0.photos", &album.photos(1)).await;
        let pressed = Instant::now();
        browser.tap("#send").await;
        browser.until("document.querySelector('#send-failure[role=alert]').textContent !== ''").await;
        // All attempts of the upload take 34 s.
        assert!(pressed.elapsed() < Duration::from_secs(20), "{:?}", pressed.elapsed());
        assert!(bar(&browser).await < 22.0, "{lang}: the bar covers {} %", bar(&browser).await);
        if lang == "en" {
            assert!(browser.text("#send-failure").await.starts_with("Not sent: the connection was lost."));
        }
        browser.write("location", "!").await;
        browser.until("document.getElementById('send-failure').textContent === ''").await;
        server.resume();
        browser.run("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))").await;
        browser.until("!document.getElementById('network').hidden").await;
        browser.until("document.getElementById('network').hidden").await;
        browser.attached("items.0.photos", 1).await;

        // A refusal of answers goes away with the first change too.
        browser.show("[name=project_name]").await;
        browser.find("[name=project_name]").await.clear().await.unwrap();
        browser.tap("#send").await;
        browser.find("#error-summary").await;
        browser.until("document.getElementById('send-failure').textContent !== ''").await;
        browser.write("project_name", "Marina").await;
        browser.until("document.getElementById('send-failure').textContent === ''").await;
    }
    browser.assert_quiet(&["ERR_CONNECTION", "Failed to fetch", "status of 422", "QuotaExceededError"]).await;
}

#[rocket::async_test]
async fn a_send_is_repeated_when_the_connection_returns() {
    let mut server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    server.cut();
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.send_to_outbox().await;
    server.resume();
    browser.run("dispatchEvent(new Event('online'))").await;
    browser.reports().await;
    assert_eq!(server.count("submissions").await, 1);
}

#[rocket::async_test]
async fn a_photo_entry_is_readable_on_a_narrow_phone() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    let album = PictureFiles::new();
    let text = album.text("IMG_20260314_101530_a_very_long_name_of_a_file_from_a_camera_0001.jpg");
    browser.attach("items.0.photos", &[text]).await;
    browser.until("document.querySelector('.photo-list [data-state=refused]')").await;
    let measure = "const lines = (css) => { const at = document.querySelector(css); const box = at.getBoundingClientRect(); \
                   return [box.width, box.height / parseFloat(getComputedStyle(at).fontSize)]; }; \
                   return [...lines('.photo-list .photo-name'), ...lines('.photo-list .photo-state')]";
    let measured: [f64; 4] = serde_json::from_value(browser.run(measure).await).unwrap();
    let [name_width, name_height, state_width, state_height] = measured;
    assert!(name_width > 100.0 && name_height < 3.5, "the name: {measured:?}");
    assert!(state_width > 200.0 && state_height < 8.0, "the message: {measured:?}");
    let told = browser.text(".photo-list .photo-state").await;
    assert!(told.contains("“Photos”"), "the question has its own name: {told}");
    browser.assert_quiet(&["status of 415"]).await;
}

#[rocket::async_test]
async fn after_an_ended_session_a_photo_can_be_sent_again() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.devtools("Network.clearBrowserCookies", json!({})).await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    // The form offers to sign in beside it; this person does so later.
    browser.tap("dialog[open] button").await;
    browser.until("document.querySelector('.photo-list [data-state=broken] [data-retry]:not([hidden])')").await;
    let browser = browser.signed_in().await;
    browser.tap("[data-retry]").await;
    browser.attached("items.0.photos", 1).await;
}

/// For each link of the summary, and for each press of Tab: the label and the control are between notice and bar.
#[rocket::async_test]
async fn the_focused_field_is_visible_with_its_label() {
    let server = Server::start().await;
    let covered = "return new Promise((done) => setTimeout(() => { const at = document.activeElement; \
        const field = at.closest('.field'); if (!field || at.closest('.send-bar')) return done(''); \
        const bar = document.querySelector('.send-bar').getBoundingClientRect().top; \
        const [top, control] = [field.getBoundingClientRect().top, at.getBoundingClientRect()]; \
        const tall = control.bottom - top > bar - 20; \
        done(top < 0 || (control.bottom > bar + 1 && !tall) ? `${at.name}: ${top} to ${control.bottom} of ${bar}` : '') }, 60))";
    for lang in ["en", "ar"] {
        // A browser of its own: a draft that is restored while the errors are shown replaces the questions.
        let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
        browser.goto(&format!("/forms/civil?lang={lang}")).await;
        browser.until("document.getElementById('send-failure')").await;
        browser.tap("#send").await;
        browser.find("#error-summary").await;
        let links = browser.all("#error-summary a").await.len();
        assert!(links > 2);
        for link in 0..links {
            browser.run(&format!("document.querySelectorAll('#error-summary a')[{link}].click()")).await;
            assert_eq!(browser.run(covered).await, json!(""), "link {link} in {lang}");
        }
        browser.run("document.querySelector('[name=project_name]').focus()").await;
        for press in 0..40 {
            let tab = KeyActions::new("keyboard".to_owned())
                .then(KeyAction::Down { value: '\u{e004}' })
                .then(KeyAction::Up { value: '\u{e004}' });
            browser.page.perform_actions(tab).await.unwrap();
            assert_eq!(browser.run(covered).await, json!(""), "press {press} in {lang}");
        }
    }
}
