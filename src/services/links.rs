//! Signed links to reports: they expire, can be revoked, and every opening is counted.

use super::{caller::Caller, uploads::OpenFile};
use crate::{app::App, domain::problem::Problem};

/// A report that is open for download.
pub struct Download {
    pub file: OpenFile,
    /// `Marina Tower – HVAC – 2026-03-14.pdf`: safe in any script, without quotes, slashes or controls.
    pub filename: String,
    /// SHA-256 of the bytes (hex), for the entity tag.
    pub sha256: String,
}

/// Opens the report behind a token of `/reports/<token>/<name>`. The name is decoration; the token decides.
pub async fn open(_app: &App, _caller: &Caller, _token: &str) -> Result<Download, Problem> {
    super::unbuilt()
}
