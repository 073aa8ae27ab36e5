//! Making a cluster, starting its server and stopping it.

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

/// How often we look whether something has happened.
const LOOK: Duration = Duration::from_millis(10);
/// How long a server may take to be ready; after a power cut it has to recover first.
const READY: Duration = Duration::from_secs(120);
/// How long a server that was killed or is stopping may still be in the way.
const IN_THE_WAY: Duration = Duration::from_secs(15);
/// How long a server may take to stop.
const STOP: Duration = Duration::from_secs(30);
/// The size from which a log is put aside at the next start.
const LONG_LOG: u64 = 10 << 20;

/// A cluster that can be started.
pub struct Cluster {
    place: ClusterPaths,
    account: Account,
    programs: Programs,
}

/// A server that answers.
pub enum Server {
    /// Our child.
    Own(Child),
    /// Somebody else's.
    Shared(PostmasterFile),
}

/// Stands in a cluster that has the role and the functions of [`Cluster::catch_up`].
const WALLED: &str = "injaaz.walled";

/// Row-level security lets an index answer a condition only if the condition's function tells nobody about rows that
/// they may not see. Those of our two searches do not, and the server has to be told so by a superuser.
fn search_behind_the_wall() -> String {
    LEAKPROOF.map(|function| format!("alter function {function} leakproof\n")).concat()
}

/// The role that row-level security binds; the migrations give it its rights.
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

    /// The server that runs here already, or a new one; the cluster is made first if there is none.
    pub fn start(&self) -> anyhow::Result<Server> {
        let _one_at_a_time = self.place.lock()?;
        if let Some(running) = self.place.running() {
            return Ok(Server::Shared(running));
        }
        if self.place.version().is_none() {
            self.make()?;
        }
        self.account.make_private(self.place.socket())?;
        self.put_long_log_aside()?;
        let patience = Instant::now() + IN_THE_WAY;
        self.catch_up()?;
        loop {
            let mut child = self.spawn()?;
            let Some(ended) = self.until_ready(&mut child)? else { return Ok(Server::Own(child)) };
            let log = self.end_of_log();
            // A server that was killed leaves its lock until the last of its processes is gone and buried.
            let in_the_way = log.contains("lock file") || log.contains("shared memory block");
            if !in_the_way || Instant::now() > patience {
                bail!("the embedded PostgreSQL did not start ({ended}). Its log ends:\n{}", log.trim_end());
            }
            thread::sleep(LOOK * 10);
            if let Some(running) = self.place.running() {
                return Ok(Server::Shared(running));
            }
        }
    }

    /// Makes the cluster under another name and renames it: a start that is killed half-way leaves none.
    fn make(&self) -> anyhow::Result<()> {
        let (unfinished, data) = (self.place.unfinished(), self.place.data());
        info!("making the embedded database in {}", data.display());
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).context("an unfinished database cannot be removed")?;
        }
        self.account.make_private(&unfinished)?;
        let mut initdb = self.account.command(&self.programs.maker());
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]);
        run(initdb.arg("--pgdata").arg(&unfinished), "").context(
            "the embedded database cannot be made (in a container, our account needs a line in /etc/passwd)",
        )?;
        // The app owns its database and is no superuser: row-level security holds for it, as on any other server.
        self.tell(&unfinished, "template1", &search_behind_the_wall())?;
        let database = format!("create role {NAME} login createdb\ncreate database {NAME} owner {NAME}\n");
        self.tell(&unfinished, "postgres", &format!("{database}{}", app_role()))?;
        fs::write(unfinished.join(WALLED), "").context("the new database cannot be marked")?;
        fs::rename(&unfinished, &data).context("the new database cannot be put in its place")?;
        self.place.sync()
    }

    /// Gives a cluster that an earlier version made what later ones need of a superuser. Nobody may run it meanwhile.
    fn catch_up(&self) -> anyhow::Result<()> {
        let data = self.place.data();
        if data.join(WALLED).exists() {
            return Ok(());
        }
        self.tell(&data, "postgres", &app_role())?;
        for database in ["template1", NAME] {
            self.tell(&data, database, &search_behind_the_wall())?;
        }
        fs::write(data.join(WALLED), "").context("the embedded database cannot be marked")
    }

    /// Runs statements, one on each line, as a superuser of a cluster that does not run.
    fn tell(&self, data: &Path, database: &str, statements: &str) -> anyhow::Result<()> {
        let mut single = self.account.command(&self.programs.server());
        single.args(["--single", "-c", "exit_on_error=on", "-D"]).arg(data).arg(database);
        run(&mut single, statements)
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let log = File::options().create(true).append(true).open(self.place.log()).context("no log for PostgreSQL")?;
        let server = self.programs.server();
        let mut command = match follows_us_into_death() {
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
        // A group of its own: Ctrl-C is for us, who stop the server last.
        command.process_group(0).stdout(log.try_clone()?).stderr(log);
        command.spawn().with_context(|| format!("{} cannot be started", server.display()))
    }

    /// Waits until the server answers. Some: it ended instead.
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

    fn put_long_log_aside(&self) -> anyhow::Result<()> {
        let log = self.place.log();
        if fs::metadata(&log).is_ok_and(|data| data.len() > LONG_LOG) {
            fs::rename(&log, log.with_extension("log.1")).context("the log of PostgreSQL cannot be put aside")?;
        }
        Ok(())
    }

    fn end_of_log(&self) -> String {
        let mut end = Vec::new();
        if let Ok(mut log) = File::open(self.place.log()) {
            let length = log.metadata().map_or(0, |data| data.len());
            // What cannot be read is only missing from a message.
            let _ = log.seek(SeekFrom::Start(length.saturating_sub(600))).and_then(|_| log.read_to_end(&mut end));
        }
        String::from_utf8_lossy(&end).into_owned()
    }
}

impl Server {
    pub fn lives(&mut self) -> bool {
        match self {
            Server::Own(child) => matches!(child.try_wait(), Ok(None)),
            Server::Shared(postmaster) => postmaster.lives(),
        }
    }

    /// Stops our own; somebody else's goes on.
    pub fn stop(&mut self) {
        if let Server::Own(child) = self {
            stop(child);
        }
    }
}

/// Cleanly if that ends soon, else at once: then the next start recovers, and nothing that was committed is lost.
fn stop(child: &mut Child) {
    for signal in [Signal::INT, Signal::QUIT] {
        // Not yet waited for, so the number is still its own.
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
        warn!("the embedded PostgreSQL does not stop");
    }
}

/// `setpriv`, which asks the kernel to send the server SIGINT when we are killed. Without it, or with the small one of
/// BusyBox, a server outlives us, and our next start uses it.
fn follows_us_into_death() -> Option<PathBuf> {
    let help = Command::new("setpriv").arg("--help").output().ok()?;
    String::from_utf8_lossy(&help.stdout).contains("--pdeathsig").then(|| PathBuf::from("setpriv"))
}

/// Runs a program to its end, with this to read.
fn run(command: &mut Command, input: &str) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended early has said why, and its words are better than "broken pipe".
        let _ = stdin.write_all(input.as_bytes());
    }
    let said = child.wait_with_output()?;
    ensure!(said.status.success(), "{name} failed: {}", String::from_utf8_lossy(&said.stderr).trim_end());
    Ok(())
}
