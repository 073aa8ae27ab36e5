//! Archives as pages show them, and the parts common to packing, removing and restoring: a locked session, the
//! archive's row, the check that its file is complete, and the audit row.

use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        migration::{ArchiveState, SourceKind},
        problem::{Conflict, Problem, Resource},
    },
    migration::verify::{packed::ArchiveCheck, session},
    services::actor::Actor,
    store::{
        self,
        audit::NewAudit,
        migration::{archives::ArchiveRow, verify::SourceRow},
    },
};
use anyhow::anyhow;
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};
use std::path::Path;
use time::OffsetDateTime;

/// Files handled between two queries.
pub(super) const AT_ONCE: i64 = 500;

/// Maximum number of skipped files that are listed.
pub(super) const NAMED: usize = 100;

/// The pseudo-module of files that belong to no module: drafts, and photos that no record names.
const REST: &str = "rest";

/// An archive of the old files of one module.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ArchiveView {
    pub id: i64,
    /// `rest` for files that belong to no module.
    pub module: ModuleSlug,
    /// In `<generated>/archive/`.
    pub file_name: String,
    pub sha256: String,
    pub merkle_root: String,
    pub file_count: u64,
    pub state: ArchiveState,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Files that a removal or restoration has skipped, because they differ from the packed ones; at most 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
}

/// All archives, newest first.
pub async fn all(app: &App, actor: &Actor) -> Result<Vec<ArchiveView>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::migration::archives::all(&mut conn, actor.organisation_id).await?;
    rows.into_iter().map(|row| view(row, Vec::new())).collect()
}

pub(super) fn view(row: ArchiveRow, left: Vec<String>) -> Result<ArchiveView, Problem> {
    let wrong = |what: &str| Problem::Internal(anyhow!("archive {}: {what}", row.id));
    Ok(ArchiveView {
        id: row.id,
        module: row.module.parse().map_err(|_| wrong("bad module"))?,
        sha256: hex::encode(&row.sha256),
        merkle_root: hex::encode(&row.merkle_root),
        file_count: u64::try_from(row.file_count).unwrap_or_default(),
        state: ArchiveState::parse(&row.state).ok_or_else(|| wrong("unknown state"))?,
        created_at: row.created_at,
        file_name: row.file_name,
        left,
    })
}

/// Refuses what is neither a module nor the rest.
pub(super) fn is_module(app: &App, module: &ModuleSlug) -> Result<(), Problem> {
    let is_known = module.as_str() == REST || app.forms.installed().get(module).is_some();
    if is_known { Ok(()) } else { Err(Problem::NotFound(Resource::Module)) }
}

/// The folders that records came from, the configured legacy store first. One archive has the files of one folder.
pub(super) async fn sources(app: &App, conn: &mut AsyncPgConnection, actor: &Actor) -> Result<Vec<SourceRow>, Problem> {
    let mut sources = store::migration::verify::sources(conn, actor.organisation_id).await?;
    sources.retain(|source| SourceKind::parse(&source.kind) == Some(SourceKind::Folder));
    let old_store = app.config.old_store.canonicalize().unwrap_or_else(|_| app.config.old_store.clone());
    sources.sort_by_key(|source| Path::new(&source.place) != old_store);
    Ok(sources)
}

/// A database session that holds the lock on the old files.
pub(super) async fn alone(app: &App, actor: &Actor) -> Result<AsyncPgConnection, Problem> {
    let mut conn = session(app).await?;
    match store::migration::archives::try_lock(&mut conn, actor.organisation_id, false).await? {
        true => Ok(conn),
        false => Err(Problem::Conflict(Conflict::FilesMove)),
    }
}

/// An archive and the folder that its files came from.
pub(super) async fn found(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    id: i64,
) -> Result<(ArchiveRow, String), Problem> {
    let found = store::migration::archives::by_id(conn, actor.organisation_id, id).await?;
    found.ok_or(Problem::NotFound(Resource::Archive))
}

/// Refuses an archive that cannot be read completely or does not match its row.
pub(super) async fn require_complete(app: &App, row: &ArchiveRow) -> Result<(), Problem> {
    match ArchiveCheck::begin(app, &row.file_name).end_compared(row).await? {
        None => Ok(()),
        Some(reason) => Err(invalid_archive(&row.file_name, &reason)),
    }
}

pub(super) fn invalid_archive(file_name: &str, reason: &str) -> Problem {
    tracing::error!(archive = file_name, "{file_name}: {reason}");
    Problem::Conflict(Conflict::ArchiveBroken)
}

pub(super) async fn log(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    (action, by): (AuditAction, &str),
    row: &ArchiveRow,
    more: Value,
    now: OffsetDateTime,
) -> diesel::QueryResult<()> {
    let mut details = json!({
        "by": by, "module": row.module, "file": row.file_name, "sha256": hex::encode(&row.sha256),
        "files": row.file_count,
    });
    if let (Some(details), Value::Object(more)) = (details.as_object_mut(), more) {
        details.extend(more);
    }
    let audit = actor.audit(action, row.id, details, now);
    store::audit::add(conn, &NewAudit { resource_type: "archive", ..audit }).await
}

pub(super) fn stopped(error: tokio::task::JoinError) -> Problem {
    Problem::Internal(error.into())
}
