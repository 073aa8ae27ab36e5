//! What is sent: once, signed, in the order of each submission, and without one receiver waiting for another.

use super::{ALLOW, DELIVER, TestWebhook, app, kinds_of, log};
use crate::support::{
    app::hvac,
    queries,
    receiver::{Receiver, Reply},
};
use rocket::http::Status;
use std::time::Duration;

#[rocket::async_test]
async fn an_event_is_sent_once_and_signed() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    let id = test.submit("hvac_mep", &hvac("webhook-delivery-01")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    let event = receiver.event().await;
    assert!(webhook.has_signed(&event), "{event:?}");
    assert!(event.id().starts_with("evt_"), "{event:?}");
    assert_eq!(event.header("webhook-timestamp"), test.now().unix_timestamp().to_string());
    assert_eq!(event.header("content-type"), "application/json");
    let body = event.json();
    assert_eq!(body["type"], "submission.created");
    assert_eq!(body["timestamp"], "2026-03-14T09:30:00Z");
    assert_eq!(body["data"]["submission_id"], id.as_str());
    test.run_jobs().await;
    assert_eq!(test.run_periodic(DELIVER).await, 0);
    assert!(receiver.so_far().is_empty());
    assert_eq!(log(&test).await, "submission.created delivered 1");
}

/// Both ways in which a submission is saved: in one statement, and in a transaction of several.
#[rocket::async_test]
async fn without_a_webhook_nothing_is_written_and_a_submission_is_still_one_statement() {
    queries::count();
    let test = app().await;
    let submit = async |number: u32| {
        let before = queries::sent_to(&test.url);
        test.submit("hvac_mep", &hvac(&format!("webhook-queries-{number:02}"))).await;
        queries::sent_to(&test.url) - before
    };
    // The first ones prepare statements and draw keys.
    for number in 0..3 {
        submit(number).await;
    }
    let without = submit(3).await;
    assert_eq!(test.count("webhook_deliveries").await, 0);
    TestWebhook::add(&test, "https://receiver.invalid/", &["comment.created"]).await;
    assert_eq!(submit(4).await, without, "a webhook for other kinds");
    assert_eq!(test.count("webhook_deliveries").await, 0);
    TestWebhook::add(&test, "https://receiver.invalid/", &["submission.created"]).await;
    assert_eq!(submit(5).await, without, "the event is written with the submission");
    assert_eq!(log(&test).await, "submission.created waiting 0");
    let photo = crate::support::pictures::jpeg(64, 48, 1);
    test.submit("hvac_mep", &hvac("webhook-queries-99").jpeg("items.0.photos", &photo)).await;
    assert_eq!(test.count("webhook_deliveries").await, 2);
    let same = "SELECT string_agg(DISTINCT array_to_string(ARRAY(SELECT jsonb_object_keys(facts)), ' '), '; ')
        FROM webhook_deliveries";
    assert_eq!(test.sql(same).await, "module status approval revision site_name submission_id");
}

#[rocket::async_test]
async fn an_event_of_a_submission_waits_for_the_earlier_one() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["submission.created", "report.ready", "comment.created"]).await;
    receiver.reply(Reply::Status(503, "busy"));
    let first = test.submit("hvac_mep", &hvac("webhook-order-01")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    test.run_jobs().await;
    test.advance(time::Duration::SECOND);
    assert_eq!(test.client.press(&format!("/comments/{first}"), "body=One").await.status, Status::SeeOther);
    assert_eq!(test.run_periodic(DELIVER).await, 0, "the later events wait for the first one");
    // Another submission does not.
    receiver.reply(Reply::Status(204, ""));
    test.submit("hvac_mep", &hvac("webhook-order-02")).await;
    assert_eq!(test.run_periodic(DELIVER).await, 1);
    assert_eq!(kinds_of(&mut receiver), ["submission.created", "submission.created"]);
    test.advance(time::Duration::MINUTE);
    assert_eq!(test.run_periodic(DELIVER).await, 3, "each follows as soon as the earlier one is delivered");
    assert_eq!(kinds_of(&mut receiver), ["submission.created", "report.ready", "comment.created"]);
}

