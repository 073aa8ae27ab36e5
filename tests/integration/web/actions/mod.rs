//! `/actions`: from a finding to the verified proof, who may do what, and what two people do at once.

mod about_photo;
mod after_photo;
mod recurring;
mod reports;

use crate::support::{
    accounts::sign_in_to,
    app::{Browser, TestApp},
    db,
    forms::complete_hvac,
    multipart::Multipart,
    page_requests::PageResponse,
    pictures,
};
use rocket::http::{Accept, Status};

const FIELDS: &str = "action.title=Replace+the+bearing&action.severity=high";

/// A submission with two items, the first of which has a remark.
async fn submission(test: &TestApp) -> String {
    test.submit("hvac_mep", &complete_hvac("actions-of-a-test-01").form).await.to_string()
}

/// Adds an action about the first item; returns its address.
async fn add(browser: &Browser, submission: &str, fields: &str) -> String {
    let made = browser.press("/actions", &format!("submission={submission}&item=items.0&{fields}")).await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
    made.location.split('?').next().expect("an address").to_owned()
}

/// Posts a step with what is said about it, or a comment.
async fn say(browser: &Browser, path: &str, step: &str, note: &str) -> PageResponse {
    send(browser, path, &Multipart::new().text("step", step).text("note", note)).await
}

async fn send(browser: &Browser, path: &str, form: &Multipart) -> PageResponse {
    let post = browser.post(path).header(form.content_type()).header(Accept::HTML);
    let answer = post.body(form.body()).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    PageResponse { status: answer.status(), location, page: answer.into_string().await.unwrap_or_default() }
}

async fn status(test: &TestApp) -> String {
    test.sql("SELECT string_agg(status, ' ' ORDER BY id) FROM actions").await
}

async fn person(test: &TestApp, role: &str) -> String {
    let query = format!(
        "SELECT u.public_id FROM users u JOIN memberships m ON m.user_id = u.id
         WHERE m.role = '{role}' ORDER BY u.id DESC LIMIT 1"
    );
    test.sql(&query).await
}

#[rocket::async_test]
async fn an_action_goes_from_a_finding_to_its_verification() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    let link = format!("/actions/new?submission={id}&#38;item=items.0&#38;question=comments");
    assert!(page.contains(&link), "{page}");
    // Beside every other answer, too, but not for those who may not add one.
    for question in ["item=items.0&#38;question=brand", "item=items.1&#38;question=photos", "question=visit_date"] {
        let link = format!("/actions/new?submission={id}&#38;{question}&#38;revision=1");
        assert_eq!(page.matches(&link).count(), 1, "{question}: {page}");
    }
    let form = test.client.open(&format!("/actions/new?submission={id}&item=items.0&question=comments")).await;
    assert!(form.page.contains("value=\"Secondary Pump"), "the finding is offered as a title: {}", form.page);

    let inspector = test.signed_in("inspector").await;
    let owner = person(&test, "inspector").await;
    let address = add(&test.client, &id, &format!("{FIELDS}&action.owner={owner}")).await;
    assert_eq!(test.sql("SELECT due_on::text FROM actions").await, "2026-03-17", "three days if high");
    let seen = test.client.open(&format!("/submissions/{id}")).await.page;
    assert!(seen.contains("Replace the bearing") && seen.contains(&address), "{seen}");

    // The owner sees the action, although the submission is not theirs.
    assert_eq!(inspector.open(&format!("/submissions/{id}")).await.status, Status::NotFound);
    assert!(inspector.open("/actions?owner=mine").await.page.contains("Replace the bearing"));
    let started = say(&inspector, &format!("{address}/work"), "start", "").await;
    assert_eq!((started.status, status(&test).await.as_str()), (Status::SeeOther, "in_progress"));
    let silent = say(&inspector, &format!("{address}/work"), "finish", " ").await;
    assert_eq!((silent.status, status(&test).await.as_str()), (Status::UnprocessableEntity, "in_progress"));
    assert!(silent.page.contains("id=\"e-finish\""), "{}", silent.page);
    let finished = say(&inspector, &format!("{address}/work"), "finish", "New bearing fitted.").await;
    assert_eq!((finished.status, status(&test).await.as_str()), (Status::SeeOther, "done"));

    let verified = test.client.press(&format!("{address}/decision"), "step=verify").await;
    assert_eq!((verified.status, status(&test).await.as_str()), (Status::SeeOther, "verified"));
    let page = test.client.open(&address).await.page;
    for text in ["New bearing fitted.", "Started", "Done", "Verified", "Added"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let told = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE resource_type = 'action'";
    assert_eq!(test.sql(told).await, "action.made action.moved action.moved action.moved");
    assert!(!test.client.open("/actions").await.page.contains("Replace the bearing"), "the list shows what is open");
    assert!(test.client.open("/actions?status=closed").await.page.contains("Replace the bearing"));
}

