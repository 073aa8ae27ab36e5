//! Times in the zone of the organisation or of the person: pages, reports, CSV, and the days of filters.

use crate::support::app::{Browser, TestApp, hvac};
use injaaz::domain::ids::SubmissionId;
use rocket::http::Status;
use std::process::Command;
use time::macros::datetime;

/// Night in Dubai, the evening before in Greenwich.
const NIGHT: time::OffsetDateTime = datetime!(2026-03-14 21:30 UTC);
const DUBAI: &str = "15 March 2026, 01:30, UTC+4";
const UTC: &str = "14 March 2026, 21:30 UTC";

/// A submission that was sent at night.
async fn at_night(zone: &str) -> (TestApp, SubmissionId) {
    let test = TestApp::with(&[("INJAAZ_TIME_ZONE", zone)]).await;
    test.advance(NIGHT - test.now());
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    (test, id)
}

async fn text(browser: &Browser, path: &str) -> String {
    let answer = browser.open(path).await;
    assert_eq!(answer.status, Status::Ok, "{path}");
    answer.page
}

/// The text of the PDF report, on one line.
async fn report(test: &TestApp, id: &SubmissionId) -> String {
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let url = submission["reports"]["pdf_url"].as_str().expect("a link").to_owned();
    let path = test.dir.path().join("report.pdf");
    std::fs::write(&path, test.get(&url).await.into_bytes().await.expect("a report")).expect("a file");
    let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().expect("poppler-utils");
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[rocket::async_test]
async fn a_new_organisation_reads_times_in_the_zone_of_the_setting() {
    let (test, id) = at_night("Asia/Dubai").await;
    assert_eq!(test.sql("SELECT time_zone FROM organisations").await, "Asia/Dubai");
    test.run_jobs().await;
    for path in [format!("/submissions/{id}"), "/submissions".to_owned(), "/audit".to_owned(), "/".to_owned()] {
        let page = text(&test.client, &path).await;
        assert!(page.contains(DUBAI) && page.contains("datetime=\"2026-03-14T21:30:00Z\""), "{path}: {page}");
        assert!(!page.contains(UTC), "{path}");
    }
    assert!(text(&test.client, "/submissions?lang=ar").await.contains("15 مارس 2026، 01:30، UTC+4"));
    let printed = report(&test, &id).await;
    assert!(printed.contains(DUBAI) && !printed.contains(UTC), "{printed}");
    // Programs get the stored time.
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["created_at"], "2026-03-14T21:30:00Z");
}

#[rocket::async_test]
async fn a_table_names_its_zone_and_the_offset_of_each_time() {
    let (test, _) = at_night("Asia/Dubai").await;
    for (path, heading) in [("/submissions.csv", "Submitted (Asia/Dubai)"), ("/audit.csv", "Time (Asia/Dubai)")] {
        let answer = test.get(path).await;
        let name = answer.headers().get_one("Content-Disposition").unwrap_or_default().to_owned();
        let table = answer.into_string().await.unwrap_or_default();
        assert!(table.contains(heading) && table.contains("2026-03-15T01:30:00+04:00"), "{path}: {table}");
        assert!(name.contains("-2026-03-15.csv"), "{name}");
    }
    let lines = test.get("/audit.jsonl").await.into_string().await.unwrap_or_default();
    assert!(lines.contains("2026-03-14T21:30:00Z"), "{lines}");
}

#[rocket::async_test]
async fn the_zone_of_the_organisation_is_a_setting_that_is_audited() {
    let (test, id) = at_night("UTC").await;
    let page = text(&test.client, "/organisation").await;
    assert!(page.contains("until you choose the zone of your organisation"), "{page}");
    assert!(page.contains("<option value=\"UTC\" selected>") && page.contains(">Dubai, UTC+4</option>"), "{page}");
    let form = |zone: &str| format!("name=Injaaz&link_days=30&idle_minutes=720&time_zone={zone}");
    let refused = test.client.press("/organisation", &form("Mars%2FPhobos")).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("Choose a time zone from the list."), "{}", refused.page);
    assert!(refused.page.contains("<option value=\"Mars/Phobos\" selected>"), "{}", refused.page);
    assert_eq!(test.client.press("/organisation", &form("Asia%2FDubai")).await.status, Status::SeeOther);
    let page = text(&test.client, "/organisation").await;
    assert!(page.contains("<option value=\"Asia/Dubai\" selected>") && !page.contains("until you choose"), "{page}");
    let logged = test.sql("SELECT details::text FROM audit_logs WHERE action = 'organisation.changed'").await;
    assert!(logged.contains(r#""time_zone": {"after": "Asia/Dubai", "before": "UTC"}"#), "{logged}");
    assert!(text(&test.client, &format!("/submissions/{id}")).await.contains(DUBAI));
    // A form of an earlier version has no such field, and changes nothing.
    let old = "name=Injaaz&link_days=31&idle_minutes=720";
    assert_eq!(test.client.press("/organisation", old).await.status, Status::SeeOther);
    assert_eq!(test.sql("SELECT time_zone FROM organisations").await, "Asia/Dubai");
}

#[rocket::async_test]
async fn a_person_may_read_times_in_another_zone_than_the_organisation() {
    let (test, id) = at_night("Asia/Dubai").await;
    let reviewer = test.signed_in("reviewer").await;
    let page = text(&reviewer, "/account").await;
    assert!(page.contains("<option value=\"\" selected>As the organisation (Asia/Dubai, UTC+4)</option>"), "{page}");
    let refused = reviewer.press("/account/time-zone", "time_zone=Dubai").await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("Choose a time zone from the list."), "{}", refused.page);
    let chosen = reviewer.press("/account/time-zone", "time_zone=Europe%2FBerlin").await;
    assert_eq!((chosen.status, chosen.location.as_str()), (Status::SeeOther, "/account?done=time-zone"));
    assert!(text(&reviewer, "/account?done=time-zone").await.contains("Your time zone was saved."));
    let path = format!("/submissions/{id}");
    assert!(text(&reviewer, &path).await.contains("14 March 2026, 22:30, UTC+1"));
    assert!(text(&test.client, &path).await.contains(DUBAI), "others keep the zone of the organisation");
    test.run_jobs().await;
    assert!(report(&test, &id).await.contains(DUBAI), "so do reports");
    assert_eq!(reviewer.press("/account/time-zone", "time_zone=").await.status, Status::SeeOther);
    assert!(text(&reviewer, &path).await.contains(DUBAI));
    let logged = test.sql(
        "SELECT string_agg(details::text, ' ' ORDER BY id) FROM audit_logs WHERE action = 'user.time_zone_changed'",
    );
    let logged = logged.await;
    assert!(logged.contains(r#"{"after": "Europe/Berlin", "before": null}"#), "{logged}");
    assert!(logged.contains(r#"{"after": null, "before": "Europe/Berlin"}"#), "{logged}");
}

#[rocket::async_test]
async fn days_of_the_audit_log_are_those_of_the_reader() {
    let (test, id) = at_night("Asia/Dubai").await;
    let found = async |query: &str| text(&test.client, &format!("/audit?{query}")).await.contains(&id.to_string());
    assert!(found("from=2026-03-15&to=2026-03-15").await && !found("to=2026-03-14").await);
    test.client.press("/account/time-zone", "time_zone=UTC").await;
    assert!(found("from=2026-03-14&to=2026-03-14").await && !found("from=2026-03-15&action=submission.created").await);
}
