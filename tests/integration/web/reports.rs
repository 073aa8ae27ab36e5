//! `/reports`: signed links of API responses.

use crate::support::{
    app::{TestApp, hvac},
    forms::complete_civil,
};
use injaaz::domain::ids::SubmissionId;
use rocket::http::{Header, Status};
use sha2::{Digest, Sha256};

#[rocket::async_test]
async fn a_report_has_a_descriptive_file_name() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    for (link, kind, extension) in [
        ("excel_url", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("pdf_url", "application/pdf", "pdf"),
    ] {
        let url = submission["reports"][link].as_str().expect("a link");
        let report = test.get(url).await;
        assert_eq!(report.status(), Status::Ok);
        let header = |name: &str| report.headers().get_one(name).unwrap_or_default().to_owned();
        assert_eq!(header("Content-Type"), kind);
        let disposition = header("Content-Disposition");
        assert!(disposition.starts_with("attachment; filename=\"Marina Tower"), "{disposition}");
        assert!(disposition.contains(&format!("2026-03-14.{extension}\"")), "{disposition}");
        assert_eq!(header("Content-Security-Policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
        assert_eq!(header("Cache-Control"), "no-store");
        let tag = header("ETag");
        assert_eq!(tag.len(), 66, "{tag}");

        let held = test.client.get(url.to_owned()).header(Header::new("If-None-Match", tag)).dispatch().await;
        assert_eq!(held.status(), Status::NotModified);
        let ranges = "bytes=".to_owned() + &"0-1,".repeat(1000);
        let junk = test.client.get(url.to_owned()).header(Header::new("Range", ranges)).dispatch().await;
        assert_eq!(junk.status(), Status::Ok);

        // The file name does not matter; the token does.
        let (path, _) = url.rsplit_once('/').expect("a name");
        assert_eq!(test.get(&format!("{path}/x")).await.status(), Status::Ok);
        let mut forged = path.to_owned();
        let last = forged.pop();
        forged.push(if last == Some('0') { '1' } else { '0' });
        assert_eq!(test.get(&format!("{forged}/x")).await.status(), Status::NotFound);
    }
}

#[rocket::async_test]
async fn an_invalid_token_is_not_found() {
    let test = TestApp::new().await;
    for token in ["x", "0.0.0", "....", "%00", "lnk_00000000000000000000.0.0", "%D8%A8.%D8%A8.%D8%A8"] {
        assert_eq!(test.get(&format!("/reports/{token}/x.pdf")).await.status(), Status::NotFound, "{token}");
    }
}

/// A submission with its reports, and the addresses of both.
async fn reported(test: &TestApp) -> (SubmissionId, [String; 2]) {
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    test.run_jobs().await;
    let urls = links(test, &id).await;
    (id, urls)
}

async fn links(test: &TestApp, id: &SubmissionId) -> [String; 2] {
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    ["excel_url", "pdf_url"].map(|kind| submission["reports"][kind].as_str().expect("a link").to_owned())
}

async fn status(test: &TestApp, url: &str) -> Status {
    test.get(url).await.status()
}

#[rocket::async_test]
async fn a_link_expires_and_the_page_has_a_new_one() {
    let test = TestApp::with(&[("INJAAZ_LINK_DAYS", "3")]).await;
    let (id, [excel, _]) = reported(&test).await;
    // Valid for three whole days, to the end of the last one.
    test.advance(time::Duration::days(3) + time::Duration::hours(14));
    assert_eq!(status(&test, &excel).await, Status::Ok);
    test.advance(time::Duration::hours(1));
    let gone = test.get(&excel).await;
    assert_eq!(gone.status(), Status::NotFound);
    let page = gone.into_string().await.expect("a page");
    assert!(page.contains("no longer works") && page.contains("new one"), "{page}");
    let [renewed, _] = links(&test, &id).await;
    assert_ne!(renewed, excel);
    assert_eq!(status(&test, &renewed).await, Status::Ok);
}

#[rocket::async_test]
async fn a_link_signed_with_another_key_is_not_found() {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", "0123456789abcdef0123456789abcdef")]).await;
    let (_, urls) = reported(&test).await;
    let other =
        TestApp::on(test.url.clone(), &[("INJAAZ_SECRET_KEY", "another key, just as long as it must be")]).await;
    for url in &urls {
        assert_eq!(status(&other, url).await, Status::NotFound);
        assert_eq!(status(&test, url).await, Status::Ok);
    }
}

#[rocket::async_test]
async fn a_revoked_link_is_gone_and_the_other_one_stays() {
    let test = TestApp::new().await;
    let (_, [excel, pdf]) = reported(&test).await;
    test.execute("UPDATE report_links SET revoked_at = now() WHERE file_type = 'report_excel'").await;
    assert_eq!(status(&test, &excel).await, Status::NotFound);
    assert_eq!(status(&test, &pdf).await, Status::Ok);
}

#[rocket::async_test]
async fn every_opening_is_counted_and_noted() {
    let test = TestApp::new().await;
    let (_, [excel, pdf]) = reported(&test).await;
    for url in [&pdf, &pdf, &excel] {
        test.advance(time::Duration::minutes(1));
        let report = test.client.get(url.clone()).header(Header::new("User-Agent", "A phone")).dispatch().await;
        assert_eq!(report.status(), Status::Ok);
    }
    status(&test, "/reports/0.0.0/x.pdf").await;
    let counted = "SELECT string_agg(concat(file_type, ' ', opened_count), ' ' ORDER BY file_type) FROM report_links";
    assert_eq!(test.sql(counted).await, "report_excel 1 report_pdf 2");
    let last = "SELECT count(*)::text FROM report_links WHERE last_opened_at >= '2026-03-14 09:32:00+00'";
    assert_eq!(test.sql(last).await, "2");
    let noted = "SELECT string_agg(concat(details->>'format', ' ', user_agent), ', ' ORDER BY id) FROM audit_logs
                 WHERE action = 'report.opened' AND resource_id = (SELECT id FROM submissions)";
    assert_eq!(test.sql(noted).await, "pdf A phone, pdf A phone, excel A phone");
}

#[rocket::async_test]
async fn the_bytes_are_those_that_were_recorded_and_the_name_can_be_read() {
    let test = TestApp::new().await;
    let id = test.submit("civil", &complete_civil("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10").form).await;
    test.run_jobs().await;
    for (url, kind) in links(&test, &id).await.iter().zip(["report_excel", "report_pdf"]) {
        let report = test.get(url).await;
        let disposition = report.headers().get_one("Content-Disposition").expect("a name").to_owned();
        // "برج النخيل" for clients that support RFC 5987, and an ASCII name for others.
        let arabic = "%D8%A8%D8%B1%D8%AC%20%D8%A7%D9%84%D9%86%D8%AE%D9%8A%D9%84";
        assert!(disposition.contains(&format!("filename*=UTF-8''{arabic}")), "{disposition}");
        assert!(disposition.is_ascii() && disposition.starts_with("attachment; filename=\""), "{disposition}");
        let bytes = report.into_bytes().await.expect("a report");
        let query = format!(
            "SELECT concat(encode(sha256, 'hex'), ' ', file_size) FROM uploaded_files WHERE file_type = '{kind}'"
        );
        assert_eq!(test.sql(&query).await, format!("{} {}", hex::encode(Sha256::digest(&bytes)), bytes.len()));
        assert_eq!(test.get(url).await.into_bytes().await, Some(bytes));
    }
}

#[rocket::async_test]
async fn a_regenerated_report_keeps_its_link() {
    let test = TestApp::new().await;
    let (id, urls) = reported(&test).await;
    let before = test.files("reports");
    test.execute(
        "INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload)
         SELECT organisation_id, job_id, 'make_report', id, json_build_object('submission_id', submission_id)
         FROM submissions;
         UPDATE jobs SET run_after = '2026-01-01'",
    )
    .await;
    test.run_jobs().await;
    let after = test.files("reports");
    assert!(after.len() == 2 && after.iter().all(|name| !before.contains(name)), "{before:?} {after:?}");
    assert_eq!(links(&test, &id).await, urls);
    for url in &urls {
        assert_eq!(status(&test, url).await, Status::Ok);
    }
}
