//! The program itself, in a folder and on a database that outlive it.

use crate::support::db;
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

/// How long anything may take on a busy machine before it is taken for lost.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// What stays when the program dies.
pub struct ProcessFixture {
    folder: TempDir,
    /// None: the PostgreSQL of the program's own, in the folder.
    pub database: Option<String>,
    /// Another at each start: a port that nobody holds for a moment belongs to the next who asks.
    port: AtomicU16,
}

impl ProcessFixture {
    /// With a database that survives whatever happens to the program.
    pub async fn new() -> ProcessFixture {
        ProcessFixture::on(Some(db::inhabited().await))
    }

    pub fn on(database: Option<String>) -> ProcessFixture {
        let folder = tempfile::Builder::new().prefix("injaaz-").tempdir_in("/tmp").expect("a folder");
        // The account that PostgreSQL runs as, when we are root, has to reach its own folder.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
        ProcessFixture { folder, database, port: AtomicU16::new(0) }
    }

    pub fn generated(&self) -> PathBuf {
        self.folder.path().join("generated")
    }

    /// Takes the job files away, as anybody may at any moment.
    pub fn delete_job_files(&self) {
        let _ = fs::remove_dir_all(self.generated().join("jobs"));
    }

    /// Where the program that was started last listens.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.load(Ordering::Relaxed))
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// Starts the program and waits until it is ready.
    pub async fn start(&self, settings: &[(&str, &str)]) -> Server {
        let mut server = self.launch(settings);
        assert!(server.ready().await, "it ended before it was ready:\n{}", self.logged());
        server
    }

    /// Starts the program without waiting for it.
    pub fn launch(&self, settings: &[(&str, &str)]) -> Server {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
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
            .env("ROCKET_PORT", port.to_string())
            .envs(self.database.iter().map(|url| ("DATABASE_URL", url)))
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        Server { child: command.spawn().expect("the program"), said: Arc::default(), listener: None }
    }

    /// The end of what the program has logged, for the message of a test that fails.
    pub fn logged(&self) -> String {
        let log = self.whole_log();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4_000)..]).into_owned()
    }

    /// All that the program has logged.
    pub fn whole_log(&self) -> Vec<u8> {
        fs::read(self.log()).unwrap_or_default()
    }
}

/// A running program.
pub struct Server {
    child: Child,
    /// What it wrote to its standard output.
    said: Arc<Mutex<String>>,
    /// Reads on once it is ready.
    listener: Option<JoinHandle<()>>,
}

impl Server {
    /// Waits until it says that it is ready; false if it ended instead.
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
        let ready = timeout(PATIENCE, says_so).await.expect("it starts or ends");
        let said = Arc::clone(&self.said);
        self.listener = Some(tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                keep(&said, &line);
            }
        }));
        ready
    }

    /// What it has written to its standard output so far.
    pub fn said(&self) -> String {
        self.said.lock().expect("what it said").clone()
    }

    /// Asks it to stop; answers all that it wrote to its standard output.
    pub async fn last_words(mut self) -> String {
        let listener = self.listener.take().expect("a program that was ready");
        let said = Arc::clone(&self.said);
        self.stop().await;
        listener.await.expect("a listener");
        said.lock().expect("what it said").clone()
    }

    pub async fn kill(mut self) {
        self.child.kill().await.expect("a process to kill");
    }

    /// Waits until it has killed itself.
    pub async fn dies(mut self) {
        let status = self.ends().await;
        assert_eq!(status.signal(), Some(Signal::KILL.as_raw()), "it ended otherwise: {status}");
    }

    /// Whether it still runs.
    pub fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    pub fn id(&self) -> i32 {
        self.child.id().expect("a process") as i32
    }

    pub fn ask_to_stop(&self) {
        signal(self.id(), Signal::TERM);
    }

    pub async fn ends(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.expect("it ends").expect("a status")
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) {
        self.ask_to_stop();
        let status = self.ends().await;
        assert!(status.success(), "{status}");
    }
}

fn keep(said: &Mutex<String>, line: &str) {
    let mut said = said.lock().expect("what it said");
    said.push_str(line);
    said.push('\n');
}

/// Makes files look as if they had lain there for so long; every periodic job is due then.
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

/// The process of the PostgreSQL in a folder.
pub fn postmaster(folder: &Path) -> Option<i32> {
    fs::read_to_string(folder.join("data/postmaster.pid")).ok()?.lines().next()?.parse().ok()
}

/// Asks again and again until the answer is yes.
pub async fn until(what: &str, mut asked: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !asked().await {
        assert!(since.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        sleep(Duration::from_millis(25)).await;
    }
}
