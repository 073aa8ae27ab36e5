//! Authenticator apps after a rotation of the secret key.

use super::{Person, SECOND, audited, location, post};
use crate::support::{
    accounts,
    app::{Browser, TestApp},
    secret_keys::{NEW, OLD, THIRD},
};
use rocket::http::{Accept, Status};
use time::Duration;

async fn sealed(test: &TestApp) -> String {
    test.sql("SELECT encode(sealed, 'hex') FROM totp_secrets").await
}

/// The status after a code, and the page.
async fn tried(test: &TestApp, person: &Person, code: &str) -> (Status, String) {
    let browser = person.begun(test).await;
    let answer = post(&browser, SECOND, &format!("code={code}&next=/submissions")).await;
    let status = answer.status();
    if status == Status::SeeOther {
        assert_eq!(location(&answer), "/submissions");
    }
    (status, answer.into_string().await.unwrap_or_default())
}

#[rocket::async_test]
async fn an_authenticator_app_works_after_a_rotation_and_is_sealed_again() {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    let person = Person::with_app(&test).await;
    let first = sealed(&test).await;
    let previous = format!("{OLD}\n");
    let mut rotated = test.restarted(&[("INJAAZ_SECRET_KEY", NEW), ("INJAAZ_PREVIOUS_SECRET_KEYS", &previous)]).await;
    assert_eq!(tried(&rotated, &person, "000000").await.0, Status::UnprocessableEntity);
    assert_eq!(sealed(&test).await, first, "a wrong code changes nothing");
    assert_eq!(tried(&rotated, &person, &person.code(&rotated, 0)).await.0, Status::SeeOther);
    let second = sealed(&test).await;
    assert_ne!(second, first, "sealed with the new key");
    rotated.advance(Duration::minutes(5));
    assert_eq!(tried(&rotated, &person, &person.code(&rotated, 0)).await.0, Status::SeeOther);
    assert_eq!(sealed(&test).await, second, "sealed once");

    // The old key is no longer needed, and the new one can be rotated again.
    for settings in [
        &[("INJAAZ_SECRET_KEY", NEW)][..],
        &[("INJAAZ_SECRET_KEY", THIRD), ("INJAAZ_PREVIOUS_SECRET_KEYS", NEW)],
        &[("INJAAZ_SECRET_KEY", THIRD)],
    ] {
        rotated.advance(Duration::minutes(5));
        let mut again = test.restarted(settings).await;
        again.advance(rotated.now() - again.now());
        assert_eq!(tried(&again, &person, &person.code(&again, 0)).await.0, Status::SeeOther, "{settings:?}");
        std::mem::swap(&mut rotated, &mut again);
    }
}

#[rocket::async_test]
async fn an_unreadable_secret_leaves_recovery_codes_and_explains_what_to_do() {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    let person = Person::with_app(&test).await;
    let page = post(&person.browser, "/account/factors/recovery", "").await.into_string().await.unwrap();
    let codes: Vec<&str> = page.split("<code translate=\"no\" dir=\"ltr\">").skip(1).map(|rest| &rest[..23]).collect();
    let lost = test.restarted(&[("INJAAZ_SECRET_KEY", NEW)]).await;

    let (status, page) = tried(&lost, &person, &person.code(&lost, 0)).await;
    assert_eq!(status, Status::UnprocessableEntity);
    assert!(page.contains("can no longer check the codes of your app") && page.contains("recovery code"), "{page}");
    assert!(audited(&test, "factor.failed").await.contains(r#"{"why": "unreadable_secret", "kind": "totp"}"#));
    let (status, page) = tried(&lost, &person, "AAAAA-AAAAA-AAAAA-AAAAA").await;
    assert_eq!(status, Status::UnprocessableEntity);
    assert!(page.contains("The code was not accepted"), "an invalid recovery code");

    let browser = person.begun(&lost).await;
    let through = post(&browser, SECOND, &format!("code={}", codes[0])).await;
    assert_eq!((through.status(), location(&through)), (Status::SeeOther, "/".into()));
    drop(through);
    assert_eq!(audited(&test, "factor.used").await, r#"{"kind": "recovery_code"}"#);
    let page = browser.get("/account/factors").header(Accept::HTML).dispatch().await;
    assert_eq!(page.status(), Status::Ok);
    let page = page.into_string().await.unwrap();
    assert!(page.contains("can no longer check the codes of this app"), "{page}");
    assert!(page.contains("/account/factors/totp/remove"), "the app can be removed");
    drop(post(&browser, "/account/factors/totp/remove", "").await);
    let begun = post(&browser, "/account/factors/totp", "").await;
    assert_eq!(location(&begun), "/account/factors/totp");
    drop(begun);
    assert_eq!(browser.get("/account/factors/totp").dispatch().await.status(), Status::Ok, "another app is set up");

    // With the previous key in the settings nothing is lost.
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    let person = Person::with_app(&test).await;
    let lost = test.restarted(&[("INJAAZ_SECRET_KEY", NEW)]).await;
    assert_eq!(tried(&lost, &person, &person.code(&lost, 0)).await.0, Status::UnprocessableEntity);
    let before = format!("{OLD}\n");
    let found = test.restarted(&[("INJAAZ_SECRET_KEY", NEW), ("INJAAZ_SECRET_KEY_BEFORE", &before)]).await;
    let browser = person.begun(&found).await;
    assert_eq!(post(&browser, SECOND, &format!("code={}", person.code(&found, 0))).await.status(), Status::SeeOther);
}

#[rocket::async_test]
async fn an_administrator_removes_an_unreadable_authenticator_app() {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    let person = Person::with_app(&test).await;
    let lost = test.restarted(&[("INJAAZ_SECRET_KEY", NEW)]).await;
    let waiting = person.begun(&lost).await;
    let id = test.sql(&format!("SELECT public_id FROM users WHERE email = '{}'", person.email)).await;
    let removed = post(&lost.client, &format!("/people/{id}/factors/remove"), "").await;
    assert_eq!(location(&removed), format!("/people/{id}"));
    assert_eq!((test.count("totp_secrets").await, test.count("recovery_codes").await), (0, 0));
    let ended = waiting.get(SECOND).header(Accept::HTML).dispatch().await;
    assert!(location(&ended).starts_with("/sign-in?next="), "all their sessions have ended");
}

#[rocket::async_test]
async fn an_unconfirmed_authenticator_app_can_be_set_up_again() {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    let signed_in = accounts::sign_in(&test.url, "inspector", test.now()).await;
    let browser = Browser::new(&test.app, Some(signed_in.clone())).await;
    drop(post(&browser, "/account/factors/totp", "").await);
    assert_eq!(browser.get("/account/factors/totp").dispatch().await.status(), Status::Ok);
    let lost = test.restarted(&[("INJAAZ_SECRET_KEY", NEW)]).await;
    let browser = Browser::new(&lost.app, Some(signed_in)).await;
    for address in ["/account/factors/totp", "/account/factors/totp/qr.svg"] {
        assert_eq!(browser.get(address).dispatch().await.status(), Status::NotFound, "{address}");
    }
    let confirmed = post(&browser, "/account/factors/totp/confirm", "code=000000").await;
    assert_eq!(confirmed.status(), Status::NotFound);
    drop(confirmed);
    drop(post(&browser, "/account/factors/totp", "").await);
    assert_eq!(browser.get("/account/factors/totp").dispatch().await.status(), Status::Ok);
}
