//! Notifications about stages of approvals whose reviewers were disabled, suspended or removed after the stage had begun, as a
//! periodic job. Once for each stage, so that a run can be repeated.

use crate::{
    app::App,
    domain::problem::Problem,
    store::{error::cross_tenant_connection, notifications::stages},
};

/// Tells the administrators; returns how many notifications were made.
pub async fn tell(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(stages::add(&mut conn, app.clock.now(), app.mailer.is_configured()).await?)
}
