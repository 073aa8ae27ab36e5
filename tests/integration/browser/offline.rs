//! The app without a network: opened from its icon, a form filled in and sent, and nobody else's forms kept.
//!
//! "Without a network" is the server's process killed, so that nothing answers at its address, and the browser told
//! that it is offline.

use super::{
    access::check_accessibility,
    page_actions::FieldAction::{Choose, Day, Type},
    pictures::PictureFiles,
    server::Server,
};
use crate::support::{
    accounts,
    browser::{Browser, NARROW_PHONE, PHONE},
    db,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use time::OffsetDateTime;

/// Whether the worker controls the page and keeps the forms of a person.
const KEPT: &str = "navigator.serviceWorker.controller && await (async () => { for (const name of await caches.keys()) \
     if (name.startsWith('injaaz-pages-') && (await (await caches.open(name)).match('/offline/state').then((state) => state?.json()))?.at) return true })()";

/// All entries of the outbox.
pub const ENTRIES: &str = "new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
     target.result.transaction('outbox').objectStore('outbox').getAll().onsuccess = \
     ({ target: { result } }) => done(result) } })";

impl Browser {
    /// Opens the start page and waits until the device can do without a network.
    pub async fn until_kept(&self) {
        self.goto("/").await;
        self.until(KEPT).await;
    }

    /// Tells the browser whether there is a network.
    pub async fn network(&self, on: bool) {
        let unlimited = json!({ "offline": !on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", unlimited).await;
    }

    pub async fn without_network(&self, server: &mut Server) {
        server.cut();
        self.network(false).await;
    }

    pub async fn with_network(&self, server: &mut Server) {
        server.resume();
        self.network(true).await;
    }

    /// Answers the required questions of the civil form and presses Send; the form is in the outbox then.
    pub async fn civil_to_outbox(&self, name: &'static str) {
        self.open_civil().await;
        self.fill_civil(name).await;
        self.send_to_outbox().await;
    }

    /// Waits until the outbox has this many confirmed forms and nothing else.
    pub async fn until_sent(&self, count: usize) {
        let told = format!(
            "return {ENTRIES}.then((all) => JSON.stringify(all.map(({{ state, name, problem, nextAt }}) => \
             ({{ state, name, problem, wait: nextAt - Date.now() }}))))"
        );
        let is_sent = format!(
            "return {ENTRIES}.then((all) => all.length === {count} && all.every(({{ state }}) => state === 'sent'))"
        );
        let sent = async {
            // Fails during a navigation.
            while self.page.execute(&is_sent, Vec::new()).await.ok() != Some(json!(true)) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(90), sent).await.is_err() {
            panic!("not sent: {}", self.run(&told).await);
        }
    }
}

/// The hashes of the files of all submissions, as the database has them.
async fn stored_hashes(server: &Server) -> BTreeSet<String> {
    // The reports may be made already.
    let sql = "SELECT string_agg(encode(sha256, 'hex'), ' ') FROM uploaded_files
               WHERE submission_id IS NOT NULL AND file_type IN ('photo', 'signature')";
    db::text(&server.database, sql).await.split(' ').map(str::to_owned).collect()
}

#[rocket::async_test]
async fn a_form_is_opened_filled_in_and_sent_without_a_network() {
    let mut server = Server::start().await;
    let profile = tempfile::tempdir().unwrap();
    let browser = Browser::with_profile(PHONE, &server.base, profile.path()).await.signed_in().await;
    browser.until_kept().await;
    drop(browser);
    server.cut();

    // From the address of the icon. The cookie of the session went with the browser.
    let browser = Browser::with_profile(PHONE, &server.base, profile.path()).await;
    browser.network(false).await;
    browser.goto("/").await;
    assert_eq!(browser.text("h1").await, "No connection");
    browser.until("document.querySelectorAll('#kept-forms a').length === 3").await;
    check_accessibility(&browser, "the page without a network", "en").await;
    browser.tap("#kept-forms a[href='/forms/hvac_mep']").await;
    browser.until("document.getElementById('send-failure') && document.documentElement.classList.contains('js')").await;
    for (name, how) in [
        ("site_name", Type("Marina Tower")),
        ("visit_date", Day("2026-03-14")),
        ("items.0.asset", Choose("Plumbing")),
        ("items.0.system", Choose("Drainage System")),
        ("items.0.description", Choose("Sump Pumps")),
        ("items.0.comments", Type("عوامة عالقة")),
    ] {
        browser.answer(name, how).await;
    }
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(5)).await;
    browser.sign("tech_signature").await;
    browser.sign("opMan_signature").await;
    browser.send_to_outbox().await;
    check_accessibility(&browser, "a form that went to the outbox", "en").await;

    browser.tap("#in-outbox a[href='/outbox']").await;
    browser.find("#outbox-list li").await;
    assert_eq!(browser.text(".outbox-state").await, "Waiting for a connection");
    assert_eq!(browser.text(".outbox-photos summary").await, "0 of 5 photos and files sent");
    assert!(browser.text("#network-chip").await.starts_with("Offline · 1 form not sent · oldest:"));
    check_accessibility(&browser, "the outbox", "en").await;
    let listed = format!(
        "return {ENTRIES}.then(([entry]) => [...entry.photos, ...entry.signatures].map(({{ sha256 }}) => sha256))"
    );
    let hashes: BTreeSet<String> = serde_json::from_value(browser.run(&listed).await).unwrap();
    assert_eq!(hashes.len(), 7);

    server.resume();
    let browser = browser.signed_in().await;
    browser.network(true).await;
    browser.find("#outbox-sent-list a[href^='/submissions/sub_']").await;
    browser.until_sent(1).await;
    assert_eq!(server.count("submissions").await, 1);
    assert_eq!(stored_hashes(&server).await, hashes);
    let photos = "return new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
                  target.result.transaction('photos').objectStore('photos').count().onsuccess = \
                  ({ target }) => done(target.result) } })";
    assert_eq!(browser.run(photos).await, 0, "nothing of a confirmed form stays");
    browser.goto("/outbox").await;
    browser.tap("#outbox-sent-list a").await;
    browser.until("location.pathname.startsWith('/submissions/sub_')").await;
}

