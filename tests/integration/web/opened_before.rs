//! Forms of comments and actions that were opened before a correction: what they are about follows its item, and what
//! was entered about an item that was taken out is not lost.

use crate::support::{
    app::{Browser, Multipart, TestApp},
    db,
    forms::complete_hvac,
    page_requests::PageResponse,
};
use rocket::http::{Accept, Status};

const FIELDS: &str = "action.title=Replace+the+lamp&action.severity=high";

/// An inspection with two items, and its sender.
struct Inspected {
    test: TestApp,
    inspector: Browser,
    id: String,
}

impl Inspected {
    async fn new() -> Inspected {
        let test = TestApp::new().await;
        let inspector = test.signed_in("inspector").await;
        let form = complete_hvac("00000000-0000-4000-8000-000000000001").form;
        let request = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON);
        let receipt: serde_json::Value = request.body(form.body()).dispatch().await.into_json().await.expect("JSON");
        let id = receipt["submission_id"].as_str().expect("an id").to_owned();
        Inspected { test, inspector, id }
    }

    /// A correction that takes out the first item, so that the second gets its number.
    async fn take_out_first(&self) {
        let photo = self.test.sql("SELECT upload_id FROM uploaded_files WHERE field = 'items.1.photos'").await;
        let one = Multipart::new()
            .text("submission_key", "00000000-0000-4000-8000-000000000002")
            .text("do", "submit")
            .text("site_name", "Marina Tower")
            .text("visit_date", "2026-03-14")
            .text("items.0.asset", "Lights")
            .text("items.0.system", "Lamps")
            .text("items.0.description", "Lamps")
            .text("items.0.photos", photo)
            .text("tech_signature_typed", "Omar Haddad")
            .text("correction_reason", "The pump is of another site");
        let path = format!("/submissions/{}/revisions/1/correct", self.id);
        let request = self.inspector.post(path).header(one.content_type()).header(Accept::JSON);
        assert_eq!(request.body(one.body()).dispatch().await.status(), Status::Created);
    }

    async fn comment(&self, place: &str, text: &str) -> PageResponse {
        self.inspector.press(&format!("/comments/{}", self.id), &format!("body={text}&{place}")).await
    }

    async fn add_action(&self, place: &str) -> PageResponse {
        self.inspector.press("/actions", &format!("submission={}&{place}&{FIELDS}", self.id)).await
    }

    async fn actions(&self) -> String {
        let about = "SELECT coalesce(string_agg(concat_ws(' ', item, question), ',' ORDER BY id), '') FROM actions";
        self.test.sql(about).await
    }

    async fn comments(&self) -> String {
        let about = "SELECT coalesce(string_agg(concat_ws(' ', body, field, field_label->>'en'), ',' ORDER BY id), '')
            FROM comments";
        self.test.sql(about).await
    }
}

/// The same correction as rows.
const FIRST_TAKEN_OUT: &str = "
    INSERT INTO submission_revisions (organisation_id, submission_id, revision, language, site_name, visit_date, form_data,
        content_hash, created_by, created_at, replaced_by, replaced_at, reason, submission_key)
    SELECT organisation_id, id, 1, language, site_name, visit_date, form_data, content_hash, user_id, created_at, user_id,
        created_at, 'Of another site', '00000000-0000-4000-8000-000000000009' FROM submissions;
    UPDATE submissions SET revision = 2, item_count = 1, form_data = jsonb_set(form_data, '{items}', (form_data->'items') - 0)";

#[rocket::async_test]
async fn a_comment_from_an_older_page_is_about_its_item() {
    let inspected = Inspected::new().await;
    let Inspected { inspector, id, .. } = &inspected;
    let shown = inspector.open(&format!("/submissions/{id}")).await.page;
    let link = format!("href=\"/comments/{id}?question=items.1.asset&#38;revision=1#newest\"");
    assert!(shown.contains(&link), "{shown}");
    let opened = inspector.open(&format!("/comments/{id}?question=items.1.asset&revision=1")).await.page;
    assert!(opened.contains("name=\"revision\" value=\"1\"") && opened.contains("Item 2 · Asset"), "{opened}");
    inspected.take_out_first().await;

    let sent = inspected.comment("question=items.1.asset&revision=1", "About-lamps").await;
    assert_eq!(sent.status, Status::SeeOther, "{}", sent.page);
    assert_eq!(inspected.comments().await, "About-lamps items.0.asset Item 1 · Asset");
    let thread = inspector.open(&sent.location.replace("#newest", "")).await.page;
    assert!(thread.contains("Item 1 · Asset") && thread.contains("About-lamps"), "where the answer leads: {thread}");
    assert!(thread.contains("name=\"question\" value=\"items.0.asset\""), "{thread}");
    assert!(thread.contains("name=\"revision\" value=\"2\""), "{thread}");

    // The link of an older page, and a refusal of what was typed there.
    let followed = inspector.open(&format!("/comments/{id}?question=items.1.asset&revision=1")).await.page;
    assert!(followed.contains("About-lamps") && followed.contains("Item 1 · Asset"), "{followed}");
    let empty = inspected.comment("question=items.1.asset&revision=1", "+").await;
    assert_eq!(empty.status, Status::UnprocessableEntity);
    assert!(empty.page.contains("name=\"question\" value=\"items.0.asset\""), "{}", empty.page);

    let gone = inspected.comment("question=items.0.asset&revision=1", "About-%3Cpump%3E").await;
    assert_eq!(gone.status, Status::Conflict);
    for part in ["not in the inspection any more", "About-&#60;pump&#62;"] {
        assert!(gone.page.contains(part), "{part}: {}", gone.page);
    }
    assert!(!gone.page.contains("name=\"question\""), "not about another item: {}", gone.page);
    let gone = inspector.open(&format!("/comments/{id}?question=items.0.asset&revision=1")).await.page;
    assert!(gone.contains("What you wanted to comment on is not in this inspection any more."), "{gone}");

    // A page that does not name its revision, or one that there is not yet, has shown the newest one.
    for place in ["question=items.0.asset", "question=items.0.asset&revision=2", "question=items.0.asset&revision=77"] {
        assert_eq!(inspected.comment(place, "Newest").await.status, Status::SeeOther, "{place}");
    }
    for place in
        ["question=items.1.asset&revision=2", "question=items.7.asset&revision=1", "question=items.1.x&revision=-5"]
    {
        assert_eq!(inspected.comment(place, "None").await.status, Status::Conflict, "{place}");
    }
    assert_eq!(inspected.test.count("comments").await, 4);
}

