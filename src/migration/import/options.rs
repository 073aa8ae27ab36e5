//! The options of an import.

use crate::domain::migration::SourceKind;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    pub kind: SourceKind,
    /// The folder or file.
    pub place: PathBuf,
    /// The mapping file, for sources other than the legacy app's folder.
    #[serde(default)]
    pub mapping: Option<PathBuf>,
    /// Report what an import would do, but change nothing.
    pub dry_run: bool,
    /// Limit of files per second; none: limited only by the load of the server.
    #[serde(skip)]
    pub files_per_second: Option<u32>,
    /// Fetch photos from the allowed other hosts.
    pub fetch_media: bool,
}