#[rocket::async_test]
async fn every_form_opens_in_both_languages_and_everything_else_says_what_works() {
    let mut server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    for (lang, direction, title) in [("ar", "rtl", "لا يوجد اتصال"), ("en", "ltr", "No connection")] {
        for module in ["hvac_mep", "civil", "cleaning"] {
            browser.goto(&format!("/forms/{module}?lang={lang}")).await;
            browser.until("document.getElementById('send-failure')").await;
            let told = browser
                .run("return [document.documentElement.lang, document.dir, document.documentElement.scrollWidth]");
            assert_eq!(told.await, json!([lang, direction, NARROW_PHONE.width]), "{module}");
            // Its key is of this visit, and its token of no session.
            let hidden = "return [document.querySelector('[name=submission_key]').value.length, \
                          Number(document.querySelector('[name=form_token]').value)]";
            assert_eq!(browser.run(hidden).await, json!([32, 0]));
        }
        browser.goto("/submissions").await;
        assert_eq!(browser.text("h1").await, title);
        check_accessibility(&browser, "the page without a network", lang).await;
        let wide = browser.run("return document.documentElement.scrollWidth").await;
        assert_eq!(wide, json!(NARROW_PHONE.width));
        browser.goto("/outbox").await;
        browser.until("document.getElementById('outbox-status').textContent !== ''").await;
        assert_eq!(browser.run("return document.documentElement.lang").await, json!(lang));
        check_accessibility(&browser, "the outbox", lang).await;
    }
    // Two visits of a kept form are two forms.
    browser.open_civil().await;
    let key = "return document.querySelector('[name=submission_key]').value";
    let first = browser.run(key).await;
    browser.goto("/forms/civil").await;
    browser.until("document.getElementById('send-failure')").await;
    assert_ne!(browser.run(key).await, first);
}

