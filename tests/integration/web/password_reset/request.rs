//! `/password-reset`: the same response for every address, and the job of a request.

use crate::support::{
    app::TestApp,
    db,
    smtp::{self, Smtp},
};
use injaaz::jobs::Runner;
use rocket::http::Status;
use std::time::Duration;

async fn with_mail(server: &Smtp) -> TestApp {
    TestApp::with(&[("INJAAZ_SMTP_URL", server.url.as_str()), ("INJAAZ_MAIL_FROM", "forms@example.org")]).await
}

async fn address(test: &TestApp, role: &str) -> String {
    let query = format!(
        "SELECT u.email FROM users u JOIN memberships m ON m.user_id = u.id WHERE m.role = '{role}' ORDER BY u.id LIMIT 1"
    );
    db::text(&test.url, &query).await
}

async fn until(test: &TestApp, query: &str, wanted: &str) {
    let is_so = async {
        while db::text(&test.url, query).await != wanted {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), is_so)
        .await
        .unwrap_or_else(|_| panic!("did not become {wanted}: {query}"));
}

#[rocket::async_test]
async fn the_password_reset_answer_reveals_no_accounts() {
    let mut server = Smtp::start().await;
    let test = with_mail(&server).await;
    let _runner = Runner::start(&test.app);
    test.signed_in("viewer").await;
    test.signed_in("manager").await;
    db::execute(
        &test.url,
        "UPDATE users SET disabled_at = now() WHERE id IN (SELECT user_id FROM memberships WHERE role = 'manager')",
    )
    .await;
    let (known, disabled) = (address(&test, "viewer").await, address(&test, "manager").await);
    let browser = test.stranger().await;
    let mut pages = Vec::new();
    let odd = "a%0D%0ABcc%3A+x%40example.org".to_owned();
    for typed in [&"nobody%40example.org".to_owned(), &disabled, &odd, &"".to_owned(), &"%00".to_owned(), &known] {
        let answer = browser.press("/password-reset", &format!("email={typed}")).await;
        assert_eq!(answer.status, Status::Ok, "{typed}");
        assert!(!answer.page.contains("example.org"), "the page contains the input: {typed}");
        pages.push(answer.page);
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    let letter = server.letter().await;
    assert!(letter.contains(&format!("To: {known}")), "{letter}");
    assert!(smtp::link(&letter).starts_with("/password-reset/"));
    assert!(server.is_quiet());
    let links = "SELECT count(*)::text FROM one_time_links";
    assert_eq!(db::text(&test.url, links).await, "1");
    let audit = "SELECT string_agg(action || coalesce(user_id::text, ''), ' ') FROM audit_logs";
    assert_eq!(db::text(&test.url, audit).await, "password.reset_requested", "the request is not authenticated");
}

#[rocket::async_test]
async fn password_reset_mails_are_limited_per_account() {
    let mut server = Smtp::start().await;
    let test = with_mail(&server).await;
    let _runner = Runner::start(&test.app);
    let known = address(&test, "administrator").await.to_uppercase();
    let browser = test.stranger().await;
    for _ in 0..3 {
        browser.press("/password-reset", &format!("email={known}")).await;
        server.letter().await;
    }
    browser.press("/password-reset", &format!("email={known}")).await;
    // Requests of others are handled after one that exceeded the limit.
    test.signed_in("viewer").await;
    let other = address(&test, "viewer").await;
    browser.press("/password-reset", &format!("email={other}")).await;
    assert!(server.letter().await.contains(&other));
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM one_time_links").await, "4");
}

#[rocket::async_test]
async fn without_mail_administrators_see_the_request() {
    let test = TestApp::new().await;
    let _runner = Runner::start(&test.app);
    test.signed_in("inspector").await;
    let known = address(&test, "inspector").await;
    assert!(!test.client.open("/people").await.page.contains("id=\"asking\""));
    let answer = test.stranger().await.press("/password-reset", &format!("email={known}")).await;
    assert!(answer.page.contains("administrators"));
    until(&test, "SELECT count(*)::text FROM memberships WHERE reset_asked_at IS NOT NULL", "1").await;
    let page = test.client.open("/people").await.page;
    let (_, asking) = page.split_once("id=\"asking\"").expect("the request");
    assert!(asking.split("</section>").next().unwrap().contains(&known));

    let id = db::text(&test.url, &format!("SELECT public_id FROM users WHERE email = '{known}'")).await;
    let link = test.client.press(&format!("/people/{id}/reset-link"), "").await.link();
    assert_eq!(test.stranger().await.open(&link).await.status, Status::Ok);
    assert!(!test.client.open("/people").await.page.contains("id=\"asking\""), "the request is done");
}

#[rocket::async_test]
async fn the_only_administrator_is_shown_the_reset_command() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    let command = "injaaz user password ADDRESS --link";
    assert!(stranger.open("/password-reset").await.page.contains(command));
    assert!(stranger.press("/password-reset", "email=nobody%40example.org").await.page.contains(command));
}
