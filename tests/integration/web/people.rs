//! `/people`: the list, and changes that apply from the next request on.

mod scopes;

use crate::support::{
    accounts::sign_in_to,
    app::{Browser, TestApp},
    db,
    page_requests::without_csrf_tokens,
};
use rocket::http::Status;

/// The public id of the newest member with this role.
async fn newest(test: &TestApp, role: &str) -> String {
    let query = format!(
        "SELECT u.public_id FROM users u JOIN memberships m ON m.user_id = u.id
         WHERE m.role = '{role}' ORDER BY u.id DESC LIMIT 1"
    );
    db::text(&test.url, &query).await
}

async fn actions(test: &TestApp) -> String {
    db::text(&test.url, "SELECT coalesce(string_agg(action, ' ' ORDER BY id), '') FROM audit_logs").await
}

/// A browser of a member with this role in another organisation.
async fn elsewhere(test: &TestApp, role: &str) -> Browser {
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let session = sign_in_to(&test.url, "(SELECT max(id) FROM organisations)", role, test.now()).await;
    Browser::new(&test.app, Some(session)).await
}

#[rocket::async_test]
async fn only_administrators_see_people() {
    let test = TestApp::new().await;
    let viewer = newest(&test, "administrator").await;
    for role in ["manager", "reviewer", "inspector", "viewer"] {
        let browser = test.signed_in(role).await;
        for path in ["/people", &format!("/people/{viewer}"), "/organisation"] {
            assert_eq!(browser.open(path).await.status, Status::Forbidden, "{role} {path}");
        }
        for path in ["suspend", "take-back", "end-sessions", "reset-link"] {
            let answer = browser.press(&format!("/people/{viewer}/{path}"), "").await;
            assert_eq!(answer.status, Status::Forbidden, "{role} {path}");
        }
        let answer = browser.press("/people/invitations", "email=a@example.org&role=administrator").await;
        assert_eq!(answer.status, Status::Forbidden, "{role}");
        assert!(!browser.open("/submissions").await.page.contains("href=\"/people\""), "{role}");
    }
    assert!(test.client.open("/submissions").await.page.contains("href=\"/people\""));
    assert_eq!(actions(&test).await, "");
}

#[rocket::async_test]
async fn people_are_listed_searched_and_paged() {
    let test = TestApp::new().await;
    let stranger = elsewhere(&test, "viewer").await;
    db::execute(
        &test.url,
        "WITH u AS (INSERT INTO users (email, password_hash, full_name)
             SELECT format('member-%s@example.org', lpad(n::text, 3, '0')), '', format('Member 100%% %s', n)
             FROM generate_series(1, 120) n RETURNING id)
         INSERT INTO memberships (organisation_id, user_id, role)
         SELECT (SELECT min(id) FROM organisations), id, 'viewer' FROM u",
    )
    .await;
    let (mut path, mut seen, mut pages) = ("/people".to_owned(), 0, 0);
    loop {
        let page = test.client.open(&path).await.page;
        assert!(!page.contains("viewer-"), "a member of another organisation is listed");
        seen += page.matches("<th scope=\"row\">").count();
        pages += 1;
        let Some((_, rest)) = page.split_once("rel=\"next\" href=\"") else { break };
        path = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!((seen, pages), (121, 3));
    let found = |page: String| page.matches("<th scope=\"row\">").count();
    assert_eq!(found(test.client.open("/people?q=MEMBER-007").await.page), 1);
    assert_eq!(found(test.client.open("/people?q=100%25%207").await.page), 1 + 10, "7, 70 to 79");
    assert_eq!(found(test.client.open("/people?q=_ember").await.page), 0, "an underscore is matched literally");
    for odd in
        ["/people?after=nobody", "/people?after=usr_00000000000000000000", "/people?q=%00%27%22", "/people?done=x"]
    {
        assert_eq!(test.client.open(odd).await.status, Status::Ok, "{odd}");
    }
    drop(stranger);
}

#[rocket::async_test]
async fn role_changes_and_suspensions_take_effect_at_the_next_request() {
    let test = TestApp::new().await;
    let browser = test.signed_in("viewer").await;
    let id = newest(&test, "viewer").await;
    assert_eq!(browser.open("/submissions.csv").await.status, Status::Forbidden);
    let answer = test.client.press(&format!("/people/{id}"), "role=manager").await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (Status::SeeOther, format!("/people/{id}?done=saved").as_str())
    );
    assert_eq!(browser.open("/submissions.csv").await.status, Status::Ok);

    let answer = test.client.press(&format!("/people/{id}/suspend"), "").await;
    assert_eq!(answer.status, Status::SeeOther, "{}", answer.page);
    let sent_away = browser.open("/submissions").await;
    assert_eq!((sent_away.status, sent_away.location.starts_with("/sign-in")), (Status::SeeOther, true));
    assert!(test.client.open(&format!("/people/{id}")).await.page.contains("Suspended"));
    let refused = test.client.press(&format!("/people/{id}/reset-link"), "").await;
    assert_eq!(refused.status, Status::Conflict);

    assert_eq!(test.client.press(&format!("/people/{id}/take-back"), "").await.status, Status::SeeOther);
    assert_eq!(browser.open("/submissions").await.status, Status::SeeOther, "the old session stays ended");
    assert_eq!(actions(&test).await, "member.changed submissions.exported member.suspended member.taken_back");
    let told = "SELECT details::text FROM audit_logs WHERE action = 'member.changed'";
    let told = db::text(&test.url, told).await;
    assert!(told.contains("\"viewer\"") && told.contains("\"manager\""), "{told}");
}

