//! Actions: who owns them, and their days.

use super::{Member, key};
use crate::support::app::{TestApp, hvac};
use rocket::http::Status;

const DUE: &str = "notifications.due";

/// Adds an action; returns its address.
async fn add(by: &Member, submission: &str, owner: &Member, due: &str) -> String {
    let form = format!(
        "submission={submission}&action.title=Replace+the+belt&action.severity=low&action.owner={}&action.due_on={due}",
        owner.id
    );
    let made = by.browser.press("/actions", &form).await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
    made.location.split('?').next().expect("an address").to_owned()
}

async fn change(by: &Member, address: &str, version: i32, owner: &str, due: &str) {
    let form = format!(
        "version={version}&action.title=Replace+the+belt&action.severity=low&action.owner={owner}&action.due_on={due}"
    );
    let changed = by.browser.press(address, &form).await;
    assert_eq!(changed.status, Status::SeeOther, "{}", changed.page);
}

#[rocket::async_test]
async fn a_new_owner_is_told_but_not_of_their_own_act() {
    let test = TestApp::new().await;
    let manager = Member::new(&test, "manager").await;
    let (first, second) = (Member::new(&test, "inspector").await, Member::new(&test, "inspector").await);
    let id = manager.submit(&test, &hvac(&key(1))).await;
    add(&manager, &id, &manager, "2026-06-01").await;
    assert_eq!(manager.told(&test).await, "");
    let address = add(&manager, &id, &first, "2026-06-01").await;
    assert_eq!(first.told(&test).await, "action_assigned", "although they do not see the submission");
    assert!(first.browser.open("/notifications").await.page.contains(&address));

    change(&manager, &address, 1, &first.id, "2026-06-02").await;
    assert_eq!(first.told(&test).await, "action_assigned", "the owner is the same");
    change(&manager, &address, 2, &second.id, "2026-06-02").await;
    assert_eq!(
        (first.told(&test).await.as_str(), second.told(&test).await.as_str()),
        ("(action_assigned)", "action_assigned")
    );
    change(&manager, &address, 3, &first.id, "2026-06-02").await;
    assert_eq!(first.told(&test).await, "(action_assigned) action_assigned", "it is theirs again");

    assert_eq!(first.browser.open(&address).await.status, Status::Ok);
    assert_eq!(first.told(&test).await, "(action_assigned) (action_assigned)");
    assert_eq!(first.unread().await, None);
}

#[rocket::async_test]
async fn due_tomorrow_and_overdue_are_told_once_by_the_day_of_the_organisation() {
    let test = TestApp::new().await;
    test.execute("UPDATE organisations SET time_zone = 'Asia/Dubai'").await;
    let manager = Member::new(&test, "manager").await;
    let owner = Member::new(&test, "inspector").await;
    let id = manager.submit(&test, &hvac(&key(1))).await;
    let address = add(&manager, &id, &owner, "2026-03-16").await;
    let done = add(&manager, &id, &owner, "2026-03-16").await;
    assert_eq!(owner.browser.open(&address).await.status, Status::Ok);
    assert_eq!(owner.browser.open(&done).await.status, Status::Ok);
    let form = crate::support::app::Multipart::new().text("step", "finish").text("note", "Done.");
    let post = owner.browser.post(format!("{done}/work")).header(form.content_type());
    assert_eq!(post.body(form.body()).dispatch().await.status(), Status::SeeOther);
    let before = "(action_assigned) (action_assigned)";
    // 14 March, 09:30 UTC.
    assert_eq!(test.run_periodic(DUE).await, 0);
    // 14 March, 19:59 UTC is still the 14th in Dubai, 20:30 UTC is the 15th.
    test.advance(time::Duration::minutes(10 * 60 + 29));
    assert_eq!(test.run_periodic(DUE).await, 0);
    test.advance(time::Duration::minutes(31));
    assert_eq!(test.run_periodic(DUE).await, 1);
    assert_eq!(test.run_periodic(DUE).await, 0, "a repeated run tells nothing");
    assert_eq!(owner.told(&test).await, format!("{before} action_due"));

    test.advance(time::Duration::days(1));
    assert_eq!(test.run_periodic(DUE).await, 0, "it is due today");
    test.advance(time::Duration::days(1));
    assert_eq!(test.run_periodic(DUE).await, 1);
    test.advance(time::Duration::days(1));
    assert_eq!(test.run_periodic(DUE).await, 0);
    assert_eq!(owner.told(&test).await, format!("{before} action_due action_overdue"));

    // Another day is another event.
    change(&manager, &address, 1, &owner.id, "2026-03-19").await;
    assert_eq!(test.run_periodic(DUE).await, 1);
    assert!(owner.told(&test).await.ends_with("action_overdue action_due"), "{}", owner.told(&test).await);
    let form = crate::support::app::Multipart::new().text("step", "finish").text("note", "New belt.");
    let post = owner.browser.post(format!("{address}/work")).header(form.content_type());
    assert_eq!(post.body(form.body()).dispatch().await.status(), Status::SeeOther);
    assert_eq!(owner.unread().await, None, "nothing is left to be done");
}
