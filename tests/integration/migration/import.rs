//! The importer on files of the legacy app, and on other files beside them.

use super::old::{Old, canonical, dry_run, hvac, id, import, job, job_id, listing, options, run, set_modified, whole};
use crate::support::{app::TestApp, db};
use injaaz::{
    domain::{
        job::Lane,
        lang::Lang,
        migration::{Counts, RecordKind, RunState},
    },
    i18n::Texts,
    jobs::Runner,
    migration::import::{self, FinishedRun, RunOutcome},
    services::jobs::{self, Claim},
};
use std::{fs, time::SystemTime};

fn counts(done: &FinishedRun, kind: RecordKind) -> Counts {
    done.view.by_kind[&kind]
}

fn imported(number: u64) -> Counts {
    Counts { seen: number, imported: number, ..Counts::default() }
}

fn there(number: u64) -> Counts {
    Counts { seen: number, already_there: number, ..Counts::default() }
}

#[tokio::test]
async fn every_submission_of_the_sample_comes_in_once() {
    let (test, old) = (TestApp::new().await, Old::sample());
    let done = import(&test, &old).await;
    assert_eq!(done.ended, RunOutcome::Done);
    assert_eq!(done.view.counts, imported(66), "{:?}", done.findings);
    let unknown = "SELECT count(*)::text FROM submissions WHERE module NOT IN ('hvac_mep', 'civil', 'cleaning')";
    assert_eq!(test.sql(unknown).await, "0");
    let kept = "SELECT count(*)::text FROM legacy_records WHERE kind = 'submission' AND state = 'imported'
        AND sha256 = sha256(content) AND submission_id IS NOT NULL";
    assert_eq!(test.sql(kept).await, "66");
    let before = canonical(&test.url).await;
    let again = import(&test, &old).await;
    assert_eq!(again.view.counts, there(66));
    for (kind, counts) in &again.view.by_kind {
        assert_eq!((counts.imported, counts.pending), (0, 0), "{kind}");
    }
    assert_eq!(canonical(&test.url).await, before, "a second run changes something");
}

#[tokio::test]
async fn a_dry_run_predicts_the_run_exactly_and_changes_nothing() {
    let (test, old) = (TestApp::new().await, Old::sample());
    old.put("submissions/sub_00000000dead.json", b"{");
    old.put_json("sub_00000000beef.json", &hvac(7));
    // A second file of the same submission in another folder, with other content, is no new submission.
    let first = old.hvac(1);
    old.put_json(&format!("{first}.json"), &hvac(2));
    for round in 0..2 {
        let (before, files) = (whole(&test.url).await, (listing(old.dir.path()), listing(test.dir.path())));
        let predicted = dry_run(&test, &old).await;
        assert_eq!(whole(&test.url).await, before, "round {round}");
        assert_eq!((listing(old.dir.path()), listing(test.dir.path())), files, "round {round}");
        let done = import(&test, &old).await;
        assert_eq!(predicted.view.by_kind, done.view.by_kind, "round {round}");
        assert_eq!(predicted.findings, done.findings, "round {round}");
    }
}

#[tokio::test]
async fn an_old_record_becomes_columns_and_its_bytes_are_kept() {
    let (test, old) = (TestApp::new().await, Old::of(7));
    import(&test, &old).await;
    let query = "SELECT string_agg(concat_ws('|', submission_id, module, site_name, visit_date, status, created_at,
            created_at_source, submission_key, item_count, photo_count), E'\\n' ORDER BY submission_id)
        FROM submissions WHERE submission_id IN ('sub_000000000000', 'sub_000000000006')";
    let expected = "\
sub_000000000000|hvac_mep|Site 0|2025-11-01|completed|2025-11-28 10:00:00.5+00|job|legacy_sub_000000000000|1|1
sub_000000000006|hvac_mep|Site 6|2025-11-07|failed|2025-11-28 10:00:06.5+00|job|legacy_sub_000000000006|1|1";
    assert_eq!(test.sql(query).await, expected);
    let without = "SELECT string_agg(DISTINCT concat(status, ' ', without_reports), ', ') FROM submissions";
    assert_eq!(test.sql(without).await, "completed t, failed f", "the legacy app's reports are not imported");
    let media = "SELECT string_agg(concat_ws(' ', state, count), ', ' ORDER BY state)
        FROM (SELECT state, count(*) FROM legacy_media GROUP BY state) m";
    assert_eq!(test.sql(media).await, "remote 2, shown 2");
    // A failed report job can be retried.
    let id = "job_000000000006".parse().unwrap();
    injaaz::services::jobs::retry(&test.app, &test.actor(), &id).await.unwrap();
    test.run_jobs().await;
    let status = "SELECT status FROM submissions WHERE submission_id = 'sub_000000000006'";
    assert_eq!(test.sql(status).await, "completed");
    let made = "SELECT without_reports::text FROM submissions WHERE submission_id = 'sub_000000000006'";
    assert_eq!(test.sql(made).await, "false");
}