#[rocket::async_test]
async fn sessions_end_when_an_administrator_says_so() {
    let test = TestApp::new().await;
    let browser = test.signed_in("inspector").await;
    let id = newest(&test, "inspector").await;
    assert_eq!(browser.open("/submissions").await.status, Status::Ok);
    assert_eq!(test.client.press(&format!("/people/{id}/end-sessions"), "").await.status, Status::SeeOther);
    assert_eq!(browser.open("/submissions").await.status, Status::SeeOther);
    assert_eq!(actions(&test).await, "member.sessions_ended");
}

#[rocket::async_test]
async fn an_organisation_always_keeps_an_administrator() {
    let test = TestApp::new().await;
    let own = newest(&test, "administrator").await;
    for (path, form) in [(format!("/people/{own}"), "role=viewer"), (format!("/people/{own}/suspend"), "")] {
        let answer = test.client.press(&path, form).await;
        assert_eq!(answer.status, Status::Conflict, "{path}");
        assert!(answer.page.contains("only administrator"), "{path}");
    }
    // An administrator who cannot sign in does not count.
    test.signed_in("administrator").await;
    let second = newest(&test, "administrator").await;
    db::execute(&test.url, &format!("UPDATE users SET disabled_at = now() WHERE public_id = '{second}'")).await;
    assert_eq!(test.client.press(&format!("/people/{own}"), "role=viewer").await.status, Status::Conflict);
    db::execute(&test.url, "UPDATE users SET disabled_at = NULL").await;
    assert_eq!(actions(&test).await, "");

    // Two administrators demote each other at the same time: one must remain.
    let other = test.signed_in("administrator").await;
    let third = newest(&test, "administrator").await;
    db::execute(
        &test.url,
        &format!("DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE public_id = '{second}')"),
    )
    .await;
    let (one, two) =
        tokio::join!(async { test.client.press(&format!("/people/{third}"), "role=viewer").await.status }, async {
            other.press(&format!("/people/{own}"), "role=viewer").await.status
        },);
    let left = "SELECT count(*)::text FROM memberships WHERE role = 'administrator'";
    assert_eq!(db::text(&test.url, left).await, "1", "{one} {two}");
}

#[rocket::async_test]
async fn members_of_other_organisations_are_not_found() {
    let test = TestApp::new().await;
    let stranger = elsewhere(&test, "viewer").await;
    let foreign = newest(&test, "viewer").await;
    let unknown = "usr_0123456789abcdef0123";
    for path in ["", "/suspend", "/take-back", "/end-sessions", "/reset-link"] {
        let mut answers = Vec::new();
        for id in [foreign.as_str(), unknown] {
            let answer = test.client.press(&format!("/people/{id}{path}"), "role=administrator").await;
            assert_eq!(answer.status, Status::NotFound, "{id}{path}");
            answers.push(without_csrf_tokens(&answer.page.replace(id, "")));
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
    let shown = test.client.open(&format!("/people/{foreign}")).await;
    let missing = test.client.open(&format!("/people/{unknown}")).await;
    assert_eq!((shown.status, missing.status), (Status::NotFound, Status::NotFound));
    assert_eq!(
        without_csrf_tokens(&shown.page.replace(&foreign, "")),
        without_csrf_tokens(&missing.page.replace(unknown, ""))
    );
    assert_eq!(test.client.open("/people/1").await.status, Status::NotFound);
    assert_eq!(stranger.open("/submissions").await.status, Status::Ok);
    assert_eq!(actions(&test).await, "");
}

#[rocket::async_test]
async fn nothing_but_role_and_scopes_can_be_posted() {
    let test = TestApp::new().await;
    test.signed_in("viewer").await;
    let id = newest(&test, "viewer").await;
    let before = "SELECT string_agg(u::text, E'\\n' ORDER BY id) FROM users u";
    let users = db::text(&test.url, before).await;
    let form = "role=reviewer&organisation_id=9&user_id=1&must_change_password=true&email=x@example.org&suspended_at=now\
                &public_id=usr_1&full_name=Mallory&password_hash=x";
    assert_eq!(test.client.press(&format!("/people/{id}"), form).await.status, Status::SeeOther);
    assert_eq!(db::text(&test.url, before).await, users);
    let rows = "SELECT count(*)::text FROM memberships WHERE role = 'reviewer' AND suspended_at IS NULL";
    assert_eq!(db::text(&test.url, rows).await, "1");
}

#[rocket::async_test]
async fn an_administrator_cannot_reset_accounts_of_other_organisations() {
    let test = TestApp::new().await;
    test.signed_in("viewer").await;
    let id = newest(&test, "viewer").await;
    db::execute(
        &test.url,
        "INSERT INTO organisations (name) VALUES ('Elsewhere');
         INSERT INTO memberships (organisation_id, user_id, role)
         SELECT (SELECT max(id) FROM organisations), user_id, 'administrator' FROM memberships WHERE role = 'viewer'",
    )
    .await;
    let answer = test.client.press(&format!("/people/{id}/reset-link"), "").await;
    assert_eq!(answer.status, Status::Conflict);
    assert!(answer.page.contains("another organisation"));
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM one_time_links WHERE kind = 'reset'").await, "0");
}
