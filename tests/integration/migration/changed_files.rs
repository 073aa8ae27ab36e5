//! Files that change after their import: the bytes that a submission came from stay, and every state that an import or
//! a decision can leave verifies without a finding.

use super::{
    ledger::verified,
    migration_fixture::MigrationFixture,
    old::{Old, hvac, id, import, job, job_id, options, run},
};
use crate::support::app::TestApp;
use injaaz::{
    domain::migration::{Counts, Decision, Phase, RecordState},
    migration::review_queue::{set_aside, settle, waiting},
};
use serde_json::json;
use std::fs;

async fn imported(number: u32) -> (TestApp, Old) {
    let old = Old::of(number);
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().expect("UTF-8"))]).await;
    import(&test, &old).await;
    assert_eq!(verified(&test).await.bad, []);
    (test, old)
}

fn record(n: u32) -> String {
    format!("submissions/{}.json", id(n))
}

fn edited(n: u32) -> serde_json::Value {
    let mut changed = hvac(n);
    changed["items"][0]["description"] = "Something else".into();
    changed["items"][0]["photos"] = json!([]);
    changed
}

/// The bytes that submissions came from, of records whose file has changed.
async fn origins(test: &TestApp) -> String {
    test.sql("SELECT coalesce(string_agg(convert_from(content, 'UTF8'), '|'), '') FROM legacy_record_versions WHERE is_origin")
        .await
}

#[rocket::async_test]
async fn an_edited_file_verifies_before_and_after_each_decision() {
    for decision in [Decision::KeepDatabase, Decision::TakeFile, Decision::SetAside] {
        // Of number 5 the old record has a photo.
        let (test, old) = imported(6).await;
        let before = fs::read_to_string(old.dir.path().join(record(5))).unwrap();
        old.put_json(&record(5), &edited(5));
        let counts = import(&test, &old).await.view.counts;
        assert_eq!(counts, Counts { seen: 6, already_there: 5, divergent: 1, ..Counts::default() });
        assert_eq!(verified(&test).await.bad, [], "{decision}: it waits");
        assert_eq!(origins(&test).await, before, "the bytes that the submission came from are kept");

        let rows = waiting(&test.app, &test.actor(), RecordState::Divergent, 0).await.unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        match decision {
            Decision::SetAside => set_aside(&test.app, &test.actor(), "test", row.id, "a copy").await.unwrap(),
            decision => settle(&test.app, &test.actor(), "test", row.id, decision, "it is right").await.unwrap(),
        }
        assert_eq!(verified(&test).await.bad, [], "{decision}: it is decided");
        import(&test, &old).await;
        assert_eq!(verified(&test).await.bad, [], "{decision}: it is imported again");
        test.run_jobs().await;
        assert_eq!(verified(&test).await.bad, [], "{decision}: its reports are made");

        // Another change asks again, and is named until it is imported.
        old.put_json(&record(5), &hvac(11));
        // What was set aside is not read again.
        let named = u64::from(decision != Decision::SetAside);
        assert_eq!(verified(&test).await.bad_count, named);
        old.put_json(&record(5), &edited(5));
        assert_eq!(verified(&test).await.bad, [], "{decision}: as it was decided");
    }
}

#[rocket::async_test]
async fn the_same_answers_in_another_spelling_verify() {
    let (test, old) = imported(3).await;
    let before = fs::read_to_string(old.dir.path().join(record(1))).unwrap();
    for spelling in [hvac(1).to_string(), format!(" {}\n", hvac(1)), before.clone()] {
        old.put(&record(1), spelling.as_bytes());
        let counts = import(&test, &old).await.view.counts;
        assert_eq!(counts, Counts { seen: 3, already_there: 3, ..Counts::default() });
        assert_eq!(verified(&test).await.bad, [], "{spelling:?}");
        assert_eq!(origins(&test).await, before);
    }
    test.execute("UPDATE legacy_record_versions SET content = 'flipped' WHERE is_origin").await;
    assert!(verified(&test).await.bad_count > 0, "kept bytes are verified as well");
}

#[rocket::async_test]
async fn a_changed_job_file_verifies() {
    // The job of number 6 has failed.
    let (test, old) = imported(7).await;
    for n in [1, 6] {
        let mut changed = job(n, "hvac_mep");
        changed["state"] = "done".into();
        changed["results"] = json!({ "excel_url": "http://old.example.org/generated/b.xlsx" });
        changed["created_at"] = json!(1_764_320_000.0);
        old.put_json(&format!("jobs/{}.json", job_id(n)), &changed);
    }
    import(&test, &old).await;
    assert_eq!(verified(&test).await.bad, []);
    let kept = "SELECT count(*)::text FROM legacy_record_versions WHERE NOT is_origin";
    assert_eq!(test.sql(kept).await, "2", "their earlier bytes are kept");
    let status = "SELECT string_agg(DISTINCT status, ' ') FROM submissions";
    assert_eq!(test.sql(status).await, "completed", "the legacy app has finished the job since");
}

#[rocket::async_test]
async fn a_job_that_appears_after_its_record_verifies() {
    let old = Old::of(2);
    let path = old.dir.path().join(format!("jobs/{}.json", job_id(1)));
    fs::remove_file(&path).unwrap();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().expect("UTF-8"))]).await;
    import(&test, &old).await;
    old.put_json(&format!("jobs/{}.json", job_id(1)), &job(1, "hvac_mep"));
    import(&test, &old).await;
    assert_eq!(verified(&test).await.bad, []);
}

#[rocket::async_test]
async fn an_edited_file_of_a_submission_made_here_verifies_after_each_decision() {
    for decision in [Decision::KeepDatabase, Decision::TakeFile] {
        let fixture = MigrationFixture::at(Phase::Dual).await;
        let test = &fixture.test;
        let id = fixture.submit("made-here-and-edited").await;
        test.run_jobs().await;
        fixture.drain().await;
        assert_eq!(verified(test).await.bad, []);
        let path = fixture.record(&id);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("About made-here", "Edited by hand")).unwrap();
        run(test, options(fixture.old.path(), false)).await;
        assert_eq!(verified(test).await.bad, [], "{decision}: it waits");
        let rows = waiting(&test.app, &test.actor(), RecordState::Divergent, 0).await.unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        settle(&test.app, &test.actor(), "test", row.id, decision, "it is right").await.unwrap();
        assert_eq!(verified(test).await.bad, [], "{decision}: it is decided");
        test.run_jobs().await;
        fixture.drain().await;
        assert_eq!(verified(test).await.bad, [], "{decision}: its reports are made");
    }
}

#[rocket::async_test]
async fn the_mark_of_a_submission_without_reports_is_verified() {
    let (test, _old) = imported(2).await;
    test.execute("UPDATE submissions SET without_reports = false WHERE submission_id = 'sub_000000000001'").await;
    let bad = verified(&test).await.bad;
    assert_eq!(bad.iter().map(|bad| bad.reason.as_str()).collect::<Vec<_>>(), ["without_reports has changed"]);
}
