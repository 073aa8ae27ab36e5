//! Submission keys: one key has one submission, also with repeated and concurrent posts.

use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::complete_hvac,
    pictures,
};
use futures::future::join_all;
use rocket::http::{Accept, Status};
use serde_json::Value;
use std::collections::BTreeSet;

const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";
const FORM: &str = "/forms/hvac_mep";

/// The submission as its page shows it, with its row version.
async fn row(test: &TestApp) -> String {
    test.sql("SELECT submissions::text FROM submissions").await
}

async fn post_all(test: &TestApp, forms: &[Multipart]) -> Vec<(Status, Value)> {
    join_all(forms.iter().map(|form| test.post_json(FORM, form))).await
}

#[rocket::async_test]
async fn the_same_form_sent_again_gets_the_same_receipt() {
    let test = TestApp::new().await;
    let form = complete_hvac(KEY).form;
    let (status, receipt) = test.post_json(FORM, &form).await;
    assert_eq!(status, Status::Created);
    let (kept, row_before) = (test.files("uploads"), row(&test).await);
    assert_eq!(kept.len(), 4 * 3, "an original and two derived sizes of each: {kept:?}");
    for _ in 0..3 {
        test.advance(time::Duration::minutes(7));
        let (status, again) = test.post_json(FORM, &form).await;
        assert_eq!((status, &again), (Status::Ok, &receipt));
    }
    let page = test.post(FORM, &form, Accept::HTML).await;
    assert_eq!(page.status(), Status::SeeOther);
    assert_eq!(test.files("uploads"), kept, "repeated files are not kept twice");
    assert_eq!(row(&test).await, row_before);
    assert_eq!((test.count("submissions").await, test.count("jobs").await), (1, 1));
    assert_eq!((test.count("uploaded_files").await, test.count("audit_logs").await), (4, 1));
}

#[rocket::async_test]
async fn a_receipt_is_the_same_after_the_reports_are_made() {
    let test = TestApp::new().await;
    let form = complete_hvac(KEY).form;
    let (_, receipt) = test.post_json(FORM, &form).await;
    test.run_jobs().await;
    assert_eq!(test.post_json(FORM, &form).await, (Status::Ok, receipt));
    assert_eq!(test.count("jobs").await, 0, "nothing is made again");
}

#[rocket::async_test]
async fn other_content_under_the_same_key_changes_nothing() {
    let test = TestApp::new().await;
    let form = hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 1));
    test.submit("hvac_mep", &form).await;
    let before = row(&test).await;
    let others = [
        hvac(KEY),
        hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 2)),
        form.clone().jpeg("items.0.photos", &pictures::jpeg(64, 64, 1)),
        form.clone().text("items.0.comments", "more"),
    ];
    for other in &others {
        let (status, refusal) = test.post_json(FORM, other).await;
        assert_eq!(status, Status::Conflict, "{refusal}");
        let sentence = refusal["error"].as_str().expect("a sentence");
        assert!(sentence.contains("already sent with other answers"), "{sentence}");
    }
    let (status, _) = test.post_json("/forms/hvac_mep?lang=ar", &form).await;
    assert_eq!(status, Status::Conflict, "another language is another submission");
    assert_eq!(row(&test).await, before);
    assert_eq!(test.count("submissions").await, 1);
}

#[rocket::async_test]
async fn the_page_of_a_used_key_keeps_the_photos_and_can_be_sent() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac(KEY)).await;
    let other = hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 3));
    let page = test.post(FORM, &other, Accept::HTML).await;
    assert_eq!(page.status(), Status::Conflict);
    let page = page.into_string().await.expect("a page");
    let photo = between(&page, "data-upload=\"", "\"").expect("the photo is still there");
    assert!(page.contains("Marina Tower"), "the typed answers are still there");
    let key = between(&page, "name=\"submission_key\" value=\"", "\"").expect("a key");
    assert_ne!(key, KEY, "changed answers get a new key");
    test.submit("hvac_mep", &hvac(key).text("items.0.photos", photo)).await;
    assert_eq!(test.count("submissions").await, 2);
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(found, _)| found)
}

#[rocket::async_test]
async fn parallel_posts_of_one_form_are_one_submission() {
    for how_many in [5, 20] {
        let test = TestApp::new().await;
        let form = hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 4));
        let answers = post_all(&test, &vec![form; how_many]).await;
        let created = answers.iter().filter(|(status, _)| *status == Status::Created).count();
        assert_eq!(created, 1, "{answers:?}");
        assert!(answers.iter().all(|(status, _)| matches!(status.code, 200 | 201)), "{answers:?}");
        let receipts: BTreeSet<String> = answers.iter().map(|(_, receipt)| receipt.to_string()).collect();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        assert_eq!((test.count("submissions").await, test.count("jobs").await), (1, 1));
        assert_eq!(test.count("uploaded_files").await, 1);
        assert_eq!(test.files("uploads").len(), 3);
    }
}

#[rocket::async_test]
async fn of_parallel_posts_with_different_content_the_first_is_kept() {
    let test = TestApp::new().await;
    let forms: Vec<Multipart> = (0..8).map(|n| hvac(KEY).text("items.0.comments", format!("version {n}"))).collect();
    let answers = post_all(&test, &forms).await;
    let stored = test.sql("SELECT form_data #>> '{items,0,comments}' FROM submissions").await;
    for (n, (status, answer)) in answers.iter().enumerate() {
        let won = stored == format!("version {n}");
        assert_eq!(*status, if won { Status::Created } else { Status::Conflict }, "{answer}");
    }
    assert_eq!((test.count("submissions").await, test.count("jobs").await), (1, 1));
}

#[rocket::async_test]
async fn a_refused_form_can_be_sent_again_under_its_key() {
    let test = TestApp::new().await;
    let (status, _) = test.post_json(FORM, &hvac(KEY).text("items.0.quantity", "many")).await;
    assert_eq!((status, test.count("submissions").await), (Status::UnprocessableEntity, 0));
    let (status, receipt) = test.post_json(FORM, &hvac(KEY).text("items.0.quantity", "3")).await;
    assert_eq!(status, Status::Created);
    assert_eq!(test.post_json(FORM, &hvac(KEY).text("items.0.quantity", "3")).await, (Status::Ok, receipt));
}

#[rocket::async_test]
async fn a_key_belongs_to_one_organisation_and_one_module() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac(KEY)).await;
    let (status, _) = test.post_json("/forms/cleaning", &crate::support::forms::complete_cleaning(KEY).form).await;
    assert_eq!(status, Status::Conflict);
    test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
    test.execute("UPDATE submissions SET organisation_id = (SELECT max(id) FROM organisations)").await;
    let (status, receipt) = test.post_json(FORM, &hvac(KEY)).await;
    assert_eq!(status, Status::Created, "keys of other organisations are independent: {receipt}");
}
