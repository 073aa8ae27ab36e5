//! Who is told of a stage while a reviewer is absent.

use super::{Member, key, one_reviewer};
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_hvac,
};
use rocket::http::Status;
use time::Duration;

const STAGES: &str = "notifications.stages";

/// A member is away on these days of March 2026.
async fn away(test: &TestApp, absent: &Member, delegate: &Member, first: u8, last: u8) {
    let form = format!("first_day=2026-03-{first}&last_day=2026-03-{last}&delegate={}", delegate.id);
    let entered = test.client.press(&format!("/people/{}/absence", absent.id), &form).await;
    assert_eq!(entered.status, Status::SeeOther, "{}", entered.page);
}

#[rocket::async_test]
async fn the_delegate_is_told_what_the_absent_member_is_told() {
    let test = TestApp::new().await;
    let (administrator, inspector) = (Member::new(&test, "administrator").await, Member::new(&test, "inspector").await);
    let (absent, delegate) = (Member::new(&test, "manager").await, Member::new(&test, "reviewer").await);
    one_reviewer(&test, "manager").await;
    away(&test, &absent, &delegate, 14, 14).await;
    let asked = "decision_wanted decision_wanted";
    // Without photos it is one statement, with them several.
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    inspector.submit(&test, &complete_hvac(&key(2)).form).await;
    for (member, told) in [(&absent, asked), (&delegate, asked), (&administrator, ""), (&inspector, "")] {
        assert_eq!(member.told(&test).await, told, "{}", member.email);
    }
    assert_eq!(test.run_periodic(STAGES).await, 0, "they know");
    assert!(delegate.browser.open("/notifications").await.page.contains(&format!("/submissions/{id}")));
    assert_eq!(delegate.decide(&id, "return", 0, 0).await, Status::SeeOther);
    assert_eq!(inspector.told(&test).await, "returned");
    let settled = "(decision_wanted) decision_wanted";
    assert_eq!((absent.told(&test).await.as_str(), delegate.told(&test).await.as_str()), (settled, settled));
    // What the absent or the delegate sent is not told to the delegate.
    absent.submit(&test, &hvac(&key(3))).await;
    delegate.submit(&test, &hvac(&key(4))).await;
    assert_eq!(delegate.told(&test).await, settled);
    assert_eq!(absent.told(&test).await, format!("{settled} decision_wanted"));
}

/// What waited before the absence is told to the delegate when it begins, and nothing after it has ended.
#[rocket::async_test]
async fn the_delegate_is_told_of_what_waits_already() {
    let test = TestApp::new().await;
    let inspector = Member::new(&test, "inspector").await;
    let (absent, delegate) = (Member::new(&test, "manager").await, Member::new(&test, "reviewer").await);
    one_reviewer(&test, "manager").await;
    inspector.submit(&test, &hvac(&key(1))).await;
    away(&test, &absent, &delegate, 15, 16).await;
    assert_eq!(test.run_periodic(STAGES).await, 0);
    test.advance(Duration::days(1));
    assert_eq!(test.run_periodic(STAGES).await, 1);
    assert_eq!(test.run_periodic(STAGES).await, 0);
    assert_eq!(delegate.told(&test).await, "decision_wanted");
    test.advance(Duration::days(2));
    inspector.submit(&test, &hvac(&key(2))).await;
    assert_eq!((test.run_periodic(STAGES).await, delegate.told(&test).await.as_str()), (0, "decision_wanted"));
    assert_eq!(absent.told(&test).await, "decision_wanted decision_wanted");
}

#[rocket::async_test]
async fn an_overdue_decision_is_told_to_the_delegate() {
    let test = TestApp::new().await;
    let inspector = Member::new(&test, "inspector").await;
    let (absent, delegate) = (Member::new(&test, "manager").await, Member::new(&test, "reviewer").await);
    let body = "template=one_reviewer&name=Reviewer&who=0.0%3Dmanager&due[0]=1";
    assert_eq!(test.client.press("/organisation/approval/hvac_mep", body).await.status, Status::SeeOther);
    away(&test, &absent, &delegate, 14, 20).await;
    inspector.submit(&test, &hvac(&key(1))).await;
    test.advance(Duration::days(1) + Duration::seconds(1));
    assert_eq!(test.run_periodic(STAGES).await, 2);
    for member in [&absent, &delegate] {
        assert_eq!(member.told(&test).await, "decision_wanted decision_overdue", "{}", member.email);
    }
}

