//! Manipulations of the log with full access to the database, but to nothing else.

use super::{log_action, tamper, verified};
use crate::support::app::TestApp;
use injaaz::services::audit;
use std::{fs, process::Command};

const ROWS: i64 = 9;

/// A log that can be damaged repeatedly.
struct Log {
    test: TestApp,
    /// The original files; the program may add lines when it detects damage.
    files: Vec<(String, Vec<u8>)>,
}

impl Log {
    async fn new() -> Log {
        let test = TestApp::new().await;
        test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
        for n in 1..=ROWS {
            log_action(&test, "thing.done", n).await;
        }
        let whole = verified(&test).await;
        assert_eq!((whole.bad.as_slice(), whole.checked, whole.waiting), ([].as_slice(), ROWS as u64, 0));
        tamper(
            &test,
            "CREATE TABLE kept_logs AS TABLE audit_logs; CREATE TABLE kept_seals AS TABLE audit_seals;
             CREATE TABLE kept_points AS TABLE audit_checkpoints",
        )
        .await;
        let names = test.files("audit");
        let read = |name: String| (name.clone(), fs::read(test.dir.path().join("audit").join(name)).unwrap());
        let files = names.into_iter().map(read).collect();
        Log { files, test }
    }

    async fn reset(&self) {
        let reset = "DELETE FROM audit_logs; DELETE FROM audit_seals; DELETE FROM audit_checkpoints;
             INSERT INTO audit_logs OVERRIDING SYSTEM VALUE TABLE kept_logs; INSERT INTO audit_seals TABLE kept_seals;
             INSERT INTO audit_checkpoints TABLE kept_points";
        tamper(&self.test, reset).await;
        for (name, bytes) in &self.files {
            fs::write(self.test.dir.path().join("audit").join(name), bytes).unwrap();
        }
        assert_eq!(verified(&self.test).await.bad, []);
    }

    /// The ids of the first, a middle and the last row.
    async fn victims(&self) -> Vec<i64> {
        let ids = self.test.sql("SELECT string_agg(id::text, ' ' ORDER BY id) FROM audit_logs").await;
        let ids: Vec<i64> = ids.split(' ').map(|id| id.parse().unwrap()).collect();
        vec![ids[0], ids[ids.len() / 2], ids[ids.len() - 1]]
    }
}

const ALTERED: &[&str] = &[
    "organisation_id = (SELECT max(id) FROM organisations)",
    "user_id = 7",
    "action = 'thing.undone'",
    "resource_type = 'other'",
    "resource_id = 999",
    "resource_id = NULL",
    "details = '{}'",
    "details = jsonb_set(details, '{z}', '0')",
    "ip_address = '192.0.2.8'",
    "ip_address = NULL",
    "user_agent = 'a text'",
    "user_agent = NULL",
    "transaction_id = transaction_id - 1",
    "transaction_id = 0, mac = NULL",
    "mac = sha256(mac)",
    "mac = NULL",
    "created_at = created_at + interval '1 microsecond'",
];

#[rocket::async_test]
async fn an_altered_audit_row_is_found_in_every_column() {
    let log = Log::new().await;
    for id in log.victims().await {
        for change in ALTERED {
            tamper(&log.test, &format!("UPDATE audit_logs SET {change} WHERE id = {id}")).await;
            let found = verified(&log.test).await;
            let named: Vec<Option<i64>> = found.bad.iter().map(|bad| bad.id).collect();
            assert!(!named.is_empty() && named.iter().all(|named| *named == Some(id)), "{id} {change}: {found:?}");
            log.reset().await;
        }
    }
}

