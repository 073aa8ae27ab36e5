//! Creates a cluster, starts and stops its server.

use super::{
    account::Account,
    cluster_paths::{ClusterPaths, NAME, PostmasterFile},
    programs::Programs,
};
use crate::store::row_level_security::LEAKPROOF;
use anyhow::{Context, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tracing::{info, warn};

/// Polling interval.
const LOOK: Duration = Duration::from_millis(10);
/// The time limit for a server to become ready; after a power failure it has to recover first.
const READY: Duration = Duration::from_secs(120);
/// How long a start waits for the lock of a server that was killed or is stopping.
const LOCK_WAIT: Duration = Duration::from_secs(15);
/// The time limit for each of the two signals that stop a server.
const STOP: Duration = Duration::from_secs(30);
/// The size in bytes from which the log is rotated at the next start.
const LONG_LOG: u64 = 10 << 20;

/// A cluster that can be started.
pub struct Cluster {
    place: ClusterPaths,
    account: Account,
    programs: Programs,
}

/// A running server.
pub enum Server {
    /// A child of this process.
    Own(Child),
    /// Started by another process.
    Shared(PostmasterFile),
}

/// A file in the data folder. It marks a cluster that has the role and the functions of [`Cluster::upgrade_cluster`].
const LEAKPROOF_MARKER: &str = "injaaz.walled";

/// Statements that mark the functions of our searches as leakproof, see `row_level_security`. Only a superuser may do
/// this.
fn leakproof_statements() -> String {
    LEAKPROOF.map(|function| format!("alter function {function} leakproof\n")).concat()
}

/// Statements that create the role for which row-level security applies. The migrations grant its rights.
fn app_role() -> String {
    format!(
        "do $$ begin if not exists (select from pg_roles where rolname = 'injaaz_app') then create role injaaz_app; \
         end if; end $$\ngrant injaaz_app to {NAME} with admin option\n"
    )
}

impl Cluster {
    pub fn open(dir: &Path, bin: Option<&Path>) -> anyhow::Result<Cluster> {
        let (place, account) = ClusterPaths::choose(dir)?;
        let programs = Programs::find(bin, place.version())?;
        Ok(Cluster { place, account, programs })
    }

    pub fn place(&self) -> &ClusterPaths {
        &self.place
    }

    /// Returns the running server or starts one; creates the cluster if it does not exist.
    pub fn start(&self) -> anyhow::Result<Server> {
        let _one_at_a_time = self.place.lock()?;
        if let Some(running) = self.place.running() {
            return Ok(Server::Shared(running));
        }
        if self.place.version().is_none() {
            self.make()?;
        }
        self.account.make_private(self.place.socket())?;
        self.rotate_log()?;
        let deadline = Instant::now() + LOCK_WAIT;
        self.upgrade_cluster()?;
        loop {
            let mut child = self.spawn()?;
            let Some(ended) = self.until_ready(&mut child)? else { return Ok(Server::Own(child)) };
            let log = self.end_of_log();
            // The lock files of a killed server remain until its last process has ended.
            let is_locked = log.contains("lock file") || log.contains("shared memory block");
            if !is_locked || Instant::now() > deadline {
                bail!("the embedded PostgreSQL did not start ({ended}). Its log ends:\n{}", log.trim_end());
            }
            thread::sleep(LOOK * 10);
            if let Some(running) = self.place.running() {
                return Ok(Server::Shared(running));
            }
        }
    }

    /// Creates the cluster under a temporary name and renames it, so that an interrupted start leaves no partial
    /// cluster.
    fn make(&self) -> anyhow::Result<()> {
        let (unfinished, data) = (self.place.unfinished(), self.place.data());
        info!("creating the embedded database in {}", data.display());
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).context("an unfinished database cannot be removed")?;
        }
        self.account.make_private(&unfinished)?;
        let mut initdb = self.account.command(&self.programs.maker());
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]);
        run(initdb.arg("--pgdata").arg(&unfinished), "").context(
            "the embedded database cannot be created (in a container, the account needs a line in /etc/passwd)",
        )?;
        // The owner of the database is not a superuser, so row-level security applies to it as on any other server.
        self.run_statements(&unfinished, "template1", &leakproof_statements())?;
        let database = format!("create role {NAME} login createdb\ncreate database {NAME} owner {NAME}\n");
        self.run_statements(&unfinished, "postgres", &format!("{database}{}", app_role()))?;
        fs::write(unfinished.join(LEAKPROOF_MARKER), "").context("the new database cannot be marked")?;
        fs::rename(&unfinished, &data).context("the new database cannot be moved to its folder")?;
        self.place.sync()
    }

    /// Runs statements that need a superuser on a cluster that an earlier version created. The server must not be
    /// running.
    fn upgrade_cluster(&self) -> anyhow::Result<()> {
        let data = self.place.data();
        if data.join(LEAKPROOF_MARKER).exists() {
            return Ok(());
        }
        self.run_statements(&data, "postgres", &app_role())?;
        for database in ["template1", NAME] {
            self.run_statements(&data, database, &leakproof_statements())?;
        }
        fs::write(data.join(LEAKPROOF_MARKER), "").context("the embedded database cannot be marked")
    }

    /// Runs statements, one per line, as a superuser of a stopped cluster (single-user mode).
    fn run_statements(&self, data: &Path, database: &str, statements: &str) -> anyhow::Result<()> {
        let mut single = self.account.command(&self.programs.server());
        single.args(["--single", "-c", "exit_on_error=on", "-D"]).arg(data).arg(database);
        run(&mut single, statements)
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.place.log())
            .context("the log of PostgreSQL cannot be opened")?;
        let server = self.programs.server();
        let mut command = match parent_death_wrapper() {
            Some(setpriv) => {
                let mut command = self.account.command(&setpriv);
                command.args(["--pdeathsig", "INT", "--"]).arg(&server);
                command
            }
            None => self.account.command(&server),
        };
        command.arg("-D").arg(self.place.data()).arg("-k").arg(self.place.socket());
        for setting in [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "shared_buffers=128MB",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "logging_collector=off",
            "log_checkpoints=off",
            "log_timezone=UTC",
            "timezone=UTC",
        ] {
            command.args(["-c", setting]);
        }
        // A separate process group, so that Ctrl-C does not stop the server before this process.
        command.process_group(0).stdout(log.try_clone()?).stderr(log);
        command.spawn().with_context(|| format!("{} cannot be started", server.display()))
    }

    /// Waits until the server is ready; returns its exit status if it ended instead.
    fn until_ready(&self, child: &mut Child) -> anyhow::Result<Option<ExitStatus>> {
        let started = Instant::now();
        while started.elapsed() < READY {
            let state = self.place.postmaster().filter(|postmaster| i64::from(postmaster.pid) == i64::from(child.id()));
            if state.is_some_and(|postmaster| postmaster.ready) {
                return Ok(None);
            }
            if let Some(ended) = child.try_wait()? {
                return Ok(Some(ended));
            }
            thread::sleep(LOOK);
        }
        stop(child);
        bail!(
            "the embedded PostgreSQL was not ready after {} seconds; see {}",
            READY.as_secs(),
            self.place.log().display()
        )
    }

    fn rotate_log(&self) -> anyhow::Result<()> {
        let log = self.place.log();
        if fs::metadata(&log).is_ok_and(|data| data.len() > LONG_LOG) {
            fs::rename(&log, log.with_extension("log.1")).context("the log of PostgreSQL cannot be renamed")?;
        }
        Ok(())
    }

    fn end_of_log(&self) -> String {
        let mut end = Vec::new();
        if let Ok(mut log) = File::open(self.place.log()) {
            let length = log.metadata().map_or(0, |data| data.len());
            // A read error only shortens an error message.
            let _ = log.seek(SeekFrom::Start(length.saturating_sub(600))).and_then(|_| log.read_to_end(&mut end));
        }
        String::from_utf8_lossy(&end).into_owned()
    }
}

