//! Stages of approvals that have lost their reviewers since they began.

use super::people::{ADMINISTRATORS_IN_PLACE, CHOICE, LIVE_WORDS};
use crate::domain::notification::NotificationKind;
use diesel::{
    QueryResult,
    sql_types::{Bool, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Tells the administrators of stages that wait for nobody, as if they began now; once for each stage. Returns how many
/// notifications were made. Needs a cross-tenant connection.
///
/// Only approvals that wait for somebody who can no longer sign in are looked at closely, because there are many that wait.
/// A change of the scopes of a reviewer is not noticed here, only when the next stage begins.
pub async fn add(conn: &mut AsyncPgConnection, now: OffsetDateTime, by_email: bool) -> QueryResult<usize> {
    let query = format!(
        "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, delivery)
         SELECT m.organisation_id, m.user_id, $1, s.id, e.event, $2, CASE WHEN $3 THEN coalesce(d.delivery, $4) ELSE 'off' END
         FROM organisations o CROSS JOIN LATERAL (SELECT {live} AS words OFFSET 0) l
         JOIN approvals a ON a.organisation_id = o.id AND a.state = 'in_review'
             AND NOT a.waiting_for <@ coalesce(l.words, '{{}}')
         JOIN approval_flows f ON f.id = a.flow_id
         JOIN submissions s ON s.id = a.submission_id
         JOIN memberships m ON m.organisation_id = o.id
         JOIN users u ON u.id = m.user_id
         CROSS JOIN LATERAL (SELECT s.id || '.' || a.round || '.' || a.stage) AS e (event)
         {CHOICE} $1
         WHERE {people} AND NOT EXISTS (SELECT FROM notifications n WHERE n.organisation_id = o.id
             AND n.user_id = m.user_id AND n.kind = $1 AND n.event = e.event)
         ON CONFLICT (organisation_id, user_id, kind, event) DO NOTHING",
        live = *LIVE_WORDS,
        people = *ADMINISTRATORS_IN_PLACE,
    );
    let kind = NotificationKind::DecisionWanted;
    diesel::sql_query(query)
        .bind::<Text, _>(kind)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(by_email)
        .bind::<Text, _>(kind.default_delivery())
        .execute(conn)
        .await
}
