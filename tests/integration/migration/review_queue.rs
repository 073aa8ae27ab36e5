//! The review queue: decisions are executed at once, kept and audited.

use super::old::{Old, hvac, id, import, job, job_id};
use crate::support::app::TestApp;
use injaaz::{
    domain::{
        migration::{Counts, Decision, RecordState},
        problem::{Conflict, Problem},
    },
    migration::review_queue,
};
use serde_json::json;

async fn only(test: &TestApp, state: RecordState) -> i64 {
    let rows = review_queue::waiting(&test.app, &test.actor(), state, 0).await.unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].id
}

async fn decisions(test: &TestApp) -> String {
    test.sql("SELECT string_agg(details->>'decision', ' ' ORDER BY id) FROM audit_logs WHERE action = 'record.decided'")
        .await
}

#[tokio::test]
async fn a_record_is_imported_after_a_module_was_assigned() {
    let (test, old) = (TestApp::new().await, Old::empty());
    let oldest = json!({ "id": id(9), "fields": { "note": "kept" }, "files": [] });
    old.put_json(&format!("submissions/{}.json", id(9)), &oldest);
    import(&test, &old).await;
    let record = only(&test, RecordState::Quarantined).await;
    let shown = review_queue::record(&test.app, &test.actor(), record).await.unwrap();
    assert_eq!((shown.row.reason.as_str(), shown.is_cut), ("unknown_module", false));
    assert!(String::from_utf8(shown.raw).unwrap().contains("kept"));
    let state =
        review_queue::assign(&test.app, &test.actor(), "somebody", record, &"civil".parse().unwrap()).await.unwrap();
    assert_eq!(state, RecordState::Imported);
    assert_eq!(test.sql("SELECT module FROM submissions").await, "civil");
    assert_eq!(decisions(&test).await, "assigned");
    let again = review_queue::assign(&test.app, &test.actor(), "somebody", record, &"civil".parse().unwrap()).await;
    assert!(matches!(again, Err(Problem::Conflict(Conflict::Decided))));
    assert_eq!(import(&test, &old).await.view.counts, Counts { seen: 1, already_there: 1, ..Counts::default() });
}

#[tokio::test]
async fn corrected_records_are_imported_and_ignored_ones_are_not() {
    let (test, old) = (TestApp::new().await, Old::of(1));
    old.put("submissions/sub_0000000000aa.json", b"{ \"id\": ");
    import(&test, &old).await;
    let record = only(&test, RecordState::Quarantined).await;
    let state = review_queue::retry(&test.app, &test.actor(), "somebody", record).await.unwrap();
    assert_eq!(state, RecordState::Quarantined, "the record is unchanged");
    review_queue::set_aside(&test.app, &test.actor(), "somebody", record, "a test of the legacy app").await.unwrap();
    assert!(review_queue::waiting(&test.app, &test.actor(), RecordState::Quarantined, 0).await.unwrap().is_empty());
    let decided = review_queue::decided(&test.app, &test.actor()).await.unwrap();
    assert_eq!((decided.len(), decided[0].note.as_deref()), (1, Some("a test of the legacy app")));
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, Counts { seen: 2, already_there: 1, quarantined: 1, ..Counts::default() });
    assert_eq!(
        review_queue::decided(&test.app, &test.actor()).await.unwrap().len(),
        1,
        "a later run keeps the decision"
    );
    // The file is corrected.
    let mut mended = hvac(0xaa);
    mended["submission_id"] = json!("sub_0000000000aa");
    old.put_json("submissions/sub_0000000000aa.json", &mended);
    old.put_json(&format!("jobs/{}.json", job_id(0xaa)), &job(0xaa, "hvac_mep"));
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, Counts { seen: 2, imported: 1, already_there: 1, ..Counts::default() });
}

#[tokio::test]
async fn a_person_resolves_a_divergent_record() {
    for decision in [Decision::KeepDatabase, Decision::TakeFile] {
        let (test, old) = (TestApp::new().await, Old::of(1));
        import(&test, &old).await;
        let mut changed = hvac(0);
        changed["site_name"] = json!("Another Tower");
        old.put_json(&format!("submissions/{}.json", id(0)), &changed);
        import(&test, &old).await;
        let record = only(&test, RecordState::Divergent).await;
        let shown = review_queue::record(&test.app, &test.actor(), record).await.unwrap();
        assert_eq!(shown.submission.map(|id| id.to_string()), Some(id(0)));
        let paths: Vec<_> = shown.differences.iter().map(|d| (d.path.as_str(), d.file.as_deref())).collect();
        assert_eq!(paths, [("site_name", Some("Another Tower"))]);
        review_queue::settle(&test.app, &test.actor(), "somebody", record, decision, "I was there").await.unwrap();
        let again = review_queue::settle(&test.app, &test.actor(), "somebody", record, decision, "twice").await;
        assert!(matches!(again, Err(Problem::Conflict(Conflict::Decided))));
        assert_eq!(decisions(&test).await, decision.as_str());
        assert!(review_queue::waiting(&test.app, &test.actor(), RecordState::Divergent, 0).await.unwrap().is_empty());
        let site = test.sql("SELECT site_name FROM submissions").await;
        let expected = if decision == Decision::TakeFile { "Another Tower" } else { "Site 0" };
        assert_eq!(site, expected);
        if decision == Decision::TakeFile {
            test.run_jobs().await;
            assert_eq!(test.sql("SELECT status FROM submissions").await, "completed");
            let photos = "SELECT count(*)::text FROM uploaded_files WHERE file_type = 'photo'";
            assert_eq!(test.sql(photos).await, "1");
        }
        let done = import(&test, &old).await;
        assert_eq!(done.view.counts.imported, 0);
        assert!(review_queue::waiting(&test.app, &test.actor(), RecordState::Divergent, 0).await.unwrap().is_empty());
    }
}
