//! The daily e-mail with the notifications of a person, as a periodic job of a few minutes.
//!
//! One transaction for each person marks what was written before their hour as sent and adds one e-mail. What comes after
//! the hour waits for the next day; a run that is late sends what its hour would have sent.

use super::email;
use crate::{
    app::App,
    domain::{notification::digest::last_hour, problem::Problem},
    services::email as outbox,
    store::{
        error::cross_tenant_connection,
        notifications::mail::{self, DigestPerson},
    },
};
use diesel_async::AsyncConnection;
use time::OffsetDateTime;

/// Adds the e-mails of everybody whose hour has come; returns how many.
pub async fn send(app: &App) -> Result<usize, Problem> {
    if !app.mailer.is_configured() {
        return Ok(0);
    }
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let people = mail::digest_people(&mut conn).await?;
    drop(conn);
    let mut sent = 0;
    for person in people {
        let hour = u8::try_from(person.hour).unwrap_or_default();
        let moment = last_hour(person.time_zone, hour, now);
        if person.since < moment && send_to(app, &person, moment, now).await? {
            sent += 1;
        }
    }
    if sent > 0 {
        outbox::wake(app);
    }
    Ok(sent)
}

/// Adds the e-mail of one person; false if nothing is left to tell.
async fn send_to(
    app: &App,
    person: &DigestPerson,
    moment: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let claimed = mail::claim_daily(conn, (person.organisation_id, person.user_id), moment, now).await?;
        let rows = mail::to_send(conn, &claimed).await?;
        let Some(email) = email::of_many(app, &rows) else { return Ok(false) };
        outbox::add(app, conn, Some(person.organisation_id), email, now + email::USEFUL).await?;
        fail::fail_point!("notifications.before_commit", |_| Err(Problem::TimedOut));
        Ok(true)
    })
    .await
}
