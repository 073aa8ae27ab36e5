//! E-mails of notifications that are sent at once, as a periodic job of a few seconds.
//!
//! One transaction marks rows as sent and adds one e-mail for each, so a crash sends neither twice nor never.

use super::email;
use crate::{
    app::App,
    domain::problem::Problem,
    services::email as outbox,
    store::{error::cross_tenant_connection, notifications::mail},
};
use diesel_async::AsyncConnection;

/// Notifications in one transaction.
const AT_ONCE: i64 = 100;

/// Adds the e-mails; returns how many.
pub async fn send(app: &App) -> Result<usize, Problem> {
    if !app.mailer.is_configured() {
        return Ok(0);
    }
    let mut total = 0;
    loop {
        let now = app.clock.now();
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let (claimed, sent) = conn
            .transaction::<_, Problem, _>(async |conn| {
                let claimed = mail::claim_at_once(conn, now, AT_ONCE).await?;
                if claimed.is_empty() {
                    return Ok((0, 0));
                }
                let rows = mail::to_send(conn, &claimed).await?;
                for row in &rows {
                    if let Some(email) = email::of_one(app, row) {
                        outbox::add(app, conn, Some(row.organisation_id), email, now + email::USEFUL).await?;
                    }
                }
                fail::fail_point!("notifications.before_commit", |_| Err(Problem::TimedOut));
                Ok((claimed.len(), rows.len()))
            })
            .await?;
        if sent > 0 {
            outbox::wake(app);
        }
        total += sent;
        if claimed < AT_ONCE as usize {
            return Ok(total);
        }
    }
}
