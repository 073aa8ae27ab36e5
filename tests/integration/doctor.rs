//! `injaaz doctor` about reverse proxies: whether the addresses of clients are known; and about backups.

use crate::support::{db, http};
use serde_json::Value;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

fn program(folder: &Path, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
    command.current_dir(folder).env("INJAAZ_GENERATED", folder).env("DATABASE_URL", database);
    command
}

/// Whether the check `proxy` is ok, and what it says.
fn proxy(folder: &Path, database: &str, settings: &[(&str, &str)]) -> (bool, String) {
    let output = program(folder, database).args(["doctor", "--json"]).envs(settings.iter().copied()).output().unwrap();
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = findings.as_array().unwrap().iter().find(|finding| finding["check"] == "proxy").unwrap();
    (found["ok"].as_bool().unwrap(), found["says"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_is_reported() {
    let (folder, database) = (tempfile::tempdir().unwrap(), db::inhabited().await);
    let ask = |settings: &[(&str, &str)]| proxy(folder.path(), &database, settings);
    assert_eq!(ask(&[]), (true, "no reverse proxy is expected".to_owned()));
    let public = ("INJAAZ_PUBLIC_URL", "https://forms.example.org");
    let (ok, says) = ask(&[public]);
    assert!(!ok && says.contains("INJAAZ_TRUSTED_PROXIES is empty"), "{says}");
    let (ok, says) = ask(&[public, ("INJAAZ_TRUSTED_PROXIES", "127.0.0.1")]);
    assert!(ok && says.contains("127.0.0.1"), "{says}");

    // The first header that is not believed is a warning, and the server notes its sender.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let log = folder.path().join("log");
    let mut child = program(folder.path(), &database)
        .env("ROCKET_PORT", port.to_string())
        .env("INJAAZ_TRUSTED_PROXIES", "10.0.0.1")
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let client = http::builder().build().unwrap();
    for _ in 0..3 {
        let request = client.get(format!("http://127.0.0.1:{port}/health/live"));
        assert_eq!(request.header("X-Forwarded-For", "203.0.113.9").send().await.unwrap().status(), 200);
    }
    let noted = async {
        while !folder.path().join("untrusted_proxy").exists() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), noted).await.expect("a note");
    child.kill().unwrap();
    child.wait().unwrap();
    let log = fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("X-Forwarded-For from 127.0.0.1 is not believed").count(), 1, "{log}");
    let (ok, says) = ask(&[public, ("INJAAZ_TRUSTED_PROXIES", "10.0.0.1")]);
    assert!(!ok && says.contains("X-Forwarded-For from 127.0.0.1"), "{says}");
    let (ok, says) = ask(&[public, ("INJAAZ_TRUSTED_PROXIES", "10.0.0.1, 127.0.0.1")]);
    assert!(ok, "{says}");
}

/// The level of the check `backup`, and what it says. Warnings are no failure.
fn backup(folder: &Path, database: &str) -> (String, String) {
    let output = program(folder, database).args(["doctor", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = findings.as_array().unwrap().iter().find(|finding| finding["check"] == "backup").unwrap();
    (found["level"].as_str().unwrap().to_owned(), found["says"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_missing_or_old_backup_is_a_warning() {
    let (folder, database) = (tempfile::tempdir().unwrap(), db::inhabited().await);
    let target = tempfile::tempdir().unwrap();
    assert_eq!(backup(folder.path(), &database), ("ok".to_owned(), "there is nothing to back up yet".to_owned()));
    let listed = program(folder.path(), &database).args(["user", "list"]).output().unwrap();
    assert!(listed.status.success());
    let (level, says) = backup(folder.path(), &database);
    assert!(level == "warning" && says.contains("was not used yet"), "{says}");
    let made = program(folder.path(), &database).arg("backup").arg(target.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (level, says) = backup(folder.path(), &database);
    assert!(level == "ok" && says.contains("0 hours old"), "{says}");
    let note = folder.path().join("last_backup.json");
    let mut last: Value = serde_json::from_slice(&fs::read(&note).unwrap()).unwrap();
    last["created_at"] = "2026-01-01T00:00:00Z".into();
    fs::write(&note, last.to_string()).unwrap();
    let (level, says) = backup(folder.path(), &database);
    assert!(level == "warning" && says.contains("hours old"), "{says}");
}
