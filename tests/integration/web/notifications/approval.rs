//! What waits for a decision, and what was decided.

use super::{Member, key, one_reviewer};
use crate::support::{
    accounts,
    app::{TestApp, hvac},
};
use injaaz::domain::access::{Role, Scope, SubmissionScope};
use rocket::http::Status;

#[rocket::async_test]
async fn a_stage_is_told_to_its_reviewers_and_the_result_to_the_sender_once() {
    let test = TestApp::new().await;
    let inspector = Member::new(&test, "inspector").await;
    let (reviewer, other) = (Member::new(&test, "reviewer").await, Member::new(&test, "reviewer").await);
    let manager = Member::new(&test, "manager").await;
    one_reviewer(&test, "reviewer").await;
    let form = hvac(&key(1));
    let id = inspector.submit(&test, &form).await;
    assert_eq!(inspector.submit(&test, &form).await, id, "the same form sent twice");
    for (member, told) in
        [(&reviewer, "decision_wanted"), (&other, "decision_wanted"), (&manager, ""), (&inspector, "")]
    {
        assert_eq!(member.told(&test).await, told, "{}", member.email);
    }
    assert_eq!((reviewer.unread().await, inspector.unread().await), (Some(1), None));

    for _ in 0..2 {
        assert_eq!(reviewer.decide(&id, "return", 0, 0).await, Status::SeeOther, "a double click");
    }
    assert_eq!(inspector.told(&test).await, "returned");
    assert_eq!(reviewer.told(&test).await, "(decision_wanted)", "nobody is asked any more");
    assert_eq!((reviewer.unread().await, other.unread().await), (None, None));

    let correction = hvac(&key(2)).text("items.0.comments", "Floor P2");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let request = inspector.browser.post(path).header(correction.content_type());
    let answer = request.header(rocket::http::Accept::JSON).body(correction.body()).dispatch().await;
    assert_eq!(answer.status(), Status::Created);
    assert_eq!(reviewer.told(&test).await, "(decision_wanted) decision_wanted", "the second round");

    for (n, decision, result) in [(3, "approve", "approved"), (4, "reject", "rejected")] {
        let id = inspector.submit(&test, &hvac(&key(n))).await;
        assert_eq!(other.decide(&id, decision, 0, 0).await, Status::SeeOther);
        assert!(inspector.told(&test).await.ends_with(result), "{}", inspector.told(&test).await);
    }
    assert_eq!(inspector.told(&test).await, "returned approved rejected");
}

#[rocket::async_test]
async fn only_active_members_who_see_the_submission_are_told_and_never_the_author() {
    let test = TestApp::new().await;
    let author = Member::new(&test, "manager").await;
    let mut members = Vec::new();
    for change in [
        "SELECT",
        "UPDATE memberships SET suspended_at = now() WHERE user_id = {user}",
        "UPDATE users SET disabled_at = now() WHERE id = {user}",
        "INSERT INTO membership_scopes (organisation_id, membership_id, module)
             SELECT organisation_id, id, 'civil' FROM memberships WHERE user_id = {user}",
        "INSERT INTO membership_scopes (organisation_id, membership_id, site_key)
             SELECT organisation_id, id, 'marina tower' FROM memberships WHERE user_id = {user}",
        "UPDATE memberships SET role = 'viewer' WHERE user_id = {user}",
    ] {
        let member = Member::new(&test, "manager").await;
        test.execute(&change.replace("{user}", &member.user)).await;
        members.push(member);
    }
    one_reviewer(&test, "manager").await;
    let id = author.submit(&test, &hvac(&key(1))).await;
    let mut told = Vec::new();
    for member in &members {
        told.push(member.told(&test).await);
    }
    assert_eq!(told, ["decision_wanted", "", "", "", "decision_wanted", ""]);
    assert_eq!(author.told(&test).await, "");
    // The same with photos, which takes several statements.
    let with_photos = crate::support::forms::complete_hvac(&key(2)).form;
    author.submit(&test, &with_photos).await;
    assert_eq!(members[0].told(&test).await, "decision_wanted decision_wanted");
    assert_eq!((members[3].told(&test).await, author.told(&test).await), (String::new(), String::new()));

    assert_eq!(members[0].decide(&id, "return", 0, 0).await, Status::SeeOther);
    assert_eq!(author.told(&test).await, "returned");
}

