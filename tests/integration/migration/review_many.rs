//! The review queue by reason and module, and decisions about many records at once: as a service, on the page, on the
//! command line.

use super::old::{Old, hvac, id, import};
use crate::support::app::TestApp;
use injaaz::{
    domain::{
        migration::{Decision, RecordState},
        problem::{Conflict, Problem},
        review_queue::{DecisionForMany, OfModule, ReviewFilter},
    },
    migration::review_many,
};
use rocket::http::{Accept, ContentType, Status};
use serde_json::{Value, json};
use tokio::process::Command;

const EMPTY: usize = 120;
const UNKNOWN: u32 = 3;

/// 120 empty files, 3 records without a module, and 2 that differ from the database.
async fn queue() -> (TestApp, Old) {
    let old = Old::of(2);
    let place = old.path().to_string_lossy().into_owned();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", place.as_str())]).await;
    import(&test, &old).await;
    for n in 0..2 {
        let mut changed = hvac(n);
        changed["site_name"] = json!(format!("Another Tower {n}"));
        old.put_json(&format!("submissions/{}.json", id(n)), &changed);
    }
    for n in 0..EMPTY {
        old.put(&format!("submissions/sub_{:012x}.json", 0xe000 + n), b"");
    }
    for n in 0..UNKNOWN {
        let oldest = json!({ "id": id(0xa00 + n), "fields": { "note": "kept" }, "files": [] });
        old.put_json(&format!("submissions/{}.json", id(0xa00 + n)), &oldest);
    }
    import(&test, &old).await;
    (test, old)
}

fn filter(state: RecordState, reason: &str) -> ReviewFilter {
    ReviewFilter { state, reason: Some(reason.to_owned()), module: None }
}

async fn counts(test: &TestApp) -> Vec<(String, u64)> {
    let groups = review_many::groups(&test.app, &test.actor()).await.unwrap();
    groups.into_iter().map(|group| (group.reason, group.count)).collect()
}

#[tokio::test]
async fn a_decision_about_a_group_is_one_about_each_of_its_records() {
    let (test, old) = queue().await;
    let all = [("empty", EMPTY as u64), ("unknown_module", 3), ("divergent", 2)].map(|(why, n)| (why.to_owned(), n));
    assert_eq!(counts(&test).await, all);
    let (app, actor) = (&test.app, test.actor());
    let until = review_many::newest(app, &actor).await.unwrap();
    let decide = async |filter: &ReviewFilter, decision: DecisionForMany| {
        review_many::decide_many(app, &actor, "somebody", filter, until, &decision, &|_, _| ()).await
    };
    // What came later was not seen by the person.
    old.put("submissions/sub_00000000ffff.json", b"");
    import(&test, &old).await;
    let aside = DecisionForMany::with_note(Decision::SetAside, " the disk was full ").unwrap();
    let done = decide(&filter(RecordState::Quarantined, "empty"), aside.clone()).await.unwrap();
    assert_eq!((done.decided, done.skipped), (EMPTY as u64, 0));
    assert!(counts(&test).await.contains(&("empty".to_owned(), 1)));
    let noted = "SELECT count(*)::text FROM audit_logs WHERE action = 'record.decided'
        AND details->>'note' = 'the disk was full' AND details->>'by' = 'somebody'";
    assert_eq!(test.sql(noted).await, EMPTY.to_string(), "each has its own audit row");

    let of_none =
        ReviewFilter { module: Some(OfModule::Unknown), ..filter(RecordState::Quarantined, "unknown_module") };
    let civil = DecisionForMany::Assign("civil".parse().unwrap());
    assert_eq!(decide(&of_none, civil.clone()).await.unwrap().decided, 3);
    assert_eq!(test.sql("SELECT count(*)::text FROM submissions WHERE module = 'civil'").await, "3");

    let divergent = filter(RecordState::Divergent, "divergent");
    let wrong = decide(&divergent, civil).await;
    assert!(matches!(wrong, Err(Problem::Conflict(Conflict::Decided))), "not for these: {wrong:?}");
    let take = DecisionForMany::with_note(Decision::TakeFile, "corrected by the client").unwrap();
    assert_eq!(decide(&divergent, take).await.unwrap().decided, 2);
    assert_eq!(test.sql("SELECT count(*)::text FROM submissions WHERE site_name LIKE 'Another%'").await, "2");
    assert_eq!(counts(&test).await, [("empty".to_owned(), 1)]);
    assert!(DecisionForMany::with_note(Decision::SetAside, "  ").is_none(), "a reason is required");
}

