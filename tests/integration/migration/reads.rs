//! Reads in the phases with two stores.

use super::migration_fixture::{MigrationFixture, hvac_mep};
use injaaz::{
    domain::migration::Phase,
    migration::{phases, reads},
};
use rocket::http::Status;
use serde_json::{Value, json};
use std::fs;

const OLD: &str = "sub_0123456789ab";

/// A record of the legacy app with the HVAC shape.
fn put_old(fixture: &MigrationFixture) {
    let record = json!({
        "submission_id": OLD, "site_name": "Old Mill", "visit_date": "2025-11-28", "tech_signature": null,
        "opMan_signature": null, "timestamp": "2025-11-28T10:00:00.000000", "base_url": "http://old.example.org",
        "items": [{ "asset": "HVAC", "system": "Chiller Evaporator", "description": "Chiller", "photos": [] }],
    });
    fs::create_dir_all(fixture.old.path().join("submissions")).unwrap();
    fs::write(fixture.old.path().join(format!("submissions/{OLD}.json")), record.to_string()).unwrap();
}

fn edit(fixture: &MigrationFixture, id: &injaaz::domain::ids::SubmissionId, from: &str, to: &str) {
    let text = fs::read_to_string(fixture.record(id)).unwrap();
    assert!(text.contains(from));
    fs::write(fixture.record(id), text.replace(from, to)).unwrap();
}

#[rocket::async_test]
async fn records_of_the_old_store_only_are_found_and_imported() {
    let fixture = MigrationFixture::at(Phase::DatabaseWithFallback).await;
    put_old(&fixture);
    let (status, page) = fixture.test.get_json(&format!("/submissions/{OLD}")).await;
    assert_eq!((status, page["site_name"].as_str()), (Status::Ok, Some("Old Mill")), "{page}");
    assert_eq!(fixture.module().await.fallbacks, 1);
    let (status, _) = fixture.test.get_json(&format!("/submissions/{OLD}")).await;
    assert_eq!((status, fixture.module().await.fallbacks), (Status::Ok, 1), "the second read finds it in the database");
}

#[rocket::async_test]
async fn modules_without_a_phase_are_not_looked_up_in_the_old_store() {
    let fixture = MigrationFixture::at(Phase::DatabaseWithFallback).await;
    fixture.forward().await;
    put_old(&fixture);
    let (status, _) = fixture.test.get_json(&format!("/submissions/{OLD}")).await;
    assert_eq!(status, Status::NotFound);
    assert_eq!(fixture.sql("SELECT count(*)::text FROM submissions").await, "0");
}

#[rocket::async_test]
async fn unknown_resources_are_not_found() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let (status, _) = fixture.test.get_json("/submissions/sub_00000000dead").await;
    assert_eq!(status, Status::NotFound);
    assert_eq!(fixture.module().await.fallbacks, 0);
}

#[rocket::async_test]
async fn no_other_organisation_reads_the_old_store() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    put_old(&fixture);
    let other = fixture.test.actor().organisation_id + 1;
    assert!(!reads::import_missing(&fixture.test.app, other, &OLD.parse().unwrap()).await.unwrap());
    assert_eq!(fixture.sql("SELECT count(*)::text FROM submissions").await, "0");
}

#[rocket::async_test]
async fn both_stores_are_compared_after_a_page_was_shown() {
    let fixture = MigrationFixture::at(Phase::DatabaseWithFallback).await;
    let id = fixture.submit("compared").await;
    let address = format!("/submissions/{id}");
    assert_eq!(fixture.test.get(&address).await.status(), Status::Ok);
    assert_eq!(fixture.test.app.shadow_reads.pop(), Some(id.clone()));
    reads::compare(&fixture.test.app, &id).await.unwrap();
    assert_eq!(fixture.module().await.shadow_reads, 0, "a submission in the outbox cannot be compared");
    fixture.drain().await;
    reads::compare(&fixture.test.app, &id).await.unwrap();
    let module = fixture.module().await;
    assert_eq!((module.shadow_reads, module.differences), (1, 0));

    edit(&fixture, &id, "\"site_name\": \"Marina Tower\"", "\"site_name\": \"Harbour Tower\"");
    for _ in 0..3 {
        reads::compare(&fixture.test.app, &id).await.unwrap();
    }
    let module = fixture.module().await;
    assert_eq!((module.shadow_reads, module.differences), (4, 1), "one open difference for each submission");
    let found = phases::differences(&fixture.test.app, &fixture.test.actor()).await.unwrap();
    assert_eq!(found.len(), 1);
    let site = found[0].differences.iter().find(|d| d.path == "site_name").expect("the site");
    assert_eq!((site.database.as_deref(), site.file.as_deref()), (Some("Marina Tower"), Some("Harbour Tower")));
    assert!(fixture.module().await.gates.iter().any(|g| g.found == "4 / 1" && !g.open));

    phases::settle_difference(&fixture.test.app, &fixture.test.actor(), "me", found[0].id, "seen").await.unwrap();
    reads::compare(&fixture.test.app, &id).await.unwrap();
    assert_eq!(fixture.module().await.differences, 1, "a settled difference stays settled");
    assert!(phases::settle_difference(&fixture.test.app, &fixture.test.actor(), "me", found[0].id, "").await.is_err());
}

#[rocket::async_test]
async fn a_difference_that_went_away_closes_itself() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("mended-again").await;
    fixture.drain().await;
    let whole = fs::read(fixture.record(&id)).unwrap();
    for broken in [&b"{\"id\": "[..], b""] {
        fs::write(fixture.record(&id), broken).unwrap();
        reads::compare(&fixture.test.app, &id).await.unwrap();
    }
    fs::remove_file(fixture.record(&id)).unwrap();
    reads::compare(&fixture.test.app, &id).await.unwrap();
    assert_eq!(fixture.sql("SELECT count(*)::text FROM shadow_differences WHERE settled_at IS NULL").await, "1");
    fs::write(fixture.record(&id), whole).unwrap();
    reads::compare(&fixture.test.app, &id).await.unwrap();
    assert_eq!(fixture.sql("SELECT count(*)::text FROM shadow_differences WHERE settled_at IS NULL").await, "0");
}

#[rocket::async_test]
async fn in_phase_files_the_page_shows_the_file() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("as-filed").await;
    fixture.drain().await;
    edit(&fixture, &id, "About as-filed", "About the file");
    let comment = |page: &Value| page["form_data"]["items"][0]["comments"].as_str().map(str::to_owned);
    let (_, page) = fixture.test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(comment(&page).as_deref(), Some("About the file"), "{page}");
    assert_eq!(page["site_name"], "Marina Tower");
    fixture.forward().await;
    let (_, page) = fixture.test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(comment(&page).as_deref(), Some("About as-filed"));
    assert_eq!(hvac_mep().as_str(), page["module"]);
}