/// An absent reviewer without a delegate who can decide is nobody for the group: the administrators are told when the
/// stage begins, and within an hour if it began before.
#[rocket::async_test]
async fn administrators_are_told_while_no_delegate_can_decide() {
    let test = TestApp::new().await;
    let (administrator, inspector) = (Member::new(&test, "administrator").await, Member::new(&test, "inspector").await);
    let (absent, delegate) = (Member::new(&test, "manager").await, Member::new(&test, "reviewer").await);
    let third = Member::new(&test, "reviewer").await;
    one_reviewer(&test, "manager").await;
    away(&test, &absent, &delegate, 14, 20).await;
    let user = &delegate.user;
    let mut told = String::new();
    for (n, (change, is_told)) in [
        ("SELECT 1".to_owned(), false),
        (format!("UPDATE memberships SET suspended_at = now() WHERE user_id = {user}"), true),
        (format!("UPDATE memberships SET suspended_at = NULL WHERE user_id = {user}"), false),
        (format!("UPDATE users SET disabled_at = now() WHERE id = {user}"), true),
        (format!("UPDATE users SET disabled_at = NULL WHERE id = {user}"), false),
        (format!("UPDATE memberships SET role = 'viewer' WHERE user_id = {user}"), true),
        (format!("UPDATE memberships SET role = 'reviewer' WHERE user_id = {user}"), false),
        (
            format!(
                "INSERT INTO membership_scopes (organisation_id, membership_id, module)
                 SELECT organisation_id, id, 'civil' FROM memberships WHERE user_id = {user}"
            ),
            true,
        ),
        ("DELETE FROM membership_scopes".to_owned(), false),
        (
            format!(
                "INSERT INTO absences (organisation_id, user_id, delegate_id, first_day, last_day, starts_at, ends_at, created_at)
                 SELECT organisation_id, {user}, {}, first_day, last_day, starts_at, ends_at, now() FROM absences",
                third.user
            ),
            true,
        ),
        (format!("DELETE FROM absences WHERE user_id = {user}"), false),
        (format!("DELETE FROM sessions WHERE user_id = {user}; DELETE FROM memberships WHERE user_id = {user}"), true),
    ]
    .into_iter()
    .enumerate()
    {
        test.execute(&change).await;
        let n = u32::try_from(n * 2).expect("a number");
        inspector.submit(&test, &hvac(&key(n))).await;
        inspector.submit(&test, &complete_hvac(&key(n + 1)).form).await;
        if is_told {
            told = format!("{told} decision_wanted decision_wanted").trim().to_owned();
        }
        assert_eq!(administrator.told(&test).await, told, "{change}");
    }
    assert_eq!(third.told(&test).await, "", "nothing is passed on");
    let (own, path) = (test.client.open(&format!("/people/{}/absence", absent.id)).await, "can no longer decide");
    assert!(own.page.contains(path), "{}", own.page);
}

/// The periodic job notices an absence that begins after the stage.
#[rocket::async_test]
async fn a_stage_whose_reviewer_becomes_absent_is_told_to_administrators_once() {
    let test = TestApp::new().await;
    let inspector = Member::new(&test, "inspector").await;
    let (absent, delegate) = (Member::new(&test, "manager").await, Member::new(&test, "reviewer").await);
    one_reviewer(&test, "manager").await;
    inspector.submit(&test, &hvac(&key(1))).await;
    away(&test, &absent, &delegate, 15, 16).await;
    test.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = {}", delegate.user)).await;
    assert_eq!(test.run_periodic(STAGES).await, 0);
    test.advance(Duration::days(1));
    // The administrator of the test.
    assert_eq!(test.run_periodic(STAGES).await, 1);
    assert_eq!(test.run_periodic(STAGES).await, 0);
    assert_eq!(delegate.told(&test).await, "");
}