#[tokio::test]
async fn a_changed_record_is_divergent_and_the_submission_is_kept() {
    let (test, old) = (TestApp::new().await, Old::of(3));
    import(&test, &old).await;
    let before = test.sql("SELECT form_data::text FROM submissions WHERE submission_id = 'sub_000000000001'").await;
    let mut changed = hvac(1);
    changed["items"][0]["description"] = "Something else".into();
    old.put_json(&format!("submissions/{}.json", id(1)), &changed);
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, Counts { seen: 3, already_there: 2, divergent: 1, ..Counts::default() });
    let after = test.sql("SELECT form_data::text FROM submissions WHERE submission_id = 'sub_000000000001'").await;
    assert_eq!(after, before);
    assert_eq!(import(&test, &old).await.view.counts, done.view.counts, "there is still one submission");
    // The same content in another spelling.
    old.put(&format!("submissions/{}.json", id(1)), hvac(1).to_string().as_bytes());
    assert_eq!(import(&test, &old).await.view.counts, there(3));
}

#[tokio::test]
async fn the_same_store_at_another_place_is_there_already() {
    let (test, old, copy) = (TestApp::new().await, Old::of(4), Old::of(4));
    import(&test, &old).await;
    assert_eq!(import(&test, &copy).await.view.counts, there(4));
    assert_eq!(test.count("submissions").await, 4);
}

#[tokio::test]
async fn a_file_that_is_being_written_is_imported_when_complete() {
    let (test, old) = (TestApp::new().await, Old::of(2));
    let path = old.dir.path().join(format!("submissions/{}.json", id(0)));
    let whole = fs::read(&path).unwrap();
    let now = SystemTime::from(test.now());
    for torn in [&whole[..0], &whole[..100]] {
        fs::write(&path, torn).unwrap();
        set_modified(&path, now);
        let done = import(&test, &old).await;
        assert_eq!(done.view.counts.pending, 1);
        assert_eq!(
            test.sql("SELECT count(*)::text FROM legacy_records WHERE name LIKE '%00.json' AND kind = 'submission'")
                .await,
            "0"
        );
    }
    // A complete record is imported regardless of its age; a truncated one that is no longer written is quarantined.
    fs::write(&path, &whole).unwrap();
    set_modified(&path, now);
    assert_eq!(
        import(&test, &old).await.view.counts,
        Counts { seen: 2, imported: 1, already_there: 1, ..Counts::default() }
    );
    old.put("submissions/sub_0000000000aa.json", &whole[..100]);
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, Counts { seen: 3, already_there: 2, quarantined: 1, ..Counts::default() });
}

#[tokio::test]
async fn a_job_that_ends_after_an_import_completes_its_submission() {
    let (test, old) = (TestApp::new().await, Old::of(1));
    let mut running = job(0, "hvac_mep");
    running["state"] = "running".into();
    running["results"] = serde_json::json!([]);
    old.put_json(&format!("jobs/{}.json", job_id(0)), &running);
    import(&test, &old).await;
    assert_eq!(test.sql("SELECT status FROM submissions").await, "failed");
    old.put_json(&format!("jobs/{}.json", job_id(0)), &job(0, "hvac_mep"));
    let done = import(&test, &old).await;
    assert_eq!(counts(&done, RecordKind::Job), imported(1), "the content is new");
    assert_eq!(done.view.counts, there(1));
    assert_eq!(test.sql("SELECT status FROM submissions").await, "completed");
    assert_eq!(test.count("jobs").await, 0);
}

#[tokio::test]
async fn a_job_claimed_by_two_submissions_belongs_to_the_first() {
    let (test, old) = (TestApp::new().await, Old::of(1));
    let mut flat = serde_json::json!({
        "client_name": "A", "project_name": "B", "date_of_visit": "2025-12-20", "photos": [], "base_url": "http://x",
        "tech_signature": "", "contact_signature": "", "submission_id": "sub_0000000000cc", "job_id": "job_000000000000",
        "room_count": "1", "created_at": "2025-12-20T10:00:00.000000",
    });
    old.put_json("submissions/sub_0000000000cc.json", &flat);
    flat["submission_id"] = "sub_0000000000cd".into();
    old.put_json("submissions/sub_0000000000cd.json", &flat);
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, imported(3), "{:?}", done.findings);
    assert_eq!(test.sql("SELECT count(DISTINCT job_id)::text FROM submissions").await, "3");
}

