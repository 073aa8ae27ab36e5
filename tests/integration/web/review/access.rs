//! Who may see and decide what.

use super::{Chain, Reviewer, key, steps};
use crate::support::{
    accounts,
    app::{Browser, Multipart, hvac},
};
use rocket::http::{Accept, Header, Status};

#[rocket::async_test]
async fn only_those_whose_turn_it_is_decide() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    let stranger = Reviewer::new(&chain.test, "reviewer").await;
    assert_eq!(stranger.approve(&id, 1, 0, 0).await, Status::Conflict);
    let viewer = Reviewer::new(&chain.test, "viewer").await;
    assert_eq!(viewer.approve(&id, 1, 0, 0).await, Status::Forbidden);
    assert_eq!(viewer.page("/review").await.0, Status::Forbidden);
    let other = Reviewer::new(&chain.test, "inspector").await;
    assert_eq!(other.approve(&id, 1, 0, 0).await, Status::NotFound, "it is outside of their reach");
    chain.test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
    let elsewhere = "(SELECT max(id) FROM organisations)";
    let elsewhere = accounts::sign_in_to(&chain.test.url, elsewhere, "administrator", chain.test.now()).await;
    let elsewhere = Reviewer { browser: Browser::new(&chain.test.app, Some(elsewhere)).await, user: String::new() };
    assert_eq!(elsewhere.approve(&id, 1, 0, 0).await, Status::NotFound);
    assert!(!elsewhere.page("/review?everybody=yes").await.1.contains(&id));
    assert_eq!(steps(&chain.test, &id).await, "");
}

#[rocket::async_test]
async fn nobody_decides_about_their_own_submission() {
    let chain = Chain::new().await;
    let id = chain.operations.submit(&hvac(&key(1))).await;
    assert_eq!(chain.operations.approve(&id, 1, 0, 0).await, Status::Conflict);
    assert!(!chain.operations.page("/review").await.1.contains(&id));
    let (_, page) = chain.operations.page(&format!("/submissions/{id}")).await;
    assert!(page.contains("others decide about it") && !page.contains("id=\"decide\""), "{page}");
}

/// A stage whose only person has left: an administrator decides in their place, and the record says so.
#[rocket::async_test]
async fn an_administrator_decides_for_somebody_who_has_left() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    chain.test.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = {}", chain.operations.user)).await;
    let administrator = Reviewer::new(&chain.test, "administrator").await;
    assert!(!administrator.page("/review").await.1.contains(&id));
    assert!(administrator.page("/review?everybody=yes").await.1.contains(&id));
    assert_eq!(administrator.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(chain.state(&id).await, "in_review 1 1");
    assert_eq!(chain.test.sql("SELECT in_place::text FROM approval_steps").await, "true");
    let close = Multipart::new().text("reason", "The site was sold");
    assert_eq!(administrator.decide(&id, "close", (1, 1, 0), close).await, Status::SeeOther);
    assert_eq!(chain.state(&id).await, "closed 1 1");
}

#[rocket::async_test]
async fn what_is_missing_or_wrong_is_said_and_nothing_is_saved() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    let long = Multipart::new().text("comment", "x".repeat(2001));
    for (decision, more) in [("return", Multipart::new()), ("reject", Multipart::new()), ("approve", long)] {
        let status = chain.operations.decide(&id, decision, (1, 0, 0), more).await;
        assert_eq!(status, Status::UnprocessableEntity, "{decision}");
    }
    let broken = Multipart::new().text("signature", "data:image/png;base64,AAAA");
    assert_eq!(chain.operations.decide(&id, "approve", (1, 0, 0), broken).await, Status::UnprocessableEntity);
    assert_eq!(chain.operations.decide(&id, "sing", (1, 0, 0), Multipart::new()).await, Status::BadRequest);
    assert_eq!(chain.operations.approve("sub_0123456789ab", 1, 0, 0).await, Status::NotFound);
    assert_eq!(steps(&chain.test, &id).await, "");
}

#[rocket::async_test]
async fn a_program_decides_nothing() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    let form = Multipart::new().text("decision", "approve").text("revision", "1").text("stage", "0").text("group", "0");
    let request = chain.test.stranger().await;
    let request = request.post(format!("/review/{id}")).header(Header::new("Authorization", "Bearer inj_x"));
    let answer = request.header(form.content_type()).header(Accept::JSON).body(form.body()).dispatch().await;
    assert!([Status::Unauthorized, Status::Forbidden].contains(&answer.status()), "{}", answer.status());
}
