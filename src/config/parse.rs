//! From the text of a setting to its value; `None` refuses it.

use std::{
    fmt::Display,
    net::IpAddr,
    path::{self, Path, PathBuf},
    str::FromStr,
    thread,
};
use tracing_subscriber::EnvFilter;

/// An address to listen on.
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

pub fn whole<N: FromStr + PartialOrd + Display>(text: &str, least: N, most: N) -> Option<N> {
    text.parse().ok().filter(|number| least <= *number && *number <= most)
}

/// As many as the machine has; 2 if it does not say.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

/// Absolute, so that it names the same place whatever the working directory is later.
pub fn path(text: &str) -> Option<PathBuf> {
    path::absolute(text).ok()
}

pub fn folder(text: &str) -> Option<PathBuf> {
    path(text).filter(|path| Path::is_dir(path))
}

/// Scheme, host and port, as the `Origin` header has them.
pub fn origin(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(plain)).then(|| text.to_owned())
}

pub fn log_filter(text: &str) -> Option<String> {
    EnvFilter::try_new(text).ok().map(|_| text.to_owned())
}

/// A line that people read.
pub fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}
