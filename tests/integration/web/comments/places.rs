//! Comments about an answer or a photo: links both ways, what is refused, what a correction takes away, and what is
//! unread.

use super::{page, post};
use crate::support::{
    accounts,
    app::{Browser, Multipart, TestApp, hvac},
    forms::complete_hvac,
    queries,
};
use rocket::http::{Accept, ContentType, RawStr, Status};

const BRAND: &str = "question=items.0.brand";

/// An inspection with photos, the browser of its sender, and the id of its first photo.
async fn inspected(test: &TestApp) -> (Browser, String, String) {
    let inspector = test.signed_in("inspector").await;
    let form = complete_hvac("00000000-0000-4000-8000-000000000001").form;
    let request = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON);
    let receipt: serde_json::Value = request.body(form.body()).dispatch().await.into_json().await.expect("JSON");
    let id = receipt["submission_id"].as_str().expect("an id").to_owned();
    let photo = "SELECT upload_id FROM uploaded_files WHERE field = 'items.0.photos' ORDER BY position LIMIT 1";
    (inspector, id, test.sql(photo).await)
}

/// Posts a comment about a place; where the answer leads.
async fn comment(browser: &Browser, id: &str, place: &str, body: &str) -> (Status, String) {
    let body = format!("body={}&{place}", RawStr::new(body).percent_encode());
    let request = browser.post(format!("/comments/{id}")).header(ContentType::Form).header(Accept::HTML);
    let answer = request.body(body).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    let status = answer.status();
    (status, if location.is_empty() { answer.into_string().await.unwrap_or_default() } else { location })
}

/// Sends a correction without the second item and the photos of the first.
async fn correct(test: &TestApp, inspector: &Browser, id: &str) {
    let form = hvac("00000000-0000-4000-8000-000000000002").text("correction_reason", "One unit only");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let request = inspector.post(path).header(form.content_type()).header(Accept::JSON);
    assert_eq!(request.body(form.body()).dispatch().await.status(), Status::Created);
    assert_eq!(test.sql("SELECT revision::text FROM submissions").await, "2");
}

