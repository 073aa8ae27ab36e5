//! Writes the outbox, in the order in which its rows became due.

use super::{
    backfill,
    expected_files::{self, LegacyFileSet},
    folder::{blocking, folder, source},
    put,
};
use crate::{
    app::App,
    domain::{job::back_off, migration::OldStoreError, problem::Problem},
    files::OldStore,
    services::jobs::periodic,
    store::{
        self,
        error::{cross_tenant_connection, tenant_connection},
        migration::{
            old_store_outbox::{self as outbox, OutboxEntry},
            written_records::WrittenFile,
        },
        pool::Connection,
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use futures::{StreamExt, stream};
use std::io;

/// Submissions read, and recorded, at once. Their records are in memory, their pictures are not.
pub(super) const BATCH: i64 = 32;

/// More would take disk bandwidth from people who submit forms.
pub(super) const AT_ONCE: usize = 2;

/// Fills the outbox where the legacy store is behind; false if an older transaction still runs, so that the call must
/// be repeated.
pub async fn queue_missing(app: &App) -> Result<bool, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    for (organisation, module) in store::migration::migration_phases::incomplete_modules(&mut conn).await? {
        if !backfill::queue_missing(app, &mut conn, organisation, &module).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The periodic job that writes the outbox. Every writer needs its claim, so there is one at a time.
pub const WRITE: &str = "legacy_store.write";

/// The periodic job: runs the backfill and writes everything that is due.
pub async fn write_waiting(app: &App) -> Result<usize, Problem> {
    queue_missing(app).await?;
    write_due(app, i64::MAX).await
}

/// Writes what is due, at most `limit` submissions. Returns how many were written; 0 if another process is writing.
pub async fn drain(app: &App, limit: i64) -> Result<usize, Problem> {
    periodic::ensure(app, &[WRITE]).await?;
    let Some(run) = periodic::claim(app, WRITE, true).await? else { return Ok(0) };
    let written = periodic::with_lease(app, &run, write_due(app, limit)).await.unwrap_or(Ok(0));
    periodic::release(app, &run).await?;
    written
}

async fn write_due(app: &App, limit: i64) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let mut written = 0;
    loop {
        let batch = BATCH.min(limit - written as i64);
        let taken = outbox::claim(&mut conn, batch, app.clock.now()).await?;
        if taken.is_empty() {
            return Ok(written);
        }
        written += write(app, &mut conn, &taken).await?;
        if written as i64 >= limit {
            return Ok(written);
        }
    }
}

/// Submissions of a module in the outbox.
pub async fn waiting(app: &App, organisation: i64, module: &str) -> Result<u64, Problem> {
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let waiting = outbox::waiting(&mut conn, organisation).await?;
    Ok(waiting.iter().find(|waiting| waiting.module == module).map_or(0, |waiting| waiting.all.max(0) as u64))
}

/// Writes claimed rows; those that fail are postponed with the reason.
async fn write(app: &App, conn: &mut Connection, taken: &[OutboxEntry]) -> Result<usize, Problem> {
    let organisation = app.organisation_id().ok_or_else(|| Problem::Internal(anyhow!("no organisation")))?;
    let source = source(conn, app, organisation).await?;
    let keys: Vec<i64> = taken.iter().map(|taken| taken.submission_id).collect();
    let folder = folder(app);
    let wanted = expected_files::of(app, conn, &folder, organisation, source, &keys).await?;
    let writes = stream::iter(wanted).map(|(key, wanted)| write_one(app, &folder, key, wanted));
    let mut writing = writes.buffer_unordered(AT_ONCE);
    let (mut done, mut rows, mut failed): (Vec<i64>, Vec<WrittenFile>, Vec<(i64, OldStoreError)>) = Default::default();
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
        store::migration::written_records::keep_origins(conn, source, &rows, now).await?;
        store::migration::written_records::save(conn, source, &rows, now).await?;
        let written: Vec<&OutboxEntry> = taken.iter().filter(|taken| done.contains(&taken.submission_id)).collect();
        outbox::remove(conn, &written).await?;
        for (key, why) in &failed {
            let attempts = taken.iter().find(|taken| taken.submission_id == *key).map_or(1, |taken| taken.attempts);
            outbox::delay(conn, *key, why.as_str(), now + back_off(attempts)).await?;
        }
        Ok(())
    })
    .await?;
    Ok(done.len())
}

/// Writes one submission. The reason of a failure is shown on a page, so it contains no path; the log has the cause.
pub(super) async fn write_one(
    app: &App,
    folder: &OldStore,
    key: i64,
    wanted: Result<LegacyFileSet, Problem>,
) -> (i64, Result<Vec<WrittenFile>, OldStoreError>) {
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(problem) => {
            if let Some(cause) = problem.cause() {
                tracing::error!(error = %cause, "submission {key} could not be converted to the format of the legacy app: {cause:#}");
            }
            return (key, Err(OldStoreError::NotConvertible));
        }
    };
    let (folder, files) = (folder.clone(), app.files.clone());
    let put = blocking(move || put::write_files(&folder, &files, &wanted)).await;
    if let Err(error) = &put {
        tracing::warn!(submission = key, %error, "submission {key} could not be written to the legacy store: {error}");
    }
    (key, put.map_err(|error| reason(error.kind())))
}

pub(super) fn reason(kind: io::ErrorKind) -> OldStoreError {
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
