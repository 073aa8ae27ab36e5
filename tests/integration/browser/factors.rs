//! Passkeys and codes in Chromium, with its virtual authenticator.

use super::{access::check_accessibility, server::Server};
use crate::support::{
    browser::{Browser, PHONE, PLAIN_PHONE},
    db,
    free_port::free_port,
};
use serde_json::json;
use time::OffsetDateTime;
use totp_rs::{Builder, Secret};

/// A server reached by a host name, which passkeys require, and a person who has just signed in.
async fn named() -> (Server, String) {
    let port = free_port();
    let base = format!("http://localhost:{port}");
    let server = Server::with(vec![("ROCKET_PORT", port.to_string()), ("INJAAZ_PUBLIC_URL", base.clone())]).await;
    db::execute(&server.database, "UPDATE sessions SET confirmed_at = now()").await;
    (server, base)
}

/// The password was correct, and the second factor is still missing.
const BEGIN: &str = "UPDATE sessions SET state = 'second_factor', strength = 'password'";

#[rocket::async_test]
async fn a_passkey_is_made_and_finishes_the_sign_in() {
    let (server, base) = named().await;
    let browser = Browser::open(PHONE, &base).await.signed_in().await;
    browser.devtools("WebAuthn.enable", json!({})).await;
    let device = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    }});
    browser.devtools("WebAuthn.addVirtualAuthenticator", device).await;
    browser.goto("/account/factors").await;
    browser.find("#passkey-new:not([hidden])").await;
    browser.write("name", "My phone").await;
    browser.tap("#passkey-new button").await;
    assert!(browser.text(".factor-list li").await.contains("My phone"));
    for lang in ["en", "ar"] {
        browser.goto(&format!("/account/factors?lang={lang}")).await;
        check_accessibility(&browser, "the second factors", lang).await;
    }

    db::execute(&server.database, BEGIN).await;
    for lang in ["ar", "en"] {
        browser.goto(&format!("/sign-in/second-factor?lang={lang}")).await;
        browser.find("[data-passkey]:not([hidden])").await;
        check_accessibility(&browser, "the second step", lang).await;
    }
    browser.tap("[data-passkey] button").await;
    browser.until("location.pathname === '/'").await;
    let strength = db::text(&server.database, "SELECT state || ' ' || strength FROM sessions").await;
    assert_eq!(strength, "active two_factors");
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn codes_are_set_up_and_used_without_any_script() {
    let (server, base) = named().await;
    let browser = Browser::open(PLAIN_PHONE, &base).await.signed_in().await;
    browser.goto("/account/factors").await;
    browser.tap("#app-new").await;
    let letters = browser.text("#letters").await.replace(' ', "");
    let app = Builder::new().with_secret(Secret::try_from_base32(letters).unwrap()).with_step_duration(30).build();
    let app = app.unwrap();
    let code = |steps: i64| {
        let now = OffsetDateTime::now_utc().unix_timestamp() + steps * 30;
        app.generate(u64::try_from(now).unwrap()).to_string()
    };
    // The code before and the one after this moment are valid too, so time may pass until it is checked.
    browser.write("code", &code(0)).await;
    browser.tap(".code-form button").await;
    browser.tap("#codes-new").await;
    browser.find(".recovery").await;
    assert_eq!(browser.all(".recovery li").await.len(), 10);

    db::execute(&server.database, BEGIN).await;
    browser.goto("/submissions").await;
    assert_eq!(browser.path().await, "/sign-in/second-factor");
    browser.write("code", "000000").await;
    browser.tap(".code-form button").await;
    browser.find("#e-code").await;
    browser.write("code", &code(1)).await;
    browser.tap(".code-form button").await;
    browser.find("#submissions, .filters").await;
    assert_eq!(browser.path().await, "/submissions");
}