#[rocket::async_test]
async fn a_comment_about_an_answer_and_one_about_a_photo_lead_there_and_back() {
    let test = TestApp::new().await;
    let (inspector, id, photo) = inspected(&test).await;
    let (shown, thread) = (format!("/submissions/{id}"), format!("/comments/{id}"));
    let before = page(&inspector, &shown).await;
    for (anchor, place) in [("answer-items.0.brand", BRAND), (&format!("photo-{photo}"), &format!("photo={photo}"))] {
        assert_eq!(before.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
        // Photos keep their ids, questions of items do not keep their names.
        let link = format!("{place}{}", if place == BRAND { "&#38;revision=1" } else { "" });
        assert!(before.contains(&format!("href=\"{thread}?{link}#newest\"")), "{place}: {before}");
        let empty = page(&inspector, &format!("{thread}?{place}")).await;
        let (name, value) = place.split_once('=').expect("a parameter");
        for part in [
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"),
            format!("href=\"{shown}#{anchor}\""),
            format!("href=\"{thread}#newest\">Comment on the whole inspection instead"),
        ] {
            assert!(empty.contains(&part), "{part}: {empty}");
        }
        let (status, refused) = comment(&inspector, &id, place, " ").await;
        assert!(status == Status::UnprocessableEntity && refused.contains(&format!("value=\"{value}\"")), "{refused}");
        let (status, location) = comment(&inspector, &id, place, &format!("Read {name} again")).await;
        assert_eq!((status, location), (Status::SeeOther, format!("{thread}?{place}#newest")));
        let key = test.sql("SELECT max(id)::text FROM comments").await;
        let after = page(&inspector, &shown).await;
        assert!(after.contains(&format!("href=\"{thread}?{link}#comment-{key}\">1 comment")), "{place}: {after}");
        let all = page(&inspector, &thread).await;
        assert!(all.contains(&format!("href=\"{shown}#{anchor}\"")), "{all}");
        let other = if name == "photo" { "Read question again" } else { "Read photo again" };
        let only = page(&inspector, &format!("{thread}?{place}")).await;
        assert!(only.contains(&format!("id=\"comment-{key}\"")) && !only.contains(other), "{only}");
    }
    let all = page(&inspector, &format!("{thread}?lang=en")).await;
    assert!(all.contains("Item 1 · Brand") && all.contains(&format!("/uploads/{photo}/thumb")), "{all}");
    let arabic = page(&inspector, &format!("{thread}?lang=ar")).await;
    assert!(!arabic.contains("· Brand") && arabic.contains("حول الصورة:"), "{arabic}");
    assert_eq!(test.sql("SELECT count(*)::text FROM comments WHERE upload_id IS NOT NULL").await, "1");
    let audited = "SELECT details->>'field' FROM audit_logs WHERE action = 'comment.added' ORDER BY id LIMIT 1";
    assert_eq!(test.sql(audited).await, "items.0.brand");

    // A deleted comment is not counted.
    let key = test.sql("SELECT min(id)::text FROM comments").await;
    let body = format!("{BRAND}&body=");
    let deleted = inspector.press(&format!("{thread}/{key}/delete"), &body).await;
    assert_eq!((deleted.status, deleted.location), (Status::SeeOther, format!("{thread}?{BRAND}#newest")));
    assert!(!page(&inspector, &shown).await.contains(&format!("{BRAND}&#38;revision=1#comment-")));
}

#[rocket::async_test]
async fn what_the_inspection_does_not_have_is_refused_and_the_text_stays() {
    let test = TestApp::new().await;
    let (inspector, id, _) = inspected(&test).await;
    let other = test.submit("hvac_mep", &complete_hvac("00000000-0000-4000-8000-000000000009").form).await;
    let foreign = "SELECT f.upload_id FROM uploaded_files f JOIN submissions s ON s.id = f.submission_id
                   WHERE s.submission_id = '{id}' AND f.file_type = '{type}' LIMIT 1";
    let foreign_photo = test.sql(&foreign.replace("{id}", other.as_str()).replace("{type}", "photo")).await;
    let signature = test.sql(&foreign.replace("{id}", &id).replace("{type}", "signature")).await;
    for place in [
        "question=nothing".to_owned(),
        "question=items.2.brand".to_owned(),
        "question=items.0.site_name".to_owned(),
        "question=items.0".to_owned(),
        "question=%00%3Cb%3E".to_owned(),
        format!("question={}", "x".repeat(5000)),
        "photo=upl_00000000000000000000".to_owned(),
        "photo=..%2F..".to_owned(),
        format!("photo={foreign_photo}"),
        format!("photo={signature}"),
    ] {
        let (status, refused) = comment(&inspector, &id, &place, "Which <pump>?").await;
        assert_eq!(status, Status::Conflict, "{place}");
        assert!(
            refused.contains("not in the inspection any more") && refused.contains("Which &#60;pump&#62;?"),
            "{refused}"
        );
        assert!(
            !refused.contains("type=\"hidden\" name=\"question\"") && !refused.contains("name=\"photo\""),
            "{refused}"
        );
        let shown = page(&inspector, &format!("/comments/{id}?{place}")).await;
        assert!(
            shown.contains("What you wanted to comment on is not in this inspection any more."),
            "{place}: {shown}"
        );
    }
    assert_eq!(test.count("comments").await, 0);
    assert_eq!(comment(&inspector, &id, "question=&photo=", "About all of it").await.0, Status::SeeOther);
    assert_eq!(test.sql("SELECT count(*)::text FROM comments WHERE field IS NULL").await, "1");
}

/// The first of two items is taken out, so that the second gets its number.
#[rocket::async_test]
async fn comments_follow_their_item_through_a_correction() {
    let test = TestApp::new().await;
    let (inspector, id, first) = inspected(&test).await;
    let photo = test.sql("SELECT upload_id FROM uploaded_files WHERE field = 'items.1.photos'").await;
    let photo_place = format!("photo={photo}");
    for (place, text) in [
        ("question=items.0.asset", "About the first"),
        ("question=items.1.asset", "About the second"),
        ("question=site_name", "About the site"),
        (&format!("photo={first}"), "First photo"),
        (&photo_place, "Second photo"),
    ] {
        assert_eq!(comment(&inspector, &id, place, text).await.0, Status::SeeOther);
    }
    let one = Multipart::new()
        .text("submission_key", "00000000-0000-4000-8000-000000000002")
        .text("do", "submit")
        .text("site_name", "Marina Tower")
        .text("visit_date", "2026-03-14")
        .text("items.0.asset", "Lights")
        .text("items.0.system", "Lamps")
        .text("items.0.description", "Lamps")
        .text("items.0.photos", photo.as_str())
        .text("tech_signature_typed", "Omar Haddad")
        .text("correction_reason", "The pump is of another site");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let request = inspector.post(path).header(one.content_type()).header(Accept::JSON);
    let answer = request.body(one.body()).dispatch().await;
    assert_eq!(answer.status(), Status::Created, "{:?}", answer.into_string().await);
    let stored = "SELECT string_agg(body || ': ' || field || ' ' || (field_label->>'en') || ' '
         || coalesce(removed_in::text, '–'), E'\\n' ORDER BY id) FROM comments";
    assert_eq!(
        test.sql(stored).await,
        "About the first: items.0.asset Item 1 · Asset 2\nAbout the second: items.0.asset Item 1 · Asset –\n\
         About the site: site_name Site name –\nFirst photo: items.0.photos Item 1 · Photos 2\n\
         Second photo: items.0.photos Item 1 · Photos –"
    );
    let about = page(&inspector, &format!("/comments/{id}?question=items.0.asset")).await;
    assert!(about.contains("About the second") && !about.contains("About the first"), "{about}");
    let about = page(&inspector, &format!("/comments/{id}?{photo_place}")).await;
    assert!(about.contains("Second photo") && !about.contains("First photo"), "{about}");
    let all = page(&inspector, &format!("/comments/{id}")).await;
    assert!(all.contains("About the first"), "it can still be read: {all}");
    assert_eq!(all.matches("(no longer in this inspection)").count(), 2, "{all}");
    let shown = page(&inspector, &format!("/submissions/{id}")).await;
    assert!(shown.contains("question=items.0.asset&#38;revision=2#comment-2\">1 comment"), "{shown}");
    // Read are only those that were shown.
    let unread = "SELECT last_comment::text FROM comment_reads";
    assert_eq!(test.sql(unread).await, "5");
}

