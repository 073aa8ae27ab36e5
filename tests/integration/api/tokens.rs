//! API tokens: created by a person, used by a program, ended by expiry, by revocation or with the membership.

mod permissions;

use super::{ALL, HOME, Program, fields};
use crate::support::{app::TestApp, db};
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::Value;
use time::Duration;

const FORM: &str = "name=Nightly+export&permissions=reports.read&permissions=submit&days=7";

/// Creates a token on the page.
async fn made(test: &TestApp, form: &str) -> String {
    let answer = test.client.post("/tokens").header(ContentType::Form).header(Accept::HTML).body(form).dispatch().await;
    let (status, page) = (answer.status(), answer.into_string().await.unwrap());
    assert_eq!(status, Status::Created, "{page}");
    let at = page.find("value=\"inj_").expect("a token") + "value=\"".len();
    page[at..at + 68].to_owned()
}

async fn me(program: &Program) -> Status {
    program.get("/api/v1/me").await.0
}

#[rocket::async_test]
async fn a_token_is_shown_once_and_only_its_hash_is_kept() {
    let test = TestApp::new().await;
    let token = made(&test, FORM).await;
    let program = Program::with(&test, &token).await;
    let (status, me) = program.get("/api/v1/me").await;
    assert_eq!(status, Status::Ok);
    assert_eq!(me["permissions"], serde_json::json!(["submit", "reports.read"]));
    assert_eq!((&me["role"], &me["token"]["name"]), (&"administrator".into(), &"Nightly export".into()));
    let digits = token.trim_start_matches("inj_");
    for table in ["api_tokens", "audit_logs", "sessions"] {
        let rows = db::text(&test.url, &format!("SELECT string_agg(t::text, ' ') FROM {table} t")).await;
        assert!(!rows.contains(&digits[8..]), "{table} contains the token");
    }
    let found = format!("SELECT count(*)::text FROM api_tokens WHERE token_hash = sha256('{token}')");
    assert_eq!(db::text(&test.url, &found).await, "1");
    let list = test.get("/tokens").await.into_string().await.unwrap();
    assert!(list.contains("Nightly export") && list.contains(&token[..12]) && !list.contains(&token[..20]));
}

#[rocket::async_test]
async fn invalid_token_requests_are_rejected_and_kept_in_the_form() {
    let test = TestApp::new().await;
    let inspector = test.signed_in("inspector").await;
    let long = format!("name={}&days=8", "x".repeat(101));
    for (form, wrong) in [
        ("", &["name", "permissions", "days"][..]),
        (long.as_str(), &["name", "permissions", "days"]),
        ("name=a%00b&permissions=submit&days=7", &["name"]),
        ("name=a&permissions=people.manage&days=7", &["permissions"]),
        // An inspector may not export, so an inspector's token may not either.
        ("name=a&permissions=submissions.export&days=7", &["permissions"]),
        ("name=a&permissions=submit&days=366", &["days"]),
    ] {
        let post = |accept| inspector.post("/tokens").header(ContentType::Form).header(accept).body(form);
        let answer = post(Accept::JSON).dispatch().await;
        assert_eq!(answer.status(), Status::UnprocessableEntity, "{form}");
        let refusal: Value = answer.into_json().await.unwrap();
        assert_eq!(fields(&refusal), wrong, "{form}");
        let page = post(Accept::HTML).dispatch().await;
        assert_eq!(page.status(), Status::UnprocessableEntity, "{form}");
        assert!(page.into_string().await.unwrap().contains("id=\"error-summary\""), "{form}");
    }
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM api_tokens").await, "0");
}

#[rocket::async_test]
async fn creating_a_token_requires_recent_authentication() {
    let test = TestApp::new().await;
    test.advance(Duration::hours(1));
    let answer = test.client.post("/tokens").header(ContentType::Form).body(FORM).dispatch().await;
    assert_eq!(answer.status(), Status::SeeOther);
    assert_eq!(answer.headers().get_one("Location"), Some("/account/confirm?next=/tokens"));
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM api_tokens").await, "0");
    let page = test.get("/tokens").await.into_string().await.unwrap();
    assert!(page.contains("/account/confirm?next=/tokens") && !page.contains("name=\"days\""));
}

#[rocket::async_test]
async fn a_token_ends_by_expiry_revocation_or_with_its_member() {
    let test = TestApp::new().await;
    let token = made(&test, FORM).await;
    let program = Program::with(&test, &token).await;
    assert_eq!(me(&program).await, Status::Ok);
    for (end, back) in [
        ("UPDATE users SET disabled_at = now()", "UPDATE users SET disabled_at = NULL"),
        ("UPDATE memberships SET suspended_at = now()", "UPDATE memberships SET suspended_at = NULL"),
    ] {
        db::execute(&test.url, end).await;
        assert_eq!(me(&program).await, Status::Unauthorized, "{end}");
        db::execute(&test.url, back).await;
        assert_eq!(me(&program).await, Status::Ok, "{back}");
    }
    test.advance(Duration::days(7) - Duration::seconds(1));
    assert_eq!(me(&program).await, Status::Ok);
    test.advance(Duration::seconds(1));
    assert_eq!(me(&program).await, Status::Unauthorized);

    let test = TestApp::new().await;
    let program = Program::with(&test, &made(&test, FORM).await).await;
    let id = db::text(&test.url, "SELECT token_id FROM api_tokens").await;
    for _ in 0..2 {
        let answer = test.client.post(format!("/tokens/{id}/revoke")).dispatch().await;
        assert_eq!(answer.status(), Status::SeeOther);
        assert_eq!(me(&program).await, Status::Unauthorized);
    }
    let told = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE resource_type = 'api_token'";
    assert_eq!(db::text(&test.url, told).await, "token.made token.revoked");
}

