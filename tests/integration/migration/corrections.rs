//! A corrected submission in the phases that write the store of the legacy app: the file follows with the newest
//! revision, and until then the page shows the newest one, too.

use super::{
    migration_fixture::MigrationFixture,
    old::{self, Old, import, options},
};
use crate::support::app::{TestApp, hvac};
use injaaz::{
    domain::{
        migration::{Decision, Phase, RecordState},
        problem::{Conflict, Problem},
        review_queue::{DecisionForMany, ReviewFilter},
    },
    migration::{import::import_now, legacy_store, review_many, review_queue, verify::verify},
};
use rocket::http::Status;
use serde_json::json;
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

/// Its file was edited in the legacy store: taking it would lose the correction, so only the database can be kept, and the
/// correction can be followed by another one.
#[rocket::async_test]
async fn a_file_does_not_replace_what_was_corrected_or_decided_here() {
    let old = Old::of(3);
    let place = old.path().to_string_lossy().into_owned();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", place.as_str())]).await;
    import(&test, &old).await;
    for number in 0..3 {
        let mut changed = old::hvac(number);
        changed["site_name"] = json!("Another Tower");
        old.put_json(&format!("submissions/{}.json", old::id(number)), &changed);
    }
    import(&test, &old).await;
    let correct = async |key: &str| {
        let correction = hvac(key).text("items.0.brand", "Wilo").text("correction_reason", "Read again");
        let path = format!("/submissions/{}/revisions/1/correct", old::id(0));
        let (status, answer) = test.post_json(&path, &correction).await;
        assert_eq!(status, Status::Created, "{answer}");
    };
    correct("corrected-before-a-file").await;
    // The second one was approved; the third was not touched.
    test.execute(&format!(
        "INSERT INTO approval_steps (organisation_id, submission_id, kind, revision, round, stage, reviewers, reviewers_name, marks,
             decided_at)
         SELECT organisation_id, id, 'approved', 1, 1, 0, 0, 'Managers', '[]', now() FROM submissions WHERE submission_id = '{}'",
        old::id(1)
    ))
    .await;
    let record = async |number: u32| {
        let name = old::id(number);
        let id = test.sql(&format!("SELECT id::text FROM legacy_records WHERE record_id = '{name}'")).await;
        id.parse::<i64>().expect("a record")
    };
    let answers = "SELECT string_agg(form_data::text, ' ' ORDER BY submission_id) FROM submissions";
    let before = test.sql(answers).await;
    for number in 0..2 {
        let id = record(number).await;
        let shown = review_queue::record(&test.app, &test.actor(), id).await.unwrap();
        assert!(shown.is_changed_here, "{number}");
        let taken = review_queue::settle(&test.app, &test.actor(), "test", id, Decision::TakeFile, "The file").await;
        assert!(matches!(taken, Err(Problem::Conflict(Conflict::ChangedSinceImport))), "{number}: {taken:?}");
        let page = test.client.open(&format!("/admin/migration/review/{id}")).await.page;
        assert!(
            page.contains("was corrected or reviewed in Injaaz") && !page.contains("value=\"take_file\""),
            "{page}"
        );
        let path = format!("/admin/migration/review/{id}/settle");
        let refused = test.client.press(&path, "decision=take_file&note=The+file").await;
        assert_eq!(refused.status, Status::Conflict, "{}", refused.page);
        assert!(refused.page.contains("value=\"The file\""), "the note is kept: {}", refused.page);
    }
    assert_eq!(test.sql(answers).await, before, "nothing was replaced");
    let decided = "SELECT count(*)::text FROM legacy_records WHERE decision IS NOT NULL";
    assert_eq!(test.sql(decided).await, "0");

    // A decision about all of them leaves these two, and says so.
    let filter = ReviewFilter { state: RecordState::Divergent, reason: None, module: None };
    let until = review_many::newest(&test.app, &test.actor()).await.unwrap();
    let all = DecisionForMany::with_note(Decision::TakeFile, "The files").unwrap();
    let done =
        review_many::decide_many(&test.app, &test.actor(), "test", &filter, until, &all, &|_, _| ()).await.unwrap();
    assert_eq!((done.decided, done.skipped, done.left.len()), (1, 2, 2));
    assert_eq!(
        test.sql("SELECT count(*)::text FROM submissions WHERE site_name = 'Another Tower'").await,
        "1",
        "what was not touched here"
    );
    let id = record(0).await;
    review_queue::settle(&test.app, &test.actor(), "test", id, Decision::KeepDatabase, "Corrected").await.unwrap();
    let shown = test.get_json(&format!("/submissions/{}", old::id(0))).await.1;
    assert_eq!((&shown["revision"], &shown["form_data"]["items"][0]["brand"]), (&json!(2), &json!("Wilo")));
}
