//! Drafts: after a lost connection, a closed tab or a lost device power, the entered data is still there, and it is
//! sent once.

use super::{
    page_actions::FieldAction::{Choose, Day, Type},
    pictures::PictureFiles,
    read_back::Pdf,
    server::Server,
};
use crate::support::browser::{Browser, PHONE};

const ENTERED: [(&str, &str); 3] =
    [("site_name", "Marina Tower"), ("items.0.description", "Sump Pumps"), ("items.1.comments", "عوامة عالقة")];

async fn enter(browser: &Browser) {
    browser.tap("[data-add]").await;
    for (name, how) in [
        ("site_name", Type("Marina Tower")),
        ("visit_date", Day("2026-03-14")),
        ("items.0.asset", Choose("Plumbing")),
        ("items.0.system", Choose("Drainage System")),
        ("items.0.description", Choose("Sump Pumps")),
        ("items.1.asset", Choose("HVAC")),
        ("items.1.system", Choose("Chiller Evaporator")),
        ("items.1.description", Choose("FCU")),
        ("items.1.comments", Type("عوامة عالقة")),
    ] {
        browser.answer(name, how).await;
    }
}

/// Opens the form, which shows the draft by itself, and checks that it is complete.
async fn take_up(browser: &Browser) {
    browser.goto("/forms/hvac_mep").await;
    browser.tap(".draft-offer .button.secondary").await;
    browser.attached("items.1.photos", 1).await;
    for (name, value) in ENTERED {
        assert_eq!(browser.value(name).await, value, "{name}");
    }
    browser.until("document.querySelector(`[name=tech_signature]`).value.startsWith('data:image/png')").await;
}

#[rocket::async_test]
async fn a_draft_survives_a_reload_and_a_crash() {
    let server = Server::start().await;
    let profile = tempfile::tempdir().unwrap();
    let browser = Browser::with_profile(PHONE, &server.base, profile.path()).await.signed_in().await;
    browser.goto("/forms/hvac_mep").await;
    enter(&browser).await;
    let album = PictureFiles::new();
    browser.attach("items.1.photos", &album.photos(1)).await;
    browser.attached("items.1.photos", 1).await;
    browser.sign("tech_signature").await;
    kept(&browser).await;

    take_up(&browser).await;
    kept(&browser).await;
    browser.assert_quiet(&[]).await;
    browser.kill();

    let browser = Browser::with_profile(PHONE, &server.base, profile.path()).await.signed_in().await;
    take_up(&browser).await;
    let reports = browser.send().await;
    let pdf = Pdf::read(&server.download(&reports.pdf).await);
    assert_eq!((pdf.photos, pdf.signatures), (1, 1));
    assert_eq!(server.count("submissions").await, 1);

    browser.goto("/forms/hvac_mep").await;
    browser.until("document.documentElement.classList.contains('js')").await;
    let drafts = "return new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
                  target.result.transaction('drafts').objectStore('drafts').count().onsuccess = \
                  ({ target }) => done(target.result) } })";
    assert_eq!(browser.run(drafts).await, 0, "an acknowledged form has no draft");
    browser.assert_quiet(&[]).await;
}

/// Waits until the device has stored the form with its signature.
async fn kept(browser: &Browser) {
    browser
        .until(
            "await new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
         target.result.transaction('drafts').objectStore('drafts').getAll().onsuccess = ({ target }) => \
         done(target.result.some((d) => d.signatures.length && d.photos.some((p) => p.uploadId))) } })",
        )
        .await;
}

#[rocket::async_test]
async fn photos_are_uploaded_when_the_server_is_back() {
    let mut server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/hvac_mep").await;
    // What sending needs later is on the device by then.
    browser.until("navigator.serviceWorker.controller").await;
    server.cut();
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.until("document.querySelector('.photo-state')?.textContent.includes('Trying again')").await;
    server.resume();
    browser.attached("items.0.photos", 1).await;

    for (name, how) in [
        ("site_name", Type("Marina Tower")),
        ("visit_date", Day("2026-03-14")),
        ("items.0.asset", Choose("Plumbing")),
        ("items.0.system", Choose("Drainage System")),
        ("items.0.description", Choose("Sump Pumps")),
    ] {
        browser.answer(name, how).await;
    }
    server.cut();
    browser.send_to_outbox().await;
    server.resume();
    let reports = browser.reports().await;
    assert_eq!(server.count("submissions").await, 1);
    assert_eq!(Pdf::read(&server.download(&reports.pdf).await).photos, 1);
    browser.assert_quiet(&["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "Failed to fetch"]).await;
}
