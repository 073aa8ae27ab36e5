//! `/setup/<token>`: the first start.

use crate::support::{
    app::TestApp,
    db,
    person::{PASSWORD, Person, audited},
};
use injaaz::{domain::access::Role, services::setup};
use rocket::http::Status;
use time::Duration;

const FORM: [(&str, &str); 4] =
    [("organisation", "Facilities Gulf"), ("name", "Mariam"), ("email", "mariam@example.org"), ("password", PASSWORD)];

/// An app without accounts.
async fn fresh() -> TestApp {
    let test = TestApp::new().await;
    db::execute(&test.url, "DELETE FROM sessions; DELETE FROM memberships; DELETE FROM users").await;
    test
}

async fn link(test: &TestApp) -> String {
    let link = setup::link(&test.app).await.unwrap().unwrap();
    link.strip_prefix(&test.app.config.public_url).unwrap().to_owned()
}

#[rocket::async_test]
async fn the_link_makes_the_first_administrator_once() {
    let test = fresh().await;
    let person = Person::at(&test).await;
    assert!(person.get("/sign-in").await.page.contains("printed when the server started"));
    let earlier = link(&test).await;
    let link = link(&test).await;
    assert_eq!(person.get(&earlier).await.status, Status::NotFound, "a newer link replaces it");
    assert_eq!(person.get(&link).await.status, Status::Ok);
    // Errors are shown at their fields, and the input is kept, except for the password.
    let bad = [("organisation", "Facilities Gulf"), ("name", ""), ("email", "mariam"), ("password", "facilities gulf")];
    let refused = person.post(&link, &bad).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    for id in ["e-name", "e-email", "e-password"] {
        assert!(refused.page.contains(&format!("id=\"{id}\"")), "{id}: {}", refused.page);
    }
    assert!(refused.page.contains("value=\"Facilities Gulf\"") && !refused.page.contains("value=\"facilities gulf\""));
    assert_eq!(person.post(&link, &FORM).await.location, "/");
    let page = person.get("/account").await.page;
    assert!(page.contains("Administrator") && page.contains("Facilities Gulf"), "{page}");
    // The link is used up, and no further one is needed.
    let again = Person::at(&test).await;
    assert_eq!(again.get(&link).await.status, Status::NotFound);
    assert_eq!(again.post(&link, &FORM).await.status, Status::NotFound);
    assert_eq!(setup::link(&test.app).await.unwrap(), None);
    assert!(again.get("/sign-in").await.page.contains("name=\"password\""));
    assert_eq!(again.sign_in("mariam@example.org", PASSWORD).await.status, Status::SeeOther);
    for action in ["user.added", "organisation.named"] {
        assert_eq!(audited(&test, action).await.len(), 1, "{action}");
    }
}

#[rocket::async_test]
async fn the_setup_link_expires_and_cannot_be_guessed() {
    let test = fresh().await;
    let person = Person::at(&test).await;
    let link = link(&test).await;
    let flipped = match link.strip_suffix('0') {
        Some(rest) => format!("{rest}1"),
        None => format!("{}0", &link[..link.len() - 1]),
    };
    let same = person.get("/setup/nothing").await.page;
    for wrong in [&flipped, &link.to_uppercase().replace("/SETUP/", "/setup/"), &link[..link.len() - 1].to_owned()] {
        let answer = person.get(wrong).await;
        // Upper case changes nothing if the token has no letters.
        if *wrong != link {
            assert_eq!(answer.status, Status::NotFound, "{wrong}");
            assert_eq!(answer.page.replace(wrong.as_str(), "/setup/nothing"), same);
        }
    }
    test.advance(Duration::minutes(59));
    assert_eq!(person.get(&link).await.status, Status::Ok);
    test.advance(Duration::minutes(1));
    assert_eq!(person.get(&link).await.status, Status::NotFound);
    assert_eq!(person.post(&link, &FORM).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn two_concurrent_setups_create_one_administrator() {
    let test = fresh().await;
    let link = link(&test).await;
    let (one, other) = (Person::at(&test).await, Person::at(&test).await);
    let second = FORM.map(|(name, value)| (name, if name == "email" { "other@example.org" } else { value }));
    let (a, b) = tokio::join!(one.post(&link, &FORM), other.post(&link, &second));
    let mut answers = [a.status.code, b.status.code];
    answers.sort_unstable();
    assert_eq!(answers, [303, 404]);
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM users").await, "1");
}

#[rocket::async_test]
async fn after_the_set_up_the_home_page_says_the_next_steps() {
    let test = fresh().await;
    let person = Person::at(&test).await;
    let link = link(&test).await;
    assert_eq!(person.post(&link, &FORM).await.location, "/");
    let page = person.get("/").await.page;
    let (_, steps) = page.split_once("id=\"t-setup\"").expect("the next steps");
    let (steps, _) = steps.split_once("</section>").expect("their end");
    for address in ["/people", "/account/factors", "/forms"] {
        assert!(steps.contains(&format!("<a href=\"{address}")), "{address}: {steps}");
    }
    assert!(steps.contains("This address works on this computer only"), "{steps}");
    // They are for administrators.
    let inspector = Person::member(&test, "omar@example.org", Role::Inspector).await;
    assert_eq!(inspector.sign_in("omar@example.org", PASSWORD).await.status, Status::SeeOther);
    assert!(!inspector.get("/").await.page.contains("t-setup"));
}
