//! The rehearsal of the runbook: each of its commands, on sample data.

use std::{net::TcpListener, process::Command};

#[test]
fn the_migration_rehearsal_succeeds() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut rehearsal = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/demo-migration"));
    rehearsal.arg(env!("CARGO_BIN_EXE_injaaz")).env("ROCKET_PORT", port.to_string());
    let ended = rehearsal.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let complaints = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}\n{complaints}");
    assert!(said.contains("checks passed."), "{said}");
}
