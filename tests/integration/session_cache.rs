//! Remembered members: what a request of this process changed is in force at once, what another process or a statement in
//! the database changed as soon as the database has announced it. The clock of the tests stands still, so that no entry
//! ends by its age.

use crate::support::{
    app::{Browser, TestApp},
    db,
    person::{PASSWORD, Person},
};
use injaaz::{
    domain::access::Role,
    security::bearer_secret::ApiToken,
    services::{
        sessions::Token,
        users::{self, Secret},
    },
};
use rocket::http::{Header, Status};
use std::time::Duration;

const ON: &[(&str, &str)] = &[("INJAAZ_SESSION_CACHE", "on")];

/// Repeats a question until its answer is yes. The limit of time is far above that of the product.
async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asking).await.unwrap_or_else(|_| panic!("never: {what}"));
}

fn is_remembered(test: &TestApp, token: &str) -> bool {
    let token: Token = token.parse().expect("a session token");
    test.app.members.get(&token.hash(), test.now()).is_some()
}

/// Requests pages until the member is remembered.
async fn remember(test: &TestApp, browser: &Browser) -> String {
    let token = browser.token().expect("a session");
    eventually("the member is remembered", async || {
        assert_eq!(browser.get("/account").dispatch().await.status(), Status::Ok);
        is_remembered(test, &token)
    })
    .await;
    token
}

async fn remember_person(test: &TestApp, person: &Person) {
    eventually("the member is remembered", async || {
        assert!(person.is_in().await);
        is_remembered(test, &person.token().expect("a session"))
    })
    .await;
}

/// The public id of the newest user.
async fn newest_user(test: &TestApp) -> String {
    db::text(&test.url, "SELECT public_id FROM users ORDER BY id DESC LIMIT 1").await
}

#[rocket::async_test]
async fn changes_by_an_administrator_are_in_force_at_the_next_request() {
    let test = TestApp::with(ON).await;
    for (action, form, path, then) in [
        ("suspend", "", "/account", Status::SeeOther),
        ("end-sessions", "", "/account", Status::SeeOther),
        ("", "role=viewer&module=civil", "/forms/civil", Status::Forbidden),
    ] {
        let inspector = test.signed_in("inspector").await;
        remember(&test, &inspector).await;
        let page = format!("/people/{}/{action}", newest_user(&test).await);
        let answer = test.client.press(page.trim_end_matches('/'), form).await;
        assert_eq!(answer.status, Status::SeeOther, "{page}");
        assert_eq!(inspector.get(path).dispatch().await.status(), then, "{page}");
    }
}

#[rocket::async_test]
async fn signing_out_and_a_new_password_are_in_force_at_the_next_request() {
    let test = TestApp::with(ON).await;
    let email = "aisha@example.org";
    let (phone, desk) = (Person::member(&test, email, Role::Inspector).await, Person::at(&test).await);
    phone.sign_in(email, PASSWORD).await;
    desk.sign_in(email, PASSWORD).await;
    remember_person(&test, &desk).await;
    remember_person(&test, &phone).await;
    let form = [("current", PASSWORD), ("new", "entirely other words now")];
    assert_eq!(phone.post("/account/password", &form).await.status, Status::SeeOther);
    assert!(!desk.is_in().await, "the other session has ended");
    remember_person(&test, &phone).await;
    let token = phone.token().expect("a session");
    assert_eq!(phone.post("/sign-out", &[]).await.status, Status::SeeOther);
    // A copy of the cookie is of no use.
    phone.set_cookie(&token);
    assert!(!phone.is_in().await);
}

#[rocket::async_test]
async fn a_revoked_api_token_is_refused_at_the_next_request() {
    let test = TestApp::with(ON).await;
    let page = test.client.press("/tokens", "name=Script&permissions=reports.read&days=7").await.page;
    let at = page.find("value=\"inj_").expect("a token") + "value=\"".len();
    let text = &page[at..at + 68];
    let token: ApiToken = text.parse().expect("a token");
    let stranger = test.stranger().await;
    let ask = async || {
        let request = stranger.get("/api/v1/me").header(Header::new("Authorization", format!("Bearer {text}")));
        request.dispatch().await.status()
    };
    eventually("the token is remembered", async || {
        assert_eq!(ask().await, Status::Ok);
        test.app.members.get(&token.hash(), test.now()).is_some()
    })
    .await;
    let id = db::text(&test.url, "SELECT token_id FROM api_tokens").await;
    assert_eq!(test.client.press(&format!("/tokens/{id}/revoke"), "").await.status, Status::SeeOther);
    assert_eq!(ask().await, Status::Unauthorized);
}

#[rocket::async_test]
async fn a_change_by_another_process_is_announced() {
    let (test, email) = (TestApp::with(ON).await, "aisha@example.org");
    let other = TestApp::on(test.url.clone(), ON).await;
    let person = Person::member(&test, email, Role::Inspector).await;
    person.sign_in(email, PASSWORD).await;
    remember_person(&test, &person).await;
    let page = format!("/people/{}/suspend", newest_user(&test).await);
    assert_eq!(other.client.press(&page, "").await.status, Status::SeeOther);
    eventually("the suspension is in force", async || !person.is_in().await).await;
    // A command has its own connection to the database.
    let second = Person::member(&test, "omar@example.org", Role::Inspector).await;
    second.sign_in("omar@example.org", PASSWORD).await;
    remember_person(&test, &second).await;
    let secret = Secret::Password { text: "given by the operator", must_change: false };
    users::set_password(&other.app, "omar@example.org", secret).await.expect("a new password");
    eventually("the new password is in force", async || !second.is_in().await).await;
}

