//! The `migrate` commands: a signal stops them within a second and says how to continue, and the audit log names who
//! acted.

use super::old::{Old, import};
use crate::support::{app::TestApp, db};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::time::sleep;

struct Fixture {
    url: String,
    generated: TempDir,
    old: Old,
}

impl Fixture {
    async fn with(old: Old) -> Fixture {
        Fixture { url: db::fresh().await, generated: tempfile::tempdir().unwrap(), old }
    }

    fn start(&self, words: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_injaaz"))
            .arg("migrate")
            .args(words)
            .current_dir(self.generated.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("INJAAZ_GENERATED", self.generated.path())
            .env("INJAAZ_OLD_STORE", self.old.path())
            .env("DATABASE_URL", &self.url)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn place(&self) -> String {
        self.old.path().display().to_string()
    }

    async fn number(&self, query: &str) -> i64 {
        db::text(&self.url, query).await.parse().unwrap_or_default()
    }
}

/// Sends a signal and waits for the end, which must come soon.
async fn stopped(mut child: Child, signal: Signal) -> Output {
    kill_process(Pid::from_child(&child), signal).unwrap();
    let since = Instant::now();
    while child.try_wait().unwrap().is_none() {
        // A second on an idle machine. A run that ignored the signal would not end at all.
        assert!(since.elapsed() < Duration::from_secs(60), "it does not stop");
        sleep(Duration::from_millis(10)).await;
    }
    child.wait_with_output().unwrap()
}

#[tokio::test]
async fn a_signal_stops_an_import_for_good_and_another_import_continues() {
    for signal in [Signal::INT, Signal::TERM] {
        let fixture = Fixture::with(Old::of(40)).await;
        let child = fixture.start(&["import", &fixture.place(), "--rate", "10"]);
        let since = Instant::now();
        while fixture.number("SELECT count(*)::text FROM legacy_records").await < 5 {
            assert!(since.elapsed() < Duration::from_secs(60), "nothing is imported");
            sleep(Duration::from_millis(50)).await;
        }
        let output = stopped(child, signal).await;
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("Stopped after ") && said.contains("continues from here"), "{said}");
        let states = "SELECT string_agg(state, ' ') FROM import_runs";
        assert_eq!(db::text(&fixture.url, states).await, "stopped");
        let due = "SELECT count(*)::text FROM jobs WHERE kind = 'import' AND finished_at IS NULL AND failed_at IS NULL";
        assert_eq!(fixture.number(due).await, 0, "no server takes it over");

        let again = fixture.start(&["import", &fixture.place(), "--json"]).wait_with_output().unwrap();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        let said: Value = serde_json::from_slice(&again.stdout).unwrap();
        assert_eq!((&said["seen"], &said["pending"]), (&Value::from(40), &Value::from(0)));
        assert_eq!(said["by_form"]["hvac_mep"]["seen"], 40, "{said}");
    }
}

#[tokio::test]
async fn the_audit_log_names_who_acted_at_the_command_line() {
    let fixture = Fixture::with(Old::of(1)).await;
    for words in [vec!["import", "--as", "Alice Example"], vec!["import"]] {
        let place = fixture.place();
        let words: Vec<&str> = words.into_iter().chain([place.as_str()]).collect();
        let output = fixture.start(&words).wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let by = "SELECT string_agg(details ->> 'by', '|' ORDER BY id) FROM audit_logs WHERE action = 'import.started'";
    let by = db::text(&fixture.url, by).await;
    let (named, account) = by.split_once('|').expect("two runs");
    assert!(named.starts_with("Alice Example (command line, as "), "{by}");
    assert!(account.ends_with(" (command line)") && !account.starts_with(' '), "{by}");
}

#[rocket::async_test]
async fn known_records_do_not_count_for_the_rate() {
    let (test, old) = (TestApp::new().await, Old::of(60));
    import(&test, &old).await;
    old.hvac(60);
    let since = Instant::now();
    let options =
        injaaz::migration::import::Options { files_per_second: Some(2), ..super::old::options(&old.path(), false) };
    let done = super::old::run(&test, options).await;
    assert_eq!((done.view.counts.imported, done.view.counts.already_there), (1, 60));
    assert!(since.elapsed() < Duration::from_secs(20), "60 known records took {:?}", since.elapsed());
}