#[rocket::async_test]
async fn a_comment_keeps_what_it_is_about_when_a_correction_takes_it_out() {
    let test = TestApp::new().await;
    let (inspector, id, photo) = inspected(&test).await;
    for place in ["question=items.1.asset", BRAND, &format!("photo={photo}")] {
        assert_eq!(comment(&inspector, &id, place, &format!("About {place}")).await.0, Status::SeeOther);
    }
    correct(&test, &inspector, &id).await;
    let all = page(&inspector, &format!("/comments/{id}")).await;
    let gone = "Item 2 · Asset <span class=\"muted\">(no longer in this inspection)";
    assert!(all.contains(gone) && !all.contains("#answer-items.1.asset"), "{all}");
    assert_eq!(all.matches("(no longer in this inspection)").count(), 2, "the photo, too: {all}");
    assert!(all.contains("#answer-items.0.brand") && !all.contains(&format!("/uploads/{photo}/thumb")), "{all}");
    let (status, _) = comment(&inspector, &id, &format!("photo={photo}"), "Again").await;
    assert_eq!(status, Status::Conflict);
    // Not even the removal of the file breaks the thread.
    test.execute(&format!("DELETE FROM uploaded_files WHERE upload_id = '{photo}'")).await;
    let all = page(&inspector, &format!("/comments/{id}")).await;
    assert!(all.contains(&format!("About photo={photo}")) && all.contains("Item 1 · Photos"), "{all}");
}

