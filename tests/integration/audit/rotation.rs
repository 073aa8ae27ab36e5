//! The audit log after the secret key of the server was rotated.

use super::{log_action, sealed, verified};
use crate::support::{
    app::TestApp,
    secret_keys::{NEW, OLD, THIRD, restarted, rotations},
};
use injaaz::services::audit;
use std::process::Command;

const EARLY: i64 = 4;

/// A log sealed with [`OLD`], with two unsealed rows.
async fn old_log() -> TestApp {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    for n in 1..=EARLY {
        log_action(&test, "thing.early", n).await;
    }
    let found = verified(&test).await;
    assert_eq!((found.bad.as_slice(), found.checked, found.checkpoints), ([].as_slice(), EARLY as u64, 1));
    log_action(&test, "thing.waiting", 1).await;
    log_action(&test, "thing.waiting", 2).await;
    test
}

#[rocket::async_test]
async fn the_chain_verifies_after_a_rotation_with_the_previous_key() {
    let test = old_log().await;
    let old = audit::public_key(&test.app).unwrap();
    let previous = format!("{OLD}\n");
    let rotated = test.restarted(&[("INJAAZ_SECRET_KEY", NEW), ("INJAAZ_PREVIOUS_SECRET_KEYS", &previous)]).await;
    let new = audit::public_key(&rotated.app).unwrap();
    assert_ne!(new, old);
    for n in 1..=3 {
        log_action(&rotated, "thing.late", n).await;
    }
    let found = verified(&rotated).await;
    assert_eq!((found.bad.as_slice(), found.checked, found.waiting), ([].as_slice(), EARLY as u64 + 5, 0));
    assert_eq!((found.checkpoints, &found.public_key, found.unknown_keys.len()), (2, &new, 0));
    let keys: Vec<(&str, u64, i64, i64)> =
        found.keys.iter().map(|key| (key.public_key.as_str(), key.seals, key.first, key.last)).collect();
    // Unsealed rows are sealed with the current key.
    assert_eq!(keys, [(old.as_str(), 4, 1, 4), (new.as_str(), 5, 5, 9)]);

    // After another rotation: changes are detected for rows of every key.
    let both = format!("{NEW}\n{OLD}");
    let twice = test.restarted(&[("INJAAZ_SECRET_KEY", THIRD), ("INJAAZ_PREVIOUS_SECRET_KEYS", &both)]).await;
    log_action(&twice, "thing.last", 1).await;
    let found = verified(&twice).await;
    assert_eq!((found.bad.as_slice(), found.keys.len(), found.checkpoints), ([].as_slice(), 3, 3));
    for action in ["thing.early", "thing.waiting", "thing.late", "thing.last"] {
        let alter = format!("UPDATE audit_logs SET user_agent = 'x' WHERE action = '{action}'");
        super::tamper(&test, &alter).await;
        let found = verified(&twice).await;
        assert!(found.bad.iter().any(|bad| bad.reason.contains("altered")), "{action}: {found:?}");
        super::tamper(&test, &alter.replace("'x'", "'a test'")).await;
        assert_eq!(verified(&twice).await.bad, [], "{action}");
    }
}

#[rocket::async_test]
async fn verify_names_the_missing_key() {
    let test = old_log().await;
    let old = audit::public_key(&test.app).unwrap();
    let lost = test.restarted(&[("INJAAZ_SECRET_KEY", NEW)]).await;
    let found = verified(&lost).await;
    assert!(found.bad_count as i64 > EARLY, "{found:?}");
    assert_eq!(found.unknown_keys, std::slice::from_ref(&old));
    assert!(found.bad.iter().any(|bad| bad.reason.contains("is signed with a key that is not in the settings")));
    // It is sufficient to pass the old key to the command.
    for (settings, is_read) in rotations().into_iter().take(6) {
        let found = verified(&restarted(&test, &settings).await).await;
        assert_eq!((found.bad_count == 0, found.unknown_keys.is_empty()), (is_read, is_read), "{found:?}");
    }
}

#[rocket::async_test]
async fn the_command_accepts_a_previous_key_from_its_environment() {
    let test = old_log().await;
    let rotated = test.restarted(&[("INJAAZ_SECRET_KEY", NEW)]).await;
    log_action(&rotated, "thing.late", 1).await;
    sealed(&rotated).await;
    let verify = |previous: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command.args(["audit", "verify"]).current_dir(test.dir.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("INJAAZ_GENERATED", test.dir.path()).env("DATABASE_URL", &test.url).env("INJAAZ_SECRET_KEY", NEW);
        previous.map(|keys| command.env("INJAAZ_PREVIOUS_SECRET_KEYS", keys));
        let done = command.output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let (code, said) = verify(None);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("INJAAZ_PREVIOUS_SECRET_KEYS"), "{said}");
    assert!(said.contains(&audit::public_key(&test.app).unwrap()), "{said}");
    let (code, said) = verify(Some(&format!("{OLD}\n")));
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("INJAAZ_PREVIOUS_SECRET_KEYS"), "{said}");
    assert!(said.contains("Seals 1 to 4 "), "{said}");
}
