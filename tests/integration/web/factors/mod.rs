//! Second factors over HTTP: their setup, the step after the password, and invalid proofs.

mod passkeys;
mod required;
mod rotation;

use crate::support::{
    accounts::{self, SignedIn},
    app::{Browser, TestApp},
    db,
    page_requests::without_csrf_tokens,
};
use rocket::{
    http::{Accept, ContentType, Status},
    local::asynchronous::LocalResponse,
};
use sha2::{Digest, Sha256};
use time::Duration;
use totp_rs::{Builder, Secret, Totp};

pub(super) async fn post<'c>(browser: &'c Browser, path: &str, form: &str) -> LocalResponse<'c> {
    let request = browser.post(path).header(ContentType::Form).header(Accept::HTML);
    request.body(form).dispatch().await
}

pub(super) fn location(answer: &LocalResponse<'_>) -> String {
    answer.headers().get_one("Location").unwrap_or_default().to_owned()
}

/// A person with an authenticator app.
pub(super) struct Person {
    pub email: String,
    pub browser: Browser,
    app: Totp,
    sessions: std::cell::Cell<u32>,
}

impl Person {
    pub async fn with_app(test: &TestApp) -> Person {
        let signed_in = accounts::sign_in(&test.url, "inspector", test.now()).await;
        let browser = Browser::new(&test.app, Some(signed_in.clone())).await;
        {
            let begun = post(&browser, "/account/factors/totp", "").await;
            assert_eq!((begun.status(), location(&begun)), (Status::SeeOther, "/account/factors/totp".into()));
        }
        let page = browser.get("/account/factors/totp").dispatch().await.into_string().await.unwrap();
        let letters =
            page.split("class=\"letters\" dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        let secret = Secret::try_from_base32(letters).unwrap();
        let app = Builder::new().with_secret(secret).with_step_duration(30).build().unwrap();
        let person = Person { email: signed_in.email, browser, app, sessions: 0.into() };
        let wrong = post(&person.browser, "/account/factors/totp/confirm", "code=000000x").await;
        assert_eq!(wrong.status(), Status::UnprocessableEntity);
        let form = format!("code={}", person.code(test, -30));
        let confirmed = post(&person.browser, "/account/factors/totp/confirm", &form).await;
        assert_eq!((confirmed.status(), location(&confirmed)), (Status::SeeOther, "/account/factors".into()));
        drop((wrong, confirmed));
        person
    }

    /// The code of the app after this number of seconds.
    pub fn code(&self, test: &TestApp, seconds: i64) -> String {
        self.app.generate(u64::try_from(test.now().unix_timestamp() + seconds).unwrap()).to_string()
    }

    /// Another browser, after a correct password.
    pub async fn begun(&self, test: &TestApp) -> Browser {
        self.sessions.set(self.sessions.get() + 1);
        begun(test, &self.email, self.sessions.get()).await
    }
}

pub(super) async fn begun(test: &TestApp, email: &str, number: u32) -> Browser {
    let token = hex::encode(Sha256::digest(format!("{email} {number}")));
    let statement = format!(
        "INSERT INTO sessions (token_hash, user_id, organisation_id, state, created_at, last_seen_at, confirmed_at, expires_at)
         SELECT sha256('{token}'), user_id, organisation_id, 'second_factor', created_at, last_seen_at, confirmed_at, expires_at
         FROM sessions WHERE user_id = (SELECT id FROM users WHERE email = '{email}') ORDER BY id LIMIT 1"
    );
    db::execute(&test.url, &statement).await;
    let form_token = accounts::form_token_of(&token);
    Browser::new(&test.app, Some(SignedIn { email: email.to_owned(), token, form_token })).await
}

pub(super) fn session_of(browser: &Browser) -> Option<String> {
    browser.token()
}

pub(super) async fn audited(test: &TestApp, action: &str) -> String {
    let query = format!(
        "SELECT coalesce(string_agg(details::text, ' ' ORDER BY id), '') FROM audit_logs WHERE action = '{action}'"
    );
    db::text(&test.url, &query).await
}

const SECOND: &str = "/sign-in/second-factor";

#[rocket::async_test]
async fn a_code_finishes_the_sign_in_under_a_new_token() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    let browser = person.begun(&test).await;
    let before = session_of(&browser).unwrap();
    let home = browser.get("/submissions").header(Accept::HTML).dispatch().await;
    assert_eq!(location(&home), "/sign-in/second-factor?next=%2Fsubmissions");
    let page = browser.get("/sign-in/second-factor?next=/submissions").dispatch().await;
    assert_eq!(page.status(), Status::Ok);
    let through = post(&browser, SECOND, &format!("code={}&next=/submissions", person.code(&test, 0))).await;
    assert_eq!((through.status(), location(&through)), (Status::SeeOther, "/submissions".into()));
    let after = session_of(&browser).unwrap();
    assert_ne!(before, after, "a session with more permissions has a new token");
    let open = browser.get("/submissions").dispatch().await;
    assert_eq!(open.status(), Status::Ok);
    let query = format!("SELECT state || ' ' || strength FROM sessions WHERE token_hash = sha256('{after}')");
    assert_eq!(db::text(&test.url, &query).await, "active two_factors");
    let query = format!("SELECT count(*)::text FROM sessions WHERE token_hash = sha256('{before}')");
    assert_eq!(db::text(&test.url, &query).await, "0");
    assert_eq!(audited(&test, "factor.used").await, r#"{"kind": "totp"}"#);
    assert_eq!(audited(&test, "factor.added").await, r#"{"kind": "totp"}"#);
}

#[rocket::async_test]
async fn a_code_works_for_one_of_two_concurrent_requests() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    let (one, other) = (person.begun(&test).await, person.begun(&test).await);
    let form = format!("code={}", person.code(&test, 0));
    let (one, other) = tokio::join!(post(&one, SECOND, &form), post(&other, SECOND, &form));
    let mut codes = [one.status().code, other.status().code];
    codes.sort_unstable();
    assert_eq!(codes, [303, 422]);
}

#[rocket::async_test]
async fn a_code_is_six_digits_of_now_or_one_step_away() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    test.advance(Duration::minutes(5));
    for wrong in ["", "12345", "1234567", "abcdef", &person.code(&test, -60), &person.code(&test, 60)] {
        let browser = person.begun(&test).await;
        let answer = post(&browser, SECOND, &format!("code={wrong}")).await;
        assert_eq!(answer.status(), Status::UnprocessableEntity, "{wrong}");
    }
    for right in [-30, 0, 30] {
        let browser = person.begun(&test).await;
        let answer = post(&browser, SECOND, &format!("code={}", person.code(&test, right))).await;
        assert_eq!(answer.status(), Status::SeeOther, "{right}");
    }
    let browser = person.begun(&test).await;
    let answer = post(&browser, SECOND, &format!("code={}", person.code(&test, 0))).await;
    assert_eq!(answer.status(), Status::UnprocessableEntity, "a time step before a used one");
}

