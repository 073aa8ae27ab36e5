//! `injaaz migrate archive`: packs, removes, restores and lists, also after a kill at any step.

use super::{
    super::ledger::{OldStore, bad},
    PACKED, filled, is_over,
};
use crate::support::app::TestApp;
use tokio::process::Command;

async fn command(old: &OldStore, test: &TestApp, arguments: &[&str], crash_at: &str) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
    command.args(["migrate", "archive"]).args(arguments);
    command.env("DATABASE_URL", &test.url).env("INJAAZ_GENERATED", test.dir.path());
    command.env("INJAAZ_OLD_STORE", old.dir.path()).env("INJAAZ_LOG", "off");
    if !crash_at.is_empty() {
        command.env("INJAAZ_CRASH_AT", crash_at);
    }
    // While it runs, the runtime must go on with what the app does.
    command.output().await.expect("the command runs")
}

#[rocket::async_test]
async fn the_command_packs_removes_restores_and_lists() {
    let (old, test) = filled().await;
    let json = async |arguments: &[&str]| -> serde_json::Value {
        let run = command(&old, &test, arguments, "").await;
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        serde_json::from_slice(&run.stdout).expect("JSON")
    };
    let made = json(&["civil", "--json"]).await;
    assert_eq!((&made["file_count"], &made["state"]), (&PACKED.into(), &"verified".into()));
    let id = made["id"].to_string();
    let refused = command(&old, &test, &["--remove", &id], "").await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("phase `archived`"), "{refused:?}");
    is_over(&test).await;
    assert_eq!(json(&["--remove", &id, "--json"]).await["state"], "removed");
    assert_eq!(json(&["--restore", &id, "--json"]).await["state"], "restored");
    assert_eq!(json(&["--list", "--json"]).await[0]["file_name"], made["file_name"]);
    assert_eq!(command(&old, &test, &[], "").await.status.code(), Some(2));
    assert_eq!(command(&old, &test, &["--restore", "77"], "").await.status.code(), Some(1));
}

#[cfg(feature = "failpoints")]
#[rocket::async_test]
async fn a_kill_at_any_step_loses_nothing_and_the_same_command_goes_on() {
    let points: &[(&str, &str)] = &[
        ("pack", "publish.before_rename"),
        ("pack", "archive.packed"),
        ("pack", "publish.before_dir_sync"),
        ("pack", "publish.before_rename:2"),
        ("pack", "archive.published"),
        ("pack", "archive.recorded"),
        ("remove", "archive.before_removing"),
        ("remove", "archive.file_removed"),
        ("remove", "archive.file_removed:8"),
        ("restore", "archive.file_restored"),
        ("restore", "publish.before_rename:5"),
        ("restore", "publish.before_dir_sync:9"),
        ("restore", "archive.file_restored:14"),
    ];
    for (step, point) in points {
        let (old, test) = filled().await;
        is_over(&test).await;
        let before = old.all();
        let at = |this: &str| if this == *step { *point } else { "" };
        let run = async |arguments: &[&str], crash_at: &str| {
            let run = command(&old, &test, arguments, crash_at).await;
            assert_eq!(run.status.success(), crash_at.is_empty(), "{point}: {run:?}");
        };
        run(&["civil"], at("pack")).await;
        if *step == "pack" {
            assert_eq!(old.all(), before, "{point}");
            assert_eq!(bad(&test).await, [], "{point}");
            run(&["civil"], "").await;
        }
        let id = test.sql("SELECT max(id)::text FROM archives").await;
        run(&["--remove", &id], at("remove")).await;
        if *step == "remove" {
            assert_eq!(bad(&test).await, [], "{point}");
            run(&["--remove", &id], "").await;
        }
        assert_eq!(old.all().len(), 2, "{point}");
        assert_eq!(bad(&test).await, [], "{point}");
        run(&["--restore", &id], at("restore")).await;
        if *step == "restore" {
            assert_eq!(bad(&test).await, [], "{point}");
            run(&["--restore", &id], "").await;
        }
        let back: Vec<_> = old.all().into_iter().filter(|(name, ..)| !name.ends_with(".tmp")).collect();
        assert_eq!(back, before, "{point}");
        assert_eq!(bad(&test).await, [], "{point}");
        let archives = test.count("archives").await;
        assert_eq!(test.files("archive").len(), 2 * archives, "{point}: {:?}", test.files("archive"));
    }
}
