//! `/health`: liveness and readiness.

use crate::support::app::TestApp;
use futures::future::join_all;
use rocket::http::Status;
use serde_json::json;

#[rocket::async_test]
async fn a_healthy_server_is_ready() {
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

/// Several monitors ask at the same time, and nothing else goes on.
#[rocket::async_test]
async fn monitors_do_not_disturb_each_other() {
    let test = TestApp::new().await;
    for path in ["/health/ready", "/health"] {
        for _ in 0..5 {
            let answers = join_all((0..20).map(|_| test.get_json(path))).await;
            let failed: Vec<_> = answers.into_iter().filter(|(status, _)| *status != Status::Ok).collect();
            assert!(failed.is_empty(), "{path}: {failed:?}");
        }
    }
    assert_eq!(std::fs::read_dir(test.dir.path().join("jobs")).expect("a folder").count(), 0);
}

#[rocket::async_test]
async fn a_server_that_will_stop_is_not_ready() {
    let test = TestApp::new().await;
    test.app.announce_stop();
    let stopping = json!({ "status": "stopping", "database": "ok", "files": "ok" });
    assert_eq!(test.get_json("/health/ready").await, (Status::ServiceUnavailable, stopping));
    assert_eq!(test.get_json("/health").await.0, Status::ServiceUnavailable);
    let live = test.get("/health/live").await;
    assert_eq!((live.status(), live.headers().get_one("Connection")), (Status::Ok, Some("close")));
}
