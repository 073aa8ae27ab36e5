//! `injaaz backup` and `injaaz restore`: a snapshot of a running installation, read again, damaged, restored and tried.

use crate::support::{
    app::{TestApp, hvac},
    db, pictures,
};
use injaaz::domain::ids::SubmissionId;
use rocket::http::Status;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicBool, Ordering},
};
use tempfile::TempDir;

/// Runs a command on an installation.
pub fn injaaz(url: &str, data: &Path, words: &[&str], settings: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_injaaz"))
        .args(words)
        .env("DATABASE_URL", url)
        .env("INJAAZ_GENERATED", data)
        .envs(settings.iter().copied())
        .current_dir(data)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

pub fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// An installation with a submission, its photo and its reports, and an empty folder for backups.
struct Installation {
    test: TestApp,
    backups: TempDir,
}

impl Installation {
    async fn new() -> Installation {
        let installation = Installation { test: TestApp::new().await, backups: tempfile::tempdir().expect("a folder") };
        installation.submit("first", 1).await;
        installation.test.run_jobs().await;
        installation
    }

    async fn submit(&self, key: &str, seed: u32) -> SubmissionId {
        let photo = pictures::jpeg(64, 64, seed);
        self.test.submit("hvac_mep", &hvac(&format!("{key}-0123456789abcdef")).jpeg("items.0.photos", &photo)).await
    }

    fn run(&self, words: &[&str], settings: &[(&str, &str)]) -> Output {
        injaaz(&self.test.url, self.test.dir.path(), words, settings)
    }

    fn folder(&self) -> &str {
        self.backups.path().to_str().expect("a path")
    }

    fn back_up(&self) -> Value {
        json(&self.run(&["backup", self.folder(), "--json"], &[]))
    }

    /// Restores the newest snapshot into an empty database and folder.
    async fn restore(&self, settings: &[(&str, &str)]) -> (String, TempDir, Output) {
        let (url, data) = (db::bare().await, tempfile::tempdir().expect("a folder"));
        let output = injaaz(&url, data.path(), &["restore", self.folder()], settings);
        (url, data, output)
    }
}

/// The files below a folder, as sorted relative paths.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path)
            } else {
                found.push(path.strip_prefix(folder).expect("below").to_owned())
            }
        }
    }
    found.sort();
    found
}

/// Waits until the second of the clock has changed, because snapshots are named by it.
fn next_second() {
    let second = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
    let now = second();
    while second() == now {
        std::thread::yield_now();
    }
}

#[rocket::async_test]
async fn a_restored_backup_has_every_submission_photo_and_report() {
    let here = Installation::new().await;
    let first = here.back_up();
    assert!(first["new_files"].as_u64() > Some(4), "{first}");
    let id = here.submit("second", 2).await;
    here.test.run_jobs().await;
    next_second();
    let second = here.back_up();
    // The photo with two derived sizes, and two reports.
    assert_eq!(second["new_files"], 5, "only what the first snapshot lacks is copied: {second}");
    let verified = json(&here.run(&["backup", "verify", here.folder(), "--json"], &[]));
    assert_eq!((&verified["bad_count"], verified["snapshots"].as_array().map(Vec::len)), (&0.into(), Some(2)));

    let (url, data, output) = here.restore(&[]).await;
    assert!(output.status.success(), "{}", said(&output));
    let (before, after) = (files_below(here.test.dir.path()), files_below(data.path()));
    let kept = |path: &&PathBuf| !path.starts_with("jobs") && *path != Path::new("last_backup.json");
    assert_eq!(before.iter().filter(kept).collect::<Vec<_>>(), after.iter().filter(kept).collect::<Vec<_>>());
    for path in after.iter().filter(kept) {
        let [before, after] =
            [here.test.dir.path(), data.path()].map(|folder| fs::read(folder.join(path)).expect("a file"));
        assert!(before == after, "{} differs", path.display());
    }
    let there = TestApp::in_folder(url.clone(), data, &[], here.test.now()).await;
    let (status, restored) = there.get_json(&format!("/submissions/{id}")).await;
    let (_, original) = here.test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!((status, &restored["form_data"]), (Status::Ok, &original["form_data"]));
    assert_eq!(there.get(&format!("/submissions/{id}/report.pdf")).await.status(), Status::Ok);
    // It goes on from here: audit log, schema and new submissions.
    there.submit("hvac_mep", &hvac("third-0123456789abcdef")).await;
    for words in [&["audit", "verify"][..], &["db", "check"]] {
        let output = injaaz(&url, there.dir.path(), words, &[]);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
    }
}

