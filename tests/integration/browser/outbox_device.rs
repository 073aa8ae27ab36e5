//! Unsent work on the device: storage of the first shipped version, a file of all unsent work, and a sign-out.

use super::{
    access::check_accessibility,
    page_actions::FieldAction::{Day, Type},
    pictures::PictureFiles,
    server::Server,
};
use crate::support::{
    browser::{Browser, PHONE},
    db,
};
use serde_json::{Value, json};

/// The storage as the first shipped version has made it, with a draft and a photo.
const FIRST_VERSION: &str = "return new Promise((done, fail) => { const request = indexedDB.open('injaaz', 1); \
    request.onerror = () => fail(request.error); \
    request.onupgradeneeded = () => { request.result.createObjectStore('drafts', { keyPath: 'key' }); \
      request.result.createObjectStore('photos', { keyPath: 'id' }); }; \
    request.onsuccess = async () => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 64; \
      canvas.getContext('2d').fillRect(9, 9, 30, 30); const blob = await new Promise((made) => canvas.toBlob(made, 'image/jpeg')); \
      const database = request.result; const transaction = database.transaction(['drafts', 'photos'], 'readwrite'); \
      transaction.objectStore('photos').put({ id: 'p1', draft: '0123456789abcdef0123456789abcdef', field: 'items.0.photos', \
        keptAt: Date.now(), name: 'IMG.jpg', blob, small: true }); \
      transaction.objectStore('drafts').put({ key: '0123456789abcdef0123456789abcdef', revision: 3, module: 'civil', \
        person: arguments[0], title: 'Civil', version: arguments[1], name: 'Marina Tower', savedAt: Date.now(), left: [], \
        items: [['items', [0]]], answers: [['project_name', 'Marina Tower'], ['items.0.work_desc', 'Patch the wall']], \
        photos: [{ id: 'p1', field: 'items.0.photos', name: 'IMG.jpg' }], signatures: [] }); \
      transaction.oncomplete = () => { database.close(); done(database.version) } } })";

#[rocket::async_test]
async fn drafts_of_the_first_version_survive_the_upgrade_of_the_storage() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    // Who the person is, and the version of the form; nothing is stored by that.
    let page = "return fetch('/forms/civil').then((page) => page.text()).then((text) => \
                [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('#inspection')].map(({ dataset }) => \
                [dataset.person, dataset.version])[0])";
    browser.goto("/robots.txt").await;
    let known = browser.run(page).await;
    let made = browser.page.execute(FIRST_VERSION, known.as_array().unwrap().clone()).await.unwrap();
    assert_eq!(made, json!(1));
    browser.open_civil().await;
    browser.until("document.querySelector('[name=project_name]').value === 'Marina Tower'").await;
    assert_eq!(browser.value("items.0.work_desc").await, "Patch the wall");
    browser.attached("items.0.photos", 1).await;
    let stores = "return new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target: { result } }) => \
                  done([result.version, ...result.objectStoreNames]) })";
    assert_eq!(browser.run(stores).await, json!([2, "device", "drafts", "outbox", "photos"]));
    browser.answer("location", Type("North wing")).await;
    browser.answer("date", Day("2026-03-14")).await;
    browser.send().await;
    assert_eq!(server.count("submissions").await, 1);
    browser.assert_quiet(&["favicon.ico"]).await;
}

#[rocket::async_test]
async fn unsent_work_goes_to_another_device_as_a_file() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.without_network(&mut server).await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(2)).await;
    browser.sign("tech_signature").await;
    browser.send_to_outbox().await;
    browser.goto("/outbox").await;
    browser.find("#outbox-list li").await;
    // The file as it would be saved.
    browser
        .run("const make = URL.createObjectURL; URL.createObjectURL = (blob) => (globalThis.saved = blob, make(blob))")
        .await;
    browser.tap("#outbox-save").await;
    browser.until("document.getElementById('outbox-file-status').textContent.startsWith('1 form is saved')").await;
    let content = browser.run("return saved.text()").await.as_str().unwrap().to_owned();
    drop(browser);
    server.resume();

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let other = Browser::open(PHONE, &server.base).await.signed_in().await;
    other.goto("/outbox").await;
    other.until("document.getElementById('outbox-status').textContent !== ''").await;
    let parsed: Value = serde_json::from_str(&content).unwrap();
    let photo = parsed["photos"][0]["data"].as_str().unwrap();
    for (text, told) in [
        (write("cut.json", &content[..content.len() / 2]), "damaged"),
        (write("changed.json", &content.replacen(photo, &photo.replacen('A', "B", 5), 1)), "damaged"),
        (write("other.json", &content.replacen("\"mark\":\"usr_", "\"mark\":\"usr_x", 1)), "another person"),
        (write("unsent.json", &content), "1 form was loaded"),
        (write("again.json", &content), "Nothing new"),
    ] {
        other.find("#outbox-load").await.send_keys(&text).await.unwrap();
        other.until(&format!("document.getElementById('outbox-file-status').textContent.includes('{told}')")).await;
    }
    other.until_sent(1).await;
    assert_eq!(server.count("submissions").await, 1);
    // The reports may be made already.
    let sent = "SELECT count(*)::text FROM uploaded_files WHERE file_type IN ('photo', 'signature')";
    assert_eq!(db::text(&server.database, sent).await, "3");
}

#[rocket::async_test]
async fn signing_out_with_unsent_work_warns_and_keeps_it() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    browser.goto("/account").await;
    browser.sign_out().await;
    browser.find("dialog[open]").await;
    assert_eq!(browser.text("dialog h2").await, "1 form on this device is not sent");
    check_accessibility(&browser, "the question before a sign-out", "en").await;
    browser.tap("dialog .button.secondary").await;
    browser.until("!document.querySelector('dialog')").await;
    assert_eq!(browser.path().await, "/account");
    browser.sign_out().await;
    browser.tap("dialog .danger").await;
    browser.until("location.pathname === '/sign-in'").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower"]);
}
