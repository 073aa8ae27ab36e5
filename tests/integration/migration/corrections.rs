//! A corrected submission in the phases that write the store of the legacy app: the file follows with the newest
//! revision, and until then the page shows the newest one, too.

use super::{
    migration_fixture::MigrationFixture,
    old::{self, Old, import, options},
};
use crate::support::app::{TestApp, hvac};
use injaaz::{
    domain::migration::Phase,
    migration::{import::import_now, legacy_store, verify::verify},
};
use rocket::http::Status;
use sha2::{Digest, Sha256};
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

/// Six imported submissions with their jobs; the first and the last one have a photo.
async fn imported(phase: Phase) -> MigrationFixture {
    let old = Old::of(6);
    let place = old.path().to_string_lossy().into_owned();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", place.as_str())]).await;
    import(&test, &old).await;
    let fixture = MigrationFixture { test, old: old.dir };
    fixture.enter().await;
    while fixture.phase().await < phase {
        fixture.forward().await;
    }
    fixture
}

async fn assert_verified(fixture: &MigrationFixture, when: &str) {
    let verified = verify(&fixture.test.app, &fixture.test.actor(), "test", None, &|_, _| ()).await.expect("verified");
    assert!(verified.bad.is_empty(), "{when}: {:?}", verified.bad);
}

/// What the legacy app wrote stays byte for byte as the first revision, and the old store gets the newest one.
#[rocket::async_test]
async fn an_imported_submission_is_corrected_and_stays_provable() {
    for phase in [Phase::Files, Phase::Dual, Phase::DatabaseWithFallback, Phase::Database] {
        let fixture = imported(phase).await;
        let (test, id) = (&fixture.test, old::id(0));
        let record = fixture.old.path().join(format!("submissions/{id}.json"));
        let bytes = fs::read(&record).unwrap();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let copies = Old::empty();
        copies.put(&format!("submissions/{id}.json"), &bytes);
        assert_verified(&fixture, "before").await;
        let before =
            fixture.sql(&format!("SELECT form_data::text FROM submissions WHERE submission_id = '{id}'")).await;
        let photo = "SELECT upload_id FROM uploaded_files u JOIN submissions s ON s.id = u.submission_id
            WHERE u.file_type = 'photo' AND s.submission_id = ";
        let photo = fixture.sql(&format!("{photo}'{id}'")).await;
        let reviewer = test.signed_in("reviewer").await;
        let page = format!("/submissions/{id}/correct");
        assert_eq!(reviewer.get(page.clone()).dispatch().await.status(), Status::Conflict, "{phase:?}");
        assert_eq!(test.get(&page).await.status(), Status::Ok, "{phase:?}");

        let path = format!("/submissions/{id}/revisions/1/correct");
        let correction = hvac("corrected-import").text("items.0.brand", "Wilo").text("items.0.photos", photo.as_str());
        assert_eq!(test.post_json(&path, &correction).await.0, Status::UnprocessableEntity, "it needs a reason");
        let correction = correction.text("correction_reason", "Read again");
        let (status, answer) = test.post_json(&path, &correction).await;
        assert_eq!(status, Status::Created, "{phase:?}: {answer}");
        test.run_jobs().await;
        fixture.drain().await;
        let (_, shown) = test.get_json(&format!("/submissions/{id}")).await;
        assert_eq!(shown["form_data"]["items"][0]["brand"], "Wilo", "{phase:?}");
        assert_eq!(shown["revision"], 2, "{phase:?}");
        assert_verified(&fixture, "after the correction").await;
        let kept = "SELECT form_data::text || (SELECT encode(sha256(coalesce(v.content, r.content)), 'hex')
                FROM legacy_records r LEFT JOIN legacy_record_versions v ON v.legacy_record_id = r.id AND v.is_origin
                WHERE r.submission_id = s.submission_id AND r.source_id = (SELECT min(id) FROM legacy_sources) AND r.kind = 'submission')
             FROM submission_revisions s WHERE revision = 1";
        assert_eq!(fixture.sql(kept).await, format!("{before}{sha256}"), "{phase:?}");
        if phase == Phase::Database {
            assert_eq!(fs::read(&record).unwrap(), bytes, "nothing is written in this phase");
            fixture.back().await;
            legacy_store::write_waiting(&test.app).await.unwrap();
        }
        assert!(fs::read_to_string(&record).unwrap().contains("Wilo"), "{phase:?}");
        fixture.assert_written(&id.parse().unwrap()).await;
        assert_verified(&fixture, "with the file of the newest revision").await;
        assert_eq!(fixture.sql(kept).await, format!("{before}{sha256}"), "{phase:?}");
        assert_eq!(fixture.sql("SELECT count(*)::text FROM shadow_differences").await, "0", "{phase:?}");

        // Neither another pass nor a copy of the original finds anything new.
        for folder in [fixture.old.path(), copies.dir.path()] {
            let run = import_now(&test.app, &test.actor(), "test", options(folder, false), &|_| ()).await.unwrap();
            let counts = run.view.counts;
            assert_eq!((counts.imported, counts.divergent, counts.quarantined), (0, 0, 0), "{phase:?}: {folder:?}");
        }
        assert_verified(&fixture, "after another import").await;
        // Another correction goes on top of it.
        let again = hvac("corrected-again").text("items.0.brand", "KSB").text("correction_reason", "Once more");
        let (status, answer) = test.post_json(&format!("/submissions/{id}/revisions/2/correct"), &again).await;
        assert_eq!(status, Status::Created, "{phase:?}: {answer}");
        test.run_jobs().await;
        fixture.drain().await;
        assert!(fs::read_to_string(&record).unwrap().contains("KSB"), "{phase:?}");
        assert_verified(&fixture, "after the second correction").await;
    }
}

/// A correction that was made while the old store was not written reaches it on the way back.
#[rocket::async_test]
async fn a_correction_made_without_the_old_store_is_written_on_the_way_back() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("corrected-in-the-database").await;
    fixture.drain().await;
    fixture.forward().await;
    fixture.forward().await;
    assert_eq!(fixture.phase().await, Phase::Database);
    let correction = hvac("corrected-later").text("items.0.brand", "Wilo").text("correction_reason", "Brand");
    let (status, answer) = fixture.test.post_json(&format!("/submissions/{id}/revisions/1/correct"), &correction).await;
    assert_eq!(status, Status::Created, "{answer}");
    fixture.test.run_jobs().await;
    fixture.drain().await;
    assert!(!fs::read_to_string(fixture.record(&id)).unwrap().contains("Wilo"));
    assert_verified(&fixture, "while it is not written").await;
    fixture.back().await;
    legacy_store::write_waiting(&fixture.test.app).await.unwrap();
    fixture.assert_written(&id).await;
    assert!(fs::read_to_string(fixture.record(&id)).unwrap().contains("Wilo"));
    assert_verified(&fixture, "on the way back").await;
}
