//! `/health`: liveness and readiness.

use crate::support::app::TestApp;
use rocket::http::Status;
use serde_json::json;

#[rocket::async_test]
async fn a_server_that_can_work_says_so() {
    let test = TestApp::new().await;
    assert_eq!(test.get_json("/health/live").await, (Status::Ok, json!({ "status": "ok" })));
    let ready = json!({ "status": "ok", "database": "ok", "files": "ok" });
    assert_eq!(test.get_json("/health/ready").await, (Status::Ok, ready));
}

#[rocket::async_test]
async fn a_server_without_its_folder_is_alive_but_not_ready() {
    let test = TestApp::new().await;
    std::fs::remove_dir_all(test.dir.path()).expect("the folder goes");
    assert_eq!(test.get_json("/health/live").await.0, Status::Ok);
    let (status, body) = test.get_json("/health/ready").await;
    assert_eq!(status, Status::ServiceUnavailable);
    assert_eq!(body, json!({ "status": "failing", "database": "ok", "files": "failing" }));
}
