//! Clean-up of expired data. Each function is one periodic job: it can be repeated and interrupted at any time, returns
//! how many things it removed, and its failure does not affect the others.
//!
//! Rows are deleted before files: a file without a row is removed by a later run, but a row without a file would be an
//! error. Directory walks run on the blocking pool.

use super::{blocking, sign_in::throttle};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        job::{JobKind, Lane},
        problem::Problem,
    },
    files::StoredKind,
    store::{self, error::cross_tenant_connection},
};
use std::{ops::Range, time::Duration};

/// The age at which a file without a row counts as an orphan. A request in progress renews the age of its files.
const ORPHAN_AGE: Duration = Duration::from_secs(5 * 60);
/// Files up to this age are examined every few minutes, all older ones once an hour.
const RECENT: Duration = Duration::from_secs(25 * 60 * 60);
/// An import publishes files some time before it saves their rows; those of a running one are not examined until they
/// are a day old.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);
/// How long an ended one-time link is kept.
const LINK_AGE: time::Duration = time::Duration::days(1);
/// How long the row of an ended job is kept for the console.
const JOB_AGE: time::Duration = time::Duration::days(30);
/// How long an absence is kept after its end.
const ABSENCE_AGE: time::Duration = time::Duration::days(90);
const AT_ONCE: i64 = 500;

/// Removes pending uploads that no submission claimed in time.
pub async fn expired_uploads(app: &App) -> Result<usize, Problem> {
    let mut total = 0;
    loop {
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let expired = store::uploads::expire(&mut conn, app.clock.now(), AT_ONCE).await?;
        drop(conn);
        let (found, files) = (expired.len(), app.files.clone());
        blocking(move || {
            expired.iter().for_each(|id| files.remove_upload(id));
            Ok(())
        })
        .await?;
        total += found;
        if found < AT_ONCE as usize {
            return Ok(total);
        }
    }
}

/// Removes files of the last day that no row refers to, a few minutes after their request ended.
pub async fn recent_orphans(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let importing = store::jobs::running::any(&mut conn, JobKind::Import, app.clock.now()).await?;
    drop(conn);
    if importing {
        return Ok(0);
    }
    let uploads = of_age(app, StoredKind::Uploads, ORPHAN_AGE..RECENT).await?;
    Ok(uploads + of_age(app, StoredKind::Reports, ORPHAN_AGE..RECENT).await?)
}

/// Removes old stored files of one kind that no row refers to.
pub async fn orphans(app: &App, kind: StoredKind) -> Result<usize, Problem> {
    of_age(app, kind, OLD..Duration::MAX).await
}

async fn of_age(app: &App, kind: StoredKind, age: Range<Duration>) -> Result<usize, Problem> {
    let mut removed = 0;
    for folder in 0..=255u8 {
        let (files, age) = (app.files.clone(), age.clone());
        let found = blocking(move || files.of_age(kind, folder, age)).await?;
        for ids in found.chunks(AT_ONCE as usize) {
            removed += remove_unnamed(app, kind, ids).await?;
        }
    }
    Ok(removed)
}

async fn remove_unnamed(app: &App, kind: StoredKind, ids: &[UploadId]) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let mut known = store::uploads::known(&mut conn, ids).await?;
    if kind == StoredKind::Uploads {
        known.extend(store::legacy_media::known(&mut conn, ids).await?);
    }
    drop(conn);
    let unnamed: Vec<UploadId> = ids.iter().filter(|id| !known.contains(id)).cloned().collect();
    let (count, files) = (unnamed.len(), app.files.clone());
    blocking(move || {
        for id in &unnamed {
            match kind {
                StoredKind::Uploads => files.remove_upload(id),
                StoredKind::Reports => files.remove_report(id),
            }
        }
        Ok(())
    })
    .await?;
    Ok(count)
}

/// Removes job files of jobs that ended a week ago.
pub async fn job_files(app: &App) -> Result<usize, Problem> {
    let (files, now) = (app.files.clone(), app.clock.now());
    blocking(move || files.sweep_jobs(now)).await
}

/// Removes drafts that clients of the legacy app left a month ago.
pub async fn drafts(app: &App) -> Result<usize, Problem> {
    let files = app.files.clone();
    blocking(move || files.sweep_drafts()).await
}

/// Removes expired sessions, and forms that were sent after a session had ended, a day later.
pub async fn sessions(app: &App) -> Result<usize, Problem> {
    let (mut conn, now) = (cross_tenant_connection(&app.pool).await?, app.clock.now());
    let forms = store::kept_forms::remove_expired(&mut conn, now).await?;
    Ok(forms + store::sessions::remove_expired(&mut conn, now).await?)
}

/// Removes absences that ended three months ago. The audit log keeps what it says of them.
pub async fn past_absences(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::absences::delete_ended(&mut conn, app.clock.now() - ABSENCE_AGE).await?)
}

/// Removes records of failed sign-ins that no longer count.
pub async fn sign_in_throttles(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::sign_in_throttles::delete_before(&mut conn, app.clock.now() - throttle::REMEMBERED).await?)
}

/// Removes ended invitations and password reset links.
pub async fn one_time_links(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::invitations::delete_expired(&mut conn, app.clock.now() - LINK_AGE).await?)
}

/// Removes rows of jobs that ended a month ago. Failed report and privacy jobs stay, because the submission or request
/// still refers to them.
pub async fn ended_jobs(app: &App) -> Result<usize, Problem> {
    let kinds: Vec<&str> =
        JobKind::ALL.into_iter().filter(|kind| kind.lane() != Lane::Reports).map(JobKind::as_str).collect();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::jobs::delete_ended(&mut conn, &kinds, app.clock.now() - JOB_AGE).await?)
}

/// Creates the audit log's partitions of this month and the next ones; a partition must exist before its first row.
pub async fn audit_partitions(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    store::audit::make_partitions(&mut conn, app.clock.now().date()).await?;
    Ok(0)
}
