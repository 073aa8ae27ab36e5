//! Notifications about stages of approvals that are noticed by looking: their time has passed, they have lost their
//! reviewers since they began, or a reviewer became absent. Each stage is told once for each round, so that a run can be
//! repeated.

use super::people::{ADMINISTRATORS_IN_PLACE, CHOICE, DELEGATES_ONLY, LIVE_WORDS, REVIEWERS};
use crate::domain::notification::{NotificationKind, OVERDUE_TOLD};
use diesel::{
    QueryResult,
    sql_types::{Bool, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Tells the administrators of stages without reviewers, as if they began now. Returns how many notifications were
/// made. Needs a cross-tenant connection.
///
/// Only approvals that wait for a member who can no longer sign in or is absent are looked at closely, because there are
/// many that wait. A change of the scopes of a reviewer is not noticed here, only when the next stage begins.
pub async fn add_without_reviewers(
    conn: &mut AsyncPgConnection,
    now: OffsetDateTime,
    by_email: bool,
) -> QueryResult<usize> {
    let approvals = format!(
        "organisations o CROSS JOIN LATERAL (SELECT {} AS words OFFSET 0) l
         JOIN approvals a ON a.organisation_id = o.id AND a.state = 'in_review'
             AND NOT a.waiting_for <@ coalesce(l.words, '{{}}')",
        *LIVE_WORDS
    );
    add(conn, NotificationKind::DecisionWanted, (&approvals, &ADMINISTRATORS_IN_PLACE), now, by_email).await
}

/// Tells the delegates of members who became absent of what waits for those already. Returns how many notifications were
/// made. Needs a cross-tenant connection.
///
/// An absence that began long ago is not looked at, because a notification that was deleted is never made again.
pub async fn add_delegated(conn: &mut AsyncPgConnection, now: OffsetDateTime, by_email: bool) -> QueryResult<usize> {
    let approvals = format!(
        "(SELECT DISTINCT b.organisation_id, b.delegate_id FROM absences b
             WHERE b.starts_at BETWEEN $2 - interval '{} days' AND $2 AND b.ends_at > $2) AS l
         JOIN approvals a ON a.organisation_id = l.organisation_id AND a.state = 'in_review'",
        OVERDUE_TOLD.whole_days()
    );
    let people = format!("m.user_id = l.delegate_id AND {}", *DELEGATES_ONLY);
    add(conn, NotificationKind::DecisionWanted, (&approvals, &people), now, by_email).await
}

/// Tells the reviewers of stages whose time has passed, or administrators in their place. Returns how many
/// notifications were made. Needs a cross-tenant connection.
pub async fn add_overdue(conn: &mut AsyncPgConnection, now: OffsetDateTime, by_email: bool) -> QueryResult<usize> {
    let days = OVERDUE_TOLD.whole_days();
    let people = format!("a.due_at BETWEEN $2 - interval '{days} days' AND $2 AND {}", *REVIEWERS);
    add(conn, NotificationKind::DecisionOverdue, ("approvals a", &people), now, by_email).await
}

/// `approvals` is where approvals `a` come from; `people` is the condition on their people (see `people`).
async fn add(
    conn: &mut AsyncPgConnection,
    kind: NotificationKind,
    (approvals, people): (&str, &str),
    now: OffsetDateTime,
    by_email: bool,
) -> QueryResult<usize> {
    let query = format!(
        "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, delivery)
         SELECT a.organisation_id, m.user_id, $1, s.id, e.event, $2, CASE WHEN $3 THEN coalesce(d.delivery, $4) ELSE 'off' END
         FROM (SELECT $2) AS t (now) CROSS JOIN {approvals}
         JOIN approval_flows f ON f.id = a.flow_id
         JOIN submissions s ON s.id = a.submission_id
         JOIN memberships m ON m.organisation_id = a.organisation_id
         JOIN users u ON u.id = m.user_id
         CROSS JOIN LATERAL (SELECT s.id || '.' || a.round || '.' || a.stage) AS e (event)
         {CHOICE} $1
         WHERE {people} AND NOT EXISTS (SELECT FROM notifications n WHERE n.organisation_id = a.organisation_id
             AND n.user_id = m.user_id AND n.kind = $1 AND n.event = e.event)
         ON CONFLICT (organisation_id, user_id, kind, event) DO NOTHING"
    );
    diesel::sql_query(query)
        .bind::<Text, _>(kind)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(by_email)
        .bind::<Text, _>(kind.default_delivery())
        .execute(conn)
        .await
}