#[rocket::async_test]
async fn the_proof_has_photos_that_only_those_who_see_the_action_see() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let address = add(&test.client, &id, FIELDS).await;
    let photo = pictures::jpeg(320, 240, 9);
    // Without a text it is refused, and the photo is kept for the next attempt.
    let form = Multipart::new().text("step", "finish").text("note", "").jpeg("photos", &photo);
    let refused = send(&test.client, &format!("{address}/work"), &form).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    let held = refused.page.split("name=\"held\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let held = held.unwrap_or_else(|| panic!("the photo is named: {}", refused.page)).to_owned();
    let form = Multipart::new().text("step", "finish").text("note", "New belt").text("held", &held);
    assert_eq!(send(&test.client, &format!("{address}/work"), &form).await.status, Status::SeeOther);
    let page = test.client.open(&address).await.page;
    let picture = format!("{address}/photos/{held}");
    assert!(page.contains(&format!("{picture}/thumb")), "{page}");
    assert_eq!(test.client.get(picture.clone()).dispatch().await.status(), Status::Ok);
    for browser in [test.signed_in("inspector").await, test.stranger().await] {
        assert_ne!(browser.get(picture.clone()).dispatch().await.status(), Status::Ok);
    }
    // It is no upload of a form any more, and cannot be used twice.
    assert_eq!(test.client.get(format!("/uploads/{held}")).dispatch().await.status(), Status::NotFound);
    let again = Multipart::new().text("step", "").text("note", "Again").text("held", &held);
    assert_eq!(send(&test.client, &format!("{address}/comments"), &again).await.status, Status::SeeOther);
    assert_eq!(test.sql("SELECT count(*)::text FROM uploaded_files WHERE action_entry_id IS NOT NULL").await, "1");
    let wrong = Multipart::new().text("note", "Look").file("photos", "a.jpg", "image/jpeg", b"no picture");
    let wrong = send(&test.client, &format!("{address}/comments"), &wrong).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    assert!(wrong.page.contains(">Look</textarea>") && wrong.page.contains("id=\"e-note\""), "{}", wrong.page);
    // Erasing the submission erases them.
    test.run_jobs().await;
    test.client.press(&format!("/submissions/{id}/erase"), &format!("confirm={id}&reason=asked")).await;
    assert_eq!(test.count("uploaded_files").await, 0);
    assert_eq!(test.files("uploads"), Vec::<String>::new(), "no file is left");
}

#[rocket::async_test]
async fn nobody_verifies_their_own_work() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let address = add(&test.client, &id, FIELDS).await;
    say(&test.client, &format!("{address}/work"), "finish", "Done").await;
    let own = test.client.press(&format!("{address}/decision"), "step=verify").await;
    assert_eq!((own.status, status(&test).await.as_str()), (Status::Conflict, "done"));
    assert!(own.page.contains("Another member must verify it."), "{}", own.page);
    let reviewer = test.signed_in("reviewer").await;
    let back = reviewer.press(&format!("{address}/decision"), "step=reopen&note=It+still+squeaks").await;
    assert_eq!((back.status, status(&test).await.as_str()), (Status::SeeOther, "open"));
    let reopened = test.client.open(&address).await.page;
    assert!(reopened.contains("It still squeaks"), "what happened before is kept: {reopened}");
}

