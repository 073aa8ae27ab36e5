//! A webhook from its address to the first event in its log, on a narrow phone and in Arabic.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    server::Server,
};
use crate::support::{
    browser::{Browser, NARROW_PHONE},
    receiver::{Receiver, Reply},
};

#[rocket::async_test]
async fn a_webhook_is_added_tested_and_its_answer_is_in_the_log() {
    let mut receiver = Receiver::start().await;
    let server = Server::with(vec![("INJAAZ_WEBHOOK_PRIVATE_ADDRESSES", "allow".to_owned())]).await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.goto("/organisation").await;
    browser.tap("main a[href='/webhooks']").await;
    judge_narrow(&browser, "/webhooks").await;
    browser.write("url", "https://user:secret@example.org/").await;
    browser.tap("form[action='/webhooks'] button[type='submit']").await;
    browser.find("#error-summary").await;
    judge_as_it_stands(&browser, "a webhook that was refused", "en").await;

    browser.goto("/webhooks").await;
    browser.write("url", &receiver.url).await;
    browser.write("description", "The maintenance system").await;
    for kind in ["submission.created", "report.ready"] {
        browser.tap(&format!("input[name='kinds'][value='{kind}']")).await;
    }
    browser.tap("form[action='/webhooks'] button[type='submit']").await;
    let secret = browser.find("#token").await.prop("value").await.unwrap().unwrap();
    assert!(secret.starts_with("whsec_"), "{secret}");
    judge_as_it_stands(&browser, "a new secret", "en").await;

    browser.tap("main a.button.primary").await;
    browser.find("#t-steps").await;
    let page = browser.run("return location.pathname").await.as_str().unwrap().to_owned();
    judge_narrow(&browser, &page).await;
    browser.goto(&page).await;
    receiver.reply(Reply::Status(503, "Back at 10:00, after the update of the warehouse"));
    browser.tap("form[action$='/test'] button").await;
    assert_eq!(receiver.event().await.kind(), "webhook.test");
    // The answer is recorded a moment later, so the log is loaded again until it is there.
    loop {
        browser.goto(&page).await;
        let log = browser.text("tbody tr").await;
        if log.contains("503") {
            assert!(log.contains("The receiver refused it.") && log.contains("Back at 10:00"), "{log}");
            break;
        }
    }
    judge_narrow(&browser, &page).await;
    for path in ["/webhooks", page.as_str()] {
        browser.goto(path).await;
        let source = browser.page.source().await.unwrap();
        assert!(!source.contains("whsec_"), "{path} shows the secret again");
    }
    browser.assert_quiet(&["status of 422"]).await;
}
