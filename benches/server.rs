//! The program as it is shipped, in a separate process.

use super::{
    bench_env::{BenchEnv, Database},
    process::{self, Memory},
    session,
};
use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

pub struct Server {
    child: Child,
    pub port: u16,
    log: PathBuf,
}

impl Server {
    /// Starts it with this many concurrent jobs and waits until it is ready.
    pub fn start(env: &BenchEnv, database: &Database, folder: &str, jobs: usize) -> anyhow::Result<Server> {
        Server::of(Path::new(env!("CARGO_BIN_EXE_injaaz")), env, database, folder, jobs)
    }

    /// The same with another program. Its first start on a database creates the account.
    pub fn of(
        program: &Path,
        env: &BenchEnv,
        database: &Database,
        folder: &str,
        jobs: usize,
    ) -> anyhow::Result<Server> {
        let folder = env.folder(folder);
        fs::create_dir_all(&folder)?;
        let log = folder.join("log");
        let port = free_port()?;
        let mut command = Command::new(program);
        command.arg("serve").current_dir(&folder).env_clear();
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("DATABASE_URL", &database.url).env("INJAAZ_GENERATED", folder.join("generated"));
        // Only the work is measured; the rate limits would be reached at once.
        command.env("INJAAZ_RATES", "off");
        // An older program does not know this setting.
        if program == Path::new(env!("CARGO_BIN_EXE_injaaz")) {
            command.env("INJAAZ_STOP_SECONDS", "0");
        }
        command.env("INJAAZ_JOBS", jobs.to_string()).env("ROCKET_PORT", port.to_string());
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log)?).spawn()?;
        let mut server = Server { child, port, log };
        let output = server.child.stdout.take().context("nothing to read from")?;
        for line in BufReader::new(output).lines() {
            if line?.contains("Injaaz is ready") {
                session::admit(database)?;
                return Ok(server);
            }
        }
        bail!("The server did not start. Its log:\n{}", fs::read_to_string(&server.log)?)
    }

    pub fn cpu(&self) -> anyhow::Result<f64> {
        // Pictures are decoded in its children.
        process::cpu_of_family(self.child.id())
    }

    pub fn memory(&self) -> anyhow::Result<Memory> {
        process::memory_of_family(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It receives the signal and stops; further errors are in its log.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
