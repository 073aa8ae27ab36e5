//! `/metrics`: for a monitoring system with the token of the settings, and for nobody else.

use crate::support::app::{TestApp, hvac};
use rocket::http::{Header, Status};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const ON: &[(&str, &str)] = &[("INJAAZ_METRICS_TOKEN", TOKEN)];

async fn ask(test: &TestApp, token: &str) -> (Status, String) {
    let stranger = test.stranger().await;
    let request = stranger.get("/metrics").header(Header::new("Authorization", format!("Bearer {token}")));
    let answer = request.dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

/// The value of a series.
fn value(text: &str, series: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.strip_prefix(series).is_some_and(|rest| rest.starts_with(' ')))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[rocket::async_test]
async fn metrics_need_the_token_of_the_settings() {
    let test = TestApp::with(ON).await;
    for wrong in ["", "0123456789abcdef0123456789abcdeF", &TOKEN[1..]] {
        let (status, text) = ask(&test, wrong).await;
        assert!(status == Status::Unauthorized && !text.contains("injaaz_"), "{wrong}: {text}");
    }
    // An administrator has no other access than anybody.
    assert_eq!(test.get("/metrics").await.status(), Status::Unauthorized);
    assert_eq!(ask(&test, TOKEN).await.0, Status::Ok);
    assert_eq!(ask(&TestApp::new().await, TOKEN).await.0, Status::NotFound);
}

#[rocket::async_test]
async fn requests_jobs_and_the_state_of_the_server_are_counted() {
    let test = TestApp::with(ON).await;
    let answer = test.submit("hvac_mep", &hvac("metrics-0123456789abcdef")).await;
    assert_eq!(test.get("/submissions").await.status(), Status::Ok);
    assert_eq!(test.get("/no/such/page").await.status(), Status::NotFound);
    let (status, text) = ask(&test, TOKEN).await;
    assert_eq!(status, Status::Ok);
    // Each browser of a test has a server of its own; this one was asked for the metrics only.
    assert_eq!(value(&text, "injaaz_database_up"), Some(1.0), "{text}");
    assert_eq!(value(&text, r#"injaaz_jobs{kind="make_report",state="due"}"#), Some(1.0), "{text}");
    assert!(value(&text, "injaaz_disk_free_bytes") > Some(1.0), "{text}");
    assert!(value(&text, "injaaz_audit_seal_lag_seconds") >= Some(0.0), "{text}");
    assert!(text.ends_with("# EOF\n") && !text.contains("backup_age"), "{text}");
    assert!(!text.contains(answer.as_str()), "no ids");

    let request = test.client.get("/metrics").header(Header::new("Authorization", format!("Bearer {TOKEN}")));
    let text = request.dispatch().await.into_string().await.expect("text");
    let count = |series: &str| value(&text, series);
    let sent = r#"injaaz_http_requests_total{method="POST",route="/forms/<module>?<version>",status="201"}"#;
    assert_eq!(count(sent), Some(1.0), "{text}");
    let unknown = r#"injaaz_http_requests_total{method="GET",route="(none)",status="404"}"#;
    assert_eq!(count(unknown), Some(1.0), "{text}");
    assert_eq!(
        count(r#"injaaz_http_request_seconds_count{method="POST",route="/forms/<module>?<version>"}"#),
        Some(1.0)
    );
}