#[rocket::async_test]
async fn a_wrong_token_is_refused_and_too_many_of_them_wait() {
    let test = TestApp::new().await;
    let good = Program::of(&test, "manager", ALL).await;
    let zeros = format!("Bearer inj_{}", "0".repeat(64));
    for header in ["", "Bearer", "Bearer x", "Basic YTpi", &zeros, good.token.as_str(), "Bearer inj_ff inj_ff"] {
        let request = good.browser.get("/api/v1/me").header(Header::new("Authorization", header.to_owned()));
        let answer = request.dispatch().await;
        assert_eq!(answer.status(), Status::Unauthorized, "{header}");
        assert_eq!(answer.headers().get_one("WWW-Authenticate"), Some("Bearer"), "{header}");
        let refusal: Value = answer.into_json().await.unwrap();
        assert!(refusal["error"].as_str().unwrap().contains("/tokens"), "{refusal}");
    }
    // A request without a session gets the same answer, in JSON.
    let stranger = test.stranger().await;
    let answer = stranger.get("/api/v1/me").header(Accept::HTML).dispatch().await;
    let answer: Value = answer.into_json().await.expect("JSON");
    assert!(answer["error"].as_str().unwrap().contains("Authorization"), "{answer}");

    let wrong = || good.browser.get("/api/v1/me").header(Header::new("Authorization", zeros.clone()));
    let mut last = Status::Unauthorized;
    for _ in 0..40 {
        last = wrong().dispatch().await.status();
    }
    assert_eq!(last, Status::TooManyRequests);
    assert!(wrong().dispatch().await.headers().contains("Retry-After"));
    // A valid token from the same address goes on: others there must not be locked out.
    assert_eq!(good.get("/api/v1/me").await.0, Status::Ok);
}

#[rocket::async_test]
async fn a_token_in_an_address_is_refused_and_not_repeated() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "manager", ALL).await;
    let token = &program.token;
    for path in [
        format!("/api/v1/me?token={token}"),
        format!("/api/v1/me?access_token={}", token.replace("inj_", "%69nj%5F")),
        format!("/submissions?q={token}"),
        format!("/{token}"),
    ] {
        for with_header in [true, false] {
            let mut request = program.browser.get(path.clone());
            if with_header {
                request = request.header(program.authorization());
            }
            let answer = request.dispatch().await;
            assert_eq!(answer.status(), Status::BadRequest, "{path}");
            let headers: Vec<String> = answer.headers().iter().map(|header| header.to_string()).collect();
            let body = answer.into_string().await.unwrap();
            assert!(!body.contains(&token[8..]) && !headers.join(" ").contains(&token[8..]), "{path}: {body}");
            assert!(body.contains("Authorization: Bearer"), "{path}: {body}");
        }
    }
}

#[rocket::async_test]
async fn uses_are_recorded_once_a_minute_and_audited_once_a_day() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "manager", ALL).await;
    let told = "SELECT count(*)::text FROM audit_logs WHERE action = 'token.used'";
    let last = "SELECT last_used_at::text FROM api_tokens";
    assert_eq!(db::text(&test.url, last).await, "");
    me(&program).await;
    let first = db::text(&test.url, last).await;
    assert_eq!((first.is_empty(), db::text(&test.url, told).await.as_str()), (false, "1"));
    test.advance(Duration::seconds(59));
    me(&program).await;
    assert_eq!(db::text(&test.url, last).await, first);
    test.advance(Duration::hours(1));
    me(&program).await;
    assert_ne!(db::text(&test.url, last).await, first);
    assert_eq!(db::text(&test.url, told).await, "1");
    test.advance(Duration::days(1));
    me(&program).await;
    assert_eq!(db::text(&test.url, told).await, "2");
}

#[rocket::async_test]
async fn people_see_and_revoke_their_own_tokens_and_administrators_all() {
    let test = TestApp::new().await;
    let others = Program::of(&test, "inspector", &["submit"]).await;
    let id = db::text(&test.url, "SELECT token_id FROM api_tokens").await;
    let reviewer = test.signed_in("reviewer").await;
    let page = reviewer.get("/tokens").dispatch().await.into_string().await.unwrap();
    assert!(!page.contains(&id));
    let gone = reviewer.post("/tokens/tok_000000000000/revoke").dispatch().await;
    let not_theirs = reviewer.post(format!("/tokens/{id}/revoke")).dispatch().await;
    assert_eq!((gone.status(), not_theirs.status()), (Status::NotFound, Status::NotFound));
    assert_eq!(me(&others).await, Status::Ok);
    assert!(test.get("/tokens").await.into_string().await.unwrap().contains(&id));
    assert_eq!(test.client.post(format!("/tokens/{id}/revoke")).dispatch().await.status(), Status::SeeOther);
    assert_eq!(me(&others).await, Status::Unauthorized);
    let viewer = test.signed_in("viewer").await;
    assert_eq!(viewer.get("/tokens").dispatch().await.status(), Status::Forbidden);

    // A token of another organisation is "not found".
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let elsewhere = "(SELECT max(id) FROM organisations)";
    let foreign = Program::in_organisation(&test, elsewhere, "administrator", ALL).await;
    let id = db::text(&test.url, &format!("SELECT token_id FROM api_tokens WHERE organisation_id = {elsewhere}")).await;
    assert_eq!(test.client.post(format!("/tokens/{id}/revoke")).dispatch().await.status(), Status::NotFound);
    assert_eq!(me(&foreign).await, Status::Ok);
    let count = format!("SELECT count(*)::text FROM api_tokens WHERE organisation_id = {HOME}");
    assert_eq!(db::text(&test.url, &count).await, "1");
}
