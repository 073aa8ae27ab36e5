//! A browser that gives made-up pixels for a canvas: photos go as they are, and no signature is taken from it.

use super::{pictures::PictureFiles, server::Server};
use crate::support::{
    browser::{Browser, PHONE},
    db,
};
use serde_json::json;

/// `toBlob`, `toDataURL` and `getImageData` answer stripes, as with protection against fingerprinting.
const STRIPES: &str = "(() => { const striped = (from) => { const c = document.createElement('canvas'); c.width = from.width; \
    c.height = from.height; const x = c.getContext('2d'); for (let i = 0; i < c.width; i++) { \
    x.fillStyle = ['#1b6', '#111', '#c8d', '#eee'][i % 4]; x.fillRect(i, 0, 1, c.height); } return c; }; \
    const p = HTMLCanvasElement.prototype, blob = p.toBlob, url = p.toDataURL; \
    const data = CanvasRenderingContext2D.prototype.getImageData; \
    p.toBlob = function (...a) { return blob.apply(striped(this), a); }; \
    p.toDataURL = function (...a) { return url.apply(striped(this), a); }; \
    CanvasRenderingContext2D.prototype.getImageData = function (x, y, w, h) { const d = data.call(this, x, y, w, h); \
    for (let i = 0; i < d.data.length; i++) if (i % 4 !== 3) d.data[i] = (i * 37) % 256; return d; }; })();";

/// As on a device whose memory ends: the picture is blank, and no error is reported.
const BLANK: &str = "HTMLCanvasElement.prototype.toBlob = function (done, type) { \
    const blank = new OffscreenCanvas(this.width, this.height); blank.getContext('2d'); \
    blank.convertToBlob({ type }).then(done); }";

#[rocket::async_test]
async fn randomised_canvas_pixels_are_never_stored() {
    let server = Server::start().await;
    let album = PictureFiles::new();
    let photo = album.large();
    let original = std::fs::metadata(&photo).unwrap().len();
    for (script, is_true) in [("", true), (STRIPES, false), (BLANK, false)] {
        let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
        browser.open_civil().await;
        browser.attach("items.0.photos", std::slice::from_ref(&photo)).await;
        browser.attached("items.0.photos", 1).await;
        let sent = "return new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
                    target.result.transaction('photos').objectStore('photos').getAll().onsuccess = \
                    ({ target }) => done(target.result[0].blob.size) } })";
        let size = browser.run(sent).await.as_u64().unwrap();
        assert_eq!(size < original, is_true, "{script}: {size} of {original} bytes");
        let stored =
            db::text(&server.database, "SELECT file_size::text FROM uploaded_files ORDER BY id DESC LIMIT 1").await;
        assert_eq!(stored, size.to_string(), "{script}: the server has what was sent");
        browser.assert_quiet(&[]).await;
    }
}

#[rocket::async_test]
async fn a_signature_with_randomised_pixels_is_not_sent_and_reported() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": STRIPES })).await;
    browser.goto("/forms/hvac_mep").await;
    browser.draw("tech_signature").await;
    let told = browser.text("[data-signature=tech_signature] .error").await;
    assert!(told.contains("type the name below"), "{told}");
    browser.until("document.querySelector('input[type=hidden][name=tech_signature]').value === ''").await;
}
