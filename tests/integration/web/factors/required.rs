//! Organisations that require a second factor, and the removal of lost factors.

use super::{Person, audited, location, post};
use crate::support::{
    accounts,
    app::{Browser, TestApp},
    db,
};
use rocket::http::{Accept, Status};
use time::Duration;

#[rocket::async_test]
async fn members_without_a_required_second_factor_must_set_one_up() {
    let test = TestApp::new().await;
    let with = Person::with_app(&test).await;
    let without = test.signed_in("inspector").await;
    let wanted =
        "INSERT INTO organisation_settings (organisation_id, require_second_factor) SELECT id, true FROM organisations";
    db::execute(&test.url, wanted).await;
    for (address, opens) in [
        ("/", false),
        ("/submissions", false),
        ("/account/absence", false),
        ("/accounts", true),
        ("/account/factors", true),
    ] {
        let answer = without.get(address).header(Accept::HTML).dispatch().await;
        let led = location(&answer) == "/account/factors";
        assert_eq!(led, !opens, "{address}");
    }
    let program = without.get("/submissions").header(Accept::JSON).dispatch().await;
    assert_eq!(program.status(), Status::Forbidden);
    let answer = with.browser.get("/").dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    let elsewhere = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let free = accounts::sign_in_to(&test.url, &elsewhere, "inspector", test.now()).await;
    let free = Browser::new(&test.app, Some(free)).await;
    assert_eq!(free.get("/").dispatch().await.status(), Status::Ok, "another organisation does not require it");
}

#[rocket::async_test]
async fn an_administrator_removes_lost_factors() {
    let test = TestApp::new().await;
    let person = Person::with_app(&test).await;
    let query = format!("SELECT public_id FROM users WHERE email = '{}'", person.email);
    let id = db::text(&test.url, &query).await;
    let address = format!("/people/{id}/factors/remove");

    let manager = test.signed_in("manager").await;
    assert_eq!(post(&manager, &address, "").await.status(), Status::Forbidden);
    let elsewhere = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let other = accounts::sign_in_to(&test.url, &elsewhere, "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(other)).await;
    assert_eq!(post(&other, &address, "").await.status(), Status::NotFound);

    // A person who also belongs to another organisation.
    let both = format!(
        "INSERT INTO memberships (organisation_id, user_id, role) SELECT {elsewhere}, id, 'viewer' FROM users WHERE public_id = '{id}'"
    );
    db::execute(&test.url, &both).await;
    assert_eq!(post(&test.client, &address, "").await.status(), Status::Conflict);
    db::execute(&test.url, &format!("DELETE FROM memberships WHERE organisation_id = {elsewhere} AND role = 'viewer'"))
        .await;

    let removed = post(&test.client, &address, "").await;
    assert_eq!((removed.status(), location(&removed)), (Status::SeeOther, format!("/people/{id}")));
    let gone = person.browser.get("/").header(Accept::HTML).dispatch().await;
    assert!(location(&gone).starts_with("/sign-in?next="));
    assert_eq!(audited(&test, "factor.removed").await, r#"{"kind": "all", "count": 1}"#);
    test.advance(Duration::hours(1));
    let late = post(&test.client, &address, "").await;
    assert_eq!(location(&late), "/account/confirm?next=/people");
}
