//! Drafts of the old page.

use super::keys;
use crate::support::app::TestApp;
use rocket::http::{ContentType, Status};
use serde_json::json;

#[rocket::async_test]
async fn a_draft_is_kept_for_a_month() {
    let test = TestApp::new().await;
    let draft = json!({ "site_name": "Draft", "visit_date": "", "items": [{ "asset": "HVAC", "photoCount": 2 }] });
    let (status, kept) = test.send_json("/hvac-mep/save-draft", &draft).await;
    assert_eq!((status, keys(&kept), &kept["status"]), (Status::Ok, vec!["draft_id", "status"], &json!("ok")));
    let id = kept["draft_id"].as_str().expect("an id");
    assert!(id.starts_with("draft_") && id.len() == 18, "{id}");
    let path = test.dir.path().join("kept_drafts").join(format!("{id}.json"));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), draft.to_string());

    let large = json!({ "notes": "x".repeat(1 << 20) });
    assert_eq!(test.send_json("/hvac-mep/save-draft", &large).await.0, Status::PayloadTooLarge);
    assert_eq!(test.send("/hvac-mep/save-draft", ContentType::JSON, "{").await.0, Status::BadRequest);
    assert_eq!(test.files("kept_drafts").len(), 1);

    assert_eq!(test.run_periodic("drafts.old").await, 0);
    let month = std::time::Duration::from_secs(30 * 24 * 60 * 60 + 60);
    let file = std::fs::File::options().write(true).open(&path).expect("the draft");
    file.set_modified(std::time::SystemTime::now() - month).expect("a time");
    assert_eq!(test.run_periodic("drafts.old").await, 1);
    assert_eq!(test.files("kept_drafts").len(), 0);
}

#[rocket::async_test]
async fn the_number_of_drafts_is_limited() {
    let test = TestApp::new().await;
    let folder = test.dir.path().join("kept_drafts");
    std::fs::create_dir(&folder).expect("a folder");
    (0..1_000).for_each(|n| std::fs::write(folder.join(format!("draft_{n:012x}.json")), "{}").expect("a file"));
    let (status, refusal) = test.send_json("/hvac-mep/save-draft", &json!({ "a": 1 })).await;
    assert_eq!(status, Status::InsufficientStorage, "{refusal}");
}
