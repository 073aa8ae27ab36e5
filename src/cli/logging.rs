//! What is logged: our own events, and through the bridge from `log` those of the crates below us.

use std::io::{self, IsTerminal};
use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error, so that standard output stays for what a command has to say.
pub fn start(filter: &str) {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .finish()
        .with(filter_fn(tells_no_secret));
    // It fails only where something else logs already, which then goes on.
    let _ = subscriber.try_init();
}

/// Rocket writes whole addresses, and with them the tokens that open reports: even its errors, on each address that
/// does not exist. Whatever the settings ask for, it says nothing; our own line for each request says what is needed,
/// and what hinders a start comes back as an error. `_` is the name that Rocket gives to its continuation lines.
///
/// The driver of the database writes the values of each query, and with them what people have typed and the hashes of
/// their passwords; what it says of itself stays.
fn tells_no_secret(event: &Metadata<'_>) -> bool {
    match event.target().split("::").next() {
        Some("rocket" | "_") => false,
        Some("hyper" | "multer") => *event.level() <= Level::ERROR,
        Some("tokio_postgres") => *event.level() <= Level::INFO,
        _ => true,
    }
}
