//! An invitation that is accepted on another phone, and a password reset with a link from an administrator.

use super::{access::check_accessibility, server::Server};
use crate::support::{
    browser::{Browser, Device, PHONE},
    db,
};
use serde_json::json;

const PASSWORD: &str = "four plain words here";

async fn path_of_link(server: &Server, browser: &Browser) -> String {
    let link = browser.find("#one-time-link").await.prop("value").await.unwrap().unwrap();
    link.strip_prefix(&server.base).expect("an address of this server").to_owned()
}

#[rocket::async_test]
async fn a_member_is_invited_joins_and_resets_the_password() {
    let server = Server::start().await;
    let office = Browser::open(PHONE, &server.base).await.signed_in().await;
    office.goto("/people").await;
    office.write("email", "sara@example.org").await;
    office.tap("#invite input[name='role'][value='viewer']").await;
    check_accessibility(&office, "/people", "en").await;
    office.tap("#invite button[type='submit']").await;
    let link = path_of_link(&server, &office).await;
    office.find(".qr svg").await;
    check_accessibility(&office, "the link", "en").await;

    let phone = Browser::open(PHONE, &server.base).await;
    phone.goto(&format!("{link}?lang=ar")).await;
    assert_eq!(phone.run("return document.dir").await, json!("rtl"));
    check_accessibility(&phone, "/join", "ar").await;
    phone.write("full_name", "سارة ناصر").await;
    phone.write("password", PASSWORD).await;
    phone.write("password_again", PASSWORD).await;
    phone.tap("form[action^='/join/'] button[type='submit']").await;
    phone.until("location.pathname === '/'").await;
    phone.goto("/submissions").await;
    assert!(phone.all("a[href='/people']").await.is_empty(), "a viewer cannot open /people");
    phone.goto("/forms/civil").await;
    assert!(phone.all("#inspection").await.is_empty(), "a viewer cannot fill in a form");

    let query = "SELECT public_id FROM users WHERE email = 'sara@example.org'";
    let person = format!("/people/{}", db::text(&server.database, query).await);
    for lang in ["en", "ar"] {
        for page in ["/people", &person, "/organisation"] {
            office.goto(&format!("{page}?lang={lang}")).await;
            check_accessibility(&office, page, lang).await;
        }
    }
    office.goto(&format!("{person}?lang=en")).await;
    office.tap("form[action$='/reset-link'] button").await;
    let link = path_of_link(&server, &office).await;
    phone.goto(&link).await;
    check_accessibility(&phone, "/reset", "ar").await;
    phone.write("password", "four other words now").await;
    phone.write("password_again", "four other words now").await;
    phone.tap("form[action^='/password-reset/'] button[type='submit']").await;
    phone.find("a[href='/sign-in']").await;
    phone.until("!document.querySelector('form[action^=\"/password-reset/\"]')").await;
    phone.goto("/password-reset").await;
    check_accessibility(&phone, "/password-reset", "ar").await;
    office.assert_quiet(&["status of 404"]).await;
    phone.assert_quiet(&["status of 404", "status of 403"]).await;
}

#[rocket::async_test]
async fn pages_of_people_fit_the_smallest_phone() {
    let server = Server::start().await;
    let browser = Browser::open(Device { width: 320, height: 640, ..PHONE }, &server.base).await.signed_in().await;
    let query = "SELECT public_id FROM users ORDER BY id DESC LIMIT 1";
    let person = format!("/people/{}", db::text(&server.database, query).await);
    for lang in ["en", "ar"] {
        for page in ["/people", &person, "/organisation", "/password-reset"] {
            browser.goto(&format!("{page}?lang={lang}")).await;
            let wide = browser.run("return document.documentElement.scrollWidth").await;
            assert_eq!(wide, json!(320), "{page} in {lang}");
        }
    }
}
