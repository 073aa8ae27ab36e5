//! An embedded PostgreSQL cluster for installations without a database server: the same SQL, no configuration.
//!
//! It is created with the installed `initdb` and `postgres`, listens only on a Unix socket that only its account can
//! open, and runs as a child of the first Injaaz process that needed it. Other processes share it; if its owner ends
//! first, a process that still needs the database starts it again.
//!
//! - `programs`: finds the installed PostgreSQL.
//! - `account`: the user account of the server, which refuses to run as root.
//! - `cluster_paths`: the folders, and the content of `postmaster.pid`.
//! - `cluster`: creates the cluster, starts and stops the server.
//! - `supervisor`: the thread that restarts the server.

mod account;
mod cluster;
mod cluster_paths;
mod programs;
mod supervisor;

use crate::config::Config;
use anyhow::{Context, anyhow};
use cluster::Cluster;
pub use programs::Programs;
use std::{
    fs,
    path::Path,
    sync::mpsc::{Sender, channel},
    thread::{self, JoinHandle},
};

/// A running cluster. Dropping it stops the server if this process started it.
pub struct Embedded {
    url: String,
    /// Dropped to stop the supervisor.
    stop: Option<Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl Embedded {
    /// The cluster in `<generated>/postgres`, created if it does not exist.
    pub fn start(config: &Config) -> anyhow::Result<Embedded> {
        Embedded::start_in(&config.generated.join("postgres"), config.pg_bin.as_deref())
    }

    /// The cluster in `dir`, with the programs in `bin`, or else the installed ones.
    pub fn start_in(dir: &Path, bin: Option<&Path>) -> anyhow::Result<Embedded> {
        Embedded::try_start(dir, bin).map_err(|error| if is_full(&error) { disk_full(dir) } else { error })
    }

    fn try_start(dir: &Path, bin: Option<&Path>) -> anyhow::Result<Embedded> {
        let cluster = Cluster::open(dir, bin)?;
        let url = cluster.place().url();
        let (stop, stopped) = channel();
        let (report, started) = channel();
        // The parent-death signal is sent when the *thread* that started the server ends. A dedicated thread lives as
        // long as this value.
        let keeper = thread::Builder::new()
            .name("postgres-keeper".to_owned())
            .spawn(move || supervisor::supervise(&cluster, &report, &stopped))
            .context("no thread for the embedded PostgreSQL")?;
        let embedded = Embedded { url, stop: Some(stop), keeper: Some(keeper) };
        started.recv().context("the start of the embedded PostgreSQL was interrupted")??;
        Ok(embedded)
    }

    /// The connection URL, for the owner of the database, who is not a superuser.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Whether a full disk is the reason, in the words of this program or in those of PostgreSQL.
fn is_full(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    ["No space left on device", "Disk quota exceeded"].iter().any(|sign| text.contains(sign))
}

fn disk_full(dir: &Path) -> anyhow::Error {
    // An unfinished cluster would take the space that is needed to correct this; the next start makes it anew.
    let _ = fs::remove_dir_all(dir.join("data.unfinished"));
    anyhow!(
        "The disk of {} is full, so the embedded database cannot start. Free some space, then start again.",
        dir.display()
    )
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(keeper) = self.keeper.take() {
            // If the supervisor panicked, its thread has ended, so the server has received the signal to stop.
            let _ = keeper.join();
        }
    }
}
