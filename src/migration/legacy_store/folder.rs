//! The legacy app's folder: its path, its key in the ledger, and blocking work on it.

use crate::{app::App, domain::problem::Problem, files::OldStore, services::storage_problem, store};
use diesel::result::Error as DbError;
use diesel_async::AsyncPgConnection;
use std::io;

pub(in crate::migration) fn folder(app: &App) -> OldStore {
    OldStore::at(&app.config.old_store).with_mode(app.config.old_store_mode)
}

/// The key of the legacy app's folder among the sources of records.
pub(in crate::migration) async fn source(
    conn: &mut AsyncPgConnection,
    app: &App,
    organisation: i64,
) -> Result<i64, DbError> {
    store::migration::legacy_sources::ensure(conn, organisation, "folder", &folder(app).place()).await
}

/// Tests by writing a file whether the legacy store is writable, and whether the legacy app can read new files.
pub(in crate::migration) async fn is_writable(app: &App) -> Result<(), io::Error> {
    let folder = folder(app);
    blocking(move || folder.probe()).await
}

/// Runs disk I/O on the blocking pool.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
}

/// The same, with the error as a [`Problem`].
pub(super) async fn blocking_or_problem<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    blocking(work).await.map_err(storage_problem)
}
