//! The importer: every record of an old store ends in exactly one state, however often it is run or killed.

mod fetch;
mod media;
mod reports;
pub(super) mod sources;

use crate::{
    app::App,
    domain::{
        ids::RunId,
        migration::{Counts, RecordKind, RunState, SourceKind, Stage},
        problem::Problem,
    },
    services::caller::Caller,
};
use std::{collections::BTreeMap, path::PathBuf};
use time::OffsetDateTime;

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Options {
    pub kind: SourceKind,
    /// The folder or file.
    pub place: PathBuf,
    /// For other stores than the old app's: the mapping file.
    pub mapping: Option<PathBuf>,
    /// Predict everything, change nothing.
    pub dry_run: bool,
    /// At most so many files a second; none: as fast as is polite.
    pub files_per_second: Option<u32>,
    /// Fetch photos from other hosts; only from those allowed.
    pub fetch_media: bool,
}

/// A run as people watch it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RunView {
    pub run_id: RunId,
    pub source: String,
    pub dry_run: bool,
    pub state: RunState,
    pub stage: Stage,
    /// Of submissions.
    #[serde(flatten)]
    pub counts: Counts,
    /// Of every kind, submissions included; each closes.
    pub by_kind: BTreeMap<RecordKind, Counts>,
    pub files_per_second: Option<u32>,
    /// Measured over the last seconds.
    pub rate: f64,
    /// Seconds, if the rate is known.
    pub time_left: Option<u64>,
    pub started_by: String,
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
    pub error: Option<String>,
}

/// Makes a run due; a server's background loop takes it up.
pub async fn begin(_app: &App, _caller: &Caller, _by: &str, _options: Options) -> Result<RunId, Problem> {
    unimplemented!()
}

/// The newest runs first, at most 50.
pub async fn runs(_app: &App, _caller: &Caller) -> Result<Vec<RunView>, Problem> {
    unimplemented!()
}

pub async fn run(_app: &App, _caller: &Caller, _id: &RunId) -> Result<RunView, Problem> {
    unimplemented!()
}

pub async fn pause(_app: &App, _caller: &Caller, _by: &str, _id: &RunId) -> Result<(), Problem> {
    unimplemented!()
}

pub async fn resume(_app: &App, _caller: &Caller, _by: &str, _id: &RunId) -> Result<(), Problem> {
    unimplemented!()
}

pub async fn stop(_app: &App, _caller: &Caller, _by: &str, _id: &RunId) -> Result<(), Problem> {
    unimplemented!()
}

/// At most so many files a second from now on.
pub async fn throttle(_app: &App, _caller: &Caller, _id: &RunId, _files: Option<u32>) -> Result<(), Problem> {
    unimplemented!()
}
