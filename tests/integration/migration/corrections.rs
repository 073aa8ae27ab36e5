//! A corrected submission in the phases that write the store of the legacy app: the file follows with the newest
//! revision, and until then the page shows the newest one, too.

use super::migration_fixture::MigrationFixture;
use crate::support::app::hvac;
use injaaz::domain::migration::Phase;
use rocket::http::Status;
use std::fs;

#[rocket::async_test]
async fn the_legacy_store_gets_the_newest_revision() {
    for phase in [Phase::Files, Phase::Dual, Phase::DatabaseWithFallback] {
        let fixture = MigrationFixture::at(phase).await;
        let id = fixture.submit("to-be-corrected").await;
        fixture.drain().await;
        fixture.assert_written(&id).await;
        let correction = hvac("corrected-afterwards").text("items.0.brand", "Wilo").text("correction_reason", "Brand");
        let path = format!("/submissions/{id}/revisions/1/correct");
        let (status, answer) = fixture.test.post_json(&path, &correction).await;
        assert_eq!(status, Status::Created, "{phase:?}: {answer}");
        let (_, shown) = fixture.test.get_json(&format!("/submissions/{id}")).await;
        assert_eq!(shown["form_data"]["items"][0]["brand"], "Wilo", "{phase:?}: before the file is written");
        fixture.drain().await;
        let record = fs::read_to_string(fixture.record(&id)).unwrap();
        assert!(record.contains("Wilo"), "{phase:?}: {record}");
        fixture.assert_written(&id).await;
        let (_, shown) = fixture.test.get_json(&format!("/submissions/{id}")).await;
        assert_eq!(shown["form_data"]["items"][0]["brand"], "Wilo", "{phase:?}: with the file");
        let open = "SELECT count(*)::text FROM shadow_differences";
        assert_eq!(fixture.sql(open).await, "0", "{phase:?}");
    }
}
