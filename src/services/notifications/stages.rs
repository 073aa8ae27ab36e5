//! Notifications about stages of approvals, as a periodic job: those whose time has passed, and those whose reviewers
//! were disabled, suspended or removed, or became absent, after the stage had begun. Once for each stage, so that a run
//! can be repeated.

use crate::{
    app::App,
    domain::problem::Problem,
    store::{error::cross_tenant_connection, notifications::stages},
};

/// Tells the reviewers, their delegates, and administrators in their place; returns how many notifications were made.
pub async fn tell(app: &App) -> Result<usize, Problem> {
    let (now, by_email) = (app.clock.now(), app.mailer.is_configured());
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let without_reviewers = stages::add_without_reviewers(&mut conn, now, by_email).await?;
    let delegated = stages::add_delegated(&mut conn, now, by_email).await?;
    Ok(without_reviewers + delegated + stages::add_overdue(&mut conn, now, by_email).await?)
}
