//! A form of an organisation from a file with a mistake to an inspection, on a narrow phone and in Arabic, and once more
//! without scripts.

use super::{
    access::{check_accessibility, judge_as_it_stands, judge_narrow},
    page_actions::FieldAction::{Choose, Type},
    server::Server,
};
use crate::support::{
    browser::{Browser, Device, NARROW_PHONE},
    db,
};
use std::path::Path;

const GARDEN: &str = include_str!("../../../docs/forms.md");

/// The example of the documentation.
fn garden() -> String {
    GARDEN.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap().to_owned()
}

async fn upload(browser: &Browser, file: &Path, button: &str) {
    browser.find("#f-file").await.send_keys(file.to_str().unwrap()).await.unwrap();
    browser.tap(button).await;
}

#[rocket::async_test]
async fn a_form_is_uploaded_looked_at_published_and_filled_in() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let [wrong, right] = ["wrong.toml", "right.toml"].map(|name| folder.path().join(name));
    std::fs::write(&wrong, garden().replace("required = true", "requierd = true")).unwrap();
    std::fs::write(&right, garden()).unwrap();
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.goto("/organisation").await;
    browser.tap("main a[href='/forms/manage']").await;
    judge_narrow(&browser, "/forms/manage").await;
    upload(&browser, &wrong, "form[action='/forms/manage'] button[type='submit']").await;
    browser.find("#error-summary").await;
    assert!(browser.text(".file-messages").await.contains("did you mean \"required\""));
    judge_as_it_stands(&browser, "a form that was refused", "en").await;

    upload(&browser, &right, "form[action='/forms/manage'] button[type='submit']").await;
    browser.find("form[action$='/publish']").await;
    judge_narrow(&browser, "/forms/manage/garden").await;
    browser.tap("main a[href='/forms/manage/garden/preview']").await;
    browser.find("iframe.phone").await;
    judge_narrow(&browser, "/forms/manage/garden/preview").await;
    // The framed page is the form, with what it does while it is filled in.
    let inside = "document.querySelector('iframe').contentDocument";
    browser.until(&format!("{inside}?.documentElement.classList.contains('js')")).await;
    browser.run(&format!("{inside}.querySelector('[data-add]').click()")).await;
    browser.until(&format!("{inside}.querySelector('[name=\"items.1.family\"]') !== null")).await;
    assert!(browser.run(&format!("return {inside}.querySelector('#send') === null")).await.as_bool().unwrap());
    for lang in ["ar", "en"] {
        browser.goto(&format!("/forms/manage/garden/preview/form?lang={lang}")).await;
        check_accessibility(&browser, "the framed form", lang).await;
    }

    browser.goto("/forms/manage/garden").await;
    browser.tap("form[action$='/publish'] button").await;
    browser.find("form[action$='/retire']").await;
    judge_narrow(&browser, "/forms/manage/garden").await;
    browser.tap("main a[href='/forms/garden']").await;
    browser.answer("park", Type("Zabeel Park")).await;
    browser.answer("items.0.family", Choose("Palms")).await;
    browser.tap("#send").await;
    browser.until("location.pathname.startsWith('/submissions/')").await;
    let stored = db::text(&server.database, "SELECT form_version || ' ' || site_name FROM submissions").await;
    assert_eq!(stored, "1 Zabeel Park");
    browser.assert_quiet(&["status of 422"]).await;
}

#[rocket::async_test]
async fn a_form_is_copied_and_published_without_scripts() {
    let server = Server::start().await;
    let browser = Browser::open(Device { scripts: false, ..NARROW_PHONE }, &server.base).await.signed_in().await;
    browser.goto("/forms/manage").await;
    browser.write("module", "site_walk").await;
    browser.write("title_en", "Site walk").await;
    browser.write("title_ar", "جولة الموقع").await;
    browser.tap("form[action='/forms/manage/copy'] button[type='submit']").await;
    browser.tap("form[action$='/publish'] button").await;
    browser.find("form[action$='/retire']").await;
    browser.goto("/forms/site_walk").await;
    assert_eq!(browser.text("h1").await, "Site walk");
}
