//! The log of the server in JSON.

use crate::{crash::process_fixture::ProcessFixture, support::http};
use serde_json::Value;

#[tokio::test]
async fn each_line_of_the_log_is_an_object_if_the_settings_say_so() {
    let place = ProcessFixture::new().await;
    let server = place.start(&[("INJAAZ_LOG_FORMAT", "json"), ("INJAAZ_LOG", "info")]).await;
    let client = http::builder().build().expect("a client");
    let answer = client.get(format!("{}/health/live", place.base())).send().await.expect("an answer");
    let id = answer.headers()["x-request-id"].to_str().expect("an id").to_owned();
    server.kill().await;
    let log = String::from_utf8(place.whole_log()).expect("text");
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    let request = lines.iter().find(|line| line["request.id"] == id.as_str()).unwrap_or_else(|| panic!("{log}"));
    assert_eq!((&request["message"], &request["status"]), (&"GET /health/live".into(), &200.into()));
    assert!(request["timestamp"].is_string() && request["level"] == "INFO", "{request}");
}
