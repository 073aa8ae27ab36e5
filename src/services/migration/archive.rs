//! Old files are packed, read back, verified by hash, and only then removed; and restored if they are wanted again.

use crate::{
    app::App,
    domain::{ids::ModuleSlug, migration::ArchiveState, problem::Problem},
    services::caller::Caller,
};
use time::OffsetDateTime;

/// A packed old store of one module.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ArchiveView {
    pub id: i64,
    pub module: ModuleSlug,
    /// In `<generated>/archive/`.
    pub file_name: String,
    pub sha256: String,
    pub merkle_root: String,
    pub file_count: u64,
    pub state: ArchiveState,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// Packs the old files of a module and reads the archive back. Removes nothing.
pub async fn pack(_app: &App, _caller: &Caller, _by: &str, _module: &ModuleSlug) -> Result<ArchiveView, Problem> {
    unimplemented!()
}

/// Removes the old files that a verified archive holds, each only if it is still byte for byte what was packed.
pub async fn remove_packed(_app: &App, _caller: &Caller, _by: &str, _id: i64) -> Result<ArchiveView, Problem> {
    unimplemented!()
}

/// Unpacks an archive to where its files were; a file that is there already and differs is left and named.
pub async fn restore(_app: &App, _caller: &Caller, _by: &str, _id: i64) -> Result<ArchiveView, Problem> {
    unimplemented!()
}

pub async fn all(_app: &App, _caller: &Caller) -> Result<Vec<ArchiveView>, Problem> {
    unimplemented!()
}