#[rocket::async_test]
async fn every_change_of_what_the_look_up_returns_is_announced() {
    let test = TestApp::with(ON).await;
    let inspector = test.signed_in("inspector").await;
    let member = "(SELECT max(id) FROM memberships)";
    let organisation = "(SELECT min(id) FROM organisations)";
    let user = "(SELECT max(id) FROM users)";
    for change in [
        format!("UPDATE sessions SET confirmed_at = confirmed_at - interval '1 hour' WHERE user_id = {user}"),
        format!("UPDATE users SET full_name = 'Another name' WHERE id = {user}"),
        format!("UPDATE users SET time_zone = 'Europe/Berlin' WHERE id = {user}"),
        format!("UPDATE memberships SET role = 'reviewer' WHERE id = {member}"),
        format!(
            "INSERT INTO membership_scopes (organisation_id, membership_id, module) VALUES ({organisation}, {member}, 'civil')"
        ),
        "UPDATE membership_scopes SET module = 'cleaning'".to_owned(),
        "DELETE FROM membership_scopes".to_owned(),
        format!("UPDATE organisations SET name = 'Another' WHERE id = {organisation}"),
        format!("UPDATE organisations SET time_zone = 'Asia/Riyadh' WHERE id = {organisation}"),
        format!(
            "INSERT INTO organisation_settings (organisation_id, idle_minutes) VALUES ({organisation}, 600)
                 ON CONFLICT (organisation_id) DO UPDATE SET idle_minutes = 600"
        ),
        format!("INSERT INTO totp_secrets (user_id, sealed, last_step, created_at) VALUES ({user}, '', 0, now())"),
        format!(
            "INSERT INTO absences (organisation_id, user_id, delegate_id, first_day, last_day, starts_at, ends_at, created_at)
             SELECT {organisation}, min(id), {user}, '2026-03-14', '2026-03-14', '2026-03-14', '2026-03-15', now() FROM users"
        ),
        "DELETE FROM absences".to_owned(),
        "UPDATE totp_secrets SET confirmed_at = now()".to_owned(),
        "DELETE FROM totp_secrets".to_owned(),
    ] {
        let token = remember(&test, &inspector).await;
        db::execute(&test.url, &change).await;
        eventually(&change, async || !is_remembered(&test, &token)).await;
    }
    let token = remember(&test, &inspector).await;
    db::execute(&test.url, "UPDATE users SET disabled_at = now() WHERE email LIKE 'inspector%'").await;
    eventually("disabled", async || !is_remembered(&test, &token)).await;
    assert_eq!(inspector.get("/account").dispatch().await.status(), Status::SeeOther);
}

#[rocket::async_test]
async fn a_use_is_not_announced_as_a_change() {
    let test = TestApp::with(ON).await;
    let inspector = test.signed_in("inspector").await;
    let token = remember(&test, &inspector).await;
    db::execute(&test.url, "UPDATE sessions SET last_seen_at = now(); UPDATE users SET last_login = now()").await;
    // This change is announced on the same channel afterwards; had the uses been announced, so had they before it.
    let announced = db::text(
        &test.url,
        "SELECT count(*)::text FROM information_schema.triggered_update_columns
         WHERE trigger_name LIKE '%announce_change'
           AND event_object_column IN ('last_seen_at', 'last_login', 'last_used_at', 'last_used_ip')",
    )
    .await;
    assert_eq!(announced, "0");
    assert!(is_remembered(&test, &token));
}

/// Every table that the look-ups read has a trigger, also one that a later migration adds.
#[rocket::async_test]
async fn every_table_of_the_look_up_announces_its_changes() {
    let url = db::fresh().await;
    TestApp::on(url.clone(), &[]).await;
    let missing = "
        SELECT coalesce(string_agg(DISTINCT found[1], ' '), '')
        FROM pg_proc p, regexp_matches(p.prosrc, '(?:FROM|JOIN)\\s+([a-z_]+)', 'g') found
        WHERE p.proname IN ('session_of', 'api_token_of') AND EXISTS (SELECT FROM pg_class c WHERE c.relname = found[1])
          AND NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                          WHERE c.relname = found[1] AND t.tgname = found[1] || '_announce_change')";
    assert_eq!(db::text(&url, missing).await, "");
    let read = "SELECT count(DISTINCT found[1])::text FROM pg_proc p,
        regexp_matches(p.prosrc, '(?:FROM|JOIN)\\s+([a-z_]+)', 'g') found WHERE p.proname = 'session_of'";
    assert!(db::text(&url, read).await.parse::<usize>().expect("a number") >= 9, "the expression finds the tables");
}

#[rocket::async_test]
async fn nothing_is_remembered_while_changes_may_be_missed() {
    let test = TestApp::with(ON).await;
    let inspector = test.signed_in("inspector").await;
    let token = remember(&test, &inspector).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE application_name = 'injaaz member changes' AND datname = current_database()";
    db::execute(&test.url, end).await;
    eventually("the loss of the connection is noticed", async || !is_remembered(&test, &token)).await;
    // Requests are answered all the time, and members are remembered again later.
    remember(&test, &inspector).await;
}
