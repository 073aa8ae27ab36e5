//! Notifications about time that passes: the days of actions, and the times of decisions.

use super::people::{ACTIVE, CHOICE, REVIEWERS};
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

/// Tells the reviewers of each stage whose time has passed since `from`, once for each stage and round. Returns how many were
/// told. Needs a cross-tenant connection.
pub async fn add_overdue_decisions(
    conn: &mut AsyncPgConnection,
    from: OffsetDateTime,
    now: OffsetDateTime,
    by_email: bool,
) -> QueryResult<usize> {
    let kind = NotificationKind::DecisionOverdue;
    let reviewers = REVIEWERS.as_str();
    let query = format!(
        "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, delivery)
         SELECT a.organisation_id, m.user_id, $1, a.submission_id, e.event, $2,
             CASE WHEN $3 THEN coalesce(d.delivery, $4) ELSE 'off' END
         FROM approvals a
         JOIN approval_flows f ON f.id = a.flow_id
         JOIN submissions s ON s.id = a.submission_id
         JOIN memberships m ON m.organisation_id = a.organisation_id
         JOIN users u ON u.id = m.user_id
         CROSS JOIN LATERAL (SELECT a.submission_id || '.' || a.round || '.' || a.stage) AS e (event)
         {CHOICE} $1
         WHERE a.due_at BETWEEN $5 AND $2 AND {reviewers} AND NOT EXISTS (SELECT FROM notifications n
             WHERE n.organisation_id = a.organisation_id AND n.user_id = m.user_id AND n.kind = $1 AND n.event = e.event)
         ON CONFLICT (organisation_id, user_id, kind, event) DO NOTHING"
    );
    diesel::sql_query(query)
        .bind::<Text, _>(kind)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(by_email)
        .bind::<Text, _>(kind.default_delivery())
        .bind::<Timestamptz, _>(from)
        .execute(conn)
        .await
}
