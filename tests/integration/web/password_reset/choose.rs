//! `/password-reset/<token>`: a new password, once.

use crate::support::{app::TestApp, db};
use rocket::http::Status;
use time::Duration;

const CHOSEN: &str = "password=four+other+words+now&password_again=four+other+words+now";

/// A link for the member with this role, created by an administrator.
async fn link_for(test: &TestApp, role: &str) -> String {
    let query = format!(
        "SELECT u.public_id FROM users u JOIN memberships m ON m.user_id = u.id WHERE m.role = '{role}' ORDER BY u.id LIMIT 1"
    );
    let id = db::text(&test.url, &query).await;
    let answer = test.client.press(&format!("/people/{id}/reset-link"), "").await;
    assert_eq!(answer.status, Status::Ok, "{}", answer.page);
    answer.link()
}

#[rocket::async_test]
async fn a_new_password_ends_every_session_and_works_once() {
    let test = TestApp::new().await;
    let before = test.signed_in("viewer").await;
    let link = link_for(&test, "viewer").await;
    let browser = test.stranger().await;
    for (bad, sentence) in [
        ("password=short&password_again=short", "too short"),
        ("password=four+other+words+now&password_again=x", "passwords differ"),
    ] {
        let answer = browser.press(&link, bad).await;
        assert_eq!(answer.status, Status::UnprocessableEntity);
        assert!(answer.page.contains(sentence), "{bad}");
    }
    assert_eq!(before.open("/submissions").await.status, Status::Ok, "the link is still unused");
    let form = format!("{CHOSEN}&user_id=1&email=x@example.org&must_change_password=true");
    let answer = browser.press(&link, &form).await;
    assert_eq!(answer.status, Status::Ok, "{}", answer.page);
    assert!(answer.page.contains("Your password was changed"));
    assert_eq!(before.open("/submissions").await.status, Status::SeeOther, "signed out");
    assert_eq!(browser.open("/submissions").await.status, Status::SeeOther, "the reset does not sign in");
    assert_eq!(test.client.open("/submissions").await.status, Status::Ok, "other people are not affected");
    assert_eq!(browser.open(&link).await.status, Status::NotFound);
    assert_eq!(browser.press(&link, CHOSEN).await.status, Status::NotFound);
    let stored = "SELECT concat_ws(' ', left(password_hash, 9), must_change_password) FROM users u
                  JOIN memberships m ON m.user_id = u.id WHERE m.role = 'viewer'";
    assert_eq!(db::text(&test.url, stored).await, "$argon2id f");
    let actions = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs";
    assert_eq!(db::text(&test.url, actions).await, "password.reset_link_made password.reset");
}

#[rocket::async_test]
async fn used_expired_replaced_and_changed_links_are_one_page() {
    let test = TestApp::new().await;
    for role in ["viewer", "manager", "reviewer", "inspector"] {
        test.signed_in(role).await;
    }
    let browser = test.stranger().await;
    let used = link_for(&test, "viewer").await;
    assert_eq!(browser.press(&used, CHOSEN).await.status, Status::Ok);
    let expired = link_for(&test, "manager").await;
    test.advance(Duration::minutes(61));
    let replaced = link_for(&test, "reviewer").await;
    link_for(&test, "reviewer").await;
    let closed = link_for(&test, "inspector").await;
    db::execute(
        &test.url,
        "UPDATE users SET disabled_at = now() WHERE id IN (SELECT user_id FROM memberships WHERE role = 'inspector')",
    )
    .await;
    let good = link_for(&test, "viewer").await;
    let token = good.trim_start_matches("/password-reset/");
    let (upper, other_kind) = (format!("/password-reset/{}", token.to_uppercase()), format!("/join/{token}"));
    let (short, never) = (good[..good.len() - 1].to_owned(), format!("/password-reset/{}", "f".repeat(64)));
    let mut pages = Vec::new();
    for link in [&used, &expired, &replaced, &closed, &upper, &other_kind, &short, &never] {
        for answer in [browser.open(link).await, browser.press(link, CHOSEN).await] {
            assert_eq!(answer.status, Status::NotFound, "{link}");
        }
        pages.push(browser.open(link).await.page.replace(link.as_str(), ""));
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    assert_eq!(browser.open(&good).await.status, Status::Ok);
}

#[rocket::async_test]
async fn a_one_time_link_works_for_one_of_two_concurrent_requests() {
    let test = TestApp::new().await;
    test.signed_in("viewer").await;
    let link = link_for(&test, "viewer").await;
    let (one, two) = (test.stranger().await, test.stranger().await);
    let (first, second) = tokio::join!(one.press(&link, CHOSEN), two.press(&link, CHOSEN));
    let mut answers = [first.status.code, second.status.code];
    answers.sort_unstable();
    assert_eq!(answers, [200, 404]);
}
