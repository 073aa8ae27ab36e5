//! `/jobs/<id>/events`: the progress of a job as server-sent events.

use crate::support::app::{TestApp, hvac};
use rocket::http::{Accept, Status};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

#[rocket::async_test]
async fn job_events_end_with_the_job() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let job = submission["job_id"].as_str().expect("a job");
    let watch = async {
        let stream = test.client.get(format!("/jobs/{job}/events")).header(Accept::EventStream).dispatch().await;
        assert_eq!(stream.status(), Status::Ok);
        assert_eq!(stream.headers().get_one("Content-Type"), Some("text/event-stream"));
        assert_eq!(stream.headers().get_one("Cache-Control"), Some("no-cache"));
        stream.into_string().await.expect("events")
    };
    let (told, ()) = timeout(Duration::from_secs(30), async { tokio::join!(watch, test.run_jobs()) })
        .await
        .expect("the stream ends by itself");
    let events: Vec<Value> = told
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|data| serde_json::from_str(data.trim()).expect("JSON"))
        .collect();
    let ids: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("id:")).map(str::trim).collect();
    let counted: Vec<String> = (1..=events.len()).map(|n| n.to_string()).collect();
    assert_eq!(ids, counted);
    // Stream and runner may start in any order.
    let first = events.first().map(|event| event["state"].clone());
    assert!(first == Some("started".into()) || first == Some("running".into()), "{told}");
    let last = events.last().expect("an event");
    assert_eq!((&last["state"], &last["progress"]), (&Value::from("done"), &Value::from(100)));
    assert!(last["results"]["pdf_url"].is_string());
    assert!(events.windows(2).all(|pair| pair[0] != pair[1]), "each event differs from the previous one: {told}");

    // A later client gets the final state at once.
    let late = test.client.get(format!("/jobs/{job}/events")).dispatch().await.into_string().await.expect("events");
    assert_eq!(late.matches("data:").count(), 1, "{late}");
}

#[rocket::async_test]
async fn a_missing_job_has_no_events() {
    let test = TestApp::new().await;
    for path in ["/jobs/job_000000000000/events", "/jobs/-1/events"] {
        assert_eq!(test.get_json(path).await.0, Status::NotFound, "{path}");
    }
}