#[rocket::async_test]
async fn comments_of_one_place_are_read_by_themselves() {
    let test = TestApp::new().await;
    let (inspector, id, _) = inspected(&test).await;
    let manager = test.signed_in("manager").await;
    let shown = format!("/submissions/{id}");
    assert_eq!(post(&manager, &format!("/comments/{id}"), "About all of it").await, Status::SeeOther);
    assert_eq!(comment(&manager, &id, BRAND, "Which plate?").await.0, Status::SeeOther);
    page(&inspector, &format!("/comments/{id}?{BRAND}")).await;
    assert!(page(&inspector, &shown).await.contains("2 new"), "another one before it was not seen");
    page(&inspector, &format!("/comments/{id}")).await;
    assert!(!page(&inspector, &shown).await.contains(" new</span>"));
    assert_eq!(comment(&manager, &id, BRAND, "Or which tag?").await.0, Status::SeeOther);
    assert!(page(&inspector, &shown).await.contains("1 new"));
    page(&inspector, &format!("/comments/{id}?{BRAND}")).await;
    assert!(!page(&inspector, &shown).await.contains(" new</span>"), "everything was seen");

    test.execute(
        "INSERT INTO comments (organisation_id, submission_id, body, field, field_label, created_at)
         SELECT organisation_id, id, 'number ' || n || '.', CASE WHEN n % 2 = 0 THEN 'items.0.brand' END,
             CASE WHEN n % 2 = 0 THEN jsonb '{\"en\": \"Item 1 · Brand\", \"ar\": \"البند 1\"}' END, now()
         FROM submissions, generate_series(1, 200) n",
    )
    .await;
    let newest = page(&inspector, &format!("/comments/{id}?{BRAND}")).await;
    assert!(newest.contains("number 200.") && newest.contains("number 102.") && !newest.contains("number 199."));
    let (_, earlier) = newest.split_once("rel=\"prev\" href=\"").expect("a link");
    let (earlier, _) = earlier.split_once('"').expect("an address");
    let earlier = page(&inspector, &earlier.replace("&#38;", "&").replace("&amp;", "&")).await;
    assert!(earlier.contains("number 100.") && !earlier.contains("number 99."), "{earlier}");
}

#[rocket::async_test]
async fn a_mention_names_the_question() {
    let test = TestApp::new().await;
    let (inspector, id, _) = inspected(&test).await;
    let manager = accounts::sign_in(&test.url, "manager", test.now()).await;
    let name = manager.email.split('@').next().expect("a name").to_owned();
    let manager = Browser::new(&test.app, Some(manager)).await;
    assert_eq!(comment(&inspector, &id, BRAND, &format!("@{name} which one?")).await.0, Status::SeeOther);
    let told = page(&manager, "/notifications").await;
    assert!(told.contains("A comment mentions you: <span dir=\"auto\">Item 1 · Brand</span>"), "{told}");
    assert_eq!(
        test.sql("SELECT count(*)::text FROM notifications n JOIN comments c ON c.id = n.comment_id").await,
        "1"
    );
    page(&manager, &format!("/comments/{id}?{BRAND}")).await;
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications WHERE read_at IS NULL").await, "0");
}

#[rocket::async_test]
async fn the_page_of_an_inspection_asks_no_more_for_its_comments() {
    queries::count();
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac("00000000-0000-4000-8000-000000000001").form).await;
    let shown = format!("/submissions/{id}");
    let mut costs = Vec::new();
    for _ in 0..2 {
        // The first request of a connection asks for the types of columns, too.
        page(&test.client, &shown).await;
        let before = queries::sent_to(&test.url);
        page(&test.client, &shown).await;
        costs.push(queries::sent_to(&test.url) - before);
        for question in ["site_name", "items.0.brand", "items.1.asset"] {
            let (status, _) = comment(&test.client, id.as_str(), &format!("question={question}"), "Look").await;
            assert_eq!(status, Status::SeeOther, "{question}");
        }
    }
    assert_eq!(costs[0], costs[1]);
}
