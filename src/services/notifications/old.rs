//! Deletes old notifications, as a periodic job.

use crate::{
    app::App,
    domain::{
        notification::{KEPT_READ, KEPT_UNREAD},
        problem::Problem,
    },
    store::{error::cross_tenant_connection, notifications::delete_old},
};

const AT_ONCE: i64 = 1_000;

/// Deletes notifications that were read and are 90 days old, and unread ones after a year; returns how many.
pub async fn delete(app: &App) -> Result<usize, Problem> {
    let now = app.clock.now();
    let mut total = 0;
    loop {
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let deleted = delete_old(&mut conn, now - KEPT_READ, now - KEPT_UNREAD, AT_ONCE).await?;
        total += deleted;
        if deleted < AT_ONCE as usize {
            return Ok(total);
        }
    }
}
