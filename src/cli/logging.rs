//! Logging: events of this program, and those of dependencies through the bridge from `log`.

use super::terminal::AboveBar;
use crate::config::LogFormat;
use std::io::{self, IsTerminal};
use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error. Standard output is for the output of commands.
pub fn start(filter: &str, format: LogFormat) {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(|| AboveBar)
        .with_ansi(format == LogFormat::Text && io::stderr().is_terminal());
    // Starting fails only if another subscriber is installed already, which stays active.
    let _ = match format {
        LogFormat::Text => subscriber.finish().with(filter_fn(is_safe_to_log)).try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).finish().with(filter_fn(is_safe_to_log)).try_init(),
    };
}

/// Filters events that could contain secrets. Rocket logs complete URLs, including the tokens of report links, even in
/// errors about unknown URLs. It is silenced for any log level; our own line per request has the necessary information,
/// and start errors are returned. `_` is the target of Rocket's continuation lines.
///
/// The database driver logs the parameters of queries at debug level, which include user input and password hashes; its
/// other messages are kept.
fn is_safe_to_log(event: &Metadata<'_>) -> bool {
    match event.target().split("::").next() {
        Some("rocket" | "_") => false,
        Some("hyper" | "multer") => *event.level() <= Level::ERROR,
        Some("tokio_postgres") => *event.level() <= Level::INFO,
        _ => true,
    }
}
