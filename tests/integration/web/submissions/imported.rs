//! Imported submissions: what a page, the list and its filter call one without reports or without a site, and how a
//! failure of the legacy app is settled.

use crate::support::app::{TestApp, hvac};
use injaaz::domain::ids::SubmissionId;
use rocket::http::Status;

/// Makes a submission one that was imported without reports.
async fn imported(test: &TestApp, key: &str) -> SubmissionId {
    let id = test.submit("hvac_mep", &hvac(key)).await;
    let statement = format!(
        "DELETE FROM jobs WHERE submission_id = (SELECT id FROM submissions WHERE submission_id = '{id}');
         UPDATE submissions SET created_at_source = 'record', status = 'completed', without_reports = true
         WHERE submission_id = '{id}'"
    );
    test.execute(&statement).await;
    id
}

/// Makes it one whose reports the legacy app could not make.
async fn failed(test: &TestApp, key: &str) -> SubmissionId {
    let id = test.submit("hvac_mep", &hvac(key)).await;
    let statement = format!(
        "UPDATE submissions SET created_at_source = 'record', status = 'failed' WHERE submission_id = '{id}';
         UPDATE jobs SET failed_at = now(), failure = 'error'
         WHERE submission_id = (SELECT id FROM submissions WHERE submission_id = '{id}')"
    );
    test.execute(&statement).await;
    id
}

async fn listed(test: &TestApp, query: &str) -> String {
    let page = test.client.open(&format!("/submissions?{query}")).await;
    assert_eq!(page.status, Status::Ok, "{query}");
    page.page
}

#[rocket::async_test]
async fn a_record_without_reports_does_not_say_that_they_are_ready() {
    let test = TestApp::new().await;
    let id = imported(&test, "imported-without-reports").await;
    let address = format!("/submissions/{id}");
    for path in [address.as_str(), "/submissions", "/"] {
        let page = test.client.open(path).await.page;
        assert!(page.contains(">No reports</span>") && !page.contains(">Reports ready</span>"), "{path}: {page}");
    }
    assert!(listed(&test, "status=no_reports").await.contains(id.as_str()));
    assert!(!listed(&test, "status=completed").await.contains(id.as_str()));
    let csv = test.client.open("/submissions.csv").await.page;
    assert!(csv.contains("No reports") && !csv.contains("Reports ready"), "{csv}");
    let job = test.sql("SELECT job_id FROM submissions").await;
    let page = test.client.open(&format!("/jobs/{job}")).await.page;
    assert!(page.contains("No reports") && !page.contains("<progress"), "{page}");

    assert_eq!(test.client.press(&format!("{address}/reports"), "").await.status, Status::SeeOther);
    test.run_jobs().await;
    let page = test.client.open(&address).await.page;
    assert!(page.contains(">Reports ready</span>") && !page.contains(">No reports</span>"), "{page}");
    assert!(listed(&test, "status=completed").await.contains(id.as_str()));
    assert!(!listed(&test, "status=no_reports").await.contains(id.as_str()));
}

#[rocket::async_test]
async fn a_record_without_a_site_can_be_clicked_and_has_a_title() {
    let test = TestApp::new().await;
    let id = imported(&test, "imported-without-site").await;
    test.execute("UPDATE submissions SET site_name = ' ', site_key = ''").await;
    let link = format!("<a href=\"/submissions/{id}\"><i class=\"muted\">No site</i></a>");
    assert!(listed(&test, "").await.contains(&link));
    let home = test.client.open("/").await.page;
    assert!(home.contains("No site"), "{home}");
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    assert!(page.contains("<h1><bdi translate=\"no\">No site</bdi></h1>") && page.contains("<title>No site"), "{page}");
}

#[rocket::async_test]
async fn old_failures_are_settled_one_by_one_or_all_at_once() {
    let test = TestApp::new().await;
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(failed(&test, &format!("imported-failed-{number}")).await);
    }
    let live = test.submit("hvac_mep", &hvac("live-failed")).await;
    test.execute(
        "UPDATE submissions SET status = 'failed' WHERE created_at_source = 'server';
         UPDATE jobs SET failed_at = now(), failure = 'error' WHERE failed_at IS NULL",
    )
    .await;
    let page = test.client.open(&format!("/submissions/{}", ids[0])).await.page;
    assert!(page.contains(&format!("/submissions/{}/settle", ids[0])), "{page}");
    let viewer = test.viewer_of("hvac_mep").await;
    assert_eq!(viewer.press(&format!("/submissions/{}/settle", ids[0]), "").await.status, Status::Forbidden);
    let inspector = test.signed_in("inspector").await;
    assert_eq!(inspector.press(&format!("/submissions/{}/settle", ids[0]), "").await.status, Status::NotFound);
    assert_eq!(test.client.press(&format!("/submissions/{}/settle", ids[0]), "").await.status, Status::SeeOther);
    assert_eq!(test.client.press(&format!("/submissions/{}/settle", ids[0]), "").await.status, Status::Conflict);
    assert!(test.client.open(&format!("/submissions/{}", ids[0])).await.page.contains(">No reports</span>"));
    // What failed here is not history: it is made again.
    assert_eq!(test.client.press(&format!("/submissions/{live}/settle"), "").await.status, Status::Conflict);

    assert!(listed(&test, "status=failed").await.contains("/submissions/settle-failed"));
    let reviewer = test.signed_in("reviewer").await;
    assert_eq!(reviewer.press("/submissions/settle-failed", "").await.status, Status::Forbidden);
    assert_eq!(test.client.press("/submissions/settle-failed", "").await.status, Status::SeeOther);
    let left = listed(&test, "status=failed").await;
    assert!(left.contains(live.as_str()) && !left.contains("/submissions/settle-failed"), "{left}");
    assert!(ids.iter().all(|id| !left.contains(id.as_str())));
    let settled = "SELECT count(*)::text FROM audit_logs WHERE action = 'report.settled'";
    assert_eq!((test.sql(settled).await, test.count("jobs").await), ("3".to_owned(), 1));
    let home = test.client.open("/").await.page;
    assert!(home.contains("href=\"/submissions?status=failed\"") && home.contains("Reports failed: 1<"), "{home}");
}

#[rocket::async_test]
async fn references_are_found_by_the_search() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("reference-one")).await;
    let other = test.submit("hvac_mep", &hvac("reference-two")).await;
    let job = test.sql(&format!("SELECT job_id FROM submissions WHERE submission_id = '{id}'")).await;
    for text in [
        id.to_string(),
        id.to_string().to_uppercase(),
        format!("+{id}+"),
        job.clone(),
        format!("https%3A%2F%2Fx.example%2Fsubmissions%2F{id}"),
    ] {
        let page = listed(&test, &format!("q={text}")).await;
        assert!(page.contains(&format!("href=\"/submissions/{id}\"")), "{text}: {page}");
        assert!(!page.contains(other.as_str()), "{text}");
    }
    assert!(!listed(&test, &format!("q={id}&module=civil")).await.contains(&format!("href=\"/submissions/{id}\"")));
    assert!(!listed(&test, "q=sub_000000000000").await.contains("<tbody>"));
    let (_, found) = test.get_json(&format!("/api/v1/submissions?q={job}")).await;
    assert_eq!(found["submissions"].as_array().map(Vec::len), Some(1));
    // The submission scope holds for references as well.
    let inspector = test.signed_in("inspector").await;
    assert!(
        !inspector.open(&format!("/submissions?q={id}")).await.page.contains(&format!("href=\"/submissions/{id}\""))
    );
}
