//! Secrets: shown once, kept sealed, replaced without a gap, and read after the key of the server was replaced.

use super::{ALLOW, DELIVER, TestWebhook, app, log, secret_of, signed};
use crate::support::{
    app::{TestApp, hvac},
    receiver::Receiver,
};
use rocket::http::Status;

#[rocket::async_test]
async fn a_secret_is_shown_once_and_kept_sealed() {
    let (test, receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["report.ready"]).await;
    for path in ["/webhooks", webhook.page.as_str(), "/audit"] {
        let page = test.client.open(path).await.page;
        assert!(!page.contains(&webhook.secret) && !page.contains("whsec_"), "{path}");
    }
    let rows = test
        .sql(
            "SELECT string_agg(t::text, ' ') FROM (SELECT w::text AS t FROM webhooks w UNION ALL
        SELECT a::text FROM audit_logs a) t",
        )
        .await;
    let bytes = hex::encode(
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, webhook.secret.trim_start_matches("whsec_"))
            .expect("base64"),
    );
    assert!(!rows.contains(&bytes) && !rows.contains(&webhook.secret[6..]), "{rows}");
}

#[rocket::async_test]
async fn for_a_day_events_are_signed_with_the_secret_before_too() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    let replaced = webhook.press(&test, "/secret", "").await;
    assert_eq!(replaced.status, Status::Created);
    let new = secret_of(&replaced.page);
    assert_ne!(new, webhook.secret);
    test.submit("hvac_mep", &hvac("webhook-secrets-01")).await;
    test.run_periodic(DELIVER).await;
    let event = receiver.event().await;
    assert!(signed(&new, &event) && signed(&webhook.secret, &event), "{event:?}");
    assert!(test.client.open(&webhook.page).await.page.contains("Events are signed with two secrets until"));
    test.advance(time::Duration::hours(24));
    test.submit("hvac_mep", &hvac("webhook-secrets-02")).await;
    test.run_periodic(DELIVER).await;
    let event = receiver.event().await;
    assert!(signed(&new, &event) && !signed(&webhook.secret, &event), "{event:?}");
    assert_eq!(test.run_periodic("webhooks.old").await, 1);
    assert_eq!(test.sql("SELECT count(*)::text FROM webhooks WHERE previous_secret IS NULL").await, "1");
}

const OLD: &str = "the-first-secret-key-of-the-server-0001";
const NEW: &str = "the-second-secret-key-of-the-server-002";

#[rocket::async_test]
async fn secrets_outlive_the_key_of_the_server() {
    let test = TestApp::with(&[ALLOW, ("INJAAZ_SECRET_KEY", OLD)]).await;
    let mut receiver = Receiver::start().await;
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    test.submit("hvac_mep", &hvac("webhook-rotation-01")).await;
    let before = test.sql("SELECT encode(secret, 'hex') FROM webhooks").await;
    let rotated = test.restarted(&[ALLOW, ("INJAAZ_SECRET_KEY", NEW), ("INJAAZ_PREVIOUS_SECRET_KEYS", OLD)]).await;
    assert_eq!(rotated.run_periodic(DELIVER).await, 1);
    assert!(webhook.has_signed(&receiver.event().await));
    assert_ne!(test.sql("SELECT encode(secret, 'hex') FROM webhooks").await, before, "sealed with the new key");
    // The previous key is not needed any more.
    let without = test.restarted(&[ALLOW, ("INJAAZ_SECRET_KEY", NEW)]).await;
    test.submit("hvac_mep", &hvac("webhook-rotation-02")).await;
    assert_eq!(without.run_periodic(DELIVER).await, 1);
    assert!(webhook.has_signed(&receiver.event().await));
    // Without its key, the page says what to do.
    let lost = test.restarted(&[ALLOW, ("INJAAZ_SECRET_KEY", OLD)]).await;
    test.submit("hvac_mep", &hvac("webhook-rotation-03")).await;
    assert_eq!(lost.run_periodic(DELIVER).await, 1);
    assert!(receiver.so_far().is_empty());
    assert!(log(&test).await.ends_with("submission.created waiting 1 bad_secret"));
    assert!(lost.client.open(&webhook.page).await.page.contains("Make a new secret."));
}