#[rocket::async_test]
async fn after_six_wrong_codes_one_starts_again() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    let browser = person.begun(&test).await;
    let mut bodies = Vec::new();
    for wrong in ["000000", "1234567", "", "AAAAA-AAAAA-AAAAA-AAAAA", "x"] {
        let answer = post(&browser, SECOND, &format!("code={wrong}")).await;
        assert_eq!(answer.status(), Status::UnprocessableEntity, "{wrong}");
        bodies.push(without_csrf_tokens(&answer.into_string().await.unwrap()));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "all failures have the same message");
    let last = post(&browser, SECOND, "code=000000").await;
    assert_eq!((last.status(), location(&last)), (Status::SeeOther, "/sign-in?done=too-many-codes&next=%2F".into()));
    let told = browser.get("/sign-in?done=too-many-codes").dispatch().await.into_string().await.unwrap_or_default();
    assert!(told.contains("Too many wrong codes"), "{told}");
    let late = post(&browser, SECOND, &format!("code={}", person.code(&test, 0))).await;
    assert_eq!(late.status(), Status::Unauthorized, "the session has ended");
    assert_eq!(audited(&test, "factor.failed").await.matches("\"wrong\"").count(), 6);
}

#[rocket::async_test]
async fn code_attempts_are_limited_across_sessions() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    for _ in 0..5 {
        let browser = person.begun(&test).await;
        for _ in 0..6 {
            post(&browser, SECOND, "code=000000").await;
        }
    }
    let browser = person.begun(&test).await;
    let form = format!("code={}", person.code(&test, 0));
    assert_eq!(post(&browser, SECOND, &form).await.status(), Status::UnprocessableEntity);
    test.advance(Duration::hours(1));
    let form = format!("code={}", person.code(&test, 0));
    assert_eq!(post(&browser, SECOND, &form).await.status(), Status::SeeOther);
}