/// The addresses of all pages that the device keeps for a person.
async fn kept_pages(browser: &Browser) -> Value {
    let list = "return (async () => { const all = []; for (const name of await caches.keys()) \
                if (name.startsWith('injaaz-pages-')) for (const { url } of await (await caches.open(name)).keys()) \
                all.push(new URL(url).pathname); return all })()";
    browser.run(list).await
}

#[rocket::async_test]
async fn forms_of_one_person_are_not_shown_to_the_next() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    let mark = "return document.getElementById('network-chip').dataset.person";
    let first = browser.run(mark).await;
    let kept = "return caches.match('/forms/civil?lang=en').then((page) => page.text())";
    assert!(browser.run(kept).await.as_str().unwrap().contains(first.as_str().unwrap()));

    // Somebody else signs in. A person without the right to send forms has none.
    let viewer = accounts::sign_in(&server.database, "viewer", OffsetDateTime::now_utc()).await;
    let browser = browser.signed_in_as(&viewer).await;
    browser.goto("/").await;
    let second = browser.run(mark).await;
    assert_ne!(first, second);
    browser.until("!(await caches.match('/forms/civil?lang=en'))").await;
    browser.until(KEPT).await;
    assert_eq!(kept_pages(&browser).await, json!(["/offline/state"]));

    // Signing out takes them too.
    let browser = browser.signed_in().await;
    browser.goto("/").await;
    browser.until("await caches.match('/forms/civil?lang=en')").await;
    browser.sign_out().await;
    browser.until("location.pathname === '/sign-in'").await;
    browser.until("!(await caches.match('/forms/civil?lang=en'))").await;
    assert_eq!(kept_pages(&browser).await, json!([]));
    browser.without_network(&mut server).await;
    browser.goto("/forms/civil").await;
    assert_eq!(browser.text("h1").await, "No connection");
    browser.until("!document.getElementById('no-kept-forms').hidden").await;
}

#[rocket::async_test]
async fn an_update_of_the_app_loses_nothing_and_old_copies_go() {
    let mut server = Server::start().await;
    let profile = tempfile::tempdir().unwrap();
    let browser = Browser::with_profile(PHONE, &server.base, profile.path()).await.signed_in().await;
    browser.until_kept().await;
    let names = "return caches.keys().then((names) => names.filter((name) => name.startsWith('injaaz-')).sort())";
    let before = browser.run(names).await;
    assert_eq!(before.as_array().unwrap().len(), 2, "{before}");
    browser.without_network(&mut server).await;
    browser.civil_to_outbox("Marina Tower").await;
    browser.open_civil().await;
    browser.fill_civil("Palm House").await;

    let locales = tempfile::tempdir().unwrap();
    std::fs::create_dir(locales.path().join("en")).unwrap();
    let texts = include_str!("../../../locales/en/offline.ftl").replace("= No connection", "= There is no connection");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, locales.path().join("en").join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(locales.path().join("en/offline.ftl"), texts).unwrap();
    server.set("INJAAZ_LOCALES", Some(locales.path().display().to_string()));
    browser.with_network(&mut server).await;
    browser.goto("/").await;
    browser.until_sent(1).await;
    assert_eq!(server.count("submissions").await, 1);
    assert_eq!(browser.draft_names().await, ["Palm House"]);
    let has_new = format!(
        "!(await navigator.serviceWorker.getRegistration()).installing && JSON.stringify(await (async () => {{ {names} }})()) !== '{before}'"
    );
    browser.until(&has_new).await;
    // While the app is open, Chromium may keep the old version active for up to five minutes: until that version has no
    // request left. Opened again, the app is of the new version only.
    drop(browser);
    let browser = Browser::with_profile(PHONE, &server.base, profile.path()).await.signed_in().await;
    browser.goto("/").await;
    browser.until(&format!("(await (async () => {{ {names} }})()).every((name) => !{before}.includes(name))")).await;
    browser.until(KEPT).await;
    browser.without_network(&mut server).await;
    browser.goto("/submissions").await;
    assert_eq!(browser.text("h1").await, "There is no connection");
    browser.open_civil().await;
    browser.until("document.querySelector('[name=project_name]').value === 'Palm House'").await;
}
