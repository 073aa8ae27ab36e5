//! Every source and every row read again: hashes, counts, orphans both ways, and a signed manifest.

use crate::{
    app::App,
    domain::{ids::ModuleSlug, problem::Problem},
    services::caller::Caller,
};
use time::OffsetDateTime;

/// What a verify found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Verified {
    pub checked: u64,
    /// At most the first 10,000; `bad_count` counts them all.
    pub bad: Vec<Bad>,
    pub bad_count: u64,
    /// Hex.
    pub merkle_root: String,
    #[serde(with = "time::serde::rfc3339")]
    pub finished_at: OffsetDateTime,
    /// Where the signed manifest was written.
    pub manifest: Option<String>,
}

/// A record that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bad {
    /// The submission, job or upload.
    pub id: Option<String>,
    pub file: Option<String>,
    pub reason: String,
}

/// Reads everything again, of one module or of all; `progress` is told how many of how many.
pub async fn verify(
    _app: &App,
    _caller: &Caller,
    _by: &str,
    _module: Option<&ModuleSlug>,
    _progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Verified, Problem> {
    unimplemented!()
}

/// The newest verify of a module or of all, if there was one.
pub async fn latest(_app: &App, _caller: &Caller, _module: Option<&ModuleSlug>) -> Result<Option<Verified>, Problem> {
    unimplemented!()
}
