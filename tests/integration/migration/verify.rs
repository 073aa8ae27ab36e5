//! The verify: what it reads, its manifest, and the check of a manifest with other programs.

use super::ledger::{OldStore, bad, module, verified};
use crate::support::{
    app::TestApp,
    forms::{complete_civil, complete_cleaning, complete_hvac},
};
use injaaz::migration::{
    archive::{pack, remove_packed, restore},
    verify::{latest, verify},
};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::Mutex,
};

fn sh(dir: &Path, script: &str) -> Output {
    let run = Command::new("bash").args(["-euo", "pipefail", "-c", script]).current_dir(dir).output();
    run.expect("bash")
}

/// The commands of a section of docs/verify.md, with this test's file names.
fn documented(heading: &str, manifest: &Path) -> String {
    let text = include_str!("../../../docs/verify.md");
    let (_, section) = text.split_once(&format!("## {heading}\n")).expect("a heading");
    let section = section.split("\n## ").next().expect("a section");
    let mut commands: Vec<&str> = Vec::new();
    for block in section.split("```sh\n").skip(1) {
        commands.push(block.split("```").next().expect("an end"));
    }
    assert!(!commands.is_empty(), "{heading}");
    commands.concat().replace("MANIFEST", &manifest.display().to_string())
}

/// Three submissions created here, their reports, and some old files.
async fn filled(old: &OldStore) -> TestApp {
    let test = old.app().await;
    for complete in [complete_hvac("key-hvac-1"), complete_civil("key-civil-1"), complete_cleaning("key-cleaning-1")] {
        test.submit(complete.module, &complete.form).await;
    }
    test.run_jobs().await;
    for n in 0..5 {
        old.put(&test, &format!("uploads/photo_{n}.jpg"), format!("photo {n}").as_bytes(), "kept", None).await;
    }
    old.put(&test, "drafts/draft_0123456789ab.json", b"{\"a\": 1}", "kept", None).await;
    test
}

#[rocket::async_test]
async fn an_unchanged_store_verifies_repeatedly() {
    let old = OldStore::new();
    let test = filled(&old).await;
    let told = Mutex::new(Vec::new());
    let progress = |done, of| told.lock().unwrap().push((done, of));
    let first = verify(&test.app, &test.actor(), "a test", None, &progress).await.expect("verified");
    assert_eq!(first.bad, []);
    assert_eq!(first.bad_count, 0);
    let told = told.into_inner().unwrap();
    assert_eq!(told.last(), Some(&(first.checked, first.checked)), "{told:?}");
    assert!(told.is_sorted());
    let second = verified(&test).await;
    assert_eq!(second.merkle_root, first.merkle_root);
    let kept = latest(&test.app, &test.actor(), None).await.expect("asked").expect("one");
    assert_eq!((kept.merkle_root, kept.checked, kept.manifest), (first.merkle_root, first.checked, first.manifest));
    assert!(latest(&test.app, &test.actor(), Some(&module("civil"))).await.expect("asked").is_none());
    let audited = "SELECT count(*)::text FROM audit_logs WHERE action = 'migration.verified'";
    assert_eq!(test.sql(audited).await, "2");
}

#[rocket::async_test]
async fn a_module_is_verified_by_itself() {
    let old = OldStore::new();
    let test = filled(&old).await;
    old.put(&test, "uploads/civil.jpg", b"of civil", "imported", Some("civil")).await;
    let civil = module("civil");
    let verify = || async { verify(&test.app, &test.actor(), "a test", Some(&civil), &|_, _| {}).await.expect("run") };
    let all = verify().await;
    assert_eq!(all.bad, []);
    let manifest = fs::read_to_string(all.manifest.expect("a manifest")).expect("a text");
    assert!(manifest.contains("  uploads/civil.jpg\n") && !manifest.contains("photo_1.jpg"), "{manifest}");
    assert_eq!(manifest.matches("#- ").count(), 1, "one submission of civil: {manifest}");
    fs::write(old.path("uploads/photo_1.jpg"), "of another module").expect("written");
    assert_eq!(verify().await.bad, []);
    fs::write(old.path("uploads/civil.jpg"), "flipped").expect("written");
    assert_eq!(verify().await.bad.len(), 1);
}

#[rocket::async_test]
async fn the_documented_commands_verify_the_manifest() {
    let old = OldStore::new();
    let test = filled(&old).await;
    let verified = verified(&test).await;
    let manifest = Path::new(verified.manifest.as_deref().expect("a manifest")).to_owned();
    let dir = tempfile::tempdir().expect("a folder");

    let signature = sh(dir.path(), &documented("The signature", &manifest));
    assert!(signature.status.success(), "{signature:?}");
    assert!(String::from_utf8_lossy(&signature.stdout).contains("Signature Verified Successfully"));
    let root = sh(dir.path(), &documented("The root", &manifest));
    assert_eq!(String::from_utf8_lossy(&root.stdout).trim(), verified.merkle_root, "{root:?}");
    // Old files are in the old folder, ours in our own.
    let place = old.dir.path().canonicalize().expect("a path");
    let files = documented("The files", &manifest);
    for folder in [&place, test.dir.path()] {
        let checked = sh(folder, &files);
        assert!(checked.status.success(), "{checked:?}");
    }
    assert_eq!(String::from_utf8_lossy(&sh(&place, &files).stdout).matches(": OK").count(), 6);

    // After a change of one byte anywhere, one of the three checks must fail.
    let text = fs::read(&manifest).expect("a manifest");
    let altered = dir.path().join("altered.txt");
    for at in (0..text.len()).step_by(text.len() / 40) {
        let mut bytes = text.clone();
        bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
        fs::write(&altered, bytes).expect("written");
        let signature = sh(dir.path(), &documented("The signature", &altered)).status.success();
        let root = sh(dir.path(), &documented("The root", &altered)).stdout;
        let root = String::from_utf8_lossy(&root).trim() == verified.merkle_root;
        assert!(!(signature && root), "the change of byte {at} was not detected");
    }
    fs::write(old.path("uploads/photo_3.jpg"), "photo 4").expect("written");
    let checked = sh(&place, &files);
    assert!(!checked.status.success());
    assert!(String::from_utf8_lossy(&checked.stdout).contains("uploads/photo_3.jpg: FAILED"), "{checked:?}");
}

