//! Addresses of the legacy app that redirect, or no longer exist.

use crate::support::app::TestApp;
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::json;

#[rocket::async_test]
async fn old_pages_lead_to_the_new_ones() {
    let test = TestApp::new().await;
    for (old, new) in [
        ("/hvac-mep/form", "/forms/hvac_mep"),
        ("/civil/form", "/forms/civil"),
        ("/cleaning/form", "/forms/cleaning"),
        ("/cleaning/", "/forms/cleaning"),
        ("/cleaning", "/forms/cleaning"),
    ] {
        let answer = test.get(old).await;
        // Not a permanent redirect: after a roll back to the legacy app the browser must request it again.
        assert_eq!((answer.status(), answer.headers().get_one("Location")), (Status::Found, Some(new)), "{old}");
        assert_eq!(test.get(new).await.status(), Status::Ok);
    }
    assert_eq!(test.get_json("/civil/dropdowns").await, (Status::Ok, json!({})));
}

#[rocket::async_test]
async fn monitors_of_the_old_app_get_its_keys() {
    let test = TestApp::new().await;
    let well = json!({ "cloudinary": false, "executor": true, "filesystem": true, "status": "ok" });
    assert_eq!(test.get_json("/health").await, (Status::Ok, well));
    std::fs::remove_dir_all(test.dir.path()).expect("the folder goes");
    let ill = json!({ "cloudinary": false, "executor": true, "filesystem": false, "status": "ok" });
    // A result is shared for a second.
    for _ in 0..200 {
        let answered = test.get_json("/health").await;
        if answered.0 == Status::ServiceUnavailable {
            assert_eq!(answered.1, ill);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("/health stays ok without its folder");
}

#[rocket::async_test]
async fn the_old_service_worker_unregisters_itself() {
    let test = TestApp::new().await;
    let worker = test.get("/static/service-worker.js").await;
    assert_eq!((worker.status(), worker.content_type()), (Status::Ok, Some(ContentType::JavaScript)));
    assert_eq!(worker.headers().get_one("Cache-Control"), Some("no-cache"));
    let script = worker.into_string().await.expect("a script");
    assert!(script.contains("registration.unregister()") && !script.contains("addEventListener(\"fetch\""));
}

#[rocket::async_test]
async fn removed_resources_are_not_found() {
    let test = TestApp::new().await;
    for path in [
        "/manifest.json",
        "/cleaning/dropdowns",
        "/cleaning/save-draft",
        "/generated/uploads/IMG_0201_4a25135f.jpg",
        "/generated/submissions/sub_063748aa9afe.json",
        "/generated/%2e%2e%2fsecret_key",
        "/generated/..%2f..%2fetc%2fpasswd",
        "/generated/secret_key",
        "/generated/x.pdf",
        "/generated/%00.pdf",
        "/generated/%ff.pdf",
        "/hvac-mep/generated/submissions/sub_063748aa9afe.json",
        "/hvac-mep/generated/jobs/job_a5dfc6791e01.json",
        "/hvac-mep/generated/uploads/x_4d04bbf3.svg",
        "/hvac-mep/generated/uploads/%2e%2e",
        "/hvac-mep/generated/uploads/..%2fsecret_key",
        "/hvac-mep/generated/uploads/%00",
        "/hvac-mep/generated/uploads/upl_00000000000000000000.jpg",
        "/hvac-mep/generated/secret_key",
        "/hvac-mep/generated/",
    ] {
        for accept in [Accept::HTML, Accept::JSON, Accept::Any] {
            let answer = test.client.get(path).header(accept).dispatch().await;
            assert_eq!(answer.status(), Status::NotFound, "{path}");
        }
    }
    for (path, said) in [
        ("/hvac-mep/status/job_000000000000", "unknown job"),
        ("/civil/status/nonsense", "unknown job"),
        ("/cleaning/job-status/job_000000000000", "Job not found"),
        ("/cleaning/job-status/%2e%2e", "Job not found"),
    ] {
        assert_eq!(test.get_json(path).await, (Status::NotFound, json!({ "error": said })), "{path}");
    }
}

#[rocket::async_test]
async fn no_other_site_can_send_to_an_old_address() {
    let test = TestApp::new().await;
    for path in ["/hvac-mep/submit", "/civil/submit-with-urls", "/cleaning/submit", "/hvac-mep/save-draft"] {
        // A page of another origin can send text without a preflight request, and the text may be JSON.
        let request = test.client.post(path).header(ContentType::Plain).header(Header::new("Host", "localhost"));
        let answer = request.header(Header::new("Origin", "https://evil.example")).body("{\"a\":1}").dispatch().await;
        assert_eq!(answer.status(), Status::Forbidden, "{path}");
    }
    assert_eq!((test.count("submissions").await, test.files("kept_drafts").len()), (0, 0));
}
