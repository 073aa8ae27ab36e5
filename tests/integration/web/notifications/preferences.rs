//! What members choose, and what an export and an erasure do with it.

use super::{Member, key, one_reviewer, with_mail};
use crate::support::app::{TestApp, hvac};
use rocket::http::Status;

const PATH: &str = "/account/notifications";

#[rocket::async_test]
async fn each_member_chooses_for_each_kind() {
    let (test, mut mail) = with_mail().await;
    let inspector = Member::new(&test, "inspector").await;
    let (loud, silent) = (Member::new(&test, "reviewer").await, Member::new(&test, "reviewer").await);
    let page = loud.browser.open(PATH).await.page;
    assert!(page.contains("name=\"delivery[decision_wanted]\"") && !page.contains("No mail server"), "{page}");
    assert!(page.contains("<option value=\"7\" selected>07:00"), "{page}");
    let saved = loud.browser.press(PATH, "delivery%5Bdecision_wanted%5D=at_once&hour=18").await;
    assert_eq!(saved.status, Status::SeeOther);
    let page = loud.browser.open(&saved.location).await.page;
    assert!(page.contains("Your choices were saved") && page.contains("<option value=\"18\" selected>18:00"), "{page}");
    let off = silent.browser.press(PATH, "delivery%5Bdecision_wanted%5D=off").await;
    assert_eq!(off.status, Status::SeeOther);
    for wrong in ["delivery%5Bdecision_wanted%5D=loudly", "hour=24", "hour=soon"] {
        let refused = silent.browser.press(PATH, wrong).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{wrong}");
        assert!(refused.page.contains("Choose one of the values"), "{}", refused.page);
    }
    one_reviewer(&test, "reviewer").await;
    inspector.submit(&test, &hvac(&key(1))).await;
    let chosen = "SELECT string_agg(delivery, ' ' ORDER BY user_id) FROM notifications";
    assert_eq!(test.sql(chosen).await, "at_once off");
    // What is turned off before it was sent is not sent.
    let off = loud.browser.press(PATH, "delivery%5Bdecision_wanted%5D=off").await;
    assert_eq!(off.status, Status::SeeOther);
    assert_eq!(test.run_periodic("notifications.at_once").await, 0);
    test.advance(time::Duration::days(2));
    assert_eq!(test.run_periodic("notifications.digest").await, 0);
    test.run_jobs().await;
    assert!(mail.is_quiet());
    assert_eq!((loud.unread().await, silent.unread().await), (Some(1), Some(1)), "it is in the application");
}

#[rocket::async_test]
async fn without_a_mail_server_the_page_says_so_and_nothing_is_kept_for_sending() {
    let test = TestApp::new().await;
    let reviewer = Member::new(&test, "reviewer").await;
    assert!(reviewer.browser.open(PATH).await.page.contains("No mail server is configured"));
    one_reviewer(&test, "reviewer").await;
    test.submit("hvac_mep", &hvac(&key(1))).await;
    test.run_jobs().await;
    assert_eq!(test.sql("SELECT delivery FROM notifications").await, "off");
    assert_eq!(test.run_periodic("notifications.at_once").await, 0);
}

#[rocket::async_test]
async fn an_erased_person_leaves_no_notification() {
    let test = TestApp::new().await;
    let (person, other) = (Member::new(&test, "reviewer").await, Member::new(&test, "reviewer").await);
    let id = test.submit("hvac_mep", &hvac(&key(1))).await.to_string();
    test.run_jobs().await;
    assert_eq!(person.comment(&id, &format!("@{}", other.name())).await, Status::SeeOther);
    assert_eq!(other.comment(&id, &format!("@{}", person.name())).await, Status::SeeOther);
    assert_eq!(person.browser.press(PATH, "hour=9").await.status, Status::SeeOther);
    let erase = format!("/privacy/people/{}/erase", person.id);
    let asked = test.client.press(&erase, &format!("confirm={}", person.email)).await;
    assert_eq!(asked.status, Status::SeeOther, "{}", asked.page);
    test.run_jobs().await;
    assert_eq!((person.told(&test).await.as_str(), other.told(&test).await.as_str()), ("", "mentioned"));
    let choices = format!("SELECT count(*)::text FROM notification_choices WHERE user_id = {}", person.user);
    assert_eq!(test.sql(&choices).await, "0");
    let page = other.browser.open("/notifications").await.page;
    assert!(!page.contains(person.name()), "{page}");
}
