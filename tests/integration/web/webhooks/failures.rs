//! Receivers that are down, slow, gone, private or somewhere else.

use super::{ALLOW, DELIVER, TestWebhook, app, log};
use crate::support::{
    app::{TestApp, hvac},
    receiver::{Receiver, Reply},
    smtp::Smtp,
};
use std::time::Duration;

#[rocket::async_test]
async fn an_event_waits_until_the_receiver_is_up_again() {
    let (test, receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    let port = receiver.stop().await;
    test.submit("hvac_mep", &hvac("webhook-down-01")).await;
    for attempt in 1..=3 {
        assert_eq!(test.run_periodic(DELIVER).await, 1);
        assert_eq!(test.run_periodic(DELIVER).await, 0, "the next attempt is due later");
        assert_eq!(log(&test).await, format!("submission.created waiting {attempt} not_reached"));
        test.advance(time::Duration::minutes(3));
    }
    let page = test.client.open(&webhook.page).await.page;
    assert!(page.contains("The receiver was not reached.") && page.contains("Next attempt:"), "{page}");
    let mut receiver = Receiver::start_at(port).await;
    test.advance(time::Duration::minutes(10));
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    assert!(webhook.has_signed(&receiver.event().await));
    assert_eq!(log(&test).await, "submission.created delivered 4");
    assert_eq!(test.sql("SELECT count(*)::text FROM webhooks WHERE failing_since IS NULL").await, "1");
}

#[rocket::async_test]
async fn every_attempt_has_the_same_id_and_body_and_its_own_time() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    receiver.reply(Reply::Status(500, "broken\r\ninside"));
    test.submit("hvac_mep", &hvac("webhook-attempts-01")).await;
    test.run_periodic(DELIVER).await;
    let first = receiver.event().await;
    assert_eq!(test.sql("SELECT last_status || ' ' || last_answer FROM webhook_deliveries").await, "500 broken inside");
    test.advance(time::Duration::MINUTE);
    receiver.reply(Reply::Status(200, ""));
    test.run_periodic(DELIVER).await;
    let second = receiver.event().await;
    assert_eq!((first.id(), &first.body), (second.id(), &second.body));
    assert_ne!(first.header("webhook-timestamp"), second.header("webhook-timestamp"));
    assert!(webhook.has_signed(&first) && webhook.has_signed(&second));
}

#[rocket::async_test]
async fn an_answer_after_the_time_limit_is_a_failure() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    receiver.reply(Reply::Never);
    test.app.webhook_sender.take_time_limit(Duration::from_millis(50));
    test.submit("hvac_mep", &hvac("webhook-late-01")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    receiver.event().await;
    assert_eq!(log(&test).await, "submission.created waiting 1 timed_out");
}

#[rocket::async_test]
async fn a_redirect_is_not_followed() {
    let (test, mut receiver, mut other) = (app().await, Receiver::start().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    receiver.reply(Reply::Redirect(other.url.clone()));
    test.submit("hvac_mep", &hvac("webhook-redirect-01")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    receiver.event().await;
    assert!(other.so_far().is_empty());
    assert_eq!(log(&test).await, "submission.created waiting 1 redirect");
    let page = test.client.open(&webhook.page).await.page;
    assert!(page.contains("Redirects are not followed"), "{page}");
}

/// The address was allowed when it was entered: the settings, or the answers of the name server, have changed since.
#[rocket::async_test]
async fn nothing_is_sent_to_a_private_address() {
    let (test, mut receiver) = (TestApp::new().await, Receiver::start().await);
    TestWebhook::add(&test, "https://receiver.example/", &["submission.created"]).await;
    for (number, (address, failure)) in [
        (format!("https://127.0.0.1:{}/", receiver.port), "private_address"),
        (format!("https://localhost:{}/", receiver.port), "private_address"),
        (receiver.url.clone(), "bad_address"),
    ]
    .into_iter()
    .enumerate()
    {
        test.execute(&format!("UPDATE webhooks SET url = '{address}'; DELETE FROM webhook_deliveries")).await;
        test.submit("hvac_mep", &hvac(&format!("webhook-private-{number}"))).await;
        assert_eq!(test.run_periodic(DELIVER).await, 1);
        assert_eq!(log(&test).await, format!("submission.created waiting 1 {failure}"), "{address}");
    }
    assert!(receiver.so_far().is_empty());
}

#[rocket::async_test]
async fn an_event_is_given_up_after_days_and_the_next_one_follows() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["submission.created", "report.ready"]).await;
    receiver.reply(Reply::Status(500, ""));
    test.submit("hvac_mep", &hvac("webhook-given-up-01")).await;
    test.run_jobs().await;
    let began = test.now();
    let waits = "SELECT count(*)::text FROM webhook_deliveries WHERE kind = 'submission.created' AND state = 'waiting'";
    while test.sql(waits).await == "1" {
        test.run_periodic(DELIVER).await;
        test.advance(time::Duration::hours(6));
    }
    assert!(test.now() - began > time::Duration::days(3), "{}", test.now());
    assert!(log(&test).await.starts_with("submission.created failed 14 status\nreport.ready"), "{}", log(&test).await);
    receiver.reply(Reply::Status(200, ""));
    receiver.so_far();
    test.advance(time::Duration::days(1));
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    assert_eq!(receiver.event().await.kind(), "report.ready");
}

async fn with_mail() -> (TestApp, Smtp) {
    let mail = Smtp::start().await;
    let from = ("INJAAZ_MAIL_FROM", "Injaaz <forms@example.org>");
    let test = TestApp::with(&[ALLOW, ("INJAAZ_SMTP_URL", &mail.url), from]).await;
    (test, mail)
}

