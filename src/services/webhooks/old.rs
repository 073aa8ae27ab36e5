//! Deletes old deliveries and replaced secrets, as a periodic job.

use crate::{
    app::App,
    domain::{problem::Problem, webhook::KEPT},
    store::{error::cross_tenant_connection, webhooks::due},
};

const AT_ONCE: i64 = 1_000;

/// Deletes deliveries of events that are 30 days old, and secrets that no longer sign; returns how many.
pub async fn delete(app: &App) -> Result<usize, Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let mut total = due::forget_previous_secrets(&mut conn, now).await?;
    drop(conn);
    loop {
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let deleted = due::delete_old(&mut conn, now - KEPT, AT_ONCE).await?;
        total += deleted;
        if deleted < AT_ONCE as usize {
            return Ok(total);
        }
    }
}
