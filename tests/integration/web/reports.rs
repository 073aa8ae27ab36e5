//! `/reports`.

use crate::support::app::{TestApp, hvac};
use rocket::http::{Header, Status};

#[rocket::async_test]
async fn a_report_is_saved_under_a_name_that_says_what_it_is() {
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
        assert_eq!(header("Cache-Control"), "private, no-cache");
        let tag = header("ETag");
        assert_eq!(tag.len(), 66, "{tag}");

        let held = test.client.get(url.to_owned()).header(Header::new("If-None-Match", tag)).dispatch().await;
        assert_eq!(held.status(), Status::NotModified);
        let ranges = "bytes=".to_owned() + &"0-1,".repeat(1000);
        let junk = test.client.get(url.to_owned()).header(Header::new("Range", ranges)).dispatch().await;
        assert_eq!(junk.status(), Status::Ok);

        // The name is for the reader; the token is not.
        let (path, _) = url.rsplit_once('/').expect("a name");
        assert_eq!(test.get(&format!("{path}/x")).await.status(), Status::Ok);
        let mut forged = path.to_owned();
        let last = forged.pop();
        forged.push(if last == Some('0') { '1' } else { '0' });
        assert_eq!(test.get(&format!("{forged}/x")).await.status(), Status::NotFound);
    }
}

#[rocket::async_test]
async fn a_token_that_is_none_is_not_found() {
    let test = TestApp::new().await;
    for token in ["x", "0.0.0", "....", "%00", "lnk_00000000000000000000.0.0", "%D8%A8.%D8%A8.%D8%A8"] {
        assert_eq!(test.get(&format!("/reports/{token}/x.pdf")).await.status(), Status::NotFound, "{token}");
    }
}
