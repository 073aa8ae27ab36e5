//! Storage that cannot be read: nothing is deleted, and the page says what is true.

use super::{pictures::PictureFiles, server::Server};
use crate::support::browser::{Browser, PHONE};
use serde_json::json;

#[rocket::async_test]
async fn a_photo_whose_file_is_gone_is_sent_from_its_copy() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    // Decoding is as slow as on a small phone, and fails.
    let slow =
        "self.createImageBitmap = async () => { await new Promise((go) => setTimeout(go, 1500)); throw new Error(); }";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": slow })).await;
    browser.open_civil().await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.until("document.querySelector('.photo-list li')").await;
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    drop(album);
    browser.attached("items.0.photos", 1).await;
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn a_photo_without_a_copy_whose_file_is_gone_is_named() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    // Nothing can be stored, and the file is read only after it is gone.
    let source = "IDBFactory.prototype.open = () => { throw new DOMException('broken', 'UnknownError') }; \
        const read = Blob.prototype.arrayBuffer; Blob.prototype.arrayBuffer = async function () { \
        await new Promise((go) => setTimeout(go, 1500)); return read.call(this); }";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
    browser.open_civil().await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.until("document.querySelector('.photo-list li')").await;
    drop(album);
    browser.until("document.querySelector('.photo-list li[data-state=refused]')").await;
    let told = browser.text(".photo-list li").await;
    assert!(told.contains("can no longer be read") && told.contains("choose it again"), "{told}");
}

#[rocket::async_test]
async fn storage_that_cannot_be_read_is_named_and_the_form_can_be_sent() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    let broken = "IDBFactory.prototype.open = () => { throw new DOMException('broken', 'UnknownError') }";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": broken })).await;
    browser.open_civil().await;
    let told = browser.text(".draft-offer [role=alert]").await;
    assert!(told.contains("cannot be read") && told.contains("Nothing was deleted"), "{told}");
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.attached("items.0.photos", 1).await;
    for (field, value) in
        [("project_name", "Marina Tower"), ("location", "North wing"), ("items.0.work_desc", "Patch the wall")]
    {
        browser.write(field, value).await;
    }
    browser.answer("date", super::page_actions::FieldAction::Day("2026-03-14")).await;
    browser.until("document.getElementById('draft-status').textContent.includes('cannot be saved')").await;
    browser.send().await;
    assert_eq!(server.count("submissions").await, 1);
}

#[rocket::async_test]
async fn one_unreadable_draft_hides_no_other() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    browser.run("document.getElementById('draft-new').click()").await;
    browser.until("document.querySelector('[name=project_name]').value === ''").await;
    browser.fill_civil("Palm House").await;
    // Reading this one fails, as where the file behind a large value is lost.
    let broken = "const read = IDBObjectStore.prototype.get, list = IDBObjectStore.prototype.getAll; let bad; \
        IDBObjectStore.prototype.getAll = () => { throw new DOMException('broken', 'DataError') }; \
        IDBObjectStore.prototype.get = function (key) { if (this.name === 'drafts') { bad ??= key; \
        if (key === bad) throw new DOMException('broken', 'DataError'); } return read.call(this, key); }";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": broken })).await;
    browser.goto("/").await;
    browser.until("!document.getElementById('drafts').hidden").await;
    let listed = browser.text("#drafts").await;
    assert!(listed.contains("cannot be read"), "{listed}");
    assert!(listed.contains("Marina Tower") != listed.contains("Palm House"), "{listed}");
}
