//! What members have chosen: how each kind is sent, and the hour of the daily e-mail.

use super::super::schema::{memberships, notification_choices};
use crate::domain::notification::{Delivery, NotificationKind};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The choices of a member; a kind without one has its default.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
) -> QueryResult<Vec<(NotificationKind, Delivery)>> {
    notification_choices::table
        .filter(notification_choices::organisation_id.eq(organisation))
        .filter(notification_choices::user_id.eq(user))
        .select((notification_choices::kind, notification_choices::delivery))
        .load(conn)
        .await
}

/// Replaces the choices of a member.
pub async fn set(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    choices: &[(NotificationKind, Delivery)],
) -> QueryResult<()> {
    let rows: Vec<_> = choices
        .iter()
        .map(|(kind, delivery)| {
            (
                notification_choices::organisation_id.eq(organisation),
                notification_choices::user_id.eq(user),
                notification_choices::kind.eq(*kind),
                notification_choices::delivery.eq(*delivery),
            )
        })
        .collect();
    diesel::insert_into(notification_choices::table)
        .values(rows)
        .on_conflict((notification_choices::organisation_id, notification_choices::user_id, notification_choices::kind))
        .do_update()
        .set(notification_choices::delivery.eq(diesel::upsert::excluded(notification_choices::delivery)))
        .execute(conn)
        .await
        .map(drop)
}

/// The hour of the daily e-mail, in the zone of the member.
pub async fn digest_hour(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<i16> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::user_id.eq(user))
        .select(memberships::digest_hour)
        .first(conn)
        .await
}

pub async fn set_digest_hour(conn: &mut AsyncPgConnection, organisation: i64, user: i64, hour: i16) -> QueryResult<()> {
    let own =
        memberships::table.filter(memberships::organisation_id.eq(organisation)).filter(memberships::user_id.eq(user));
    diesel::update(own).set(memberships::digest_hour.eq(hour)).execute(conn).await.map(drop)
}
