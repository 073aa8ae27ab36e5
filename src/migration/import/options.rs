//! What to import, and how.

use crate::domain::migration::SourceKind;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What to import, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    pub kind: SourceKind,
    /// The folder or file.
    pub place: PathBuf,
    /// For other stores than the old app's: the mapping file.
    #[serde(default)]
    pub mapping: Option<PathBuf>,
    /// Predict everything, change nothing.
    pub dry_run: bool,
    /// At most so many files a second; none: as fast as is polite.
    #[serde(skip)]
    pub files_per_second: Option<u32>,
    /// Fetch photos from other hosts; only from those allowed.
    pub fetch_media: bool,
}
