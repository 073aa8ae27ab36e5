//! Crashes while events for webhooks are written and sent: each arrives at least once, always with the same id, and in
//! the order of its submission. And while e-mails of notifications are added: each is sent once.

use super::{
    client::{Visit, client, press},
    process_fixture::{ProcessFixture, until},
};
use crate::support::{db, receiver::Receiver, smtp::Smtp};
use std::collections::BTreeMap;

const POINTS: &[&str] = &[
    "submit.before_commit",
    "submit.after_commit",
    "job.before_commit",
    "job.recorded",
    "webhooks.before_send",
    "webhooks.sent",
    "webhooks.before_commit",
    "webhooks.recorded",
    "webhooks.before_send:2",
    "webhooks.sent:2",
    "webhooks.before_commit:2",
];

const ALLOW: (&str, &str) = ("INJAAZ_WEBHOOK_PRIVATE_ADDRESSES", "allow");

#[rocket::async_test]
async fn every_event_arrives_with_the_same_id_and_in_order_whenever_the_program_is_killed() {
    for at in POINTS {
        let place = ProcessFixture::new().await;
        let database = place.database.clone().unwrap_or_default();
        let mut receiver = Receiver::start().await;
        let server = place.start(&[ALLOW]).await;
        let url = rocket::http::RawStr::new(&receiver.url).percent_encode().to_string();
        let form = format!("url={url}&kinds=submission.created&kinds=report.ready");
        let (status, page) = press(&client(), &format!("{}/webhooks", place.base()), &form).await.expect("an answer");
        assert_eq!(status, 201, "{at}: {page}");
        server.stop().await;

        let server = place.start(&[ALLOW, ("INJAAZ_CRASH_AT", at)]).await;
        let visit = Visit::new(1);
        // The answer may be lost.
        let _ = visit.send(&place.base()).await;
        server.dies().await;

        let server = place.start(&[ALLOW]).await;
        visit.submit(&place.base()).await;
        let sent = "SELECT count(*)::text FROM webhook_deliveries WHERE state = 'delivered'";
        until("every event is delivered", async || db::text(&database, sent).await == "2").await;
        server.stop().await;
        let arrived = receiver.so_far();
        let ids = "SELECT string_agg(kind || ' ' || event_id, E'\\n' ORDER BY id) FROM webhook_deliveries";
        let written = db::text(&database, ids).await;
        let mut order = Vec::new();
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for event in &arrived {
            let line = format!("{} {}", event.kind(), event.id());
            assert!(written.lines().any(|known| known == line), "{at}: {line} is none of {written}");
            if !order.contains(&line) {
                order.push(line.clone());
            }
            *times.entry(line).or_default() += 1;
        }
        assert_eq!(order.join("\n"), written, "{at}: one of each kind, in the order in which they were written");
        assert!(written.starts_with("submission.created "), "{at}: {written}");
        let again = arrived.len() - order.len();
        let expected = usize::from(at.starts_with("webhooks.sent") || at.starts_with("webhooks.before_commit"));
        assert_eq!(again, expected, "{at}: only what was sent and not recorded is sent again: {times:?}");
    }
}

#[rocket::async_test]
async fn an_e_mail_of_a_notification_is_sent_once_if_the_program_is_killed_before_the_commit() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let mut mail = Smtp::start().await;
    let server = place.start(&[]).await;
    Visit::new(1).submit(&place.base()).await;
    super::points::settled(&database).await;
    server.stop().await;
    db::execute(
        &database,
        "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, delivery)
         SELECT s.organisation_id, m.user_id, 'mentioned', s.id, '1', now(), 'at_once' FROM submissions s
         JOIN memberships m ON m.organisation_id = s.organisation_id WHERE m.role = 'administrator'
         ORDER BY m.user_id LIMIT 1",
    )
    .await;
    let settings = [("INJAAZ_SMTP_URL", mail.url.as_str()), ("INJAAZ_MAIL_FROM", "Injaaz <forms@example.org>")];
    let armed: Vec<(&str, &str)> =
        settings.iter().copied().chain([("INJAAZ_CRASH_AT", "notifications.before_commit")]).collect();
    place.launch(&armed).dies().await;
    let state = "SELECT (SELECT count(*) FROM notifications WHERE mailed_at IS NULL) || ' '
        || (SELECT count(*) FROM jobs WHERE kind = 'send_email')";
    assert_eq!(db::text(&database, state).await, "1 0", "neither marked as sent nor added");
    let server = place.start(&settings).await;
    let letter = mail.letter().await;
    assert!(letter.contains("Subject: A comment mentions you"), "{letter}");
    until("the e-mail is delivered", async || db::text(&database, state).await == "0 0").await;
    server.stop().await;
    assert!(mail.is_quiet());
}
