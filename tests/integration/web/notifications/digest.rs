//! The daily e-mail.

use super::{Member, key, one_reviewer, text, with_mail};
use crate::support::app::hvac;
use time::Duration;

const DIGEST: &str = "notifications.digest";

#[rocket::async_test]
async fn the_daily_e_mail_comes_once_at_the_hour_of_the_reader() {
    let (test, mut mail) = with_mail().await;
    let dubai = Member::new(&test, "reviewer").await;
    let utc = Member::new(&test, "reviewer").await;
    test.execute(&format!("UPDATE users SET time_zone = 'Asia/Dubai' WHERE id = {}", dubai.user)).await;
    one_reviewer(&test, "reviewer").await;
    // 14 March, 09:30 UTC: seven o'clock has passed in both zones, so both wait for tomorrow.
    for n in 1..=2 {
        test.submit("hvac_mep", &hvac(&key(n))).await;
        test.run_jobs().await;
    }
    test.run_jobs().await;
    assert_eq!(test.run_periodic(DIGEST).await, 0);
    // 15 March, 02:59 UTC: a minute before seven in Dubai.
    test.advance(Duration::minutes(17 * 60 + 29));
    assert_eq!(test.run_periodic(DIGEST).await, 0);
    test.advance(Duration::MINUTE);
    assert_eq!(test.run_periodic(DIGEST).await, 1);
    assert_eq!(test.run_periodic(DIGEST).await, 0, "once");
    test.run_jobs().await;
    let letter = mail.letter().await;
    assert!(letter.contains(&format!("To: {}", dubai.email)), "{letter}");
    assert!(letter.contains("Subject: 2 notifications from"), "{letter}");
    let body = text(&letter);
    assert_eq!(body.matches("Waiting for your decision").count(), 2, "{body}");
    assert!(body.contains("/notifications") && body.contains("Marina Tower"), "{body}");
    // What comes after the hour waits for the next day.
    test.submit("hvac_mep", &hvac(&key(3))).await;
    test.run_jobs().await;
    // 07:00 UTC. The other one gets what was written before their hour.
    test.advance(Duration::hours(4));
    assert_eq!(test.run_periodic(DIGEST).await, 1);
    test.run_jobs().await;
    let letter = mail.letter().await;
    assert!(letter.contains(&format!("To: {}", utc.email)), "{letter}");
    assert_eq!(text(&letter).matches("Waiting for your decision").count(), 3);
    // 16 March, 03:00 UTC.
    test.advance(Duration::hours(20));
    assert_eq!(test.run_periodic(DIGEST).await, 1);
    test.run_jobs().await;
    let letter = mail.letter().await;
    assert!(
        letter.contains(&format!("To: {}", dubai.email)) && letter.contains("Subject: 1 notification from"),
        "{letter}"
    );
    assert!(mail.is_quiet());
}

#[rocket::async_test]
async fn a_late_run_sends_what_its_hour_would_have_sent() {
    let (test, mut mail) = with_mail().await;
    let reviewer = Member::new(&test, "reviewer").await;
    one_reviewer(&test, "reviewer").await;
    test.submit("hvac_mep", &hvac(&key(1))).await;
    test.run_jobs().await;
    // The server is down from before seven until eleven o'clock.
    test.advance(Duration::hours(26));
    test.submit("hvac_mep", &hvac(&key(2))).await;
    test.run_jobs().await;
    assert_eq!(test.run_periodic(DIGEST).await, 1);
    test.run_jobs().await;
    let letter = mail.letter().await;
    assert!(letter.contains(&reviewer.email) && letter.contains("Subject: 1 notification from"), "{letter}");
    assert!(mail.is_quiet());
}