#[rocket::async_test]
async fn a_slow_receiver_does_not_hold_up_the_others() {
    let (test, mut slow, mut quick) = (app().await, Receiver::start().await, Receiver::start().await);
    test.app.webhook_sender.take_time_limit(Duration::from_secs(3600));
    slow.reply(Reply::Never);
    TestWebhook::add(&test, &slow.url, &["submission.created"]).await;
    TestWebhook::add(&test, &quick.url, &["submission.created"]).await;
    // More than the requests that one webhook has at the same time.
    for number in 0..7 {
        test.submit("hvac_mep", &hvac(&format!("webhook-slow-{number:02}"))).await;
    }
    let app = std::sync::Arc::clone(&test.app);
    let run = tokio::spawn(async move { injaaz::services::webhooks::deliver::deliver(&app).await });
    for _ in 0..7 {
        quick.event().await;
    }
    // What comes while the slow one is waited for is sent, too.
    test.submit("hvac_mep", &hvac("webhook-slow-99")).await;
    quick.event().await;
    for _ in 0..4 {
        slow.event().await;
    }
    assert!(slow.so_far().is_empty());
    assert!(!run.is_finished());
    run.abort();
}

#[rocket::async_test]
async fn an_event_is_sent_again_and_everything_since_a_time() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created", "report.ready"]).await;
    let mut ids = Vec::new();
    for number in 0..3 {
        test.submit("hvac_mep", &hvac(&format!("webhook-replay-{number}"))).await;
        test.run_jobs().await;
        test.run_periodic(DELIVER).await;
        ids.extend(receiver.so_far().iter().map(|event| event.id().to_owned()));
        test.advance(time::Duration::hours(1));
    }
    assert_eq!(ids.len(), 6);
    let key = test.sql("SELECT min(id)::text FROM webhook_deliveries").await;
    let again = webhook.press(&test, &format!("/deliveries/{key}/send"), "").await;
    assert_eq!(again.location, format!("{}?done=again&count=1#log", webhook.page));
    test.run_periodic(DELIVER).await;
    let sent: Vec<String> = receiver.so_far().iter().map(|event| event.id().to_owned()).collect();
    assert_eq!(sent, ids[..1]);
    // The second submission was sent at 10:30.
    let again = webhook.press(&test, "/replay", "since=2026-03-14T10:30").await;
    assert_eq!(again.location, format!("{}?done=again&count=4#log", webhook.page));
    test.run_periodic(DELIVER).await;
    let mut sent: Vec<String> = receiver.so_far().iter().map(|event| event.id().to_owned()).collect();
    for pair in ids[2..].chunks(2) {
        let at = |id: &String| sent.iter().position(|other| other == id);
        assert!(at(&pair[0]) < at(&pair[1]), "the order of a submission: {sent:?}");
    }
    sent.sort_unstable();
    ids.drain(..2);
    ids.sort_unstable();
    assert_eq!(sent, ids);
    for wrong in ["since=", "since=yesterday", "since=2026-03-14T25:00", "since=2026-03-14Tx"] {
        let refused = webhook.press(&test, "/replay", wrong).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{wrong}");
        assert!(refused.page.contains("Enter a day and a time"), "{wrong}");
    }
}

#[rocket::async_test]
async fn what_is_old_is_deleted() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    test.submit("hvac_mep", &hvac("webhook-old-01")).await;
    test.run_periodic(DELIVER).await;
    receiver.event().await;
    test.advance(time::Duration::days(29));
    test.submit("hvac_mep", &hvac("webhook-old-02")).await;
    assert_eq!(test.run_periodic("webhooks.old").await, 0);
    test.advance(time::Duration::days(2));
    assert_eq!(test.run_periodic("webhooks.old").await, 1);
    assert_eq!(log(&test).await, "submission.created waiting 0");
}

#[rocket::async_test]
async fn another_process_sends_what_the_first_one_has_not() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    test.submit("hvac_mep", &hvac("webhook-restart-01")).await;
    let again = test.restarted(&[ALLOW]).await;
    assert_eq!(again.run_periodic(DELIVER).await, 1);
    assert_eq!(receiver.event().await.kind(), "submission.created");
}
