//! `/verify`: report verification by the code on a report.

use crate::support::app::{Browser, Multipart, TestApp, hvac};
use injaaz::domain::ids::SubmissionId;
use rocket::http::{Accept, Status};
use sha2::{Digest, Sha256};

const NOBODY: &str = "/verify/0123456789abcdef0123456789abcdef";

async fn reported(test: &TestApp) -> SubmissionId {
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    test.run_jobs().await;
    id
}

async fn file(test: &TestApp, id: &SubmissionId, name: &str) -> Vec<u8> {
    let path = format!("/submissions/{id}/{name}");
    let report = test.get(&path).await;
    assert_eq!(report.status(), Status::Ok);
    report.into_bytes().await.expect("a report")
}

async fn code(test: &TestApp) -> String {
    test.sql("SELECT code FROM report_versions ORDER BY id DESC LIMIT 1").await
}

async fn page(browser: &Browser, path: &str) -> (Status, String) {
    let answer = browser.get(path.to_owned()).header(Accept::HTML).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

async fn compare(browser: &Browser, path: &str, form: &Multipart) -> (Status, String) {
    let post = browser.post(path.to_owned()).header(form.content_type()).header(Accept::HTML).body(form.body());
    let answer = post.dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

fn with(bytes: &[u8]) -> Multipart {
    Multipart::new().file("file", "report.pdf", "application/pdf", bytes)
}

/// The heading of the page, which is the verdict.
fn heading(html: &str) -> &str {
    html.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).map_or("", |(heading, _)| heading)
}

/// What a reader of the page takes for a confirmation, outside of the texts for the script.
fn confirms(html: &str) -> bool {
    let (before, rest) = html.split_once("<form id=\"compare\"").expect("a form");
    let (_, after) = rest.split_once("</form>").expect("its end");
    [before, after].iter().any(|shown| shown.contains("authentic") || shown.contains("exactly the"))
}

#[rocket::async_test]
async fn nothing_is_confirmed_without_a_matching_file() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = format!("/verify/{}", code(&test).await);
    let stranger = test.stranger().await;
    let (_, html) = page(&stranger, &path).await;
    assert!(!confirms(&html) && html.contains("class=\"verdict open\""), "{html}");
    let (_, html) = compare(&stranger, &path, &with(b"%PDF-1.7 forged")).await;
    assert!(!confirms(&html) && html.contains("class=\"verdict bad\""), "{html}");
    assert_eq!(heading(&html), "This file is not the issued report");
    assert!(html.contains("<title>This file is not the issued report"), "{html}");
    let (_, html) = compare(&stranger, &path, &Multipart::new()).await;
    assert!(!confirms(&html) && html.contains("Select a file first"), "{html}");
    let (_, html) = compare(&stranger, &path, &with(&file(&test, &id, "report.pdf").await)).await;
    assert!(confirms(&html) && html.contains("class=\"verdict good\""), "{html}");
    assert_eq!(heading(&html), "This file is authentic");
    // The verdict is above everything else.
    assert!(html.find("class=\"verdict").unwrap() < html.find("<section").unwrap(), "{html}");
}

#[rocket::async_test]
async fn the_verification_page_reveals_no_answers() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = format!("/verify/{}", code(&test).await);
    let (status, html) = page(&test.stranger().await, &path).await;
    assert_eq!(status, Status::Ok);
    for wanted in ["Nothing is confirmed yet", "This is the current version", "14 March 2026", "Marina Tower"] {
        assert!(html.contains(wanted), "{wanted}: {html}");
    }
    assert_eq!(heading(&html), "Verify a report");
    for name in ["report.pdf", "report.xlsx"] {
        let hash = hex::encode(Sha256::digest(file(&test, &id, name).await));
        assert!(html.contains(&hash), "{name}: {html}");
    }
    for secret in ["Secondary Pump", "Chiller", id.as_str(), "administrator"] {
        assert!(!html.contains(secret), "{secret}: {html}");
    }
    let (_, arabic) = page(&test.stranger().await, &format!("{path}?lang=ar")).await;
    assert_eq!(heading(&arabic), "التحقق من تقرير");
    assert!(arabic.contains("لم يُؤكَّد شيء بعد"), "{arabic}");
}

