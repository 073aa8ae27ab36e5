//! Concurrent importers, and an import while people submit forms.

use super::old::{Old, canonical, hvac, id, import, options, run};
use crate::support::{
    app::{TestApp, hvac as form},
    db,
};
use injaaz::{domain::migration::Counts, migration::import::import_one};
use rocket::http::Accept;

#[tokio::test]
async fn two_importers_bring_in_each_record_once() {
    let (test, alone, old) = (TestApp::new().await, TestApp::new().await, Old::of(120));
    import(&alone, &old).await;
    let (first, second) =
        tokio::join!(run(&test, options(&old.path(), false)), run(&test, options(&old.path(), false)),);
    for done in [&first, &second] {
        assert_eq!((done.view.counts.seen, done.view.counts.pending), (120, 0));
        assert_eq!(done.view.counts.imported + done.view.counts.already_there, 120);
    }
    assert_eq!(first.view.counts.imported + second.view.counts.imported, 120);
    assert_eq!(canonical(&test.url).await, canonical(&alone.url).await);
}

#[tokio::test]
async fn an_import_and_a_fallback_read_import_each_record_once() {
    let (test, old) = (TestApp::new().await, Old::of(60));
    let reading = async {
        for n in 0..60 {
            import_one(&test.app, &test.actor(), old.dir.path(), &id(n).parse().unwrap()).await.unwrap();
        }
    };
    let (done, ()) = tokio::join!(run(&test, options(&old.path(), false)), reading);
    assert_eq!(done.view.counts.imported + done.view.counts.already_there, 60);
    assert_eq!(test.count("submissions").await, 60);
}

#[rocket::async_test]
async fn a_live_submission_wins_over_a_file_of_its_id() {
    let (test, old) = (TestApp::new().await, Old::of(20));
    // The live submissions have ids that also exist as files.
    let live = test.submit("hvac_mep", &form("visit-000001")).await;
    let mut same_id = hvac(1);
    same_id["submission_id"] = live.as_str().into();
    old.put_json(&format!("submissions/{live}.json"), &same_id);
    let before = test.sql(&format!("SELECT s::text FROM submissions s WHERE submission_id = '{live}'")).await;
    let sending = async {
        for n in 2..12 {
            let answer = test.post("/forms/hvac_mep", &form(&format!("visit-{n:06}")), Accept::JSON).await;
            assert_eq!(answer.status(), rocket::http::Status::Created);
        }
    };
    let (done, ()) = tokio::join!(run(&test, options(&old.path(), false)), sending);
    assert_eq!(done.view.counts, Counts { seen: 21, imported: 20, divergent: 1, ..Counts::default() });
    let after = test.sql(&format!("SELECT s::text FROM submissions s WHERE submission_id = '{live}'")).await;
    assert_eq!(after, before);
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM submissions").await, "31");
}
