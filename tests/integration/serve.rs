//! The program with an external database server that starts late, never answers, or has a newer schema.

use crate::support::{accounts, db, free_port::free_port, http};
use injaaz::store::embedded::Embedded;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

const LOG: &str = "log";

/// A server that is killed at the end of its test.
struct RunningServer {
    child: Child,
    folder: TempDir,
    address: String,
    /// Its first line of output.
    said: String,
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(folder: &TempDir, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
    command
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("INJAAZ_GENERATED", folder.path())
        .env("INJAAZ_STOP_SECONDS", "0")
        .env("DATABASE_URL", database);
    command
}

/// Starts the program; it listens when this returns.
fn serve(database: &str, log: &str) -> RunningServer {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut child = program(&folder, database)
        .env("ROCKET_PORT", port.to_string())
        .env("INJAAZ_LOG", log)
        .stdout(Stdio::piped())
        // A file, because a pipe that is not read would block the program.
        .stderr(File::create(folder.path().join(LOG)).unwrap())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    RunningServer { child, folder, address: format!("http://127.0.0.1:{port}"), said }
}

impl RunningServer {
    /// Status and body of a page.
    async fn get(&self, path: &str) -> (u16, String) {
        let client = http::client();
        let answer = client.get(format!("{}{path}", self.address)).header("Accept", "text/html").send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn until(&self, path: &str, status: u16) {
        let reached = async {
            while self.get(path).await.0 != status {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), reached).await.unwrap_or_else(|_| panic!("{path}: no {status}"));
    }

    /// Stops it; returns its log, and whether it exited with success.
    fn end(mut self) -> (String, bool) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        self.ended()
    }

    /// Waits for its end.
    fn ended(&mut self) -> (String, bool) {
        let well = self.child.wait().unwrap().success();
        (fs::read_to_string(self.folder.path().join(LOG)).unwrap(), well)
    }
}

/// A folder that the account of the embedded server can access, also if the test runs as root.
fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("injaaz-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[tokio::test]
async fn the_server_waits_for_a_late_database_and_reports_it() {
    let folder = folder();
    let start = || Embedded::start_in(&folder.path().join("postgres"), None).unwrap();
    let database = start().url().to_owned();
    let served = serve(&database, "info");
    assert!(served.said.starts_with("Injaaz is waiting for its database: http://127.0.0.1:"), "{}", served.said);
    assert_eq!(served.get("/health/live").await.0, 200);
    let (status, body) = served.get("/health/ready").await;
    assert_eq!((status, body.as_str()), (503, r#"{"status":"failing","database":"failing","files":"ok"}"#));
    for path in ["/", "/forms/hvac_mep", "/submissions", "/jobs/job_000000000000", "/reports/x/x.pdf"] {
        let (status, page) = served.get(path).await;
        assert_eq!(status, 503, "{path}");
        assert!(page.contains("cannot reach its database or disk at the moment"), "{page}");
    }

    let postgres = start();
    served.until("/health/ready", 200).await;
    accounts::admit_everywhere(&database).await;
    served.until("/", 200).await;
    drop(postgres);
    served.until("/health/ready", 503).await;
    let _postgres = start();
    served.until("/", 200).await;
    let (log, well) = served.end();
    assert!(well, "{log}");
}

#[tokio::test]
async fn waiting_for_a_database_can_be_broken_off() {
    let (log, well) = serve("postgres://injaaz@127.0.0.1:1/injaaz", "info").end();
    assert!(well && log.contains("does not answer"), "{log}");
}

#[tokio::test]
async fn a_late_database_that_rejects_the_login_stops_the_server() {
    let folder = folder();
    let start = || Embedded::start_in(&folder.path().join("postgres"), None).unwrap();
    let database = start().url().replace("/injaaz?", "/nope?");
    let database = match database.strip_suffix("/injaaz") {
        Some(base) => format!("{base}/nope"),
        None => database,
    };
    let mut served = serve(&database, "info");
    let _postgres = start();
    let (log, well) = served.ended();
    assert!(!well && log.contains("The database refuses the connection") && log.contains("nope"), "{log}");
}

#[tokio::test]
async fn a_rejected_database_login_is_reported_at_once() {
    let (folder, url) = (tempfile::tempdir().unwrap(), db::inhabited().await);
    let (base, _) = url.rsplit_once('/').unwrap();
    let output = program(&folder, &format!("{base}/nope")).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("The database refuses the connection: ") && said.ends_with("Check DATABASE_URL.\n"),
        "{said}"
    );
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused() {
    let (folder, url) = (tempfile::tempdir().unwrap(), db::inhabited().await);
    db::execute(&url, "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')").await;
    for command in [&["serve"][..], &["doctor"], &["db", "status"], &["db", "up"], &["db", "down", "--yes"]] {
        let output = program(&folder, &url).args(command).output().unwrap();
        assert!(!output.status.success(), "{command:?}");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let sentence = "The database is newer than this program: it has the migration 99991231000000.";
        assert!(said.contains(sentence), "{command:?}: {said}");
    }
    let versions = db::text(&url, "SELECT count(*)::text FROM __diesel_schema_migrations").await;
    assert_ne!(versions, "1", "the schema was not reverted");
}

#[tokio::test]
async fn an_older_database_is_brought_up_to_date() {
    let url = db::bare().await;
    let served = serve(&url, "info");
    assert!(served.said.starts_with("Injaaz is ready: "), "{}", served.said);
    assert_eq!(served.get("/health/ready").await.0, 200);
}

#[tokio::test]
async fn report_tokens_are_never_logged() {
    for filter in ["info", "trace", "trace,rocket=trace,rocket::server=trace,_=trace,hyper=trace"] {
        let served = serve(&db::inhabited().await, filter);
        for path in [
            "/reports/7ok3n.7ok3n.7ok3n/7ok3n.pdf",
            "/7ok3n?q=7ok3n",
            "/submissions?q=7ok3n&status=7ok3n",
            "/static/7ok3n/7ok3n",
        ] {
            served.get(path).await;
        }
        let (log, well) = served.end();
        assert!(well && log.contains("GET /reports/<token>/<name>"), "{log}");
        let told: Vec<&str> = log.lines().filter(|line| line.contains("7ok3n")).collect();
        assert!(told.is_empty(), "{filter}: {told:#?}");
    }
}

#[test]
fn a_busy_port_is_noticed_before_a_database_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = program(&folder, "").env("ROCKET_PORT", &port).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let sentence = format!("The server cannot listen: 127.0.0.1:{port}: ");
    assert!(said.contains(&sentence) && said.contains("set another one in ROCKET_PORT."), "{said}");
    assert!(!folder.path().join("postgres").exists(), "a database was created");
}