#[rocket::async_test]
async fn of_two_people_who_decide_at_once_one_does() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let address = add(&test.client, &id, FIELDS).await;
    let inspector = test.signed_in("manager").await;
    say(&inspector, &format!("{address}/work"), "finish", "Done").await;
    let decision = format!("{address}/decision");
    let reviewer = test.signed_in("reviewer").await;
    let (one, other) = tokio::join!(
        test.client.press(&decision, "step=verify"),
        reviewer.press(&decision, "step=decline&note=Not+worth+it")
    );
    let mut answers = [one.status, other.status];
    answers.sort_by_key(|status| status.code);
    // A verified action cannot be declined, and a declined one cannot be verified.
    assert_eq!(answers, [Status::SeeOther, Status::Conflict]);
    let entries = "SELECT count(*)::text FROM action_entries WHERE kind IN ('verified', 'declined')";
    assert_eq!(test.sql(entries).await, "1");
}

#[rocket::async_test]
async fn a_change_that_was_not_seen_is_not_overwritten() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let address = add(&test.client, &id, FIELDS).await;
    let change = |title: &str| format!("version=1&action.title={title}&action.severity=low&action.due_on=2026-05-01");
    let first = test.client.press(&address, &change("First")).await;
    assert_eq!(first.status, Status::SeeOther);
    let second = test.client.press(&address, &change("Second")).await;
    assert_eq!(second.status, Status::Conflict);
    assert!(second.page.contains("value=\"Second\""), "what was typed is kept: {}", second.page);
    assert_eq!(test.sql("SELECT title || ' ' || due_on FROM actions").await, "First 2026-05-01");
    let page = test.client.open(&address).await.page;
    assert!(page.contains("Severity: Low"), "{page}");
}

#[rocket::async_test]
async fn wrong_input_is_named_and_nothing_is_saved() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let elsewhere = "usr_0123456789abcdef0123";
    let body = format!(
        "submission={id}&action.title=&action.severity=worst&action.due_on=soon&action.owner={elsewhere}&action.details=Kept"
    );
    let refused = test.client.press("/actions", &body).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    for at in ["e-title", "e-severity", "e-due_on", "e-owner"] {
        assert!(refused.page.contains(&format!("id=\"{at}\"")), "{at}: {}", refused.page);
    }
    assert!(refused.page.contains(">Kept</textarea>"), "{}", refused.page);
    for (target, status) in [
        (format!("submission={id}&item=items.9"), Status::BadRequest),
        (format!("submission={id}&item=rooms.0"), Status::BadRequest),
        (format!("submission={id}&question=nothing"), Status::BadRequest),
        ("submission=sub_000000000000".to_owned(), Status::NotFound),
        ("submission=nonsense".to_owned(), Status::BadRequest),
    ] {
        assert_eq!(test.client.press("/actions", &format!("{target}&{FIELDS}")).await.status, status, "{target}");
    }
    assert_eq!(test.count("actions").await, 0);
    let address = add(&test.client, &id, FIELDS).await;
    for step in ["verify", "fly"] {
        assert_eq!(say(&test.client, &format!("{address}/work"), step, "x").await.status, Status::BadRequest, "{step}");
    }
    let answer = test.client.press(&format!("{address}/decision"), "step=finish&note=x").await;
    assert_eq!(answer.status, Status::BadRequest);
}

