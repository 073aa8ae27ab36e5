//! The embedded PostgreSQL: started, found running, left by a killed process, not installed.

use crate::support::free_port::free_port;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use injaaz::store::embedded::Embedded;
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A folder that the account of the database server can access, also if the test runs as root.
fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("injaaz-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn start(dir: &Path) -> Embedded {
    Embedded::start_in(&dir.join("postgres"), None).unwrap()
}

/// Runs SQL with a new connection.
fn execute(url: &str, sql: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = AsyncPgConnection::establish(url).await.map_err(|error| error.to_string())?;
        connection.batch_execute(sql).await.map_err(|error| error.to_string())
    })
}

fn server_pid(dir: &Path) -> Option<String> {
    Some(fs::read_to_string(dir.join("postgres/data/postmaster.pid")).ok()?.lines().next()?.to_owned())
}

fn within(limit: Duration, what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < limit, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn kill(signal: &str, pid: &str) {
    assert!(Command::new("kill").args([signal, pid]).status().unwrap().success());
}

#[test]
fn data_survives_a_restart_of_the_server() {
    let folder = folder();
    let first = start(folder.path());
    execute(first.url(), "create table visits (id int); insert into visits values (1)").unwrap();
    drop(first);
    assert_eq!(server_pid(folder.path()), None, "the server stops with its owner");
    let second = start(folder.path());
    execute(second.url(), "do $$ begin assert (select count(*) = 1 from visits); end $$").unwrap();
}

#[test]
fn the_server_keeps_what_it_confirms_and_is_not_reached_from_outside() {
    let folder = folder();
    let embedded = start(folder.path());
    let wanted = [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("is_superuser", "off"),
    ];
    for (name, value) in wanted {
        let check =
            format!("do $$ begin assert current_setting('{name}') = '{value}', current_setting('{name}'); end $$");
        execute(embedded.url(), &check).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("postgres/data"), mode("postgres/socket")), (0o700, 0o700));
}

#[test]
fn a_second_process_shares_the_cluster_and_takes_it_over() {
    let folder = folder();
    let owner = start(folder.path());
    let guest = start(folder.path());
    assert_eq!(owner.url(), guest.url());
    let pid = server_pid(folder.path());
    drop(start(folder.path()));
    assert_eq!(server_pid(folder.path()), pid, "the server keeps running after a guest has left");
    execute(guest.url(), "select 1").unwrap();

    drop(owner);
    within(Duration::from_secs(90), "the guest starts it again", || execute(guest.url(), "select 1").is_ok());
    drop(guest);
    assert_eq!(server_pid(folder.path()), None);
}

#[test]
fn a_killed_database_server_is_restarted() {
    let folder = folder();
    let embedded = start(folder.path());
    execute(embedded.url(), "create table kept (id int)").unwrap();
    kill("-KILL", &server_pid(folder.path()).unwrap());
    within(Duration::from_secs(90), "it is back", || execute(embedded.url(), "select * from kept").is_ok());
}

#[test]
fn an_interrupted_start_is_repeated() {
    let folder = folder();
    let unfinished = folder.path().join("postgres/data.unfinished");
    fs::create_dir_all(&unfinished).unwrap();
    fs::write(unfinished.join("PG_VERSION"), "15").unwrap();
    let embedded = start(folder.path());
    execute(embedded.url(), "select 1").unwrap();
    assert!(!unfinished.exists());
}

#[test]
fn a_socket_path_that_is_too_long_is_replaced() {
    let folder = folder();
    let deep = folder.path().join("d".repeat(60)).join("e".repeat(60));
    let embedded = start(&deep);
    execute(embedded.url(), "select 1").unwrap();
    let socket = embedded.url().split(['@', '/']).find(|part| part.starts_with("%2F")).unwrap().replace("%2F", "/");
    drop(embedded);
    assert!(!Path::new(&socket).starts_with(&deep));
    fs::remove_dir(socket).unwrap();
}

#[test]
fn missing_or_wrong_postgresql_is_reported_in_one_sentence() {
    let folder = folder();
    let refusal = |dir: &Path, bin: Option<&Path>| match Embedded::start_in(dir, bin) {
        Ok(_) => panic!("the server started"),
        Err(error) => format!("{error:#}"),
    };
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let said = refusal(&folder.path().join("none"), Some(&empty));
    assert!(said.contains("does not contain both `postgres` and `initdb`"), "{said}");

    let old = folder.path().join("old");
    fs::create_dir_all(old.join("data")).unwrap();
    fs::write(old.join("data/PG_VERSION"), "9\n").unwrap();
    let said = refusal(&old, None);
    assert!(said.starts_with("The embedded database was made by PostgreSQL 9, but the one in "), "{said}");
    assert!(said.contains("`apt-get install postgresql-9`"), "{said}");
}

#[test]
fn a_killed_process_does_not_block_the_next_start() {
    let folder = folder();
    let mut first = serve(folder.path());
    let pid = server_pid(folder.path()).unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    // At once, while the old server is still stopping.
    let mut second = serve(folder.path());
    assert_ne!(server_pid(folder.path()).unwrap(), pid, "the old server ended with its owner");
    kill("-TERM", &second.id().to_string());
    assert!(second.wait().unwrap().success());
    assert_eq!(server_pid(folder.path()), None);
}

/// Starts the program and waits until it is ready.
fn serve(generated: &Path) -> Child {
    let port = free_port();
    let mut child = Command::new(env!("CARGO_BIN_EXE_injaaz"))
        .current_dir(generated)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("INJAAZ_GENERATED", generated)
        .env("ROCKET_PORT", port.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("Injaaz is ready: ")));
    assert!(ready.is_some(), "the program ended before it was ready");
    child
}

/// A full disk is named in one sentence, whether the database is to be created or to be started.
#[test]
fn a_full_disk_is_one_sentence() {
    let (dir, programs) = (folder(), folder());
    for (name, script) in [
        ("postgres", "echo 'postgres (PostgreSQL) 15.13'"),
        ("initdb", "echo 'initdb: error: could not write to file: No space left on device' >&2; exit 1"),
    ] {
        let path = programs.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let place = dir.path().join("postgres");
    let error = Embedded::start_in(&place, Some(programs.path())).err().unwrap();
    let said = format!("{error:#}");
    let sentence = format!(
        "The disk of {} is full, so the embedded database cannot start. Free some space, then start again.",
        place.display()
    );
    assert_eq!(said, sentence);
    assert!(!place.join("data.unfinished").exists(), "nothing unfinished takes space");
}