#[rocket::async_test]
async fn a_webhook_is_switched_off_after_a_week_of_failures_and_administrators_are_told() {
    let (test, mut mail) = with_mail().await;
    let mut receiver = Receiver::start().await;
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    receiver.reply(Reply::Status(500, ""));
    for day in 0..7 {
        test.submit("hvac_mep", &hvac(&format!("webhook-week-{day}"))).await;
        test.run_periodic(DELIVER).await;
        assert_eq!(test.sql("SELECT count(*)::text FROM webhooks WHERE off_at IS NULL").await, "1", "day {day}");
        test.advance(time::Duration::DAY);
    }
    test.submit("hvac_mep", &hvac("webhook-week-7")).await;
    test.run_periodic(DELIVER).await;
    assert_eq!(test.sql("SELECT off_reason FROM webhooks").await, "failing");
    let audit = "SELECT count(*)::text FROM audit_logs WHERE action = 'webhook.switched_off' AND user_id IS NULL";
    assert_eq!(test.sql(audit).await, "1");
    let list = test.client.open("/notifications").await.page;
    for part in ["A webhook was switched off", &receiver.url, "Every attempt of a week has failed."] {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(list.contains(&format!("href=\"{}\"", webhook.page)), "{list}");
    assert_eq!(test.run_periodic("notifications.at_once").await, 1, "one e-mail for the one administrator");
    test.run_jobs().await;
    let letter = mail.letter().await;
    assert!(letter.contains("was switched off") && letter.contains(&receiver.url), "{letter}");
    assert!(mail.is_quiet());
    receiver.so_far();
    test.submit("hvac_mep", &hvac("webhook-week-8")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 0, "nothing is sent");
    let unread = "SELECT count(*)::text FROM notifications WHERE read_at IS NULL";
    assert_eq!(test.sql(unread).await, "1");
    assert!(test.client.open(&webhook.page).await.page.contains("every attempt of a week had failed"));
    assert_eq!(test.sql(unread).await, "0", "its page was opened");
    // On again, what has waited is sent.
    receiver.reply(Reply::Status(200, ""));
    webhook.press(&test, "/switch", "on=yes").await;
    assert_eq!(test.run_periodic(DELIVER).await, 8);
}

#[rocket::async_test]
async fn one_success_begins_the_week_again() {
    let (test, receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    for day in 0..16 {
        receiver.reply(Reply::Status(if day % 5 == 0 { 200 } else { 500 }, ""));
        test.submit("hvac_mep", &hvac(&format!("webhook-sometimes-{day}"))).await;
        test.run_periodic(DELIVER).await;
        test.advance(time::Duration::DAY);
    }
    assert_eq!(test.sql("SELECT count(*)::text FROM webhooks WHERE off_at IS NULL").await, "1");
}

#[rocket::async_test]
async fn a_receiver_that_is_gone_switches_its_webhook_off() {
    let (test, mut mail) = with_mail().await;
    let mut receiver = Receiver::start().await;
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    receiver.reply(Reply::Status(410, "gone"));
    test.submit("hvac_mep", &hvac("webhook-gone-01")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    receiver.event().await;
    assert_eq!(log(&test).await, "submission.created failed 1 gone");
    assert_eq!(test.sql("SELECT off_reason FROM webhooks").await, "gone");
    assert_eq!(test.run_periodic("notifications.at_once").await, 1);
    test.run_jobs().await;
    assert!(mail.letter().await.contains("no more events"));
    test.submit("hvac_mep", &hvac("webhook-gone-02")).await;
    assert_eq!(test.count("webhook_deliveries").await, 1, "events are not written while it is off");
    assert!(test.client.open(&webhook.page).await.page.contains("(410)"));
}

#[rocket::async_test]
async fn only_administrators_are_told_of_a_webhook_as_each_has_chosen() {
    let (test, mut mail) = with_mail().await;
    let receiver = Receiver::start().await;
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    let (other, manager) = (test.signed_in("administrator").await, test.signed_in("manager").await);
    let daily = other.press("/account/notifications", "delivery%5Bwebhook_off%5D=daily&hour=7").await;
    assert_eq!(daily.status, rocket::http::Status::SeeOther);
    assert!(other.open("/account/notifications").await.page.contains("delivery[webhook_off]"));
    assert!(!manager.open("/account/notifications").await.page.contains("delivery[webhook_off]"));
    receiver.reply(Reply::Status(410, ""));
    test.submit("hvac_mep", &hvac("webhook-told-01")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    let told = "SELECT string_agg(m.role || ' ' || n.delivery, ', ' ORDER BY n.delivery) FROM notifications n
                JOIN memberships m ON m.user_id = n.user_id WHERE n.kind = 'webhook_off'";
    assert_eq!(test.sql(told).await, "administrator at_once, administrator daily");
    assert_eq!(test.run_periodic("notifications.at_once").await, 1);
    test.run_jobs().await;
    mail.letter().await;
    assert!(mail.is_quiet(), "the other one waits for their hour");
    for browser in [&test.client, &other] {
        assert!(browser.open("/notifications").await.page.contains(&webhook.page));
    }
    // Who is no administrator any more does not see it.
    test.execute("UPDATE memberships SET role = 'manager' WHERE user_id = (SELECT max(user_id) FROM notifications)")
        .await;
    assert!(!other.open("/notifications").await.page.contains(&webhook.page));
    // On again, nothing is left to be told; deleted, it takes the notifications with it.
    webhook.press(&test, "/switch", "on=yes").await;
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications WHERE read_at IS NULL").await, "0");
    webhook.press(&test, "/delete", "").await;
    assert_eq!(test.count("notifications").await, 0);
}
