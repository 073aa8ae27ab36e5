//! The password that is asked for before data are sent to another program.

use crate::support::{
    app::TestApp,
    person::{PASSWORD, Person},
};
use injaaz::domain::access::Role;
use rocket::http::Status;
use time::Duration;

const EMAIL: &str = "aisha@example.org";
const FIELD: &str = "name=\"password\"";

/// An administrator whose password was entered more than 15 minutes ago.
async fn signed_in_a_while_ago(test: &TestApp) -> Person {
    let person = Person::member(test, EMAIL, Role::Administrator).await;
    person.sign_in(EMAIL, PASSWORD).await;
    assert!(!person.get("/webhooks").await.page.contains(FIELD), "it was entered just now");
    test.advance(Duration::minutes(16));
    person
}

fn webhook<'a>(url: &'a str, password: &'a str) -> [(&'a str, &'a str); 4] {
    [("url", url), ("description", "The ERP"), ("kinds", "report.ready"), ("password", password)]
}

#[rocket::async_test]
async fn adding_a_webhook_asks_for_the_password_and_keeps_what_was_entered() {
    let test = TestApp::new().await;
    let person = signed_in_a_while_ago(&test).await;
    assert!(person.get("/webhooks").await.page.contains(FIELD));
    for (password, sentence) in
        [("", "Enter your password."), ("wrong wrong wrong", "This is not your current password.")]
    {
        let refused = person.post("/webhooks", &webhook("https://example.org/kept", password)).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{password}");
        for kept in [sentence, "error-summary", "https://example.org/kept", "The ERP", FIELD] {
            assert!(refused.page.contains(kept), "{kept}: {}", refused.page);
        }
        assert!(refused.page.contains("value=\"report.ready\" checked"), "{}", refused.page);
    }
    assert_eq!(test.count("webhooks").await, 0);
    // The password was right and something else is wrong: it is not asked for again.
    let refused = person.post("/webhooks", &webhook("ftp://example.org", PASSWORD)).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("ftp://example.org") && !refused.page.contains(FIELD), "{}", refused.page);
    let added = person.post("/webhooks", &webhook("https://example.org/", "")).await;
    assert_eq!(added.status, Status::Created, "{}", added.page);
}

#[rocket::async_test]
async fn changing_the_address_and_replacing_the_secret_ask_for_the_password() {
    let test = TestApp::new().await;
    let person = signed_in_a_while_ago(&test).await;
    person.post("/webhooks", &webhook("https://example.org/", PASSWORD)).await;
    let page = format!("/webhooks/{}", test.sql("SELECT webhook_id FROM webhooks").await);
    let secret = "SELECT encode(secret, 'hex') FROM webhooks";
    let before = test.sql(secret).await;
    test.advance(Duration::minutes(16));
    assert_eq!(person.get(&page).await.page.matches(FIELD).count(), 2);

    let refused = person.post(&page, &webhook("https://attacker.example/", "")).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("https://attacker.example/") && refused.page.contains("Enter your password."));
    let refused = person.post(&format!("{page}/secret"), &[("password", "wrong wrong wrong")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("e-secret-password"), "{}", refused.page);
    assert_eq!(test.sql("SELECT url FROM webhooks").await, "https://example.org/");
    assert_eq!(test.sql(secret).await, before);

    let replaced = person.post(&format!("{page}/secret"), &[("password", PASSWORD)]).await;
    assert_eq!(replaced.status, Status::Created, "{}", replaced.page);
    assert_ne!(test.sql(secret).await, before);
    let changed = person.post(&page, &webhook("https://example.org/other", "")).await;
    assert_eq!(changed.location, format!("{page}?done=saved"));
    assert_eq!(test.sql("SELECT url FROM webhooks").await, "https://example.org/other");
}

#[rocket::async_test]
async fn too_many_wrong_passwords_have_to_wait() {
    let test = TestApp::new().await;
    let person = signed_in_a_while_ago(&test).await;
    for _ in 0..5 {
        let refused = person.post("/webhooks", &webhook("https://example.org/", "wrong wrong wrong")).await;
        assert_eq!(refused.status, Status::UnprocessableEntity);
    }
    let refused = person.post("/webhooks", &webhook("https://example.org/", PASSWORD)).await;
    assert_eq!(refused.status, Status::TooManyRequests);
    assert!(refused.page.contains("https://example.org/"), "{}", refused.page);
    assert_eq!(test.count("webhooks").await, 0);
}