#[rocket::async_test]
async fn an_unknown_report_code_is_reported() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    for path in [NOBODY, "/verify/0", "/verify/0123456789ABCDEF0123456789ABCDEF"] {
        let (status, html) = page(&stranger, path).await;
        assert_eq!(status, Status::NotFound);
        assert!(html.contains("No report with this code was generated here"), "{html}");
    }
    assert_eq!(compare(&stranger, NOBODY, &with(b"x")).await.0, Status::NotFound);
}

#[rocket::async_test]
async fn a_file_is_compared_byte_by_byte_and_kept_nowhere() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = format!("/verify/{}", code(&test).await);
    let stranger = test.stranger().await;
    let pdf = file(&test, &id, "report.pdf").await;
    let (files, uploads) = (test.files("uploads"), test.files("reports"));
    let (status, html) = compare(&stranger, &path, &with(&pdf)).await;
    assert!(status == Status::Ok && html.contains("Yes: this is exactly the PDF file"), "{html}");
    let excel = file(&test, &id, "report.xlsx").await;
    assert!(compare(&stranger, &path, &with(&excel)).await.1.contains("Yes: this is exactly the Excel file"));
    for index in [0, pdf.len() / 2, pdf.len() - 1] {
        let mut changed = pdf.clone();
        changed[index] ^= 1;
        let (status, html) = compare(&stranger, &path, &with(&changed)).await;
        assert!(status == Status::Ok && html.contains("NOT the file that was generated here"), "{index}: {html}");
    }
    for nothing in [with(b""), Multipart::new().text("file", "x"), Multipart::new()] {
        assert_eq!(compare(&stranger, &path, &nothing).await.0, Status::UnprocessableEntity);
    }
    let twice = with(&pdf).file("file", "b.pdf", "application/pdf", &pdf);
    assert_eq!(compare(&stranger, &path, &twice).await.0, Status::BadRequest);
    assert_eq!((files, uploads), (test.files("uploads"), test.files("reports")));
}

#[rocket::async_test]
async fn a_report_that_was_replaced_stays_genuine_and_says_so() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let (first, old) = (code(&test).await, file(&test, &id, "report.pdf").await);
    test.advance(time::Duration::days(2));
    test.execute(
        "INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload)
         SELECT organisation_id, job_id, 'make_report', id, json_build_object('submission_id', submission_id)
         FROM submissions;
         UPDATE jobs SET run_after = '2026-01-01'",
    )
    .await;
    test.run_jobs().await;
    let second = code(&test).await;
    assert_ne!(first, second);
    let stranger = test.stranger().await;
    let (status, html) = page(&stranger, &format!("/verify/{first}")).await;
    assert!(status == Status::Ok && html.contains("A newer version replaced it on"), "{html}");
    assert!(html.contains("16 March 2026, 09:30 UTC"), "{html}");
    assert!(
        compare(&stranger, &format!("/verify/{first}"), &with(&old)).await.1.contains("Yes: this is exactly the PDF")
    );
    assert!(compare(&stranger, &format!("/verify/{second}"), &with(&old)).await.1.contains("NOT the file"));
    assert!(page(&stranger, &format!("/verify/{second}")).await.1.contains("This is the current version"));

    test.execute("UPDATE report_versions SET submission_id = NULL").await;
    let (status, html) = page(&stranger, &format!("/verify/{second}")).await;
    assert!(status == Status::Ok && html.contains("has been deleted") && !html.contains("Marina Tower"), "{html}");
    assert!(
        compare(&stranger, &format!("/verify/{first}"), &with(&old)).await.1.contains("Yes: this is exactly the PDF")
    );
}
