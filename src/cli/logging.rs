//! What is logged: our own events and, through the bridge from `log`, those of Rocket.

use std::io::{self, IsTerminal};
use tracing_subscriber::{EnvFilter, util::SubscriberInitExt};

/// Rocket tells each request's story in a dozen lines; ours is one. `_` is the name it gives to its continuation lines.
const QUIET: &str = "rocket=error,_=off";

/// Starts logging to standard error, so that standard output stays for what a command has to say.
pub fn start(filter: &str) {
    let filter = EnvFilter::new(format!("{QUIET},{filter}"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .finish();
    // It fails only where something else logs already, which then goes on.
    let _ = subscriber.try_init();
}
