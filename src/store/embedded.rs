//! A PostgreSQL of our own, for those who have no server: the same database, without a line of configuration.
//!
//! It is made with the installed `initdb` and `postgres`, listens on a unix socket that only its account may open, and
//! runs as a child of whichever Injaaz process needed it first. A command beside a running server finds the cluster
//! alive and uses it; should the owner end first, the one that still needs the database starts it again.
//!
//! - `programs`: which PostgreSQL is installed.
//! - `account`: whom it runs as; it refuses to run as root.
//! - `place`: the folders, and what stands in `postmaster.pid`.
//! - `cluster`: making the cluster, starting and stopping the server.
//! - `keeper`: the thread that watches over it.

mod account;
mod cluster;
mod cluster_paths;
mod programs;
mod supervisor;

use crate::config::Config;
use anyhow::Context;
use cluster::Cluster;
pub use programs::Programs;
use std::{
    path::Path,
    sync::mpsc::{Sender, channel},
    thread::{self, JoinHandle},
};

/// A running cluster. Dropping it stops the server, if this process started it.
pub struct Embedded {
    url: String,
    /// Dropped to tell the keeper to stop.
    stop: Option<Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl Embedded {
    /// The cluster in `<generated>/postgres`, made if there is none.
    pub fn start(config: &Config) -> anyhow::Result<Embedded> {
        Embedded::start_in(&config.generated.join("postgres"), config.pg_bin.as_deref())
    }

    /// The cluster in this folder, with the programs in `bin` or those that are installed.
    pub fn start_in(dir: &Path, bin: Option<&Path>) -> anyhow::Result<Embedded> {
        let cluster = Cluster::open(dir, bin)?;
        let url = cluster.place().url();
        let (stop, stopped) = channel();
        let (report, started) = channel();
        // The server is told when the *thread* that started it ends. Only a thread of its own is sure to live as long
        // as this value, whoever calls us.
        let keeper = thread::Builder::new()
            .name("postgres-keeper".to_owned())
            .spawn(move || supervisor::keep(&cluster, &report, &stopped))
            .context("no thread for the embedded PostgreSQL")?;
        let embedded = Embedded { url, stop: Some(stop), keeper: Some(keeper) };
        started.recv().context("the start of the embedded PostgreSQL was broken off")??;
        Ok(embedded)
    }

    /// How to connect, as an owner of the database who is no superuser.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(keeper) = self.keeper.take() {
            // A keeper that panicked has nothing left to stop: the server was told when its thread ended.
            let _ = keeper.join();
        }
    }
}
