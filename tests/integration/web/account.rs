//! `/account`: the member's own password, sessions and organisations.

use crate::support::{
    app::TestApp,
    db,
    person::{PASSWORD, Person, audited},
};
use injaaz::{
    domain::access::Role,
    services::users::{self, Secret},
};
use rocket::http::Status;
use time::Duration;

const EMAIL: &str = "aisha@example.org";
const NEW: &str = "entirely other words now";

async fn two_devices(test: &TestApp) -> (Person, Person) {
    let (phone, desk) = (Person::member(test, EMAIL, Role::Inspector).await, Person::at(test).await);
    phone.sign_in(EMAIL, PASSWORD).await;
    desk.sign_in(EMAIL, PASSWORD).await;
    (phone, desk)
}

#[rocket::async_test]
async fn changing_the_password_ends_every_other_session() {
    let test = TestApp::new().await;
    let (phone, desk) = two_devices(&test).await;
    let change =
        async |current: &str, new: &str| phone.post("/account/password", &[("current", current), ("new", new)]).await;
    for (current, new, said) in [
        ("wrong wrong wrong", NEW, "not your current password"),
        (PASSWORD, "short", "too short"),
        (PASSWORD, "password1234", "attackers try first"),
        (PASSWORD, "Aisha@example.org", "your name, your e-mail address"),
        (PASSWORD, PASSWORD, "your current password. Choose another"),
        (PASSWORD, &"x".repeat(1025), "longer than 1024 bytes"),
    ] {
        let answer = change(current, new).await;
        assert_eq!(answer.status, Status::UnprocessableEntity, "{new}");
        assert!(answer.page.contains(said), "{new}: {}", answer.page);
    }
    assert!(desk.is_in().await);
    let before = phone.token();
    let done = change(PASSWORD, NEW).await;
    assert_eq!((done.status, done.location.as_str()), (Status::SeeOther, "/account?done=password"));
    assert_ne!(phone.token(), before);
    assert!(phone.is_in().await && !desk.is_in().await);
    assert_eq!(desk.sign_in(EMAIL, PASSWORD).await.status, Status::UnprocessableEntity);
    assert_eq!(desk.sign_in(EMAIL, NEW).await.status, Status::SeeOther);
    assert_eq!(audited(&test, "password.changed").await, [r#"{"sessions_ended": 1}"#]);
}

#[rocket::async_test]
async fn an_assigned_password_must_be_changed_first() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    let secret = Secret::Password { text: "given by the operator", must_change: true };
    users::set_password(&test.app, EMAIL, secret).await.unwrap();
    let form = [("email", EMAIL), ("password", "given by the operator"), ("next", "/submissions")];
    let place = "/account/password?next=%2Fsubmissions";
    assert_eq!(person.post("/sign-in", &form).await.location, place);
    assert_eq!(person.get("/submissions").await.location, place);
    assert_eq!(person.post("/account/sessions/end-others", &[]).await.status, Status::Unauthorized);
    let page = person.get(place).await;
    assert!(page.status == Status::Ok && page.page.contains("set by another person"), "{}", page.page);
    let form = [("current", "given by the operator"), ("new", NEW), ("next", "/submissions")];
    assert_eq!(person.post("/account/password", &form).await.location, "/submissions");
    assert!(person.is_in().await);
}

#[rocket::async_test]
async fn a_session_without_its_second_factor_cannot_exchange_the_first() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    person.sign_in(EMAIL, PASSWORD).await;
    db::execute(&test.url, "UPDATE sessions SET state = 'second_factor'").await;
    let place = "/sign-in/second-factor?next=%2F";
    assert_eq!(person.get("/account/password").await.location, place);
    assert_eq!(person.post("/account/password", &[("current", PASSWORD), ("new", NEW)]).await.location, place);
    assert_eq!(Person::at(&test).await.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn sessions_are_seen_and_ended_by_their_owner_alone() {
    let test = TestApp::new().await;
    let (phone, desk) = two_devices(&test).await;
    let stranger = Person::member(&test, "omar@example.org", Role::Administrator).await;
    stranger.sign_in("omar@example.org", PASSWORD).await;
    let page = phone.get("/account/sessions").await;
    assert_eq!(page.page.matches("<li class=\"sheet\">").count(), 2, "{}", page.page);
    let id =
        page.page.split("/account/sessions/").find_map(|part| part.split_once("/end\"").map(|(id, _)| id)).unwrap();
    let end = format!("/account/sessions/{id}/end");
    // A session of another person gets the same answer as one that does not exist.
    let (theirs, unknown) = (stranger.post(&end, &[]).await, stranger.post("/account/sessions/999999/end", &[]).await);
    assert_eq!((theirs.status, unknown.status), (Status::NotFound, Status::NotFound));
    for bad in ["-1", "0", "9223372036854775808", "abc", "%2e%2e"] {
        assert_eq!(phone.post(&format!("/account/sessions/{bad}/end"), &[]).await.status, Status::NotFound, "{bad}");
    }
    assert!(desk.is_in().await);
    assert_eq!(phone.post(&end, &[]).await.location, "/account/sessions?done=ended");
    assert!(!desk.is_in().await && phone.is_in().await);
    let desks = [Person::at(&test).await, Person::at(&test).await];
    for desk in &desks {
        desk.sign_in(EMAIL, PASSWORD).await;
    }
    assert_eq!(phone.post("/account/sessions/end-others", &[]).await.status, Status::SeeOther);
    assert!(phone.is_in().await && !desks[0].is_in().await && !desks[1].is_in().await && stranger.is_in().await);
    assert_eq!(audited(&test, "session.ended_others").await, [r#"{"ended": 2}"#]);
}

#[rocket::async_test]
async fn showing_the_password_again_holds_for_a_quarter_of_an_hour() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    person.sign_in(EMAIL, PASSWORD).await;
    test.advance(Duration::minutes(16));
    let confirmed = || {
        db::text(
            &test.url,
            "SELECT (s.confirmed_at > s.created_at)::text FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = 'aisha@example.org'",
        )
    };
    let confirm = async |password: &str| {
        person.post("/account/confirm", &[("password", password), ("next", "/account/sessions")]).await
    };
    assert_eq!(confirm("wrong wrong wrong").await.status, Status::UnprocessableEntity);
    assert_eq!(confirmed().await, "false");
    assert_eq!(confirm(PASSWORD).await.location, "/account/sessions");
    assert_eq!(confirmed().await, "true");
    // The throttle is the same as at the sign-in.
    for _ in 0..5 {
        assert_eq!(confirm("wrong wrong wrong").await.status, Status::UnprocessableEntity);
    }
    let answer = confirm(PASSWORD).await;
    assert_eq!((answer.status, answer.header("Retry-After")), (Status::TooManyRequests, Some("1")));
}

#[rocket::async_test]
async fn switching_organisations_takes_a_membership_and_gives_a_new_token() {
    let test = TestApp::new().await;
    let person = Person::member(&test, EMAIL, Role::Viewer).await;
    person.sign_in(EMAIL, PASSWORD).await;
    db::execute(
        &test.url,
        "INSERT INTO organisations (name, public_id) VALUES ('Second', 'org_second'), ('Foreign', 'org_foreign');
         INSERT INTO memberships (organisation_id, user_id, role)
         SELECT o.id, u.id, 'manager' FROM organisations o, users u WHERE o.name = 'Second' AND u.email = 'aisha@example.org'",
    )
    .await;
    let switch = async |wanted: &str| person.post("/account/organisation", &[("organisation", wanted)]).await;
    for wanted in ["org_foreign", "org_nothing", "", "Second"] {
        assert_eq!(switch(wanted).await.status, Status::NotFound, "{wanted}");
    }
    let before = person.token().unwrap();
    assert_eq!(switch("org_second").await.location, "/");
    assert_ne!(person.token().unwrap(), before);
    let page = person.get("/account").await.page;
    assert!(page.contains("<bdi translate=\"no\">Second</bdi>") && page.contains("Manager"), "{page}");
    let other = Person::at(&test).await;
    other.set_cookie(&before);
    assert!(!other.is_in().await);
    // The next sign-in is to the organisation of the last one.
    other.get("/sign-in").await;
    other.sign_in(EMAIL, PASSWORD).await;
    assert!(other.get("/account").await.page.contains("Manager"));
}

#[rocket::async_test]
async fn disabling_an_account_takes_effect_at_the_next_request() {
    let test = TestApp::new().await;
    let (phone, desk) = two_devices(&test).await;
    assert!(users::set_disabled(&test.app, EMAIL, true).await.unwrap());
    assert!(!phone.is_in().await && !desk.is_in().await);
    assert!(!users::set_disabled(&test.app, EMAIL, true).await.unwrap());
    phone.get("/sign-in").await;
    assert_eq!(phone.sign_in(EMAIL, PASSWORD).await.status, Status::UnprocessableEntity);
    assert!(users::set_disabled(&test.app, EMAIL, false).await.unwrap());
    assert!(!desk.is_in().await, "ended sessions stay ended");
    assert_eq!(phone.sign_in(EMAIL, PASSWORD).await.status, Status::SeeOther);
    for action in ["user.disabled", "user.enabled"] {
        assert!(audited(&test, action).await[0].contains("command line"), "{action}");
    }
}
