//! Findings that recur: marked when an action is made, decided again after a correction, shown within the reader's
//! reach.

use super::{FIELDS, add};
use crate::support::{
    accounts::sign_in_to,
    app::{Browser, TestApp, hvac},
    db,
    forms::complete_hvac,
    multipart::Multipart,
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use rocket::http::{Accept, Status};
use std::io::Cursor;

const MARK: &str = "<span class=\"badge pending\">Recurring</span>";
const COMMENTS: &str = "question=comments";

/// A submission about a secondary pump in Marina Tower, with an action about its comments.
async fn finding(test: &TestApp, browser: &Browser, key: &str) -> (String, String) {
    let id = sent(browser, &complete_hvac(key).form).await;
    let action = add(browser, &id, &format!("{COMMENTS}&{FIELDS}")).await;
    assert_eq!(test.count("submissions").await, test.count("actions").await);
    (id, action)
}

async fn sent(browser: &Browser, form: &Multipart) -> String {
    let post = browser.post("/forms/hvac_mep").header(form.content_type()).header(Accept::HTML);
    let answer = post.body(form.body()).dispatch().await;
    let address = answer.headers().get_one("Location").map(str::to_owned);
    let address = address.unwrap_or_else(|| panic!("{}", answer.status()));
    address.trim_start_matches("/submissions/").to_owned()
}

/// Which actions are marked, in the order in which they were made.
async fn marks(test: &TestApp) -> String {
    test.sql("SELECT string_agg(CASE WHEN recurs THEN 'again' ELSE 'first' END, ' ' ORDER BY id) FROM actions").await
}

#[rocket::async_test]
async fn a_finding_that_had_an_action_before_is_marked_everywhere() {
    let test = TestApp::new().await;
    let (_, first) = finding(&test, &test.client, "recurring-of-a-test-01").await;
    assert_eq!(marks(&test).await, "first");
    // It counts although it was decided not to be done.
    let declined = test.client.press(&format!("{first}/decision"), "step=decline&note=No+spare+part").await;
    assert_eq!(declined.status, Status::SeeOther, "{}", declined.page);
    let (id, second) = finding(&test, &test.client, "recurring-of-a-test-02").await;
    add(&test.client, &id, &format!("question=photos&{FIELDS}")).await;
    assert_eq!(marks(&test).await, "first again first", "another question is another finding");

    let page = test.client.open(&second).await.page;
    assert!(page.contains(MARK) && page.contains(&format!("href=\"{first}\"")), "{page}");
    assert!(page.contains("90 days"), "{page}");
    assert!(!test.client.open(&first).await.page.contains(MARK));
    let list = test.client.open("/actions").await.page;
    assert_eq!(list.matches(MARK).count(), 1, "{list}");
    let filtered = test.client.open("/actions?finding=recurring").await.page;
    assert_eq!(filtered.matches("scope=\"row\"").count(), 1, "{filtered}");
    assert!(filtered.contains(&second), "{filtered}");
    let all = test.client.open("/actions?finding=recurring&status=all").await.page;
    assert_eq!(all.matches("scope=\"row\"").count(), 1, "{all}");
    for (path, marked) in [("/actions/board", 1), ("/actions/board?finding=recurring", 1)] {
        assert_eq!(test.client.open(path).await.page.matches(MARK).count(), marked, "{path}");
    }
    let shown = test.client.open(&format!("/submissions/{id}")).await.page;
    assert_eq!(shown.matches("· Recurring").count(), 1, "{shown}");

    let workbook = test.client.get("/actions.xlsx?status=all").dispatch().await.into_bytes().await.expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook)).expect("a workbook");
    let rows = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let column = rows.rows().next().and_then(|head| head.iter().position(|cell| *cell == "Recurring"));
    let column = column.expect("a column");
    let marked: Vec<String> = rows.rows().skip(1).map(|row| row[column].to_string()).collect();
    assert_eq!(
        marked.iter().filter(|cell| *cell == "Yes" || *cell == "TRUE" || *cell == "true").count(),
        1,
        "{marked:?}"
    );

    test.run_jobs().await;
    let report = test.get(&format!("/submissions/{id}/report.xlsx")).await.into_bytes().await.expect("a report");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(report)).expect("a workbook");
    let cells = book.worksheet_range("Actions").expect("a sheet");
    let marked = cells.cells().filter(|(_, _, cell)| **cell == "High · Recurring").count();
    assert_eq!(marked, 1, "{cells:?}");
}

#[rocket::async_test]
async fn ninety_days_another_site_and_another_asset_decide() {
    let test = TestApp::new().await;
    finding(&test, &test.client, "recurring-of-a-test-01").await;
    test.execute("UPDATE actions SET created_at = created_at - interval '90 days 1 second'").await;
    finding(&test, &test.client, "recurring-of-a-test-02").await;
    assert_eq!(marks(&test).await, "first first", "a second too long ago");
    test.execute("DELETE FROM actions WHERE id = (SELECT max(id) FROM actions)").await;
    test.execute("UPDATE actions SET created_at = created_at + interval '1 second'").await;
    let id = sent(&test.client, &complete_hvac("recurring-of-a-test-03").form).await;
    add(&test.client, &id, &format!("{COMMENTS}&{FIELDS}")).await;
    assert_eq!(marks(&test).await, "first again", "exactly ninety days ago");
    // The other item of the same submission is another asset; the same finding of one submission is no recurrence.
    let other = format!("submission={id}&item=items.1&{COMMENTS}&{FIELDS}");
    assert_eq!(test.client.press("/actions", &other).await.status, Status::SeeOther);
    let elsewhere = complete_hvac("recurring-of-a-test-04").form.without("site_name").text("site_name", "Creek Mall");
    let elsewhere = sent(&test.client, &elsewhere).await;
    add(&test.client, &elsewhere, &format!("{COMMENTS}&{FIELDS}")).await;
    add(&test.client, &elsewhere, &format!("{COMMENTS}&{FIELDS}")).await;
    assert_eq!(marks(&test).await, "first again first first first");
}

