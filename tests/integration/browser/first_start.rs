//! The first start: from the printed link to a signed-in administrator, with and without scripts.

use super::{access::check_accessibility, server::Server};
use crate::support::browser::{Browser, PHONE, PLAIN_PHONE};

const PASSWORD: &str = "four plain words here";

#[rocket::async_test]
async fn the_printed_link_makes_the_first_administrator_who_then_signs_in() {
    let (server, link) = Server::first().await;
    let phone = Browser::open(PHONE, &server.base).await;
    // Before the setup, the page says where the link is printed.
    phone.goto("/").await;
    assert_eq!(phone.path().await, "/sign-in");
    check_accessibility(&phone, "/sign-in", "en").await;

    phone.goto(&format!("{link}?lang=ar")).await;
    check_accessibility(&phone, "/setup", "ar").await;
    phone.goto(&format!("{link}?lang=en")).await;
    check_accessibility(&phone, "/setup", "en").await;
    phone.write("organisation", "Northern Towers").await;
    phone.write("name", "Aisha Khan").await;
    phone.write("email", "aisha@example.org").await;
    phone.write("password", PASSWORD).await;
    phone.tap("main form button[type='submit']").await;
    phone.until("location.pathname === '/'").await;
    phone.find("a[href='/people']").await;
    check_accessibility(&phone, "/", "en").await;
    phone.goto("/account").await;
    check_accessibility(&phone, "/account", "en").await;
    phone.goto("/account/sessions?lang=ar").await;
    check_accessibility(&phone, "/account/sessions", "ar").await;
    phone.tap(".account-menu summary").await;
    phone.tap("form[action='/sign-out'] button").await;
    phone.until("location.pathname === '/sign-in'").await;
    phone.assert_quiet(&[]).await;

    // The link is used up; a person without scripts signs in.
    let plain = Browser::open(PLAIN_PHONE, &server.base).await;
    plain.goto(&link).await;
    assert!(plain.all("input[name='organisation']").await.is_empty(), "the link works once");
    plain.goto("/submissions").await;
    plain.write("email", "aisha@example.org").await;
    plain.write("password", "not the right words").await;
    plain.tap("main form[action^='/sign-in'] button[type='submit']").await;
    plain.find(".error-summary, [role='alert'], .error").await;
    // The address is still filled in.
    plain.write("password", PASSWORD).await;
    plain.tap("main form[action^='/sign-in'] button[type='submit']").await;
    plain.find("form[action='/sign-out']").await;
    assert_eq!(plain.path().await, "/submissions", "back to the requested page");
}
