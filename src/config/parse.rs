//! Parses the text of a setting; `None` means that the value is invalid.

use std::{
    fmt::Display,
    net::IpAddr,
    path::{self, Path, PathBuf},
    str::FromStr,
    thread,
};
use tracing_subscriber::EnvFilter;

pub fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

pub fn whole<N: FromStr + PartialOrd + Display>(text: &str, least: N, most: N) -> Option<N> {
    text.parse().ok().filter(|number| least <= *number && *number <= most)
}

pub fn switch(text: &str) -> Option<bool> {
    match text {
        "on" | "true" => Some(true),
        "off" | "false" => Some(false),
        _ => None,
    }
}

pub fn permission(text: &str) -> Option<bool> {
    match text {
        "allow" => Some(true),
        "refuse" => Some(false),
        _ => None,
    }
}

/// The number of processors; 2 if it is unknown.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

/// An absolute path, which does not depend on the working directory.
pub fn path(text: &str) -> Option<PathBuf> {
    path::absolute(text).ok()
}

pub fn folder(text: &str) -> Option<PathBuf> {
    path(text).filter(|path| Path::is_dir(path))
}

/// Permissions of a file in octal digits. The owner can read and write; executing is not possible.
pub fn file_mode(text: &str) -> Option<u32> {
    let is_octal = matches!(text.len(), 3 | 4) && text.chars().all(|digit| digit.is_digit(8));
    let mode = u32::from_str_radix(text, 8).ok().filter(|_| is_octal)?;
    (mode & 0o600 == 0o600 && mode & !0o666 == 0).then_some(mode)
}

/// Scheme, host and port in the format of the `Origin` header.
pub fn origin(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(plain)).then(|| text.to_owned())
}

pub fn log_filter(text: &str) -> Option<String> {
    EnvFilter::try_new(text).ok().map(|_| text.to_owned())
}

/// A single line of 1 to 200 characters.
pub fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}
