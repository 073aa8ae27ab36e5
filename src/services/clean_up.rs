//! Removing what time has left behind. Each function is one periodic job: it can be repeated and interrupted at any
//! moment, answers how many things it removed, and fails alone.
//!
//! Rows go before files: a stray file is collected later, a dangling row is not. Walks over folders run off the threads
//! that serve requests.

use super::{blocking, sign_in::throttle};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        job::{JobKind, Lane},
        problem::Problem,
    },
    files::Stored,
    store::{self, error::cross_tenant_connection},
};
use std::time::Duration;

/// How old a file without a row must be before it is taken for an orphan: a submit may still be under way.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a one-time link that ended is remembered.
const LINK_AGE: time::Duration = time::Duration::days(1);
/// How long the row of a job that ended is kept for the console.
const JOB_AGE: time::Duration = time::Duration::days(30);
const AT_ONCE: i64 = 500;

/// Pending uploads that no form was sent with.
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

/// Stored files of one kind that no row names.
pub async fn orphans(app: &App, kind: Stored) -> Result<usize, Problem> {
    let mut removed = 0;
    for folder in 0..=255u8 {
        let files = app.files.clone();
        let found = blocking(move || files.older_than(kind, folder, ORPHAN_AGE)).await?;
        for ids in found.chunks(AT_ONCE as usize) {
            removed += remove_unnamed(app, kind, ids).await?;
        }
    }
    Ok(removed)
}

async fn remove_unnamed(app: &App, kind: Stored, ids: &[UploadId]) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let mut known = store::uploads::known(&mut conn, ids).await?;
    if kind == Stored::Uploads {
        known.extend(store::legacy_media::known(&mut conn, ids).await?);
    }
    drop(conn);
    let unnamed: Vec<UploadId> = ids.iter().filter(|id| !known.contains(id)).cloned().collect();
    let (count, files) = (unnamed.len(), app.files.clone());
    blocking(move || {
        for id in &unnamed {
            match kind {
                Stored::Uploads => files.remove_upload(id),
                Stored::Reports => files.remove_report(id),
            }
        }
        Ok(())
    })
    .await?;
    Ok(count)
}

/// Files of jobs that ended a week ago.
pub async fn job_files(app: &App) -> Result<usize, Problem> {
    let (files, now) = (app.files.clone(), app.clock.now());
    blocking(move || files.sweep_jobs(now)).await
}

/// Drafts that clients of the old app left a month ago.
pub async fn drafts(app: &App) -> Result<usize, Problem> {
    let files = app.files.clone();
    blocking(move || files.sweep_drafts()).await
}

/// Sessions that expired.
pub async fn sessions(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::sessions::remove_expired(&mut conn, app.clock.now()).await?)
}

/// Failed sign-ins that count no more.
pub async fn sign_in_throttles(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::sign_in_throttles::forget(&mut conn, app.clock.now() - throttle::REMEMBERED).await?)
}

/// Invitations and links to new passwords that ended.
pub async fn one_time_links(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::invitations::forget(&mut conn, app.clock.now() - LINK_AGE).await?)
}

/// Rows of jobs that ended a month ago. A report or a request about a person that failed stays: its submission or
/// request still says so.
pub async fn ended_jobs(app: &App) -> Result<usize, Problem> {
    let kinds: Vec<&str> =
        JobKind::ALL.into_iter().filter(|kind| kind.lane() != Lane::Reports).map(JobKind::as_str).collect();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::jobs::forget_ended(&mut conn, &kinds, app.clock.now() - JOB_AGE).await?)
}

/// The audit log's partitions of this month and the next ones: they have to be there before their first row.
pub async fn audit_partitions(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    store::audit::make_partitions(&mut conn, app.clock.now().date()).await?;
    Ok(0)
}