#[rocket::async_test]
async fn a_recovery_code_works_once() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    let told = post(&person.browser, "/account/factors/recovery", "").await;
    assert_eq!(told.status(), Status::Ok);
    let page = told.into_string().await.unwrap();
    let codes: Vec<&str> = page.split("<code translate=\"no\" dir=\"ltr\">").skip(1).map(|rest| &rest[..23]).collect();
    assert_eq!(codes.len(), 10);
    let browser = person.begun(&test).await;
    let form = format!("code={}", codes[3].to_lowercase().replace('-', "+"));
    assert_eq!(post(&browser, SECOND, &form).await.status(), Status::SeeOther);
    let browser = person.begun(&test).await;
    assert_eq!(post(&browser, SECOND, &form).await.status(), Status::UnprocessableEntity, "used");
    let page = person.browser.get("/account/factors").dispatch().await.into_string().await.unwrap();
    assert!(page.contains("Codes left: <b>9</b>") && !page.contains(codes[0]));
    // New codes invalidate the former ones.
    drop(post(&person.browser, "/account/factors/recovery", "").await);
    let browser = person.begun(&test).await;
    let form = format!("code={}", codes[4]);
    assert_eq!(post(&browser, SECOND, &form).await.status(), Status::UnprocessableEntity);
    assert_eq!(audited(&test, "factor.used").await, r#"{"kind": "recovery_code"}"#);
}

#[rocket::async_test]
async fn secrets_are_sealed_and_shown_only_until_they_are_confirmed() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    for address in ["/account/factors/totp", "/account/factors/totp/qr.svg"] {
        assert_eq!(person.browser.get(address).dispatch().await.status(), Status::NotFound, "{address}");
    }
    let sealed = db::text(&test.url, "SELECT encode(sealed, 'hex') FROM totp_secrets").await;
    assert!(!sealed.contains(&hex::encode(person.app.secret().as_ref())) && sealed.len() == 2 * (12 + 20 + 16));
    let again = post(&person.browser, "/account/factors/totp", "").await;
    assert_eq!(again.status(), Status::Conflict, "one app at a time");
    let other = test.signed_in("inspector").await;
    drop(post(&other, "/account/factors/totp", "").await);
    let picture = other.get("/account/factors/totp/qr.svg").dispatch().await;
    assert_eq!(picture.content_type(), Some(ContentType::SVG));
    assert_eq!(picture.headers().get_one("Cache-Control"), Some("no-store"));
    assert!(picture.into_string().await.unwrap().contains("<path"));
    let pending = begun_state(&test).await;
    assert_eq!(pending, "1", "an unconfirmed app is not required");
}

async fn begun_state(test: &TestApp) -> String {
    db::text(&test.url, "SELECT count(*)::text FROM totp_secrets WHERE confirmed_at IS NULL").await
}

#[rocket::async_test]
async fn changing_factors_requires_the_password_and_ends_other_sessions() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    let elsewhere = person.begun(&test).await;
    test.advance(Duration::hours(1));
    for (path, what) in [
        ("/account/factors/totp", "add"),
        ("/account/factors/totp/remove", "remove"),
        ("/account/factors/recovery", "codes"),
        ("/account/factors/passkeys/pky_0/remove", "remove a passkey"),
    ] {
        let answer = post(&person.browser, path, "").await;
        assert_eq!(location(&answer), "/account/confirm?next=/account/factors", "{what}");
    }
    let page = person.browser.get("/account/factors").dispatch().await.into_string().await.unwrap();
    assert!(page.contains("/account/confirm?next=/account/factors") && !page.contains("totp/remove"));
    db::execute(&test.url, "UPDATE sessions SET confirmed_at = confirmed_at + interval '1 hour'").await;
    let removed = post(&person.browser, "/account/factors/totp/remove", "").await;
    assert_eq!(location(&removed), "/account/factors");
    let other = elsewhere.get(SECOND).header(Accept::HTML).dispatch().await;
    assert!(location(&other).starts_with("/sign-in?next="), "the other session has ended");
    assert_eq!(person.browser.get("/account/factors").dispatch().await.status(), Status::Ok);
    assert_eq!(audited(&test, "factor.removed").await, r#"{"kind": "totp"}"#);
    let again = post(&person.browser, "/account/factors/totp/remove", "").await;
    assert_eq!(again.status(), Status::NotFound);
}
