//! E-mails that are sent at once.

use super::{Member, key, one_reviewer, text, with_mail};
use crate::support::app::hvac;
use injaaz::{domain::job::Lane, jobs::Runner};
use rocket::http::Status;

const AT_ONCE: &str = "notifications.at_once";

#[rocket::async_test]
async fn a_mention_is_sent_once_also_if_the_mail_server_refuses_it_at_first() {
    let (test, mut mail) = with_mail().await;
    let inspector = Member::new(&test, "inspector").await;
    let manager = Member::new(&test, "manager").await;
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    test.run_jobs().await;
    assert_eq!(inspector.comment(&id, &format!("@{} look", manager.name())).await, Status::SeeOther);
    assert_eq!(test.run_periodic(AT_ONCE).await, 1);
    assert_eq!(test.run_periodic(AT_ONCE).await, 0, "it is sent once");
    mail.refuse(1);
    let runner = Runner::start(&test.app);
    let failed = "SELECT count(*)::text FROM jobs WHERE kind = 'send_email' AND attempts > 0 AND lease_token IS NULL";
    while test.sql(failed).await != "1" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    test.advance(time::Duration::SECOND);
    test.app.jobs.wake(Lane::Email);
    let letter = mail.letter().await;
    runner.stop().await;
    assert!(letter.contains(&format!("To: {}", manager.email)), "{letter}");
    assert!(letter.contains("Subject: A comment mentions you: Marina Tower"), "{letter}");
    let body = text(&letter);
    assert!(body.contains(&format!("/comments/{id}")) && body.contains(inspector.name()), "{body}");
    test.run_jobs().await;
    assert!(mail.is_quiet());
}

/// The mail server is down for a day: nothing is given up, and everything is sent once when it is back.
#[rocket::async_test]
async fn a_day_without_a_mail_server_loses_nothing() {
    let (test, mut mail) = with_mail().await;
    let inspector = Member::new(&test, "inspector").await;
    let manager = Member::new(&test, "manager").await;
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    test.run_jobs().await;
    mail.refuse(u32::MAX);
    for text in ["first", "second"] {
        assert_eq!(inspector.comment(&id, &format!("@{} {text}", manager.name())).await, Status::SeeOther);
    }
    assert_eq!(test.run_periodic(AT_ONCE).await, 2);
    let runner = Runner::start(&test.app);
    let settle = async || {
        test.app.jobs.wake(Lane::Email);
        let now = test.now();
        let busy = format!(
            "SELECT count(*)::text FROM jobs WHERE kind = 'send_email' AND failed_at IS NULL
                 AND (lease_token IS NOT NULL OR run_after <= to_timestamp({}))",
            now.unix_timestamp()
        );
        while test.sql(&busy).await != "0" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    for _ in 0..24 {
        settle().await;
        test.advance(time::Duration::HOUR);
    }
    settle().await;
    let waiting =
        "SELECT count(*) FILTER (WHERE failed_at IS NULL AND attempts > 10)::text FROM jobs WHERE kind = 'send_email'";
    assert_eq!(test.sql(waiting).await, "2");
    assert!(mail.is_quiet());
    mail.refuse(0);
    test.advance(4 * time::Duration::HOUR);
    settle().await;
    let letters = [text(&mail.letter().await), text(&mail.letter().await)];
    runner.stop().await;
    assert!(letters.iter().all(|letter| letter.contains(&format!("/comments/{id}"))), "{letters:?}");
    assert_eq!(test.sql("SELECT count(*)::text FROM jobs WHERE kind = 'send_email'").await, "0");
    assert!(mail.is_quiet());
}

#[rocket::async_test]
async fn a_failed_transaction_sends_nothing_and_the_next_run_everything() {
    let (test, mut mail) = with_mail().await;
    let inspector = Member::new(&test, "inspector").await;
    let manager = Member::new(&test, "manager").await;
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    test.run_jobs().await;
    assert_eq!(inspector.comment(&id, &format!("@{} look", manager.name())).await, Status::SeeOther);
    // The job cannot be added, so the row stays unsent.
    test.execute("ALTER TABLE jobs ADD CONSTRAINT jobs_closed CHECK (kind <> 'send_email')").await;
    assert!(injaaz::services::notifications::at_once::send(&test.app).await.is_err());
    test.execute("ALTER TABLE jobs DROP CONSTRAINT jobs_closed").await;
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications WHERE mailed_at IS NULL").await, "1");
    assert_eq!(test.run_periodic(AT_ONCE).await, 1);
    test.run_jobs().await;
    mail.letter().await;
    assert!(mail.is_quiet());
}

#[rocket::async_test]
async fn what_was_read_or_taken_away_meanwhile_is_not_sent() {
    let (test, mut mail) = with_mail().await;
    let inspector = Member::new(&test, "inspector").await;
    let (reader, suspended) = (Member::new(&test, "manager").await, Member::new(&test, "manager").await);
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    let body = format!("@{} @{}", reader.name(), suspended.name());
    assert_eq!(inspector.comment(&id, &body).await, Status::SeeOther);
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications WHERE delivery = 'at_once'").await, "2");
    assert_eq!(reader.browser.open(&format!("/comments/{id}")).await.status, Status::Ok);
    let suspend = format!("UPDATE memberships SET suspended_at = now() WHERE user_id = {}", suspended.user);
    test.execute(&suspend).await;
    assert_eq!(test.run_periodic(AT_ONCE).await, 0);
    test.run_jobs().await;
    assert!(mail.is_quiet());
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications WHERE mailed_at IS NULL").await, "0");
}

#[rocket::async_test]
async fn an_e_mail_is_in_the_language_of_its_reader() {
    let (test, mut mail) = with_mail().await;
    let reviewer = Member::new(&test, "reviewer").await;
    let chosen =
        reviewer.browser.press("/account/notifications?lang=ar", "delivery%5Bdecision_wanted%5D=at_once").await;
    assert_eq!(chosen.status, Status::SeeOther, "{}", chosen.page);
    one_reviewer(&test, "reviewer").await;
    test.submit("hvac_mep", &hvac(&key(1))).await;
    test.run_jobs().await;
    assert_eq!(test.run_periodic(AT_ONCE).await, 1);
    test.run_jobs().await;
    let body = text(&mail.letter().await);
    assert!(body.contains("بانتظار قرارك") && body.contains("Marina Tower"), "{body}");
}