#[rocket::async_test]
async fn a_deleted_or_renumbered_row_is_reported_with_or_without_its_seal() {
    let log = Log::new().await;
    for id in log.victims().await {
        tamper(&log.test, &format!("DELETE FROM audit_logs WHERE id = {id}")).await;
        let found = verified(&log.test).await;
        assert!(found.bad.len() == 1 && found.bad[0].id == Some(id), "{found:?}");
        assert!(found.bad[0].reason.contains("deleted"), "{found:?}");
        log.reset().await;

        let both = format!("DELETE FROM audit_logs WHERE id = {id}; DELETE FROM audit_seals WHERE audit_id = {id}");
        tamper(&log.test, &both).await;
        let found = verified(&log.test).await;
        let said = found.bad.iter().any(|bad| bad.reason.contains("missing") || bad.reason.contains("cut off"));
        assert!(said, "{id}: {found:?}");
        log.reset().await;

        let renumbered = format!(
            "CREATE TEMP TABLE one AS SELECT * FROM audit_logs WHERE id = {id}; DELETE FROM audit_logs WHERE id = {id};
             UPDATE one SET id = id + 1000; INSERT INTO audit_logs OVERRIDING SYSTEM VALUE TABLE one"
        );
        tamper(&log.test, &renumbered).await;
        let found = verified(&log.test).await;
        assert!(found.bad.iter().any(|bad| bad.id == Some(id)), "{id}: {found:?}");
        log.reset().await;
    }
}

#[rocket::async_test]
async fn an_inserted_row_is_reported() {
    let log = Log::new().await;
    let columns = "organisation_id, action, resource_type, created_at";
    for (what, values) in [
        ("now", format!("({columns}) SELECT {columns} FROM audit_logs LIMIT 1")),
        ("before all", format!("({columns}, transaction_id) SELECT {columns}, 0 FROM audit_logs LIMIT 1")),
        (
            "between",
            format!("({columns}, transaction_id) SELECT {columns}, transaction_id FROM audit_logs OFFSET 4 LIMIT 1"),
        ),
        (
            "with another's mark",
            format!("({columns}, mac) SELECT {columns}, (SELECT mac FROM audit_logs LIMIT 1) FROM audit_logs LIMIT 1"),
        ),
    ] {
        tamper(&log.test, &format!("INSERT INTO audit_logs {values}")).await;
        let id: i64 = log.test.sql("SELECT max(id)::text FROM audit_logs").await.parse().unwrap();
        let found = verified(&log.test).await;
        assert!(found.bad.iter().any(|bad| bad.id == Some(id)), "{what}: {found:?}");
        log.reset().await;
    }
    for how in ["", "transaction_id = 0", "transaction_id = transaction_id - 5"] {
        // An exact copy, including the MAC of its original.
        let change = if how.is_empty() { String::new() } else { format!("UPDATE one SET {how};") };
        let copy = format!(
            "CREATE TEMP TABLE one AS SELECT * FROM audit_logs ORDER BY id LIMIT 1; UPDATE one SET id = id + 2000; {change}
             INSERT INTO audit_logs OVERRIDING SYSTEM VALUE TABLE one"
        );
        tamper(&log.test, &copy).await;
        let id: i64 = log.test.sql("SELECT max(id)::text FROM audit_logs").await.parse().unwrap();
        let found = verified(&log.test).await;
        assert!(found.bad.iter().any(|bad| bad.id == Some(id)), "copy {how}: {found:?}");
        log.reset().await;
    }
}

#[rocket::async_test]
async fn swapped_rows_are_both_reported() {
    let log = Log::new().await;
    let victims = log.victims().await;
    let (a, b) = (victims[0], victims[2]);
    let swap = format!(
        "UPDATE audit_logs x SET resource_id = y.resource_id, details = y.details, mac = y.mac
         FROM audit_logs y WHERE (x.id, y.id) IN (({a}, {b}), ({b}, {a}))"
    );
    tamper(&log.test, &swap).await;
    let named: Vec<Option<i64>> = verified(&log.test).await.bad.iter().map(|bad| bad.id).collect();
    assert_eq!(named, [Some(a), Some(b)]);
}

