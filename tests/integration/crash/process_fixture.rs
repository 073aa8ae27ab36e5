//! Runs the program in a folder and on a database that outlive it.

use crate::support::{db, free_port::free_port};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, SystemTime},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

/// Timeout for anything on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// The folder and database that stay when the program is killed.
pub struct ProcessFixture {
    folder: TempDir,
    /// None for the program's embedded PostgreSQL in the folder.
    pub database: Option<String>,
    /// A new one at each start, because another process may take a released port.
    port: AtomicU16,
}

impl ProcessFixture {
    /// With a database that is independent of the program.
    pub async fn new() -> ProcessFixture {
        ProcessFixture::on(Some(db::inhabited().await))
    }

    pub fn on(database: Option<String>) -> ProcessFixture {
        let folder = tempfile::Builder::new().prefix("injaaz-").tempdir_in("/tmp").expect("a folder");
        // As root, PostgreSQL runs as another account, which needs access to its folder.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
        ProcessFixture { folder, database, port: AtomicU16::new(0) }
    }

    pub fn generated(&self) -> PathBuf {
        self.folder.path().join("generated")
    }

    /// Deletes the job files, which may happen at any time.
    pub fn delete_job_files(&self) {
        let _ = fs::remove_dir_all(self.generated().join("jobs"));
    }

    /// The base URL of the program that was started last.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.load(Ordering::Relaxed))
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// Starts the program and waits until it is ready.
    pub async fn start(&self, settings: &[(&str, &str)]) -> Server {
        let mut server = self.launch(settings);
        assert!(server.ready().await, "the program ended before it was ready:\n{}", self.logged());
        server
    }

    /// Starts the program without waiting.
    pub fn launch(&self, settings: &[(&str, &str)]) -> Server {
        let port = free_port();
        self.port.store(port, Ordering::Relaxed);
        let log = fs::File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("INJAAZ_GENERATED", self.generated())
            .env("INJAAZ_LEASE_SECONDS", "1")
            .env("INJAAZ_POOL_SIZE", "6")
            .env("INJAAZ_RATES", "off")
            .env("INJAAZ_STOP_SECONDS", "0")
            .env("ROCKET_PORT", port.to_string())
            .envs(self.database.iter().map(|url| ("DATABASE_URL", url)))
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        Server { child: command.spawn().expect("the program"), said: Arc::default(), listener: None }
    }

    /// The end of the program's log, for failure messages.
    pub fn logged(&self) -> String {
        let log = self.whole_log();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4_000)..]).into_owned()
    }

    /// The complete log of the program.
    pub fn whole_log(&self) -> Vec<u8> {
        fs::read(self.log()).unwrap_or_default()
    }
}

/// A running program.
pub struct Server {
    child: Child,
    /// Its standard output.
    said: Arc<Mutex<String>>,
    /// Continues reading after it is ready.
    listener: Option<JoinHandle<()>>,
}

impl Server {
    /// Waits until it is ready; false if it ended.
    pub async fn ready(&mut self) -> bool {
        let Some(stdout) = self.child.stdout.take() else { return false };
        let mut lines = BufReader::new(stdout).lines();
        let says_so = async {
            while let Ok(Some(line)) = lines.next_line().await {
                keep(&self.said, &line);
                if line.starts_with("Injaaz is ready: ") {
                    return true;
                }
            }
            false
        };
        let ready = timeout(PATIENCE, says_so).await.expect("the program becomes ready or ends");
        let said = Arc::clone(&self.said);
        self.listener = Some(tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                keep(&said, &line);
            }
        }));
        ready
    }

    /// Its standard output so far.
    pub fn output(&self) -> String {
        self.said.lock().expect("its output").clone()
    }

    /// Stops it; returns its complete standard output.
    pub async fn last_words(mut self) -> String {
        let listener = self.listener.take().expect("a program that was ready");
        let said = Arc::clone(&self.said);
        self.stop().await;
        listener.await.expect("a listener");
        said.lock().expect("its output").clone()
    }

    pub async fn kill(mut self) {
        self.child.kill().await.expect("a process to kill");
    }

    /// Waits until a fail point has killed it.
    pub async fn dies(mut self) {
        let status = self.ends().await;
        assert_eq!(status.signal(), Some(Signal::KILL.as_raw()), "unexpected end: {status}");
    }

    /// Whether it is running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    pub fn id(&self) -> i32 {
        self.child.id().expect("a process") as i32
    }

    pub fn ask_to_stop(&self) {
        signal(self.id(), Signal::TERM);
    }

    pub async fn ends(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.expect("the program ends").expect("a status")
    }

    /// Stops it and waits for its end.
    pub async fn stop(mut self) {
        self.ask_to_stop();
        let status = self.ends().await;
        assert!(status.success(), "{status}");
    }
}

fn keep(said: &Mutex<String>, line: &str) {
    let mut said = said.lock().expect("its output");
    said.push_str(line);
    said.push('\n');
}

/// Makes files this much older, and all periodic jobs due.
pub async fn age(place: &ProcessFixture, files: impl IntoIterator<Item = PathBuf>, by: Duration) {
    set_older(files, by);
    let database = place.database.as_deref().expect("a database");
    db::execute(database, "UPDATE periodic_jobs SET next_run_at = now()").await;
}

fn set_older(files: impl IntoIterator<Item = PathBuf>, by: Duration) {
    let then = SystemTime::now() - by;
    for path in files {
        let file = fs::File::options().write(true).open(path);
        file.and_then(|file| file.set_modified(then)).expect("an older file");
    }
}

pub fn signal(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).expect("a process id"), signal).expect("a signal");
}

/// The process id of the PostgreSQL in a folder.
pub fn postmaster(folder: &Path) -> Option<i32> {
    fs::read_to_string(folder.join("data/postmaster.pid")).ok()?.lines().next()?.parse().ok()
}

/// Waits until the condition is true.
pub async fn until(what: &str, mut asked: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !asked().await {
        assert!(since.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        sleep(Duration::from_millis(25)).await;
    }
}
