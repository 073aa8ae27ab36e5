//! Comments on submissions: who reads and writes them, changed and deleted ones, mentions, and what is unread.

mod photos;
mod places;

use crate::support::{
    accounts,
    app::{Browser, TestApp, hvac},
};
use rocket::http::{Accept, ContentType, RawStr, Status};

async fn post(browser: &Browser, path: &str, body: &str) -> Status {
    let body = format!("body={}", RawStr::new(body).percent_encode());
    let request = browser.post(path.to_owned()).header(ContentType::Form).header(Accept::HTML).body(body);
    request.dispatch().await.status()
}

async fn page(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path.to_owned()).header(Accept::HTML).dispatch().await;
    assert_eq!(answer.status(), Status::Ok, "{path}");
    answer.into_string().await.unwrap_or_default()
}

#[rocket::async_test]
async fn a_thread_is_read_changed_and_deleted() {
    let test = TestApp::new().await;
    let inspector = accounts::sign_in(&test.url, "inspector", test.now()).await;
    let name = inspector.email.split('@').next().expect("a name").to_owned();
    let inspector = Browser::new(&test.app, Some(inspector)).await;
    let manager = test.signed_in("manager").await;
    let form = hvac("00000000-0000-4000-8000-000000000001");
    let request = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON);
    let receipt: serde_json::Value = request.body(form.body()).dispatch().await.into_json().await.expect("JSON");
    let id = receipt["submission_id"].as_str().expect("an id");
    let thread = format!("/comments/{id}");

    assert_eq!(post(&manager, &thread, &format!("Which pump, @{name}? <b>ماء</b>")).await, Status::SeeOther);
    assert_eq!(post(&manager, &thread, "  ").await, Status::UnprocessableEntity);
    assert_eq!(post(&manager, &thread, &"x".repeat(4001)).await, Status::UnprocessableEntity);
    assert!(page(&inspector, &format!("/submissions/{id}")).await.contains("1 new"));
    let shown = page(&inspector, &thread).await;
    for part in ["Which pump", "&#60;b&#62;ماء", "Mentions you"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!page(&inspector, &format!("/submissions/{id}")).await.contains("1 new"), "it was read");
    assert!(!page(&manager, &thread).await.contains("Mentions you"));

    let comment = test.sql("SELECT max(id)::text FROM comments").await;
    assert_eq!(post(&inspector, &format!("{thread}/{comment}/edit"), "Mine now").await, Status::Conflict);
    assert_eq!(post(&manager, &format!("{thread}/{comment}/edit"), "Which valve?").await, Status::SeeOther);
    assert!(page(&inspector, &thread).await.contains("changed"));
    assert_eq!(post(&manager, &format!("{thread}/{comment}/delete"), "").await, Status::SeeOther);
    assert_eq!(post(&manager, &format!("{thread}/{comment}/delete"), "").await, Status::Conflict);
    let shown = page(&inspector, &thread).await;
    assert!(shown.contains("This comment was deleted") && !shown.contains("valve"), "{shown}");
    let audited = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE action LIKE 'comment.%'";
    assert_eq!(test.sql(audited).await, "comment.added comment.changed comment.deleted");
}

#[rocket::async_test]
async fn only_members_within_reach_take_part() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("00000000-0000-4000-8000-000000000001")).await;
    let thread = format!("/comments/{id}");
    let other = accounts::sign_in(&test.url, "inspector", test.now()).await;
    let name = other.email.split('@').next().expect("a name").to_owned();
    let other = Browser::new(&test.app, Some(other)).await;
    assert_eq!(post(&other, &thread, "Hello").await, Status::NotFound);
    assert_eq!(post(&test.signed_in("viewer").await, &thread, "Hello").await, Status::Forbidden);
    assert_eq!(post(&test.client, &thread, &format!("@{name}")).await, Status::SeeOther);
    assert_eq!(test.sql("SELECT cardinality(mentions)::text FROM comments").await, "0", "they could not read it");
}

#[rocket::async_test]
async fn a_long_thread_has_pages() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("00000000-0000-4000-8000-000000000001")).await;
    test.execute(
        "INSERT INTO comments (organisation_id, submission_id, body, created_at)
         SELECT organisation_id, id, 'number ' || n || '.', now() FROM submissions, generate_series(1, 10000) n",
    )
    .await;
    let newest = page(&test.client, &format!("/comments/{id}")).await;
    assert!(newest.contains("number 10000.") && !newest.contains("number 9950."), "{newest}");
    let (_, earlier) = newest.split_once("rel=\"prev\" href=\"").expect("a link");
    let (earlier, _) = earlier.split_once('"').expect("an address");
    let earlier = page(&test.client, earlier).await;
    assert!(earlier.contains("number 9950.") && !earlier.contains("number 9951."));
}
