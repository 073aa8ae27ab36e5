//! The outbox of notifications: what has to be sent by e-mail. Needs cross-tenant connections.
//!
//! Invariant: a row is claimed by one statement, in the transaction that adds its e-mail, and never again.

use super::{super::schema::notifications, COLUMNS, NotificationRow, visible};
use crate::domain::{
    lang::Lang,
    notification::{Delivery, NotificationKind},
    time_zone::TimeZone,
};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Int2, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// A notification to be sent, with its addressee.
#[derive(Debug, QueryableByName)]
pub struct MailRow {
    #[diesel(embed)]
    pub notification: NotificationRow,
    #[diesel(sql_type = BigInt)]
    pub organisation_id: i64,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<Lang>,
}

/// A person with notifications that wait for the daily e-mail.
#[derive(Debug, QueryableByName)]
pub struct DigestPerson {
    #[diesel(sql_type = BigInt)]
    pub organisation_id: i64,
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    /// The own zone, or that of the organisation.
    #[diesel(sql_type = Text)]
    pub time_zone: TimeZone,
    #[diesel(sql_type = Int2)]
    pub hour: i16,
    /// When the oldest one was written.
    #[diesel(sql_type = Timestamptz)]
    pub since: OffsetDateTime,
}

/// Claims notifications that are sent at once, the oldest first; returns their keys.
pub async fn claim_at_once(conn: &mut AsyncPgConnection, now: OffsetDateTime, limit: i64) -> QueryResult<Vec<i64>> {
    let claimed: Vec<ClaimedRow> = diesel::sql_query(
        "UPDATE notifications SET mailed_at = $1 WHERE id IN (SELECT id FROM notifications
             WHERE delivery = 'at_once' AND mailed_at IS NULL AND delivery <> 'off' ORDER BY organisation_id, user_id, created_at
             LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await?;
    Ok(claimed.into_iter().map(|row| row.id).collect())
}

/// Everybody with notifications that wait for the daily e-mail.
pub async fn digest_people(conn: &mut AsyncPgConnection) -> QueryResult<Vec<DigestPerson>> {
    diesel::sql_query(
        "SELECT n.organisation_id, n.user_id, coalesce(u.time_zone, o.time_zone) AS time_zone,
             m.digest_hour AS hour, n.since
         FROM (SELECT organisation_id, user_id, min(created_at) AS since FROM notifications
             WHERE delivery = 'daily' AND mailed_at IS NULL AND delivery <> 'off' GROUP BY organisation_id, user_id) n
         JOIN memberships m ON m.organisation_id = n.organisation_id AND m.user_id = n.user_id
         JOIN users u ON u.id = n.user_id JOIN organisations o ON o.id = n.organisation_id",
    )
    .load(conn)
    .await
}

/// Claims what a person was told before a moment and gets by the daily e-mail; returns the keys.
pub async fn claim_daily(
    conn: &mut AsyncPgConnection,
    (organisation, user): (i64, i64),
    before: OffsetDateTime,
    now: OffsetDateTime,
) -> QueryResult<Vec<i64>> {
    let claimed: Vec<ClaimedRow> = diesel::sql_query(
        "UPDATE notifications SET mailed_at = $1 WHERE delivery = 'daily' AND mailed_at IS NULL AND delivery <> 'off'
             AND organisation_id = $2 AND user_id = $3 AND created_at < $4
         RETURNING id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(user)
    .bind::<Timestamptz, _>(before)
    .load(conn)
    .await?;
    Ok(claimed.into_iter().map(|row| row.id).collect())
}

/// What is sent of claimed notifications, in their order: those that are not read yet, of people who can still see what
/// they are about.
pub async fn to_send(conn: &mut AsyncPgConnection, claimed: &[i64]) -> QueryResult<Vec<MailRow>> {
    let query = format!(
        "SELECT {COLUMNS}, n.organisation_id, o.name AS organisation_name, u.email, u.language
         {} AND n.id = ANY ($1) AND n.read_at IS NULL ORDER BY n.id",
        visible("JOIN organisations o ON o.id = n.organisation_id")
    );
    diesel::sql_query(query).bind::<Array<BigInt>, _>(claimed).load(conn).await
}

/// What a person has turned off is not sent, although it was written before.
pub async fn withdraw(
    conn: &mut AsyncPgConnection,
    (organisation, user): (i64, i64),
    kinds: &[NotificationKind],
) -> QueryResult<()> {
    let unsent = notifications::table
        .filter(notifications::organisation_id.eq(organisation))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::mailed_at.is_null())
        .filter(notifications::kind.eq_any(kinds));
    diesel::update(unsent).set(notifications::delivery.eq(Delivery::Off)).execute(conn).await.map(drop)
}
