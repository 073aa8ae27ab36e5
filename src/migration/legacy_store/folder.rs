//! The old app's folder: where it is, its key in the ledger, and work on its disk.

use crate::{app::App, domain::problem::Problem, files::OldStore, services::storage_problem, store};
use diesel::result::Error as DbError;
use diesel_async::AsyncPgConnection;
use std::io;

/// The old app's folder.
pub(in crate::migration) fn folder(app: &App) -> OldStore {
    OldStore::at(&app.config.old_store)
}

/// The key of the old app's folder among the sources of records.
pub(in crate::migration) async fn source(
    conn: &mut AsyncPgConnection,
    app: &App,
    organisation: i64,
) -> Result<i64, DbError> {
    store::migration::legacy_sources::ensure(conn, organisation, "folder", &folder(app).place()).await
}

/// Whether the old store takes files: it is tried.
pub(in crate::migration) async fn is_writable(app: &App) -> Result<(), io::Error> {
    let folder = folder(app);
    blocking(move || folder.probe()).await
}

/// Disk work, beside the threads that answer requests.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
}

/// The same where a failure ends everything.
pub(super) async fn blocking_or_problem<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    blocking(work).await.map_err(storage_problem)
}
