//! `/webhooks`: adding, changing, switching and deleting, and what is refused.

use super::{DELIVER, TestWebhook, app, encoded};
use crate::support::{
    app::{TestApp, hvac},
    receiver::{Receiver, Reply},
};
use rocket::http::Status;

const AUDITED: &str =
    "SELECT coalesce(string_agg(action, ' ' ORDER BY id), '') FROM audit_logs WHERE action LIKE 'webhook.%'";

#[rocket::async_test]
async fn a_webhook_is_managed_from_the_page_of_the_organisation() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    assert!(test.client.open("/organisation").await.page.contains("href=\"/webhooks\""));
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    assert!(test.client.open("/webhooks").await.page.contains(&receiver.url));

    let change = format!("url={}&description=The+ERP&kinds=report.ready&kinds=action.created", encoded(&receiver.url));
    assert_eq!(webhook.press(&test, "", &change).await.location, format!("{}?done=saved", webhook.page));
    webhook.press(&test, "", &change).await;
    assert!(test.client.open("/webhooks").await.page.contains("The ERP"));
    assert_eq!(test.sql("SELECT kinds::text FROM webhooks").await, "{report.ready,action.created}");

    receiver.reply(Reply::Status(400, "<script>alert(1)</script>"));
    assert_eq!(webhook.press(&test, "/test", "").await.location, format!("{}?done=sent#log", webhook.page));
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    assert_eq!(receiver.event().await.kind(), "webhook.test");
    let page = test.client.open(&webhook.page).await.page;
    assert!(page.contains("400") && page.contains("The receiver refused it."), "{page}");
    assert!(page.contains("&#60;script&#62;alert(1)") && !page.contains("<script>alert"), "{page}");

    webhook.press(&test, "/secret", "").await;
    webhook.press(&test, "/switch", "on=no").await;
    webhook.press(&test, "/switch", "on=no").await;
    test.advance(time::Duration::HOUR);
    assert_eq!(test.run_periodic(DELIVER).await, 0);
    test.submit("hvac_mep", &hvac("webhook-pages-01")).await;
    test.run_jobs().await;
    assert_eq!(test.count("webhook_deliveries").await, 1, "nothing is written while it is off");
    assert!(test.client.open(&webhook.page).await.page.contains("An administrator switched this webhook off"));
    receiver.reply(Reply::Status(200, ""));
    webhook.press(&test, "/switch", "on=yes").await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);

    assert_eq!(webhook.press(&test, "/delete", "").await.location, "/webhooks?done=deleted");
    assert_eq!((test.count("webhooks").await, test.count("webhook_deliveries").await), (0, 0));
    assert_eq!(test.client.open(&webhook.page).await.status, Status::NotFound);
    assert_eq!(
        test.sql(AUDITED).await,
        "webhook.made webhook.changed webhook.tested webhook.secret_replaced webhook.switched_off webhook.switched_on \
         webhook.deleted"
    );
}

#[rocket::async_test]
async fn what_is_wrong_is_said_and_what_was_entered_is_kept() {
    let test = TestApp::new().await;
    for (form, sentence) in [
        ("url=&kinds=report.ready".to_owned(), "webhook-url"),
        (format!("url={}&kinds=report.ready", encoded("http://example.org/")), "must begin with https"),
        (format!("url={}&kinds=report.ready", encoded("https://10.0.0.1/")), "is a private address"),
        (format!("url={}&kinds=report.ready", encoded("https://[::1]/")), "is a private address"),
        (format!("url={}&kinds=report.ready", encoded("https://user:x@example.org/")), "without a password"),
        (format!("url={}", encoded("https://example.org/kept")), "Events"),
        (format!("url={}&kinds=webhook.test", encoded("https://example.org/kept")), "Events"),
    ] {
        let refused = test.client.press("/webhooks", &form).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{form}");
        let said = sentence == "webhook-url" || refused.page.contains(sentence);
        assert!(said && refused.page.contains("error-summary"), "{form}: {}", refused.page);
        assert!(!form.contains("kept") || refused.page.contains("value=\"https://example.org/kept\""), "{form}");
    }
    assert_eq!(test.count("webhooks").await, 0);
    let webhook = TestWebhook::add(&test, "https://example.org/", &["report.ready"]).await;
    let refused = webhook.press(&test, "", "url=ftp%3A%2F%2Fexample.org%2F&kinds=report.ready").await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("value=\"ftp://example.org/\""), "{}", refused.page);
    for _ in 1..20 {
        TestWebhook::add(&test, "https://example.org/", &["report.ready"]).await;
    }
    let refused = test.client.press("/webhooks", "url=https%3A%2F%2Fexample.org%2F&kinds=report.ready").await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("can have 20 webhooks"), "{}", refused.page);
}

#[rocket::async_test]
async fn only_administrators_manage_webhooks() {
    let test = TestApp::new().await;
    let webhook = TestWebhook::add(&test, "https://example.org/", &["report.ready"]).await;
    for role in ["manager", "reviewer", "inspector"] {
        let browser = test.signed_in(role).await;
        for path in ["/webhooks", webhook.page.as_str()] {
            assert_eq!(browser.open(path).await.status, Status::Forbidden, "{role} {path}");
        }
        assert_eq!(browser.press(&format!("{}/secret", webhook.page), "").await.status, Status::Forbidden, "{role}");
    }
}

#[rocket::async_test]
async fn the_log_has_pages() {
    let (test, receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    test.execute(
        "INSERT INTO webhook_deliveries (organisation_id, webhook_id, event_id, kind, facts, occurred_at, due_at)
         SELECT organisation_id, id, 'evt_' || lpad(to_hex(n), 24, '0'), 'webhook.test', '{}', now(), now()
         FROM webhooks, generate_series(1, 35) n",
    )
    .await;
    let first = test.client.open(&webhook.page).await.page;
    assert_eq!(first.matches("/deliveries/").count(), 30);
    let older = super::between(&first, "rel=\"next\" href=\"", "\"", "");
    let second = test.client.open(older.trim_end_matches("#log")).await.page;
    assert_eq!(second.matches("/deliveries/").count(), 5);
    assert!(second.contains("evt_000000000000000000000001") && !second.contains("rel=\"next\""), "{second}");
}