#[rocket::async_test]
async fn seals_and_checkpoints_cannot_be_forged() {
    let log = Log::new().await;
    let last = ROWS;
    for (what, sql, sequence) in [
        ("a hash", "UPDATE audit_seals SET hash = sha256('x') WHERE sequence = 3".to_owned(), 3),
        ("a code", "UPDATE audit_seals SET mac = sha256('x') WHERE sequence = 1".to_owned(), 1),
        ("whose it is", format!("UPDATE audit_seals SET transaction_id = 1 WHERE sequence = {last}"), last),
        (
            "all from a row on",
            "UPDATE audit_seals SET hash = sha256(hash), mac = sha256(mac) WHERE sequence >= 5".to_owned(),
            5,
        ),
        ("its number", "UPDATE audit_seals SET sequence = 100 WHERE sequence = 4".to_owned(), 4),
    ] {
        tamper(&log.test, &sql).await;
        let found = verified(&log.test).await;
        assert!(found.bad.iter().any(|bad| bad.sequence == Some(sequence)), "{what}: {found:?}");
        log.reset().await;
    }
    for (what, sql, reason) in [
        ("gone", "DELETE FROM audit_checkpoints", "not in the database"),
        ("moved", "UPDATE audit_checkpoints SET sequence = 2", "not signed by this server"),
        (
            "without a valid signature",
            "UPDATE audit_checkpoints SET signature = sha512('x')",
            "not signed by this server",
        ),
    ] {
        // Meanwhile the server makes a new checkpoint.
        log.test.advance(time::Duration::SECOND);
        tamper(&log.test, sql).await;
        let found = verified(&log.test).await;
        assert!(found.bad.iter().any(|bad| bad.reason.contains(reason)), "{what}: {found:?}");
        log.reset().await;
    }
}

#[rocket::async_test]
async fn a_truncated_audit_log_is_detected() {
    let log = Log::new().await;
    let cut = format!(
        "DELETE FROM audit_logs WHERE (created_at, id) IN
            (SELECT created_at, audit_id FROM audit_seals WHERE sequence > {0});
         DELETE FROM audit_seals WHERE sequence > {0}; DELETE FROM audit_checkpoints",
        ROWS - 3
    );
    tamper(&log.test, &cut).await;
    let found = verified(&log.test).await;
    assert!(found.bad.iter().any(|bad| bad.reason.contains("cut off")), "{found:?}");
    log.reset().await;

    tamper(&log.test, &cut).await;
    for n in 0..ROWS {
        log_action(&log.test, "thing.again", n).await;
        // As the server does every second.
        audit::seal_all(&log.test.app, false).await.unwrap();
    }
    let found = verified(&log.test).await;
    assert!(found.bad.iter().any(|bad| bad.reason.contains("cut or rewritten")), "{found:?}");
}

#[rocket::async_test]
async fn every_removal_is_detected_and_another_key_verifies_nothing() {
    let log = Log::new().await;
    tamper(&log.test, "DELETE FROM audit_logs; DELETE FROM audit_seals; DELETE FROM audit_checkpoints").await;
    let found = verified(&log.test).await;
    assert!(found.bad.iter().any(|bad| bad.reason.contains("cut off")), "{found:?}");
    log.reset().await;

    let key = [("INJAAZ_SECRET_KEY", "another key that is long enough to be one")];
    let other = TestApp::on(log.test.url.clone(), &key).await;
    assert!(verified(&other).await.bad_count as i64 >= ROWS);
}

#[rocket::async_test]
async fn the_command_ends_with_one_and_names_the_row() {
    let log = Log::new().await;
    let verify = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command.args(["audit", "verify", "--json"]).current_dir(log.test.dir.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("INJAAZ_GENERATED", log.test.dir.path()).env("DATABASE_URL", &log.test.url);
        let done = command.output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        (done.status.code(), said)
    };
    let (code, said) = verify();
    assert_eq!((code, said["checked"].as_i64(), &said["bad"]), (Some(0), Some(ROWS), &serde_json::json!([])), "{said}");
    assert_eq!(said["public_key"], audit::public_key(&log.test.app).unwrap());
    let id = log.victims().await[2];
    tamper(&log.test, &format!("UPDATE audit_logs SET details = '{{}}' WHERE id = {id}")).await;
    let (code, said) = verify();
    assert_eq!((code, said["bad"][0]["id"].as_i64()), (Some(1), Some(id)), "{said}");
    assert!(said["bad"][0]["reason"].as_str().is_some_and(|reason| reason.contains("altered")), "{said}");
}