impl Server {
    pub fn is_running(&mut self) -> bool {
        match self {
            Server::Own(child) => matches!(child.try_wait(), Ok(None)),
            Server::Shared(postmaster) => postmaster.is_running(),
        }
    }

    /// Stops a server that this process started; a shared one continues.
    pub fn stop(&mut self) {
        if let Server::Own(child) = self {
            stop(child);
        }
    }
}

/// Stops with SIGINT (fast shutdown), then with SIGQUIT. After SIGQUIT the next start recovers, without loss of
/// commits.
fn stop(child: &mut Child) {
    for signal in [Signal::INT, Signal::QUIT] {
        // The child was not waited for, so its process id has not been reused.
        if matches!(child.try_wait(), Ok(None)) {
            let _ = kill_process(Pid::from_child(child), signal);
        }
        let asked = Instant::now();
        while asked.elapsed() < STOP {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(LOOK);
        }
        warn!("the embedded PostgreSQL did not stop in time");
    }
}

/// `setpriv` from util-linux, which makes the kernel send SIGINT to the server when this process is killed. Without it,
/// or with the version of BusyBox, the server keeps running, and the next start uses it.
fn parent_death_wrapper() -> Option<PathBuf> {
    let help = Command::new("setpriv").arg("--help").output().ok()?;
    String::from_utf8_lossy(&help.stdout).contains("--pdeathsig").then(|| PathBuf::from("setpriv"))
}

/// Runs a program to its end, with `input` as its standard input.
fn run(command: &mut Command, input: &str) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // If the program ended early, its own error message is more useful than "broken pipe".
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    Ok(())
}
