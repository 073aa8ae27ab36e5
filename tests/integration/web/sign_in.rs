//! `/sign-in` and `/sign-out`: successful and rejected sign-ins, and what the responses disclose.

use crate::support::{
    app::TestApp,
    db,
    person::{PASSWORD, Person, audited},
};
use injaaz::domain::access::Role;
use rocket::http::Status;
use time::Duration;

const EMAIL: &str = "Aisha.Khan+site@example.org";

#[rocket::async_test]
async fn signing_in_gives_a_new_session_and_ends_the_old_one() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Inspector).await;
    assert_eq!(person.get("/submissions?q=a%20b").await.location, "/sign-in?next=%2Fsubmissions%3Fq%3Da%2520b");
    // A planted, a truncated and an unknown token: not signed in, without further effect.
    for planted in ["0".repeat(64), "0".repeat(63), "x".repeat(64), format!("{0} {0}", "0".repeat(64))] {
        person.set_cookie(&planted);
        assert_eq!(person.get("/account").await.status, Status::SeeOther, "{planted}");
    }
    person.set_cookie(&"0".repeat(64));
    let done =
        person.post("/sign-in", &[("email", EMAIL), ("password", PASSWORD), ("next", "/submissions?q=a%20b")]).await;
    assert_eq!((done.status, done.location.as_str()), (Status::SeeOther, "/submissions?q=a%20b"));
    let first = person.token().unwrap();
    assert_ne!(first, "0".repeat(64));
    let cookie = done.header("Set-Cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(person.is_in().await);
    // The spelling of the address does not matter, and the first session has ended.
    assert_eq!(person.sign_in("  aisha.khan+SITE@example.org ", PASSWORD).await.status, Status::SeeOther);
    let second = person.token().unwrap();
    assert_ne!(first, second);
    person.set_cookie(&first);
    assert!(!person.is_in().await);
    person.set_cookie(&second);
    assert!(person.is_in().await);
    assert!(!db::text(&test.url, "SELECT string_agg(s::text, '') FROM sessions s").await.contains(&second));
    assert_eq!(audited(&test, "signin.ok").await.len(), 2);
    assert_eq!(
        db::text(&test.url, "SELECT last_login::text FROM users WHERE email LIKE 'Aisha%'").await,
        "2026-03-14 09:30:00+00"
    );
}

