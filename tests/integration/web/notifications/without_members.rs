//! A stage of an approval for which nobody can act: the administrators are told in the place of its reviewers.

use super::{Member, key, one_reviewer};
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_hvac,
};
use rocket::http::Status;

/// An administrator besides the one of the test, and an inspector who sends.
async fn people(test: &TestApp) -> (Member, Member) {
    (Member::new(test, "administrator").await, Member::new(test, "inspector").await)
}

/// Puts the chain of the owner into use; `who` has the role or the key of an account for each group.
async fn chain(test: &TestApp, rule: &str, who: [&str; 4]) {
    let groups = ["0.0", "1.0", "1.1", "2.0"].into_iter().zip(who).map(|(group, who)| {
        let members = who.parse::<i64>().is_ok();
        let chosen = if members { format!("members&member={group}%3D{who}") } else { who.to_owned() };
        format!("&name=Group&who={group}%3D{chosen}")
    });
    let body = format!("template=chain&rule=1%3D{rule}{}", groups.collect::<String>());
    let saved = test.client.press("/organisation/approval/hvac_mep", &body).await;
    assert_eq!(saved.status, Status::SeeOther, "{}", saved.page);
}

#[rocket::async_test]
async fn administrators_are_told_while_no_reviewer_can_act() {
    let test = TestApp::new().await;
    let (administrator, inspector) = people(&test).await;
    let reviewer = Member::new(&test, "reviewer").await;
    one_reviewer(&test, "reviewer").await;
    let mut told = String::new();
    let user = &reviewer.user;
    for (n, (change, is_told)) in [
        ("SELECT 1".to_owned(), false),
        (format!("UPDATE memberships SET suspended_at = now() WHERE user_id = {user}"), true),
        (format!("UPDATE memberships SET suspended_at = NULL WHERE user_id = {user}"), false),
        (format!("UPDATE users SET disabled_at = now() WHERE id = {user}"), true),
        (format!("UPDATE users SET disabled_at = NULL WHERE id = {user}"), false),
        (
            format!(
                "INSERT INTO membership_scopes (organisation_id, membership_id, module)
                 SELECT organisation_id, id, 'civil' FROM memberships WHERE user_id = {user}"
            ),
            true,
        ),
        ("DELETE FROM membership_scopes".to_owned(), false),
        (format!("DELETE FROM sessions WHERE user_id = {user}; DELETE FROM memberships WHERE user_id = {user}"), true),
    ]
    .into_iter()
    .enumerate()
    {
        test.execute(&change).await;
        // With photos it takes several statements, without them one.
        let n = u32::try_from(n * 2).expect("a number");
        inspector.submit(&test, &hvac(&key(n))).await;
        inspector.submit(&test, &complete_hvac(&key(n + 1)).form).await;
        if is_told {
            told = format!("{told} decision_wanted decision_wanted").trim().to_owned();
        }
        assert_eq!(administrator.told(&test).await, told, "{change}");
    }
    assert_eq!(inspector.told(&test).await, "");
}

#[rocket::async_test]
async fn an_administrator_who_is_told_decides_and_is_not_asked_again() {
    let test = TestApp::new().await;
    let (administrator, inspector) = people(&test).await;
    one_reviewer(&test, "reviewer").await;
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    assert!(administrator.browser.open("/notifications").await.page.contains(&format!("/submissions/{id}")));
    assert_eq!(administrator.decide(&id, "return", 0, 0).await, Status::SeeOther);
    assert_eq!(administrator.told(&test).await, "(decision_wanted)");
    let correction = hvac(&key(2)).text("items.0.comments", "Floor P2");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let request = inspector.browser.post(path).header(correction.content_type());
    assert_eq!(request.body(correction.body()).dispatch().await.status(), Status::SeeOther);
    assert_eq!(administrator.told(&test).await, "(decision_wanted) decision_wanted", "the second round");
}

#[rocket::async_test]
async fn who_sent_an_inspection_is_nobody_for_its_group() {
    let test = TestApp::new().await;
    let administrator = Member::new(&test, "administrator").await;
    let manager = Member::new(&test, "manager").await;
    one_reviewer(&test, "manager").await;
    manager.submit(&test, &hvac(&key(1))).await;
    assert_eq!(administrator.told(&test).await, "decision_wanted");
    assert_eq!(manager.told(&test).await, "");
    let other = Member::new(&test, "manager").await;
    manager.submit(&test, &hvac(&key(2))).await;
    assert_eq!(
        (administrator.told(&test).await.as_str(), other.told(&test).await.as_str()),
        ("decision_wanted", "decision_wanted")
    );
}

#[rocket::async_test]
async fn a_later_stage_is_told_to_administrators_if_it_cannot_end_without_them() {
    let test = TestApp::new().await;
    let (administrator, inspector) = people(&test).await;
    let (first, person) = (Member::new(&test, "manager").await, Member::new(&test, "reviewer").await);
    for (n, (rule, groups, is_told)) in [
        ("all", ["manager", "manager"], false),
        ("all", ["manager", person.user.as_str()], true),
        ("any", ["manager", person.user.as_str()], false),
        ("any", [person.user.as_str(), "reviewer"], true),
    ]
    .into_iter()
    .enumerate()
    {
        test.execute("DELETE FROM notifications; UPDATE users SET disabled_at = NULL").await;
        chain(&test, rule, ["manager", groups[0], groups[1], "manager"]).await;
        test.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = {}", person.user)).await;
        let id = inspector.submit(&test, &hvac(&key(u32::try_from(n).expect("a number")))).await;
        assert_eq!(administrator.told(&test).await, "", "the first stage has a manager");
        assert_eq!(first.decide(&id, "approve", 0, 0).await, Status::SeeOther);
        assert_eq!(administrator.told(&test).await, if is_told { "decision_wanted" } else { "" }, "{rule} {groups:?}");
    }
}

#[rocket::async_test]
async fn a_stage_that_loses_its_reviewers_is_told_once() {
    const STAGES: &str = "notifications.stages";
    let test = TestApp::new().await;
    let (administrator, inspector) = people(&test).await;
    let (first, second) = (Member::new(&test, "reviewer").await, Member::new(&test, "reviewer").await);
    one_reviewer(&test, "reviewer").await;
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    let disable = |member: &Member| format!("UPDATE users SET disabled_at = now() WHERE id = {}", member.user);
    test.execute(&disable(&first)).await;
    assert_eq!(test.run_periodic(STAGES).await, 0, "there is another one");
    test.execute(&disable(&second)).await;
    // The administrator of the test, too.
    assert_eq!(test.run_periodic(STAGES).await, 2);
    assert_eq!(test.run_periodic(STAGES).await, 0);
    assert_eq!(administrator.told(&test).await, "decision_wanted");
    assert_eq!(administrator.decide(&id, "approve", 0, 0).await, Status::SeeOther);
    assert_eq!(administrator.told(&test).await, "(decision_wanted)");
    // What they were told when it began is not told again.
    inspector.submit(&test, &hvac(&key(2))).await;
    assert_eq!(test.run_periodic(STAGES).await, 0);
    assert_eq!(administrator.told(&test).await, "(decision_wanted) decision_wanted");
}
