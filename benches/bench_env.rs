//! The environment of every section: a temporary folder with a PostgreSQL cluster of its own.

use anyhow::Context;
use injaaz::store::embedded::Embedded;
use std::{
    env, fs,
    future::Future,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{self, Command},
    thread,
};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls, Row};

/// Prefix of our folder names; the process id follows.
const PREFIX: &str = "injaaz-bench-";

pub struct BenchEnv {
    // Dropped first: the server must stop before its files are removed.
    cluster: Embedded,
    dir: TempDir,
}

impl BenchEnv {
    /// In `TMPDIR`, or /tmp. Choose a real disk, because every commit waits for it.
    pub fn make() -> anyhow::Result<BenchEnv> {
        remove_leftovers()?;
        let dir = tempfile::Builder::new().prefix(&format!("{PREFIX}{}-", process::id())).tempdir()?;
        // As root, the cluster runs as another account, which needs access to the folder.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
        let cluster = Embedded::start_in(&dir.path().join("postgres"), None)?;
        Ok(BenchEnv { cluster, dir })
    }

    /// A folder for the files of one server.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A new empty database.
    pub fn database(&self, name: &str) -> anyhow::Result<Database> {
        let (base, _) = self.cluster.url().rsplit_once('/').context("an address without a database")?;
        let maintenance = Database { url: format!("{base}/postgres") };
        maintenance.execute(&format!("CREATE DATABASE {name}"))?;
        Ok(Database { url: format!("{base}/{name}") })
    }

    /// The first process of the cluster, the parent of all others.
    pub fn postmaster(&self) -> anyhow::Result<u32> {
        let file = self.folder("postgres").join("data/postmaster.pid");
        let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        text.lines().next().and_then(|line| line.trim().parse().ok()).context("postmaster.pid names no process")
    }

    /// The hardware and settings that the figures depend on.
    pub fn machine(&self) -> anyhow::Result<String> {
        let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let model = model.map_or("unknown processor", |(_, model)| model);
        let count = thread::available_parallelism()?;
        let version = self.database("versions")?.rows("SHOW server_version")?;
        let version: &str = version.first().context("no version")?.get(0);
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let disk = disk_of(self.dir.path());
        Ok(format!("{count} x {model}, Linux {}, PostgreSQL {version}, on {disk}", kernel.trim()))
    }
}

/// Removes the folders of killed runs.
fn remove_leftovers() -> anyhow::Result<()> {
    for entry in fs::read_dir(env::temp_dir())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn disk_of(dir: &Path) -> String {
    let output = Command::new("stat").args(["-f", "-c", "%T"]).arg(dir).output();
    output
        .map_or_else(|_| "unknown disk".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A database of the cluster.
pub struct Database {
    pub url: String,
}

impl Database {
    pub fn execute(&self, sql: &str) -> anyhow::Result<()> {
        self.with(async |client| client.batch_execute(sql).await).with_context(|| sql.to_owned())
    }

    pub fn rows(&self, sql: &str) -> anyhow::Result<Vec<Row>> {
        self.with(async |client| client.query(sql, &[]).await).with_context(|| sql.to_owned())
    }

    pub fn count(&self, sql: &str) -> anyhow::Result<i64> {
        self.rows(sql)?.first().map(|row| row.get(0)).with_context(|| format!("no row: {sql}"))
    }

    fn with<T>(&self, work: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>) -> anyhow::Result<T> {
        wait(async {
            let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await?;
            let driver = tokio::spawn(connection);
            let done = work(&client).await;
            drop(client);
            driver.await??;
            Ok(done?)
        })
    }
}

/// Runs asynchronous work to completion on this thread.
pub fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