#[rocket::async_test]
async fn a_changed_or_missing_file_of_a_backup_is_found_and_nothing_of_it_is_restored() {
    let here = Installation::new().await;
    here.back_up();
    let of_content = |path: &PathBuf| path.starts_with("files");
    let all = files_below(here.backups.path());
    let one_file = all.iter().find(|path| of_content(path)).expect("a file").clone();
    let snapshot: Vec<PathBuf> = all.iter().filter(|path| path.starts_with("snapshots")).cloned().collect();
    assert_eq!(snapshot.len(), 3, "{snapshot:?}");
    for path in snapshot.into_iter().chain([one_file]) {
        let full = here.backups.path().join(&path);
        let whole = fs::read(&full).expect("a file");
        let mut changed = whole.clone();
        // Not within the text of a number, which could keep its meaning.
        let middle = changed.len() / 2;
        changed[middle] ^= 0x55;
        for damage in [Some(&changed[..]), Some(&whole[..whole.len() - 1]), None] {
            match damage {
                Some(bytes) => fs::write(&full, bytes).expect("a write"),
                None => fs::remove_file(&full).expect("a removal"),
            }
            let verified = here.run(&["backup", "verify", here.folder()], &[]);
            assert!(!verified.status.success(), "{}: {}", path.display(), said(&verified));
            let (url, data, output) = here.restore(&[]).await;
            assert!(!output.status.success(), "{}: {}", path.display(), said(&output));
            let tables = "SELECT count(*)::text FROM pg_class WHERE relname = 'submissions'";
            assert_eq!(db::text(&url, tables).await, "0", "{}", path.display());
            let left: Vec<PathBuf> = files_below(data.path());
            assert_eq!(left, [PathBuf::from("secret_key")], "{}", path.display());
        }
        fs::write(&full, whole).expect("a write");
    }
    assert!(here.run(&["backup", "verify", here.folder()], &[]).status.success());
}

#[rocket::async_test]
async fn a_restore_into_an_installation_with_data_is_refused() {
    let here = Installation::new().await;
    here.back_up();
    let empty = tempfile::tempdir().expect("a folder");
    for (url, data, sentence) in [
        (here.test.url.clone(), empty.path(), "The database has tables."),
        (db::bare().await, here.test.dir.path(), "A restore needs an empty folder"),
    ] {
        let refused = injaaz(&url, data, &["restore", here.folder()], &[]);
        assert!(!refused.status.success() && said(&refused).contains(sentence), "{}", said(&refused));
    }
    for (words, sentence) in [
        (vec!["restore", here.folder(), "--snapshot", "20200101T000000Z"], "There is no finished snapshot"),
        (vec!["restore", "/nowhere"], "is no backup folder"),
        (vec!["backup", "inside"], "is inside of the data folder"),
        (vec!["backup", "/etc"], "has files that are no backup"),
        (vec!["backup"], "required"),
        (vec!["backup", here.folder(), "--keep", "0"], "0"),
    ] {
        let refused = here.run(&words, &[]);
        assert!(!refused.status.success() && said(&refused).contains(sentence), "{words:?}: {}", said(&refused));
    }
}