#[rocket::async_test]
async fn an_action_from_an_older_page_is_about_its_item() {
    let inspected = Inspected::new().await;
    let Inspected { inspector, id, .. } = &inspected;
    let shown = inspector.open(&format!("/submissions/{id}")).await.page;
    assert!(shown.contains("&#38;item=items.0&#38;question=comments&#38;revision=1"), "{shown}");
    let new = format!("/actions/new?submission={id}");
    let opened = inspector.open(&format!("{new}&item=items.1&revision=1")).await.page;
    assert!(opened.contains("name=\"revision\" value=\"1\"") && opened.contains("value=\"items.1\""), "{opened}");
    inspected.take_out_first().await;

    let made = inspected.add_action("item=items.1&question=asset&revision=1").await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
    assert_eq!(inspected.actions().await, "items.0 asset");
    let followed = inspector.open(&format!("{new}&item=items.1&revision=1")).await.page;
    assert!(followed.contains("value=\"items.0\"") && followed.contains("name=\"revision\" value=\"2\""), "{followed}");
    assert!(followed.contains("value=\"Lamps\""), "its title is of the same item: {followed}");
    let untitled = "submission={id}&item=items.1&revision=1&action.title=&action.severity=low".replace("{id}", id);
    let untitled = inspector.press("/actions", &untitled).await;
    assert_eq!(untitled.status, Status::UnprocessableEntity);
    assert!(untitled.page.contains("value=\"items.0\""), "{}", untitled.page);

    let gone = inspected.add_action("item=items.0&question=comments&revision=1").await;
    assert_eq!(gone.status, Status::Conflict);
    for part in ["was taken out of the inspection meanwhile", "value=\"Replace the lamp\"", "value=\"high\" selected"] {
        assert!(gone.page.contains(part), "{part}: {}", gone.page);
    }
    assert!(!gone.page.contains("name=\"item\"") && !gone.page.contains("name=\"question\""), "{}", gone.page);
    let gone = inspector.open(&format!("{new}&item=items.0&question=comments&revision=1")).await;
    assert_eq!(gone.status, Status::Ok);
    assert!(gone.page.contains("was taken out of the inspection meanwhile"), "{}", gone.page);
    assert!(!gone.page.contains("name=\"item\""), "{}", gone.page);
    assert_eq!(inspected.actions().await, "items.0 asset", "nothing else was added");
    assert_eq!(inspected.add_action("item=items.0&revision=2").await.status, Status::SeeOther);
    assert_eq!(inspected.add_action("item=items.1&revision=2").await.status, Status::BadRequest);
}

/// The correction is saved between the moment at which the place was read and that at which the comment is written.
#[rocket::async_test]
async fn a_comment_during_a_correction_is_about_its_item() {
    let inspected = Inspected::new().await;
    let lock = db::lock_writes(&inspected.test.url, "comments").await;
    let (sent, ()) = futures::join!(
        inspected.comment("question=items.1.asset&revision=1", "Text"),
        lock.commit_before_waiting_query(FIRST_TAKEN_OUT)
    );
    assert_eq!(sent.status, Status::SeeOther, "{}", sent.page);
    assert_eq!(inspected.comments().await, "Text items.0.asset Item 1 · Asset");
    assert_eq!(inspected.test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'comment.added'").await, "1");
}

/// Also what names no revision is about what it was about when it arrived.
#[rocket::async_test]
async fn an_action_during_a_correction_is_about_its_item() {
    for place in ["item=items.1&question=asset", "item=items.1&question=asset&revision=1"] {
        let inspected = Inspected::new().await;
        let lock = db::lock_writes(&inspected.test.url, "actions").await;
        let (made, ()) = futures::join!(inspected.add_action(place), lock.commit_before_waiting_query(FIRST_TAKEN_OUT));
        assert_eq!(made.status, Status::SeeOther, "{place}: {}", made.page);
        assert_eq!(inspected.actions().await, "items.0 asset", "{place}");
        assert_eq!(inspected.test.count("action_entries").await, 1);
    }
}