#[rocket::async_test]
async fn another_organisation_and_members_without_reach_find_nothing() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let address = add(&test.client, &id, FIELDS).await;
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let other = "(SELECT max(id) FROM organisations)";
    let session = sign_in_to(&test.url, other, "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(session)).await;
    for browser in [&other, &test.signed_in("inspector").await] {
        assert_eq!(browser.open(&address).await.status, Status::NotFound);
        assert_eq!(say(browser, &format!("{address}/comments"), "", "Hello").await.status, Status::NotFound);
        assert_eq!(say(browser, &format!("{address}/work"), "start", "").await.status, Status::NotFound);
        for path in ["/actions?status=all", "/actions/board"] {
            let page = browser.open(path).await;
            assert!(page.status == Status::Ok && !page.page.contains("Replace the bearing"), "{path}");
        }
        let made = browser.press("/actions", &format!("submission={id}&{FIELDS}")).await;
        assert_eq!(made.status, Status::NotFound);
    }
    assert_eq!(other.press(&format!("{address}/decision"), "step=decline&note=x").await.status, Status::NotFound);
    // The owner must be a member of the organisation.
    let member = test.sql("SELECT u.public_id FROM users u JOIN memberships m ON m.user_id = u.id ORDER BY m.organisation_id DESC LIMIT 1").await;
    let made = test.client.press("/actions", &format!("submission={id}&{FIELDS}&action.owner={member}")).await;
    assert_eq!(made.status, Status::UnprocessableEntity, "{}", made.page);
}

#[rocket::async_test]
async fn the_list_is_filtered_paged_and_exported() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let address = add(&test.client, &id, FIELDS).await;
    test.execute(
        "INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, title, severity,
             status, due_on, created_at, updated_at)
         SELECT 'act_' || lpad(to_hex(n), 16, '0'), organisation_id, submission_id, module, 'Palm Villa', 'palm villa',
             'Task ' || n, 'low', 'open', '2026-04-01', created_at, updated_at FROM actions, generate_series(1, 60) n",
    )
    .await;
    let first = test.client.open("/actions").await.page;
    assert!(first.find("Replace the bearing") < first.find(">Task 1<"), "the first due day first");
    assert_eq!(first.matches("scope=\"row\"").count(), 50);
    let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = test.client.open(&next.replace("&#38;", "&")).await.page;
    assert_eq!(second.matches("scope=\"row\"").count(), 11);
    for (query, rows) in [
        ("site=marina", 1),
        ("site=Palm+Vil", 50),
        ("site=villa", 0),
        ("severity=high", 1),
        ("due=overdue", 0),
        ("owner=mine", 0),
    ] {
        let page = test.client.open(&format!("/actions?{query}")).await.page;
        assert_eq!(page.matches("scope=\"row\"").count(), rows, "{query}");
    }
    test.advance(time::Duration::days(10));
    let late = test.client.open("/actions?due=overdue").await.page;
    assert_eq!(late.matches("scope=\"row\"").count(), 1, "{late}");
    let board = test.client.open("/actions/board").await.page;
    assert!(board.contains("<span class=\"tag\">61</span>") && board.contains(&address), "{board}");
    let workbook = test.client.get("/actions.xlsx").dispatch().await;
    assert_eq!(workbook.status(), Status::Ok);
    let bytes = workbook.into_bytes().await.expect("a workbook");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let range = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("cells");
    assert_eq!(range.height(), 62);
    assert_eq!(range.get((1, 0)).map(ToString::to_string).as_deref(), Some("Replace the bearing"));
}

#[rocket::async_test]
async fn an_erased_submission_takes_its_actions_along() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    add(&test.client, &id, FIELDS).await;
    test.run_jobs().await;
    let erased = test.client.press(&format!("/submissions/{id}/erase"), &format!("confirm={id}&reason=asked")).await;
    assert_eq!(erased.status, Status::SeeOther, "{}", erased.page);
    assert_eq!((test.count("actions").await, test.count("action_entries").await), (0, 0));
}
