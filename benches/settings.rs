//! Durations and sizes, from the environment.

use anyhow::Context;
use std::{env, path::PathBuf, str::FromStr, time::Duration};

pub struct Settings {
    /// The length of one measurement.
    pub time: Duration,
    /// Submissions in the long list.
    pub rows: u32,
    /// Files in the legacy store.
    pub files: u32,
    /// Rows of the audit log.
    pub audit_rows: u32,
    /// An older program, measured in turns with this one.
    pub before: Option<PathBuf>,
}

impl Settings {
    pub fn read() -> anyhow::Result<Settings> {
        let seconds: u64 = number("INJAAZ_BENCH_SECONDS", 8)?;
        Ok(Settings {
            time: Duration::from_secs(seconds.max(1)),
            rows: number("INJAAZ_BENCH_ROWS", 1_000_000)?,
            files: number("INJAAZ_BENCH_FILES", 100_000)?,
            before: env::var_os("INJAAZ_BENCH_BEFORE").map(PathBuf::from),
            audit_rows: number("INJAAZ_BENCH_AUDIT_ROWS", 1_000_000)?,
        })
    }
}

fn number<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(name: &str, default: T) -> anyhow::Result<T> {
    match env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is {text:?}. Write a whole number.")),
        Err(_) => Ok(default),
    }
}