#[tokio::test]
async fn a_server_resumes_an_import_that_a_person_can_pause_and_stop() {
    let (test, old) = (TestApp::new().await, Old::of(12));
    let (app, actor) = (&test.app, test.actor());
    let slow = injaaz::migration::import::Options { files_per_second: Some(4), ..options(&old.path(), false) };
    let id = import::begin(app, &actor, "test", slow).await.unwrap();
    let runner = Runner::start(app);
    let until = async |wanted: fn(&import::RunView) -> bool| loop {
        let view = import::run(app, &actor, &id).await.unwrap();
        assert!(view.counts.closes());
        if wanted(&view) {
            break view;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    until(|view| view.by_kind[&RecordKind::Job].imported >= 2).await;
    import::pause(app, &actor, "test", &id).await.unwrap();
    import::pause(app, &actor, "test", &id).await.unwrap();
    // The worker gives the run back; after that it does not change.
    let free = "SELECT (lease_token IS NULL)::text FROM jobs WHERE kind = 'import'";
    while test.sql(free).await != "true" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let paused = import::run(app, &actor, &id).await.unwrap();
    assert_eq!(paused.state, RunState::Paused);
    assert_eq!(import::run(app, &actor, &id).await.unwrap().by_kind, paused.by_kind);
    import::throttle(app, &actor, &id, None).await.unwrap();
    import::resume(app, &actor, "test", &id).await.unwrap();
    let done = until(|view| view.state == RunState::Done).await;
    assert_eq!(done.counts, imported(12));
    assert!(import::stop(app, &actor, "test", &id).await.is_err());
    let second = import::begin(app, &actor, "test", options(&old.path(), true)).await.unwrap();
    import::stop(app, &actor, "test", &second).await.unwrap();
    runner.stop().await;
    let said = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE resource_type = 'import'";
    let said = test.sql(said).await;
    assert!(
        said.starts_with("import.started import.paused import.throttled import.resumed import.finished import.started"),
        "{said}"
    );
}

/// Claims the next import job, as a worker does.
async fn claim(test: &TestApp) -> Option<Claim> {
    let filter = jobs::next_filter(&test.app, Lane::Imports).await.unwrap();
    jobs::claim(&test.app, Lane::Imports, filter).await.unwrap()
}

#[tokio::test]
async fn a_dry_run_with_progress_leaves_only_its_own_row() {
    let (test, old) = (TestApp::new().await, Old::of(6));
    let id = import::begin(&test.app, &test.actor(), "test", options(&old.path(), true)).await.unwrap();
    let claimed = claim(&test).await.expect("a run is due");
    assert!(claim(&test).await.is_none(), "no second claim");
    assert_eq!(import::work(&test.app, &claimed, &id).await.unwrap(), RunOutcome::Done);
    let view = import::run(&test.app, &test.actor(), &id).await.unwrap();
    assert_eq!((view.counts, view.dry_run), (imported(6), true));
    assert_eq!((test.count("submissions").await, test.count("legacy_records").await), (0, 0));
}

#[tokio::test]
async fn an_import_reports_a_missing_source() {
    let (test, old) = (TestApp::new().await, Old::of(1));
    let id = import::begin(&test.app, &test.actor(), "test", options(&old.path(), false)).await.unwrap();
    drop(old);
    let claimed = claim(&test).await.expect("a run is due");
    assert_eq!(import::work(&test.app, &claimed, &id).await.unwrap(), RunOutcome::Failed);
    let view = import::run(&test.app, &test.actor(), &id).await.unwrap();
    assert_eq!(view.state, RunState::Failed);
    assert!(Texts::of(Lang::EN).stored_problem(&view.error.unwrap()).contains("nothing to import"));
}

#[tokio::test]
async fn one_record_is_imported_when_it_is_asked_for() {
    let (test, old) = (TestApp::new().await, Old::of(3));
    let (id, none) = (id(2).parse().unwrap(), "sub_ffffffffffff".parse().unwrap());
    let ask = async |id| import::import_one(&test.app, &test.actor(), old.dir.path(), id).await.unwrap();
    assert!(!ask(&none).await);
    assert!(ask(&id).await);
    assert!(ask(&id).await, "a second request changes nothing");
    assert_eq!(test.count("submissions").await, 1);
    assert_eq!(test.sql("SELECT module FROM submissions").await, "hvac_mep");
    let done = run(&test, options(&old.path(), false)).await;
    assert_eq!(done.view.counts, Counts { seen: 3, imported: 2, already_there: 1, ..Counts::default() });
    assert_eq!(counts(&done, RecordKind::Job).seen, 3);
    assert!(
        db::text(&test.url, "SELECT job_id FROM submissions WHERE submission_id = 'sub_000000000002'")
            .await
            .starts_with("job_")
    );
}
