//! An import that is killed at every step and at random times, and started again, must end with the same database as an
//! uninterrupted one.

use super::old::{Old, canonical};
use crate::support::db;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rustix::process::Signal;
use serde_json::Value;
use std::{collections::BTreeSet, os::unix::process::ExitStatusExt, process::Stdio, time::Duration};
use tempfile::TempDir;
use tokio::{process::Command, time::timeout};

/// Each write of the importer; a number is the occurrence at which it is killed.
const POINTS: &[&str] = &[
    "import.submissions_added",
    "import.parts_added",
    "import.media_published",
    "import.media_published:3",
    "import.records_saved",
    "import.records_saved:2",
    "import.before_commit",
    "import.before_commit:2",
    "import.before_commit:3",
    "import.after_commit",
    "import.after_commit:2",
    "import.report_published",
    "import.reports_saved",
    "import.before_finish",
    "publish.before_rename:2",
    "publish.before_dir_sync:4",
];
const KILLS: u32 = 100;
const SEED: u64 = 20_261_121;
const PATIENCE: Duration = Duration::from_secs(120);

/// A database and a data folder that outlive the program.
struct ImportFixture {
    url: String,
    generated: TempDir,
}

impl ImportFixture {
    async fn new() -> ImportFixture {
        ImportFixture { url: db::fresh().await, generated: tempfile::tempdir().unwrap() }
    }

    fn command(&self, old: &Old, crash_at: Option<&str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command
            .args(["migrate", "import", "--json"])
            .arg(old.path())
            .current_dir(self.generated.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("INJAAZ_GENERATED", self.generated.path())
            .env("DATABASE_URL", &self.url)
            .envs(crash_at.map(|point| ("INJAAZ_CRASH_AT", point)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Imports to the end; returns the JSON result.
    async fn import(&self, old: &Old) -> Value {
        let running = self.command(old, None).output();
        let output = timeout(PATIENCE, running).await.expect("it ends").expect("an output");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

/// A legacy store that contains what each fail point needs.
fn store(number: u32) -> Old {
    let old = Old::of(number);
    let mut report = super::old::job(0, "hvac_mep");
    report["results"] = serde_json::json!({ "excel_url": "http://old/generated/HVAC_A.xlsx" });
    old.put_json(&format!("jobs/{}.json", super::old::job_id(0)), &report);
    old.put("HVAC_A.xlsx", b"PK\x03\x04 a workbook");
    old.put("uploads/orphan.jpg", b"no picture");
    old.put("submissions/sub_00000000dead.json", b"{");
    old
}

#[tokio::test]
async fn a_kill_at_any_step_loses_nothing() {
    let old = store(12);
    let undisturbed = ImportFixture::new().await;
    undisturbed.import(&old).await;
    let expected = canonical(&undisturbed.url).await;
    let mut wrong = Vec::new();
    for point in POINTS {
        let place = ImportFixture::new().await;
        let killed = timeout(PATIENCE, place.command(&old, Some(point)).output()).await.expect("it ends").unwrap();
        if killed.status.signal() != Some(Signal::KILL.as_raw()) {
            wrong.push(format!("{point}: it did not die there: {}", String::from_utf8_lossy(&killed.stderr)));
            continue;
        }
        let said = place.import(&old).await;
        let closes =
            ["imported", "already_there", "quarantined"].iter().map(|key| said[key].as_u64().unwrap()).sum::<u64>();
        if closes != 13 || canonical(&place.url).await != expected {
            wrong.push(format!("{point}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_hundred_kills_at_random_moments_lose_nothing() {
    let old = store(600);
    let undisturbed = ImportFixture::new().await;
    undisturbed.import(&old).await;
    let expected = canonical(&undisturbed.url).await;
    let (place, mut dice) = (ImportFixture::new().await, StdRng::seed_from_u64(SEED));
    let mut found = BTreeSet::new();
    let written = "SELECT count(*)::text FROM legacy_records";
    for number in 0..KILLS {
        let mut running = place.command(&old, None).spawn().expect("the program");
        let moment = Duration::from_millis(dice.random_range(30..900));
        // On a slow machine all of these moments could be before the first write, so every tenth kill waits for one.
        if number % 10 == 9 {
            let before = db::text(&place.url, written).await;
            let changed = async {
                while running.try_wait().expect("a state").is_none() && db::text(&place.url, written).await == before {}
            };
            timeout(PATIENCE, changed).await.expect("a write or the end");
        } else {
            let _ = timeout(moment, running.wait()).await;
        }
        // It may have ended by itself.
        let _ = running.kill().await;
        found.insert(db::text(&place.url, written).await);
    }
    // A fast machine writes everything in a few batches; it is sufficient that some kills happened during the writes.
    assert!(found.len() > 1, "no kill happened during the writes: {found:?}");
    let said = place.import(&old).await;
    assert_eq!(said["seen"], 601);
    assert!(canonical(&place.url).await == expected, "the final database differs");
}