#[rocket::async_test]
async fn the_page_shows_groups_and_decides_about_one_of_them() {
    let (test, _old) = queue().await;
    let page = |path: &'static str| async { test.get(path).await.into_string().await.unwrap() };
    let all = page("/admin/migration/review").await;
    assert!(all.contains("?state=quarantined&#38;reason=empty&#38;module=none#many"), "{all}");
    let group = "/admin/migration/review?state=quarantined&reason=empty&module=none";
    let chosen = page(group).await;
    assert!(chosen.contains("Decide about all 120 records") && chosen.contains("after="), "{chosen}");
    let csv = page("/admin/migration/review.csv?state=quarantined&reason=empty&module=none").await;
    assert_eq!(csv.lines().count(), 1 + EMPTY);
    assert!(csv.starts_with("id,state,reason,module,name,"), "{csv}");
    let nothing = test.get("/admin/migration/review.csv?state=imported").await.status();
    assert_eq!(nothing, Status::NotFound, "only what awaits a decision");

    let until = test.sql("SELECT max(id)::text FROM legacy_records").await;
    let post = async |note: &str| {
        let form = format!("state=quarantined&reason=empty&module=none&until={until}&decision=set_aside&note={note}");
        let post = test.client.post("/admin/migration/review/all").header(ContentType::Form).header(Accept::HTML);
        let answer = post.body(form).dispatch().await;
        (answer.status(), answer.into_string().await.unwrap_or_default())
    };
    let (status, page_again) = post("+").await;
    assert_eq!(status, Status::UnprocessableEntity);
    assert!(page_again.contains("Decide about all 120 records"), "the choice is kept");
    assert_eq!(post("the+disk+was+full").await.0, Status::SeeOther);
    test.run_jobs().await;
    let decided =
        "SELECT count(*)::text FROM legacy_records WHERE decision = 'set_aside' AND note = 'the disk was full'";
    assert_eq!(test.sql(decided).await, EMPTY.to_string());
    assert!(page("/admin/migration/now").await.contains("Decide about many records"));
}

#[tokio::test]
async fn the_command_counts_lists_and_decides() {
    let (test, old) = queue().await;
    // While it runs, the runtime must go on with what the app does.
    let run = async |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command.args(["migrate", "review"]).args(words);
        command.env("DATABASE_URL", &test.url).env("INJAAZ_GENERATED", test.dir.path());
        command.env("INJAAZ_OLD_STORE", old.path()).env("INJAAZ_LOG", "off");
        let output = command.output().await.expect("the command runs");
        (output.status.success(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (ok, counted, _) = run(&["--counts", "--json"]).await;
    let groups: Value = serde_json::from_str(&counted).expect("JSON");
    assert_eq!((ok, &groups[0]["reason"], &groups[0]["count"]), (true, &"empty".into(), &EMPTY.into()), "{counted}");
    let (_, csv, _) = run(&["--all", "--reason", "empty", "--csv"]).await;
    assert_eq!(csv.lines().count(), 1 + EMPTY);
    let (ok, _, said) = run(&["--set-aside", "for no record"]).await;
    assert!(!ok && said.contains("--all"), "{said}");
    let (ok, _, said) = run(&["--all", "--keep-database", "not for quarantined ones"]).await;
    assert!(!ok && said.contains("--state"), "{said}");
    let (ok, done, said) = run(&["--all", "--reason", "empty", "--set-aside", "the disk was full", "--json"]).await;
    let done: Value = serde_json::from_str(&done).unwrap_or_else(|error| panic!("{error}: {said}"));
    assert_eq!((ok, &done["decided"], &done["skipped"]), (true, &EMPTY.into(), &0.into()));
    let (_, said, _) = run(&["--all", "--state", "divergent", "--keep-database", "the database is right"]).await;
    assert_eq!(said.trim(), "2 records were decided, 0 were not.");
}