#[rocket::async_test]
async fn a_mention_is_told_once_and_only_to_who_can_read_it() {
    let test = TestApp::new().await;
    let inspector = Member::new(&test, "inspector").await;
    let manager = Member::new(&test, "manager").await;
    let stranger = Member::new(&test, "inspector").await;
    let id = inspector.submit(&test, &hvac(&key(1))).await;
    let body = format!("@{} @{} @{} look", manager.name(), inspector.name(), stranger.name());
    assert_eq!(inspector.comment(&id, &body).await, Status::SeeOther);
    assert_eq!(manager.told(&test).await, "mentioned");
    assert_eq!((inspector.told(&test).await, stranger.told(&test).await), (String::new(), String::new()));

    let comment = test.sql("SELECT max(id)::text FROM comments").await;
    let second = Member::new(&test, "reviewer").await;
    let changed = format!("body=%40{}+%40{}+again", manager.name(), second.name());
    let saved = inspector.browser.press(&format!("/comments/{id}/{comment}/edit"), &changed).await;
    assert_eq!(saved.status, Status::SeeOther);
    assert_eq!(manager.told(&test).await, "mentioned", "they know of this comment");
    assert_eq!(second.told(&test).await, "mentioned");
    assert_eq!(inspector.browser.open(&format!("/comments/{id}")).await.status, Status::Ok);
    assert_eq!(second.unread().await, Some(1));
    assert!(second.browser.open("/notifications").await.page.contains(&format!("/comments/{id}#newest")));
    assert_eq!(second.browser.open(&format!("/comments/{id}")).await.status, Status::Ok);
    assert_eq!((second.unread().await, second.told(&test).await.as_str()), (None, "(mentioned)"));
}

#[rocket::async_test]
async fn other_organisations_are_told_nothing() {
    let test = TestApp::new().await;
    let other = test.sql("INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let foreign = accounts::sign_in_to(&test.url, &other, "reviewer", test.now()).await;
    let foreign = Member::signed_in(&test, foreign).await;
    let reviewer = Member::new(&test, "reviewer").await;
    one_reviewer(&test, "reviewer").await;
    test.submit("hvac_mep", &hvac(&key(1))).await;
    test.run_jobs().await;
    assert_eq!((reviewer.told(&test).await.as_str(), foreign.told(&test).await.as_str()), ("decision_wanted", ""));
    assert_eq!(foreign.unread().await, None);
    // Not even a row with their own account, as long as it belongs to another organisation.
    test.execute(&format!("UPDATE notifications SET user_id = {}", foreign.user)).await;
    assert_eq!(foreign.unread().await, None);
    assert!(foreign.browser.open("/notifications").await.page.contains("You have no notifications"));
    assert_eq!(foreign.browser.press("/notifications/read", "").await.status, Status::SeeOther);
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications WHERE read_at IS NULL").await, "1");
}

/// The conditions in the database mean what `domain::access` decides for requests.
#[rocket::async_test]
async fn the_database_and_the_program_agree_on_who_sees_a_submission() {
    let test = TestApp::new().await;
    let own = Member::new(&test, "inspector").await;
    let sent = own.submit(&test, &hvac(&key(1))).await;
    let (module, site) = ("hvac_mep", test.sql("SELECT site_key FROM submissions").await);
    let scope = |module: Option<&str>, site_key: Option<&str>| Scope {
        module: module.map(|module| module.parse().expect("a module")),
        site_key: site_key.map(str::to_owned),
    };
    let scopes = [
        vec![],
        vec![scope(Some("civil"), None)],
        vec![scope(Some(module), None)],
        vec![scope(None, Some(&site))],
        vec![scope(None, Some("elsewhere"))],
        vec![scope(Some(module), Some("elsewhere"))],
        vec![scope(Some("civil"), Some(&site)), scope(Some(module), Some(&site))],
    ];
    let (active, within) = (injaaz::store::memberships::ACTIVE, injaaz::store::notifications::people::WITHIN);
    let sender: Option<i64> = own.user.parse().ok();
    for role in [Role::Administrator, Role::Manager, Role::Reviewer, Role::Inspector] {
        for scopes in &scopes {
            for is_sender in [false, true] {
                let member = if is_sender { &own } else { &Member::new(&test, "inspector").await };
                let user: i64 = member.user.parse().expect("a key");
                let membership = format!("(SELECT id FROM memberships WHERE user_id = {user})");
                test.execute(&format!(
                    "DELETE FROM membership_scopes; UPDATE memberships SET role = '{role}' WHERE user_id = {user}"
                ))
                .await;
                for one in scopes {
                    let quoted = |text: Option<&str>| text.map_or("NULL".to_owned(), |text| format!("'{text}'"));
                    test.execute(&format!(
                        "INSERT INTO membership_scopes (organisation_id, membership_id, module, site_key)
                         SELECT organisation_id, {membership}, {}, {} FROM memberships WHERE user_id = {user}",
                        quoted(one.module.as_ref().map(|module| module.as_str())),
                        quoted(one.site_key.as_deref())
                    ))
                    .await;
                }
                let reach = SubmissionScope::of(role, scopes.clone(), user);
                let expected = reach.includes(sender, &module.parse().expect("a module"), &site);
                let query = format!(
                    "SELECT count(*)::text FROM submissions s JOIN memberships m ON m.user_id = {user}
                     JOIN users u ON u.id = m.user_id WHERE s.submission_id = '{sent}' AND {active} AND {within}"
                );
                let found = test.sql(&query).await == "1";
                assert_eq!(found, expected, "{role} {scopes:?} sender: {is_sender}");
            }
        }
    }
}
