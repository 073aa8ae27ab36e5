//! Notifications about the days of actions, as a periodic job: on the day before an action is due, and after its day has
//! passed, in the time zone of the organisation. Once for each action and day, so that a run can be repeated.

use crate::{
    app::App,
    domain::{
        notification::{NotificationKind, OVERDUE_TOLD},
        problem::Problem,
    },
    store::{error::cross_tenant_connection, notifications::due},
};
use diesel_async::AsyncConnection;
use time::Date;

/// Tells the owners; returns how many notifications were made.
pub async fn tell(app: &App) -> Result<usize, Problem> {
    let (now, by_email) = (app.clock.now(), app.mailer.is_configured());
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let zones = due::zones(&mut conn).await?;
    let (mut tomorrow, mut passed) = (Vec::new(), Vec::new());
    for organisation in zones {
        let today = organisation.time_zone.date_of(now);
        let next = today.next_day().unwrap_or(Date::MAX);
        tomorrow.push((organisation.id, next, next));
        let yesterday = today.previous_day().unwrap_or(Date::MIN);
        passed.push((organisation.id, today.checked_sub(OVERDUE_TOLD).unwrap_or(Date::MIN), yesterday));
    }
    conn.transaction::<_, Problem, _>(async |conn| {
        let due = due::add(conn, NotificationKind::ActionDue, &tomorrow, now, by_email).await?;
        Ok(due + due::add(conn, NotificationKind::ActionOverdue, &passed, now, by_email).await?)
    })
    .await
}
