//! Submissions as files of the old shape, through an outbox that survives everything.
//!
//! A phase that writes files puts each submission into the outbox in the very transaction that makes it; here they are
//! taken out, two at a time, and stand in the old store when their rows are gone. In the phase `files` it is too late for
//! that: `now` writes before the submission is acknowledged, and the outbox only brings how its job ended.
//!
//! - `wanted`: what has to stand in the old store for a submission;
//! - `put`: makes it stand there, pictures first, the record last, and never over a file of somebody else's;
//! - `behind`: what the old store lacks after a step back is put into the outbox;
//! - `export`: the same files in any other folder.

mod backfill;
mod expected_files;
mod export;
mod put;
mod sync_write;

pub(super) use backfill::older_have_ended;
pub use export::{Exported, export};
pub(crate) use sync_write::{SyncOutcome, write_now};

use crate::{
    app::App,
    domain::{job::back_off, migration::OldStoreError, problem::Problem},
    files::OldStore,
    services::{jobs::periodic, storage_problem},
    store::{
        self,
        error::{cross_tenant_connection, tenant_connection},
        migration::{
            old_store_outbox::{self as outbox, Taken},
            written_records::Written,
        },
        pool::Connection,
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use expected_files::LegacyFileSet;
use futures::{StreamExt, stream};
use std::io;

/// As many as are read, and whose rows are written, at once: their pictures are not in memory, their records are.
const BATCH: i64 = 32;

/// More would only take the disk from people who send forms.
const AT_ONCE: usize = 2;

/// The old app's folder.
pub(super) fn folder(app: &App) -> OldStore {
    OldStore::at(&app.config.old_store)
}

/// The key of the old app's folder among the sources of records.
pub(super) async fn source(conn: &mut AsyncPgConnection, app: &App, organisation: i64) -> Result<i64, DbError> {
    store::migration::legacy_sources::ensure(conn, organisation, "folder", &folder(app).place()).await
}

/// Whether the old store takes files: it is tried.
pub(super) async fn is_writable(app: &App) -> Result<(), io::Error> {
    let folder = folder(app);
    blocking(move || folder.probe()).await
}

/// Fills the outbox where the old store is behind; false if some transaction from before is still under way, so that
/// it has to be asked again.
pub async fn catch_up(app: &App) -> Result<bool, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    for (organisation, module) in store::migration::migration_phases::behind(&mut conn).await? {
        if !backfill::catch_up(app, &mut conn, organisation, &module).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The periodic job that writes the outbox. Whatever process writes has its claim: there is one at a time.
pub const WRITE: &str = "legacy_store.write";

/// What the periodic job does: finds what the old store lacks, and writes what is due, as long as there is much of it.
pub async fn write_waiting(app: &App) -> Result<usize, Problem> {
    catch_up(app).await?;
    write_due(app, i64::MAX).await
}

/// Writes what is due in the outbox, at most `limit` submissions; answers how many were written, and none if another
/// process writes just now.
pub async fn drain(app: &App, limit: i64) -> Result<usize, Problem> {
    periodic::ensure(app, &[WRITE]).await?;
    let Some(run) = periodic::claim(app, WRITE, true).await? else { return Ok(0) };
    let written = periodic::holding(app, &run, write_due(app, limit)).await.unwrap_or(Ok(0));
    periodic::release(app, &run).await?;
    written
}

async fn write_due(app: &App, limit: i64) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let mut written = 0;
    loop {
        let batch = BATCH.min(limit - written as i64);
        let taken = outbox::take(&mut conn, batch, app.clock.now()).await?;
        if taken.is_empty() {
            return Ok(written);
        }
        written += write(app, &mut conn, &taken).await?;
        if written as i64 >= limit {
            return Ok(written);
        }
    }
}

/// Submissions of a module that wait for the old store.
pub async fn waiting(app: &App, organisation: i64, module: &str) -> Result<u64, Problem> {
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let waiting = outbox::waiting(&mut conn, organisation).await?;
    Ok(waiting.iter().find(|waiting| waiting.module == module).map_or(0, |waiting| waiting.all.max(0) as u64))
}

/// Writes what was taken; what cannot be written is put off with the reason.
async fn write(app: &App, conn: &mut Connection, taken: &[Taken]) -> Result<usize, Problem> {
    let organisation = app.organisation_id().ok_or_else(|| Problem::Internal(anyhow!("no organisation")))?;
    let source = source(conn, app, organisation).await?;
    let keys: Vec<i64> = taken.iter().map(|taken| taken.submission_id).collect();
    let folder = folder(app);
    let wanted = expected_files::of(app, conn, &folder, organisation, source, &keys).await?;
    let putting = stream::iter(wanted).map(|(key, wanted)| put_one(app, &folder, key, wanted));
    let mut writing = putting.buffer_unordered(AT_ONCE);
    let (mut done, mut rows, mut failed): (Vec<i64>, Vec<Written>, Vec<(i64, OldStoreError)>) = Default::default();
    while let Some((key, put)) = writing.next().await {
        match put {
            Ok(put) => {
                done.push(key);
                rows.extend(put);
            }
            Err(why) => failed.push((key, why)),
        }
    }
    fail::fail_point!("old_store.before_ledger");
    let now = app.clock.now();
    conn.transaction::<_, DbError, _>(async |conn| {
        store::migration::written_records::save(conn, source, &rows, now).await?;
        let written: Vec<&Taken> = taken.iter().filter(|taken| done.contains(&taken.submission_id)).collect();
        outbox::remove(conn, &written).await?;
        for (key, why) in &failed {
            let attempts = taken.iter().find(|taken| taken.submission_id == *key).map_or(1, |taken| taken.attempts);
            outbox::put_off(conn, *key, why.as_str(), now + back_off(attempts)).await?;
        }
        Ok(())
    })
    .await?;
    Ok(done.len())
}

/// The reason of a failure is shown on a page: it names no path. The log has the cause.
async fn put_one(
    app: &App,
    folder: &OldStore,
    key: i64,
    wanted: Result<LegacyFileSet, Problem>,
) -> (i64, Result<Vec<Written>, OldStoreError>) {
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(problem) => {
            if let Some(cause) = problem.cause() {
                tracing::error!(error = %cause, "submission {key} cannot be made a file of the old shape: {cause:#}");
            }
            return (key, Err(OldStoreError::NotConvertible));
        }
    };
    let (folder, files) = (folder.clone(), app.files.clone());
    let put = blocking(move || put::put(&folder, &files, &wanted)).await;
    if let Err(error) = &put {
        tracing::warn!(submission = key, %error, "submission {key} cannot be written to the old store: {error}");
    }
    (key, put.map_err(|error| reason(error.kind())))
}

fn reason(kind: io::ErrorKind) -> OldStoreError {
    match kind {
        io::ErrorKind::PermissionDenied => OldStoreError::PermissionDenied,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => OldStoreError::StorageFull,
        io::ErrorKind::ReadOnlyFilesystem => OldStoreError::ReadOnly,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            OldStoreError::NoFolder
        }
        _ => OldStoreError::Unavailable,
    }
}

/// Disk work, beside the threads that answer requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
}

/// The same where a failure ends everything.
async fn blocking_or_problem<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    blocking(work).await.map_err(storage_problem)
}
