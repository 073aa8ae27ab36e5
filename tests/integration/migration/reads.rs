//! Reads while two stores exist.

use super::road::{Road, hvac_mep};
use injaaz::{
    domain::migration::Phase,
    migration::{phases, reads},
};
use rocket::http::Status;
use serde_json::{Value, json};
use std::fs;

const OLD: &str = "sub_0123456789ab";

/// A record of the old app, HVAC by its shape.
fn put_old(road: &Road) {
    let record = json!({
        "submission_id": OLD, "site_name": "Old Mill", "visit_date": "2025-11-28", "tech_signature": null,
        "opMan_signature": null, "timestamp": "2025-11-28T10:00:00.000000", "base_url": "http://old.example.org",
        "items": [{ "asset": "HVAC", "system": "Chiller Evaporator", "description": "Chiller", "photos": [] }],
    });
    fs::create_dir_all(road.old.path().join("submissions")).unwrap();
    fs::write(road.old.path().join(format!("submissions/{OLD}.json")), record.to_string()).unwrap();
}

fn edit(road: &Road, id: &injaaz::domain::ids::SubmissionId, from: &str, to: &str) {
    let text = fs::read_to_string(road.record(id)).unwrap();
    assert!(text.contains(from));
    fs::write(road.record(id), text.replace(from, to)).unwrap();
}

#[rocket::async_test]
async fn what_only_the_old_store_has_is_found_imported_and_counted() {
    let road = Road::at(Phase::DatabaseWithFallback).await;
    put_old(&road);
    let (status, page) = road.test.get_json(&format!("/submissions/{OLD}")).await;
    assert_eq!((status, page["site_name"].as_str()), (Status::Ok, Some("Old Mill")), "{page}");
    assert_eq!(road.module().await.fallbacks, 1);
    let (status, _) = road.test.get_json(&format!("/submissions/{OLD}")).await;
    assert_eq!((status, road.module().await.fallbacks), (Status::Ok, 1), "the second time it is there");
}

#[rocket::async_test]
async fn nothing_is_looked_for_where_no_phase_says_so() {
    let road = Road::at(Phase::DatabaseWithFallback).await;
    road.forward().await;
    put_old(&road);
    let (status, _) = road.test.get_json(&format!("/submissions/{OLD}")).await;
    assert_eq!(status, Status::NotFound);
    assert_eq!(road.sql("SELECT count(*)::text FROM submissions").await, "0");
}

#[rocket::async_test]
async fn what_was_never_there_is_not_found() {
    let road = Road::at(Phase::Dual).await;
    let (status, _) = road.test.get_json("/submissions/sub_00000000dead").await;
    assert_eq!(status, Status::NotFound);
    assert_eq!(road.module().await.fallbacks, 0);
}

#[rocket::async_test]
async fn no_other_organisation_reads_the_old_store() {
    let road = Road::at(Phase::Dual).await;
    put_old(&road);
    let mut caller = road.test.caller();
    caller.organisation_id += 1;
    assert!(!reads::fall_back(&road.test.app, &caller, &OLD.parse().unwrap()).await.unwrap());
    assert_eq!(road.sql("SELECT count(*)::text FROM submissions").await, "0");
}

#[rocket::async_test]
async fn both_stores_are_compared_after_a_page_was_shown() {
    let road = Road::at(Phase::DatabaseWithFallback).await;
    let id = road.submit("compared").await;
    let address = format!("/submissions/{id}");
    assert_eq!(road.test.get(&address).await.status(), Status::Ok);
    assert_eq!(road.test.app.shown.take(), Some(id.clone()));
    reads::compare(&road.test.app, &id).await.unwrap();
    assert_eq!(road.module().await.shadow_reads, 0, "what waits for the outbox cannot be compared");
    road.drain().await;
    reads::compare(&road.test.app, &id).await.unwrap();
    let module = road.module().await;
    assert_eq!((module.shadow_reads, module.differences), (1, 0));

    edit(&road, &id, "\"site_name\": \"Marina Tower\"", "\"site_name\": \"Harbour Tower\"");
    for _ in 0..3 {
        reads::compare(&road.test.app, &id).await.unwrap();
    }
    let module = road.module().await;
    assert_eq!((module.shadow_reads, module.differences), (4, 1), "one open difference for each submission");
    let found = phases::differences(&road.test.app, &road.test.caller()).await.unwrap();
    assert_eq!(found.len(), 1);
    let site = found[0].differences.iter().find(|d| d.path == "site_name").expect("the site");
    assert_eq!((site.database.as_deref(), site.file.as_deref()), (Some("Marina Tower"), Some("Harbour Tower")));
    assert!(road.module().await.gates.iter().any(|g| g.found == "4 / 1" && !g.open));

    phases::settle_difference(&road.test.app, &road.test.caller(), "me", found[0].id, "seen").await.unwrap();
    reads::compare(&road.test.app, &id).await.unwrap();
    assert_eq!(road.module().await.differences, 1, "what somebody settled is not opened again");
    assert!(phases::settle_difference(&road.test.app, &road.test.caller(), "me", found[0].id, "").await.is_err());
}

#[rocket::async_test]
async fn a_difference_that_went_away_closes_itself() {
    let road = Road::at(Phase::Dual).await;
    let id = road.submit("mended-again").await;
    road.drain().await;
    let whole = fs::read(road.record(&id)).unwrap();
    for broken in [&b"{\"id\": "[..], b""] {
        fs::write(road.record(&id), broken).unwrap();
        reads::compare(&road.test.app, &id).await.unwrap();
    }
    fs::remove_file(road.record(&id)).unwrap();
    reads::compare(&road.test.app, &id).await.unwrap();
    assert_eq!(road.sql("SELECT count(*)::text FROM shadow_differences WHERE settled_at IS NULL").await, "1");
    fs::write(road.record(&id), whole).unwrap();
    reads::compare(&road.test.app, &id).await.unwrap();
    assert_eq!(road.sql("SELECT count(*)::text FROM shadow_differences WHERE settled_at IS NULL").await, "0");
}

#[rocket::async_test]
async fn where_files_are_trusted_the_page_says_what_the_file_says() {
    let road = Road::at(Phase::Dual).await;
    let id = road.submit("as-filed").await;
    road.drain().await;
    edit(&road, &id, "About as-filed", "About the file");
    let comment = |page: &Value| page["form_data"]["items"][0]["comments"].as_str().map(str::to_owned);
    let (_, page) = road.test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(comment(&page).as_deref(), Some("About the file"), "{page}");
    assert_eq!(page["site_name"], "Marina Tower");
    road.forward().await;
    let (_, page) = road.test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(comment(&page).as_deref(), Some("About as-filed"));
    assert_eq!(hvac_mep().as_str(), page["module"]);
}