#[rocket::async_test]
async fn orphaned_files_and_rows_are_reported() {
    let old = OldStore::new();
    let test = filled(&old).await;
    old.write("submissions/sub_0123456789ab.json", b"{}");
    old.write("uploads/.DS_Store", b"x");
    old.write(
        "jobs/job_0123456789ab.json",
        b"{\"job_id\": \"job_0123456789ab\", \"attempt\": 1, \"submission_id\": \"sub_0123456789ab\"}",
    );
    fs::remove_file(old.path("uploads/photo_2.jpg")).expect("removed");
    let found: Vec<_> = bad(&test).await.into_iter().map(|bad| (bad.file.unwrap_or_default(), bad.reason)).collect();
    assert_eq!(
        found,
        [
            ("uploads/photo_2.jpg".to_owned(), "the file is missing, and no archive contains it".to_owned()),
            ("submissions/sub_0123456789ab.json".to_owned(), "this file has not been imported yet".to_owned()),
        ]
    );
}

#[rocket::async_test]
async fn pending_decisions_do_not_fail_verify() {
    let old = OldStore::new();
    let test = old.app().await;
    old.put(&test, "uploads/half.jpg", b"half", "quarantined", None).await;
    old.put(&test, "uploads/other.jpg", b"other", "quarantined", None).await;
    assert_eq!(bad(&test).await, []);
    test.execute(
        "UPDATE legacy_records SET decision = 'set_aside', decided_at = now(), decided_by = 'me', note = 'empty'
         WHERE name = 'uploads/half.jpg'",
    )
    .await;
    fs::remove_file(old.path("uploads/half.jpg")).expect("removed");
    assert_eq!(bad(&test).await, []);
    fs::write(old.path("uploads/other.jpg"), "mended").expect("written");
    assert_eq!(bad(&test).await.len(), 1);
}

#[rocket::async_test]
async fn the_migration_can_run_in_spawned_tasks() {
    let old = OldStore::new();
    let test = old.app().await;
    let (app, actor) = (std::sync::Arc::clone(&test.app), test.actor());
    let work = tokio::spawn(async move {
        let rest = "rest".parse().expect("a module");
        let packed = pack(&app, &actor, "a test", &rest).await.is_ok();
        let removed = remove_packed(&app, &actor, "a test", 1).await.is_ok();
        let restored = restore(&app, &actor, "a test", 1).await.is_ok();
        assert!(!packed && !removed && !restored, "the folder is empty");
        verify(&app, &actor, "a test", None, &|_, _| {}).await
    });
    assert_eq!(work.await.expect("it ends").expect("verified").checked, 0);
}

#[rocket::async_test]
async fn the_command_says_it_by_its_exit_code_and_in_json() {
    let old = OldStore::new();
    let test = filled(&old).await;
    let manifest = old.dir.path().parent().expect("a folder").join(format!("manifest-{}.txt", std::process::id()));
    // While it runs, the runtime must go on with what the app does.
    let run = async |arguments: &[&str]| {
        tokio::process::Command::new(env!("CARGO_BIN_EXE_injaaz"))
            .args(["migrate", "verify"])
            .args(arguments)
            .env("DATABASE_URL", &test.url)
            .env("INJAAZ_GENERATED", test.dir.path())
            .env("INJAAZ_OLD_STORE", old.dir.path())
            .output()
            .await
            .expect("it runs")
    };
    let well = run(&["--json", "--manifest", manifest.to_str().expect("UTF-8")]).await;
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    let said: serde_json::Value = serde_json::from_slice(&well.stdout).expect("JSON");
    assert_eq!(said["bad"], serde_json::json!([]));
    assert!(said["checked"].as_u64() > Some(6) && said["seconds"].is_number(), "{said}");
    let copied = fs::read_to_string(&manifest).expect("a copy");
    fs::remove_file(&manifest).expect("removed");
    assert!(copied.contains(&format!("# merkle root: {}", said["merkle_root"].as_str().expect("a root"))));
    fs::write(old.path("uploads/photo_1.jpg"), "photo x").expect("written");
    let ill = run(&["--json"]).await;
    assert_eq!(ill.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&ill.stdout).expect("JSON");
    assert_eq!(said["bad"][0]["file"], "uploads/photo_1.jpg");
    let lines = String::from_utf8_lossy(&run(&[]).await.stdout).into_owned();
    assert!(lines.contains("uploads/photo_1.jpg: the file differs from the one that was imported"), "{lines}");
}
