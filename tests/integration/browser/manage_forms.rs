//! A form of an organisation from a file with a mistake to an inspection, on a narrow phone and in Arabic, and once more
//! without scripts.

use super::{
    access::{check_accessibility, judge_as_it_stands, judge_narrow},
    page_actions::FieldAction::{Choose, Day, Type},
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
    browser.choose("original", "cleaning").await;
    browser.write("module", "site_walk").await;
    browser.write("title_en", "Site walk").await;
    browser.write("title_ar", "جولة الموقع").await;
    browser.tap("form[action='/forms/manage/copy'] button[type='submit']").await;
    browser.tap("main a[href='/forms/manage/site_walk']").await;
    browser.tap("form[action$='/publish'] button").await;
    browser.find("form[action$='/retire']").await;
    browser.goto("/forms/site_walk").await;
    assert_eq!(browser.text("h1").await, "Site walk");
}

#[rocket::async_test]
async fn a_form_is_built_from_nothing_on_a_phone_and_filled_in() {
    build_and_fill_in(NARROW_PHONE).await;
}

#[rocket::async_test]
async fn a_form_is_built_from_nothing_without_scripts() {
    build_and_fill_in(Device { scripts: false, ..NARROW_PHONE }).await;
}

/// A form with a condition, choices and a repeated section with a check, from an empty one to an inspection.
async fn build_and_fill_in(device: Device) {
    let server = Server::start().await;
    let browser = Browser::open(device, &server.base).await.signed_in().await;
    browser.goto("/forms/manage").await;
    for (name, text) in [("module", "pool_round"), ("title_en", "Pool round"), ("title_ar", "جولة المسبح")] {
        browser.write(name, text).await;
    }
    browser.tap("form[action='/forms/manage/copy'] button[type='submit']").await;
    browser.find("#s-visit").await;
    judge(&browser, device, "/forms/manage/pool_round/edit").await;

    browser.tap("main a[href='/forms/manage/pool_round/edit/question?section=visit']").await;
    judge(&browser, device, "/forms/manage/pool_round/edit/question?section=visit").await;
    browser.choose("kind", "choice").await;
    // Only what a choice has is shown.
    assert!(browser.find("#f-choices").await.is_displayed().await.unwrap());
    assert!(!browser.find("#f-decimals").await.is_displayed().await.unwrap());
    browser.write("label_en", "State of the water").await;
    browser.write("choices", "Clear | صافٍ\nCloudy | عكر").await;
    browser.tap("form.kind-form button[type='submit']").await;
    // What is missing is said at its place, and nothing is lost.
    browser.find("#e-label_ar").await;
    assert_eq!(browser.value("label_en").await, "State of the water");
    browser.write("label_ar", "حالة الماء").await;
    browser.tap("form.kind-form button[type='submit']").await;
    browser.find("#q-visit-state_of_the_water").await;

    browser.tap("main a[href='/forms/manage/pool_round/edit/question?section=visit']").await;
    browser.choose("kind", "long_text").await;
    browser.write("label_en", "Measures").await;
    browser.write("label_ar", "الإجراءات").await;
    tick(&browser, "required").await;
    browser.tap("form.kind-form details:nth-of-type(1) summary").await;
    browser.write("relevant", "${state_of_water} = 'Cloudy'").await;
    browser.tap("form.kind-form button[type='submit']").await;
    browser.find("#e-relevant").await;
    assert!(browser.text("#e-relevant").await.contains("did you mean state_of_the_water?"));
    browser.find("#f-relevant").await.clear().await.unwrap();
    browser.write("relevant", "${state_of_the_water} = 'Cloudy'").await;
    browser.tap("form.kind-form button[type='submit']").await;
    browser.find("#q-visit-measures").await;

    browser.tap("main a[href='/forms/manage/pool_round/edit/section']").await;
    judge(&browser, device, "/forms/manage/pool_round/edit/section").await;
    for (name, text) in [
        ("title_en", "Lifebuoys"),
        ("title_ar", "أطواق النجاة"),
        ("singular_en", "Lifebuoy"),
        ("singular_ar", "طوق نجاة"),
    ] {
        browser.write(name, text).await;
    }
    tick(&browser, "repeats").await;
    browser.choose("kind", "check").await;
    browser.write("label_en", "In place").await;
    browser.write("label_ar", "في مكانه").await;
    browser.tap("form[action$='/edit/section'] button[type='submit']").await;
    browser.find("#q-lifebuoys-in_place").await;
    browser.tap("button[value='up/visit/measures']").await;
    browser.find("#q-visit-measures + #q-visit-state_of_the_water").await;
    // A question that fills the list stays.
    browser.goto("/forms/manage/pool_round/edit/question?section=visit&question=site").await;
    browser.tap("form[action$='/edit/remove'] button").await;
    browser.find("#error-summary").await;
    browser.goto("/forms/manage/pool_round/edit/heading").await;
    judge(&browser, device, "/forms/manage/pool_round/edit/heading").await;
    browser.write("pass_mark", "80").await;
    browser.tap("form[action$='/edit/heading'] button[type='submit']").await;

    browser.tap("main a[href='/forms/manage/pool_round']").await;
    browser.tap("form[action$='/publish'] button").await;
    browser.find("form[action$='/retire']").await;
    browser.goto("/forms/pool_round").await;
    browser.answer("site", Type("Roof pool")).await;
    browser.answer("date", Day("2026-03-14")).await;
    browser.answer("inspector", Type("Omar Haddad")).await;
    browser.answer("state_of_the_water", Choose("Cloudy")).await;
    browser.answer("measures", Type("Filter changed")).await;
    match device.scripts {
        true => browser.answer("items.0.in_place", Choose("Fail")).await,
        // Enter would be a press of the form's button.
        false => browser.find("[name='items.0.in_place'][value='Fail']").await.send_keys(" ").await.unwrap(),
    }
    browser.tap("#send").await;
    browser.find(".sent").await;
    let stored = "SELECT form_data ->> 'measures' || ' ' || (form_data #>> '{items,0,in_place}') FROM submissions";
    assert_eq!(db::text(&server.database, stored).await, "Filter changed Fail");
    browser.assert_quiet(&["status of 422"]).await;
}

/// With the space bar, which a page without scripts has, too.
async fn tick(browser: &Browser, name: &str) {
    browser.find(&format!("input[name='{name}']")).await.send_keys(" ").await.unwrap();
}

/// On a narrow phone in both languages; accessibility is checked by a script.
async fn judge(browser: &Browser, device: Device, path: &str) {
    if device.scripts {
        judge_narrow(browser, path).await;
        browser.goto(path).await;
    }
}