#[rocket::async_test]
async fn the_mark_is_for_everybody_and_the_earlier_actions_for_those_who_see_them() {
    let test = TestApp::new().await;
    let (_, hidden) = finding(&test, &test.client, "recurring-of-a-test-01").await;
    let inspector = test.signed_in("inspector").await;
    let (_, own) = finding(&test, &inspector, "recurring-of-a-test-02").await;
    let (_, third) = finding(&test, &inspector, "recurring-of-a-test-03").await;
    assert_eq!(marks(&test).await, "first again again");
    let page = inspector.open(&third).await.page;
    assert!(page.contains(MARK) && page.contains(&own) && !page.contains(&hidden), "{page}");
    assert_eq!(inspector.open(&hidden).await.status, Status::NotFound);
    let page = test.client.open(&third).await.page;
    assert!(page.contains(&own) && page.contains(&hidden), "{page}");

    // Another organisation inspects a site of the same name.
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let session = sign_in_to(&test.url, "(SELECT max(id) FROM organisations)", "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(session)).await;
    finding(&test, &other, "recurring-of-a-test-04").await;
    assert_eq!(marks(&test).await, "first again again first");
}

#[rocket::async_test]
async fn a_correction_of_the_site_decides_again() {
    let test = TestApp::new().await;
    let (id, _) = finding(&test, &test.client, "recurring-of-a-test-01").await;
    finding(&test, &test.client, "recurring-of-a-test-02").await;
    assert_eq!(marks(&test).await, "first again");
    let correct = async |revision: u32, key: &str, form: Multipart| {
        let form = form.text("correction_reason", "Wrong building");
        let path = format!("/submissions/{id}/revisions/{revision}/correct");
        let (status, receipt) = test.post_json(&path, &form).await;
        assert_eq!(status, Status::Created, "{key}: {receipt}");
    };
    let moved = hvac("recurring-of-a-test-03").without("site_name").text("site_name", "Creek Mall");
    correct(1, "moved", moved).await;
    assert_eq!(marks(&test).await, "first first", "the earlier one is about another site now");
    correct(2, "back", hvac("recurring-of-a-test-04")).await;
    assert_eq!(marks(&test).await, "first again");
    // The same with the asset.
    let asset = hvac("recurring-of-a-test-05").without("items.0.description").text("items.0.description", "FCU");
    correct(3, "asset", asset).await;
    assert_eq!(marks(&test).await, "first first");
}

/// The first of two items is taken out, so that the second gets its number.
#[rocket::async_test]
async fn an_action_follows_its_item_through_a_correction() {
    let test = TestApp::new().await;
    let (id, first) = finding(&test, &test.client, "recurring-of-a-test-01").await;
    let second = format!("submission={id}&item=items.1&question=description&{FIELDS}");
    let second = test.client.press("/actions", &second).await.location;
    let about = "SELECT string_agg(concat_ws(' ', item, question), ', ' ORDER BY id) FROM actions";
    assert_eq!(test.sql(about).await, "items.0 comments, items.1 description");
    let key = "SELECT encode(finding_key, 'hex') FROM actions ORDER BY id DESC LIMIT 1";
    let before = test.sql(key).await;
    let left = Multipart::new()
        .text("submission_key", "recurring-of-a-test-02")
        .text("do", "submit")
        .text("site_name", "Marina Tower")
        .text("visit_date", "2026-03-14")
        .text("items.0.asset", "Lights")
        .text("items.0.system", "Lamps")
        .text("items.0.description", "Lamps")
        .text("items.0.photos", test.sql("SELECT upload_id FROM uploaded_files WHERE field = 'items.1.photos'").await)
        .text("tech_signature_typed", "Omar Haddad")
        .text("correction_reason", "The pump is of another site");
    let (status, receipt) = test.post_json(&format!("/submissions/{id}/revisions/1/correct"), &left).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(test.sql(about).await, ", items.0 description", "the first is about the whole submission now");
    assert_eq!(test.sql(key).await, before, "it is about the same asset");
    let page = test.client.open(second.split('?').next().unwrap()).await.page;
    assert!(page.contains(&format!("/submissions/{id}#items-1\"")), "{page}");
    let page = test.client.open(&first).await.page;
    assert!(page.contains(&format!("/submissions/{id}\"")) && !page.contains("#items-"), "its item is gone: {page}");
}

#[rocket::async_test]
async fn of_two_at_once_the_second_recurs() {
    let test = TestApp::new().await;
    let first = sent(&test.client, &complete_hvac("recurring-of-a-test-01").form).await;
    let second = sent(&test.client, &complete_hvac("recurring-of-a-test-02").form).await;
    let fields = format!("{COMMENTS}&{FIELDS}");
    futures::join!(add(&test.client, &first, &fields), add(&test.client, &second, &fields));
    assert_eq!(test.sql("SELECT count(*) FILTER (WHERE recurs) || ' of ' || count(*) FROM actions").await, "1 of 2");
}
