//! An API token from creation to revocation, and the page to try out the API.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    server::Server,
};
use crate::support::{
    browser::{Browser, NARROW_PHONE},
    http,
};
use serde_json::Value;

impl Browser {
    /// Creates a token on its page, and reads it there, where it is shown once.
    async fn make_token(&self, name: &str) -> String {
        self.write("name", name).await;
        for permission in ["reports.read", "submissions.read"] {
            self.tap(&format!("input[name='permissions'][value='{permission}']")).await;
        }
        self.tap("form[action='/tokens'] button[type='submit']").await;
        let token = self.find("#token").await.prop("value").await.unwrap().unwrap();
        assert!(token.starts_with("inj_"), "{token}");
        token
    }

    /// Sends the form of an API operation and returns what the page shows of the response.
    async fn try_out(&self, operation: &str, status: &str) -> String {
        self.tap(&format!("#o-{operation} form.try button[type='submit']")).await;
        let answered = format!("#o-{operation} .answered");
        self.until(&format!("document.querySelector('{answered} pre')?.textContent.startsWith('{status} ')")).await;
        self.text(&answered).await
    }
}

/// The status and the JSON that a program with this token receives.
async fn ask(server: &Server, token: &str) -> (u16, Value) {
    let client = http::builder().build().unwrap();
    let answer = client.get(format!("{}/api/v1/me", server.base)).bearer_auth(token).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[rocket::async_test]
async fn a_token_is_shown_once_works_and_is_revoked() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    judge_narrow(&browser, "/tokens").await;
    browser.write("name", "Nightly export").await;
    browser.tap("form[action='/tokens'] button[type='submit']").await;
    browser.find("#error-summary").await;
    judge_as_it_stands(&browser, "a token that may nothing", "en").await;

    browser.goto("/tokens").await;
    let token = browser.make_token("Nightly export").await;
    judge_as_it_stands(&browser, "a new token", "en").await;
    let (status, me) = ask(&server, &token).await;
    assert_eq!((status, &me["token"]["name"]), (200, &"Nightly export".into()), "{me}");

    browser.tap("main a.button[href='/tokens']").await;
    browser.find("tbody tr").await;
    for page in ["/tokens", "/tokens?lang=ar"] {
        browser.goto(page).await;
        let source = browser.page.source().await.unwrap();
        assert!(source.contains(&token[..12]) && !source.contains(&token[..20]), "{page} shows the token again");
    }
    browser.make_token("تصدير ليلي").await;
    judge_as_it_stands(&browser, "a new token", "ar").await;
    judge_narrow(&browser, "/tokens").await;

    // The newest comes first.
    assert!(browser.text("tbody tr:last-of-type").await.contains("Nightly export"));
    browser.tap("tbody tr:last-of-type form[action$='/revoke'] button").await;
    assert_eq!(browser.text("tbody tr:last-of-type .badge").await, "Revoked");
    judge_narrow(&browser, "/tokens").await;
    let (status, refusal) = ask(&server, &token).await;
    assert_eq!(status, 401);
    assert!(refusal["error"].as_str().unwrap().contains("/tokens"), "{refusal}");
    browser.assert_quiet(&["status of 422"]).await;
}

#[rocket::async_test]
async fn the_api_can_be_tried_on_its_page() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    let (submission, _) = server.submitted().await;
    let number = submission.rsplit('/').next().unwrap();
    browser.goto("/tokens").await;
    let token = browser.make_token("On trial").await;

    judge_narrow(&browser, "/api").await;
    assert!(!browser.text("main").await.contains('`'), "the page shows no markup of the document");
    // The session does not count: the request is sent as a program would send it.
    let refused = browser.try_out("me", "401").await;
    assert!(refused.contains("Authorization"), "{refused}");
    browser.find("#token").await.send_keys(&token).await.unwrap();
    let me = browser.try_out("me", "200").await;
    assert!(me.contains("On trial"), "{me}");
    let list = browser.try_out("list_submissions", "200").await;
    assert!(list.contains(number), "{list}");
    browser.find("#i-show_submission-id").await.send_keys(number).await.unwrap();
    let one = browser.try_out("show_submission", "200").await;
    assert!(one.contains("Chiller Evaporator"), "{one}");
    browser.find("#i-download_report-id").await.send_keys(number).await.unwrap();
    browser.find("#i-download_report-format").await.send_keys("pdf").await.unwrap();
    browser.try_out("download_report", "200").await;
    browser.find("#o-download_report .answered a[download][href^='blob:']").await;
    browser.try_out("list_forms", "403").await;
    judge_as_it_stands(&browser, "/api with answers", "en").await;
    browser.goto("/api?lang=ar").await;
    browser.find("#token").await.send_keys(&token).await.unwrap();
    browser.try_out("me", "200").await;
    judge_as_it_stands(&browser, "/api with an answer", "ar").await;
    browser.assert_quiet(&["status of 401", "status of 403"]).await;
}
