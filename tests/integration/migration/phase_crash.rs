//! Crashes at each write to the legacy store and at each step between phases: after a restart both stores must have
//! every submission, once.

use super::migration_fixture::assert_written;
use crate::{
    crash::{
        client::{Ack, Visit},
        process_fixture::{PATIENCE, ProcessFixture, until},
    },
    support::db,
};
use rustix::process::Signal;
use std::{fs, os::unix::process::ExitStatusExt, path::PathBuf, process::Output};
use tokio::{process::Command, time::timeout};

/// A number is the occurrence at which the program is killed.
const WRITES: &[&str] = &[
    "old_store.before_picture",
    "old_store.before_picture:3",
    "old_store.before_record",
    "old_store.after_record",
    "old_store.before_ledger",
];
const STEPS: &[&str] = &[
    "phases.before_commit",
    "phases.after_commit",
    "phases.enqueued",
    "phases.before_caught_up",
    "old_store.before_picture:4",
    "old_store.after_record:2",
    "old_store.before_ledger",
];

/// A process fixture with the legacy app's folder.
struct PhaseFixture {
    place: ProcessFixture,
    old: PathBuf,
    url: String,
}

impl PhaseFixture {
    async fn at(phase: &str) -> PhaseFixture {
        let place = ProcessFixture::new().await;
        let url = place.database.clone().expect("a database");
        let old = place.generated().with_file_name("old");
        fs::create_dir_all(&old).expect("a folder");
        let beside = PhaseFixture { place, old, url };
        beside.must(&["migrate", "phase", "hvac_mep", "--enter"]).await;
        let steps = ["files", "dual", "database_with_fallback", "database"].iter().position(|name| *name == phase);
        for _ in 0..steps.expect("a phase") {
            let reason = "a test overrides the gates";
            beside.must(&["migrate", "phase", "hvac_mep", "--next", "--override", reason]).await;
        }
        beside
    }

    fn settings<'a>(&'a self, crash_at: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
        let old = ("INJAAZ_OLD_STORE", self.old.to_str().expect("a path"));
        std::iter::once(old).chain(crash_at.map(|point| ("INJAAZ_CRASH_AT", point))).collect()
    }

    async fn run(&self, command: &[&str], crash_at: Option<&str>) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        child
            .args(command)
            .current_dir(&self.old)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("INJAAZ_GENERATED", self.place.generated())
            .env("INJAAZ_LEASE_SECONDS", "1")
            .env("DATABASE_URL", &self.url)
            .envs(self.settings(crash_at))
            .kill_on_drop(true);
        timeout(PATIENCE, child.output()).await.expect("it ends").expect("an output")
    }

    async fn must(&self, command: &[&str]) {
        let output = self.run(command, None).await;
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Whether the gate of missing files is open, and what it found.
    async fn outbox_gate(&self) -> (bool, String) {
        let output = self.run(&["migrate", "phase", "hvac_mep", "--json"], None).await;
        let modules: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let gates = modules[0]["gates"].as_array().expect("gates").clone();
        let gate = gates.into_iter().find(|gate| gate["name"] == "outbox").expect("the gate");
        (gate["open"] == true, gate["found"].as_str().expect("a number").to_owned())
    }

    async fn settled(&self) {
        let open = "SELECT ((SELECT count(*) FROM old_store_outbox)
            + (SELECT count(*) FROM migration_phases WHERE behind))::text";
        until("the legacy store has everything", async || db::text(&self.url, open).await == "0").await;
    }

    async fn assert_whole(&self, acks: &[Ack]) {
        assert_eq!(db::text(&self.url, "SELECT count(*)::text FROM submissions").await, acks.len().to_string());
        for ack in acks {
            assert_written(&self.url, &self.old, ack.id()).await;
        }
        let records = fs::read_dir(self.old.join("submissions")).expect("records").flatten();
        let records = records.filter(|entry| entry.path().extension().is_some_and(|end| end == "json"));
        assert_eq!(records.count(), acks.len(), "no record without a submission");
        let states = "SELECT coalesce(string_agg(DISTINCT state, ','), '') FROM legacy_records";
        assert_eq!(db::text(&self.url, states).await, "written");
    }
}

#[rocket::async_test]
async fn in_phase_files_a_kill_before_the_commit_is_repaired_by_a_resend() {
    for point in WRITES.iter().filter(|point| !point.ends_with("ledger")).chain(&["submit.before_commit"]) {
        let beside = PhaseFixture::at("files").await;
        let visit = Visit::new(1);
        let server = beside.place.start(&beside.settings(Some(point))).await;
        assert!(visit.send(&beside.place.base()).await.is_err(), "{point}: nothing was acknowledged");
        server.dies().await;
        assert_eq!(db::text(&beside.url, "SELECT count(*)::text FROM submissions").await, "0", "{point}");
        let server = beside.place.start(&beside.settings(None)).await;
        let ack = visit.submit(&beside.place.base()).await;
        beside.assert_whole(&[ack]).await;
        server.stop().await;
    }
}

#[rocket::async_test]
async fn in_dual_a_killed_second_write_is_repeated() {
    for point in WRITES {
        let beside = PhaseFixture::at("dual").await;
        let visit = Visit::new(1);
        let server = beside.place.start(&beside.settings(Some(point))).await;
        let first = visit.send(&beside.place.base()).await.ok().and_then(|answer| visit.ack(&answer));
        server.dies().await;
        let server = beside.place.start(&beside.settings(None)).await;
        let ack = visit.submit(&beside.place.base()).await;
        assert!(first.is_none_or(|first| first.receipt == ack.receipt), "{point}");
        beside.settled().await;
        beside.assert_whole(&[ack]).await;
        server.stop().await;
    }
}

#[rocket::async_test]
async fn a_kill_during_a_step_back_is_recovered() {
    for point in STEPS {
        let beside = PhaseFixture::at("database").await;
        let server = beside.place.start(&beside.settings(None)).await;
        let mut acks = Vec::new();
        for number in 1..=3 {
            acks.push(Visit::new(number).submit(&beside.place.base()).await);
        }
        server.stop().await;
        let killed = beside.run(&["migrate", "rollback", "hvac_mep"], Some(point)).await;
        let said = String::from_utf8_lossy(&killed.stderr);
        assert_eq!(killed.status.signal(), Some(Signal::KILL.as_raw()), "{point}: {said}");
        let stands = db::text(&beside.url, "SELECT phase FROM migration_phases").await;
        if stands != "database" {
            // No server runs, so nothing else has put them into the outbox.
            let is_missing = |ack: &&Ack| !beside.old.join(format!("submissions/{}.json", ack.id())).exists();
            let missing = acks.iter().filter(is_missing).count();
            let (open, found) = beside.outbox_gate().await;
            assert!(missing == 0 || !open, "{point}: {missing} files are missing, the gate says {found}");
        }
        if stands == "database" {
            beside.must(&["migrate", "rollback", "hvac_mep"]).await;
        }
        // Any server completes the work.
        let server = beside.place.start(&beside.settings(None)).await;
        beside.settled().await;
        beside.assert_whole(&acks).await;
        server.stop().await;
    }
}