#[rocket::async_test]
async fn an_interrupted_restore_goes_on_and_the_server_does_not_start_before() {
    let here = Installation::new().await;
    here.back_up();
    for point in ["restore.marked", "restore.database"] {
        let (url, data, output) = here.restore(&[("INJAAZ_CRASH_AT", point)]).await;
        assert!(!output.status.success(), "{}", said(&output));
        let served = injaaz(&url, data.path(), &["serve"], &[("ROCKET_PORT", "1")]);
        let refused = said(&served);
        assert!(!served.status.success() && refused.contains("has not ended"), "{point}: {refused}");
        let again = injaaz(&url, data.path(), &["restore", here.folder()], &[]);
        assert!(again.status.success(), "{point}: {}", said(&again));
        let there = TestApp::in_folder(url, data, &[], here.test.now()).await;
        assert_eq!(there.count("submissions").await, 1, "{point}");
    }
}

#[rocket::async_test]
async fn a_backup_that_was_killed_leaves_no_snapshot_and_the_next_one_removes_its_files() {
    let here = Installation::new().await;
    let killed = here.run(&["backup", here.folder()], &[("INJAAZ_CRASH_AT", "backup.before_manifest")]);
    assert!(!killed.status.success());
    let verified = here.run(&["backup", "verify", here.folder()], &[]);
    assert!(said(&verified).contains("no finished snapshot"), "{}", said(&verified));
    next_second();
    let made = here.back_up();
    let content = files_below(&here.backups.path().join("files"));
    assert_eq!(made["new_files"], content.len(), "everything was copied again");
    assert!(here.run(&["backup", "verify", here.folder()], &[]).status.success());
    assert_eq!(files_below(&here.backups.path().join("snapshots")).len(), 3);
}

#[rocket::async_test]
async fn older_snapshots_are_removed_with_the_files_that_only_they_have() {
    let here = Installation::new().await;
    fs::write(here.test.dir.path().join("quarantine/only-here"), "x").expect("a file");
    here.back_up();
    fs::remove_file(here.test.dir.path().join("quarantine/only-here")).expect("a removal");
    next_second();
    let kept = json(&here.run(&["backup", here.folder(), "--keep", "1", "--json"], &[]));
    assert_eq!((&kept["removed_snapshots"], &kept["new_files"]), (&1.into(), &0.into()));
    let content = files_below(&here.backups.path().join("files"));
    assert_eq!(kept["files"], content.len());
    assert!(here.run(&["backup", "verify", here.folder()], &[]).status.success());
}

#[rocket::async_test]
async fn a_drill_starts_a_backup_that_was_made_while_forms_were_sent() {
    let here = Installation::new().await;
    let (is_over, words) = (AtomicBool::new(false), ["backup", here.folder(), "--json"]);
    let (url, data) = (here.test.url.clone(), here.test.dir.path().to_owned());
    let sending = async {
        let mut sent = 0;
        while !is_over.load(Ordering::Relaxed) {
            here.submit(&format!("while-{sent}"), 10 + sent).await;
            sent += 1;
        }
        sent
    };
    let backing_up = async {
        let words = words.map(str::to_owned);
        let work =
            tokio::task::spawn_blocking(move || injaaz(&url, &data, &words.each_ref().map(|word| word.as_str()), &[]));
        let made = json(&work.await.expect("a backup"));
        is_over.store(true, Ordering::Relaxed);
        made
    };
    let (sent, _) = tokio::join!(sending, backing_up);
    assert!(sent > 0);
    let drill = json(&here.run(&["backup", "drill", here.folder(), "--json"], &[]));
    assert!(drill["submissions"].as_i64() >= Some(1) && drill["stored_files"].as_u64() >= Some(3), "{drill}");
    // A file that was lost before the backup is named.
    let photo = db::text(&here.test.url, "SELECT min(upload_id) FROM uploaded_files WHERE file_type = 'photo'").await;
    let uploads = here.test.dir.path().join("uploads");
    let original =
        files_below(&uploads).into_iter().find(|path| path.to_string_lossy().ends_with(&format!("{photo}.jpg")));
    fs::remove_file(uploads.join(original.expect("an original"))).expect("a removal");
    next_second();
    here.back_up();
    let drill = here.run(&["backup", "drill", here.folder()], &[]);
    assert!(!drill.status.success() && said(&drill).contains(&photo), "{}", said(&drill));
}