#[rocket::async_test]
async fn failed_sign_ins_have_the_same_response_and_duration() {
    let test = TestApp::new().await;
    Person::member(&test, EMAIL, Role::Inspector).await;
    for (email, change) in [
        ("disabled@example.org", "UPDATE users SET disabled_at = now() WHERE email = 'disabled@example.org'"),
        (
            "suspended@example.org",
            "UPDATE memberships SET suspended_at = now() FROM users u WHERE u.id = user_id AND u.email = 'suspended@example.org'",
        ),
        ("empty@example.org", "UPDATE users SET password_hash = '' WHERE email = 'empty@example.org'"),
    ] {
        Person::member(&test, email, Role::Viewer).await;
        db::execute(&test.url, change).await;
    }
    let mut pages = Vec::new();
    let long = "x".repeat(1025);
    for (email, password) in [
        (EMAIL, "a wrong password"),
        (EMAIL, ""),
        (EMAIL, " four unrelated words here"),
        (EMAIL, long.as_str()),
        ("nobody@example.org", PASSWORD),
        ("disabled@example.org", PASSWORD),
        ("suspended@example.org", PASSWORD),
        ("empty@example.org", ""),
        ("", ""),
        ("no\0body@example.org", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ] {
        let before = test.app.hashing.done();
        let person = Person::at(&test).await;
        let refused = person.sign_in(email, password).await;
        assert_eq!(test.app.hashing.done() - before, 1, "{email:?}");
        assert_eq!(refused.status, Status::UnprocessableEntity, "{email:?}");
        assert!(person.token().is_none(), "{email:?}");
        assert!(!refused.page.contains(PASSWORD) && !refused.page.contains("a wrong password"));
        let value = if email.is_empty() { String::new() } else { "VALUE".to_owned() };
        let escaped = email.replace('\'', "&#39;").replace('+', "&#43;");
        let page = [email, &escaped]
            .iter()
            .filter(|it| !it.is_empty())
            .fold(refused.page, |page, it| page.replace(*it, "VALUE"));
        pages.push((value, page));
    }
    let page = |value: &str| pages.iter().filter(|(it, _)| it == value).map(|(_, page)| page).collect::<Vec<_>>();
    assert!(page("VALUE").windows(2).all(|two| two[0] == two[1]), "{:?}", page("VALUE"));
    let failed = audited(&test, "signin.failed").await.join("\n");
    for reason in ["password", "unknown", "disabled", "suspended"] {
        assert!(failed.contains(&format!("\"reason\": \"{reason}\"")), "{failed}");
    }
    assert!(!failed.contains("nobody@") && !failed.contains(PASSWORD) && !failed.contains("wrong"), "{failed}");
}

#[rocket::async_test]
async fn a_password_is_used_exactly_as_it_was_typed() {
    let test = TestApp::new().await;
    for (number, password) in
        ["with\0nul inside", "trailing space ", "🐪🌴🏗🧯🪛", "a & b = c % d + e", &"long".repeat(256)]
            .iter()
            .enumerate()
    {
        let email = format!("p{number}@example.org");
        let person = Person::member(&test, &email, Role::Viewer).await;
        let hash = injaaz::services::passwords::hash(&test.app, password).await.unwrap();
        db::execute(&test.url, &format!("UPDATE users SET password_hash = '{hash}' WHERE email = '{email}'")).await;
        let cut: String = password.chars().take(password.chars().count() - 1).collect();
        assert_eq!(person.sign_in(&email, &cut).await.status, Status::UnprocessableEntity, "{password:?}");
        assert_eq!(person.sign_in(&email, password).await.status, Status::SeeOther, "{password:?}");
    }
    // A megabyte is not a valid password and is not hashed.
    let before = test.app.hashing.done();
    let answer = Person::at(&test).await.sign_in(EMAIL, &"x".repeat(1 << 20)).await;
    assert!(matches!(answer.status.code, 413 | 422), "{}", answer.status);
    assert_eq!(test.app.hashing.done(), before);
}

#[rocket::async_test]
async fn guessing_is_throttled_without_locking_out_the_owner() {
    let test = TestApp::new().await;
    let owner = Person::member(&test, EMAIL, Role::Manager).await;
    assert_eq!(owner.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
    for email in [EMAIL, "nobody@example.org"] {
        let guesser = Person::at(&test).await;
        let mut waits = Vec::new();
        for number in 0..16 {
            let ip = format!("203.0.113.{number}");
            let headers =
                [("X-Forwarded-For", ip.as_str()), ("X-Real-IP", &ip), ("Forwarded", &ip), ("True-Client-IP", &ip)];
            let form = [("email", email), ("password", "guess guess guess")];
            let mut answer = guesser.post_with("/sign-in", &form, &headers).await;
            if answer.status == Status::TooManyRequests {
                let before = test.app.hashing.done();
                assert!(answer.page.contains("Too many attempts"), "{}", answer.page);
                let wait: i64 = answer.header("Retry-After").unwrap().parse().unwrap();
                waits.push(wait);
                // Before that, even the correct password is not checked.
                test.advance(Duration::seconds(wait) - Duration::milliseconds(1));
                assert_eq!(guesser.sign_in(email, PASSWORD).await.status, Status::TooManyRequests);
                assert_eq!(test.app.hashing.done(), before);
                test.advance(Duration::milliseconds(1));
                answer = guesser.post_with("/sign-in", &form, &headers).await;
            }
            assert_eq!(answer.status, Status::UnprocessableEntity, "{email} {number}");
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900], "{email}");
    }
    // The wait ends by itself, and a success resets the counter.
    test.advance(Duration::seconds(900));
    assert_eq!(Person::at(&test).await.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
    assert_eq!(Person::at(&test).await.sign_in(EMAIL, "wrong wrong wrong").await.status, Status::UnprocessableEntity);
}

#[rocket::async_test]
async fn a_hash_with_other_parameters_is_made_anew_at_the_sign_in() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    let hash = || db::text(&test.url, "SELECT password_hash FROM users WHERE email LIKE 'Aisha%'");
    let first = hash().await;
    assert!(first.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{first}");
    assert_eq!(person.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
    assert_eq!(hash().await, first);
    test.app.hashing.take_memory_kib(128);
    assert_eq!(person.sign_in(EMAIL, "wrong wrong wrong").await.status, Status::UnprocessableEntity);
    assert_eq!(hash().await, first);
    assert_eq!(person.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
    let second = hash().await;
    assert!(second.starts_with("$argon2id$v=19$m=128,t=1,p=1$"), "{second}");
    assert_eq!(person.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
    assert_eq!(hash().await, second);
}

#[rocket::async_test]
async fn a_session_ends_when_it_rests_when_it_is_old_and_when_its_owner_says_so() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    person.sign_in(EMAIL, PASSWORD).await;
    test.advance(Duration::minutes(719));
    assert!(person.is_in().await);
    test.advance(Duration::minutes(720));
    assert!(!person.is_in().await, "the session was idle for twelve hours");
    assert_eq!(person.get("/sign-in").await.status, Status::Ok);
    person.sign_in(EMAIL, PASSWORD).await;
    for _ in 0..23 {
        test.advance(Duration::hours(7));
        assert!(person.is_in().await);
    }
    test.advance(Duration::hours(7));
    assert!(!person.is_in().await, "the session was seven days old");

    assert_eq!(person.get("/sign-in").await.status, Status::Ok);
    person.sign_in(EMAIL, PASSWORD).await;
    let token = person.token().unwrap();
    // Not without the form token.
    assert_eq!(person.client.post("/sign-out").dispatch().await.status(), Status::Forbidden);
    let out = person.post("/sign-out", &[]).await;
    assert_eq!((out.status, out.location.as_str()), (Status::SeeOther, "/sign-in?done=signed-out"));
    assert_eq!(out.header("Clear-Site-Data"), Some("\"cache\""));
    assert!(person.token().is_none());
    person.set_cookie(&token);
    assert!(!person.is_in().await);
    assert_eq!(audited(&test, "signout").await.len(), 1);
}

#[rocket::async_test]
async fn the_sign_in_leads_to_our_own_pages_only() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    for (next, place) in [
        ("/submissions", "/submissions"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/sign-out", "/"),
        ("", "/"),
    ] {
        let form = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        assert_eq!(person.post("/sign-in", &form).await.location, place, "{next:?}");
        let encoded = rocket::http::RawStr::new(next).percent_encode().to_string();
        assert_eq!(person.get(&format!("/sign-in?next={encoded}")).await.location, place, "{next:?}");
    }
}
