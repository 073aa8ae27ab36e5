//! The database of a command: the configured server, or the embedded cluster, which is started if it does not run.

use super::stop_signals::Stopped;
#[cfg(not(feature = "migration"))]
pub use crate::app::no_legacy_store as legacy_store;
#[cfg(feature = "migration")]
pub use crate::migration::port as legacy_store;
use crate::{
    app::{App, Clock},
    config::{Config, DatabaseUrl},
    services::start,
    store::embedded::Embedded,
};
use anyhow::Context;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::runtime::{Builder, Runtime};

/// How long a finished command waits for blocking work, and one that was stopped by a signal.
const LAST_WORK: Duration = Duration::from_secs(5);
const LAST_WORK_WHEN_STOPPED: Duration = Duration::from_millis(200);

/// Creates an app with a prepared database, for one command.
pub async fn open_app(config: Config) -> anyhow::Result<Arc<App>> {
    start::open(config, Clock::System, legacy_store).await
}

/// Runs the work of a command on its own runtime, with a database. Afterwards the runtime is stopped before the
/// embedded database, because the runtime may still use it.
pub fn with<F: Future<Output = anyhow::Result<()>>>(
    config: Config,
    work: impl FnOnce(Config, String) -> F,
) -> anyhow::Result<()> {
    let (config, url, embedded) = open(config)?;
    let runtime = runtime(config.workers)?;
    let done = runtime.block_on(work(config, url));
    let was_stopped = done.as_ref().is_err_and(|error| error.is::<Stopped>());
    runtime.shutdown_timeout(if was_stopped { LAST_WORK_WHEN_STOPPED } else { LAST_WORK });
    drop(embedded);
    done
}

fn open(mut config: Config) -> anyhow::Result<(Config, String, Option<Embedded>)> {
    if let Some(url) = &config.database_url {
        let url = url.as_str().to_owned();
        return Ok((config, url, None));
    }
    let embedded = Embedded::start(&config)?;
    let url = embedded.url().to_owned();
    config.use_database(DatabaseUrl::parse(&url).context("the embedded database has no address")?);
    Ok((config, url, Some(embedded)))
}

pub fn runtime(workers: usize) -> anyhow::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(workers).thread_name("injaaz-worker").enable_all();
    builder.build().context("cannot start worker threads")
}
