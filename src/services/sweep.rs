//! Cleaning up what time has left behind: pending uploads that expired, files without a row, files of old jobs, drafts
//! of old clients; and making next months' audit partitions. Every step can be repeated and interrupted.

use crate::{
    app::App,
    domain::{ids::UploadId, problem::Problem},
    files::Stored,
    services::sign_in::throttle,
    store::{self, error::cross_tenant_connection},
};
use std::time::Duration;

/// How old a file without a row must be before it is taken for an orphan: a submit may still be under way.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a one-time link that ended is remembered.
const LINK_AGE: time::Duration = time::Duration::days(1);
const AT_ONCE: i64 = 500;

/// What a sweep did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub expired_uploads: usize,
    /// Sent without an account, refused, and kept long enough.
    pub refused: usize,
    /// Submissions that their organisation has kept long enough.
    pub erased: usize,
    /// Copies of what is known of a person, a week old.
    pub copies: usize,
    pub orphans: usize,
    pub job_files: usize,
    pub drafts: usize,
    pub links: usize,
}

pub async fn sweep(app: &App) -> Result<Swept, Problem> {
    let mut swept = Swept {
        expired_uploads: expire_uploads(app).await?,
        erased: super::retention::expired(app).await?,
        copies: super::privacy::expire(app).await?,
        refused: super::pending_submissions::erase_refused(app).await?,
        ..Swept::default()
    };
    for folder in 0..=255u8 {
        for kind in [Stored::Uploads, Stored::Reports] {
            swept.orphans += remove_orphans(app, kind, folder).await?;
        }
    }
    swept.job_files = app.files.sweep_jobs(app.clock.now()).map_err(super::storage_problem)?;
    swept.drafts = app.files.sweep_drafts().map_err(super::storage_problem)?;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    store::sessions::remove_expired(&mut conn, app.clock.now()).await?;
    store::sign_in_throttles::forget(&mut conn, app.clock.now() - throttle::REMEMBERED).await?;
    store::audit::make_partitions(&mut conn, app.clock.now().date()).await?;
    swept.links = store::invitations::forget(&mut conn, app.clock.now() - LINK_AGE).await?;
    Ok(swept)
}

async fn expire_uploads(app: &App) -> Result<usize, Problem> {
    let mut total = 0;
    loop {
        // Rows first: a file without a row is an orphan of a later sweep, a row without a file would be a lie.
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let expired = store::uploads::expire(&mut conn, app.clock.now(), AT_ONCE).await?;
        drop(conn);
        total += expired.len();
        expired.iter().filter_map(|id| id.parse().ok()).for_each(|id: UploadId| app.files.remove_upload(&id));
        if expired.len() < AT_ONCE as usize {
            return Ok(total);
        }
    }
}

async fn remove_orphans(app: &App, kind: Stored, folder: u8) -> Result<usize, Problem> {
    let files = app.files.clone();
    let found = tokio::task::spawn_blocking(move || files.older_than(kind, folder, ORPHAN_AGE)).await;
    let found = found.map_err(|stopped| Problem::Internal(stopped.into()))?.map_err(super::storage_problem)?;
    let mut removed = 0;
    for ids in found.chunks(AT_ONCE as usize) {
        let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let mut known = store::uploads::known(&mut conn, &names).await?;
        if kind == Stored::Uploads {
            known.extend(store::legacy_media::known(&mut conn, &names).await?);
        }
        drop(conn);
        for id in ids.iter().filter(|id| !known.iter().any(|known| known == id.as_str())) {
            match kind {
                Stored::Uploads => app.files.remove_upload(id),
                Stored::Reports => app.files.remove_report(id),
            }
            removed += 1;
        }
    }
    Ok(removed)
}
