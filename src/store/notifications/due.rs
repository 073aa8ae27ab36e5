//! Notifications about the days of actions.

use super::{super::memberships::ACTIVE, people::CHOICE};
use crate::domain::{notification::NotificationKind, time_zone::TimeZone};
use diesel::{
    QueryResult, QueryableByName,
    sql_types::{Array, BigInt, Bool, Date as SqlDate, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

/// An organisation with open actions.
#[derive(Debug, QueryableByName)]
pub struct OrganisationZone {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub time_zone: TimeZone,
}

/// The organisations in whose zone a day decides. Needs a cross-tenant connection.
pub async fn zones(conn: &mut AsyncPgConnection) -> QueryResult<Vec<OrganisationZone>> {
    diesel::sql_query("SELECT id, time_zone FROM organisations ORDER BY id").load(conn).await
}

/// Tells the owners of open actions that are due between two days of their organisation, once for each action and day:
/// `days` has the key of the organisation and both days. Returns how many were told. Needs a cross-tenant connection.
pub async fn add(
    conn: &mut AsyncPgConnection,
    kind: NotificationKind,
    days: &[(i64, Date, Date)],
    now: OffsetDateTime,
    by_email: bool,
) -> QueryResult<usize> {
    let organisations: Vec<i64> = days.iter().map(|(organisation, ..)| *organisation).collect();
    let from: Vec<Date> = days.iter().map(|(_, from, _)| *from).collect();
    let to: Vec<Date> = days.iter().map(|(.., to)| *to).collect();
    let query = format!(
        "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, action_id, event, created_at, delivery)
         SELECT a.organisation_id, a.owner_id, $4, a.submission_id, a.id, e.event, $5,
             CASE WHEN $6 THEN coalesce(d.delivery, $7) ELSE 'off' END
         FROM unnest($1, $2, $3) AS o (id, first_day, last_day)
         JOIN actions a ON a.organisation_id = o.id AND a.due_on BETWEEN o.first_day AND o.last_day
             AND a.status IN ('open', 'in_progress')
         JOIN memberships m ON m.organisation_id = a.organisation_id AND m.user_id = a.owner_id
         JOIN users u ON u.id = a.owner_id
         CROSS JOIN LATERAL (SELECT a.id || '.' || to_char(a.due_on, 'YYYY-MM-DD')) AS e (event)
         {CHOICE} $4
         WHERE {ACTIVE} AND NOT EXISTS (SELECT FROM notifications n WHERE n.organisation_id = a.organisation_id
             AND n.user_id = a.owner_id AND n.kind = $4 AND n.event = e.event)
         ON CONFLICT (organisation_id, user_id, kind, event) DO NOTHING"
    );
    diesel::sql_query(query)
        .bind::<Array<BigInt>, _>(organisations)
        .bind::<Array<SqlDate>, _>(from)
        .bind::<Array<SqlDate>, _>(to)
        .bind::<Text, _>(kind)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(by_email)
        .bind::<Text, _>(kind.default_delivery())
        .execute(conn)
        .await
}
