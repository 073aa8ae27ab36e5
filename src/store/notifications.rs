//! Notifications of members.
//!
//! - this file: the list of a person, and what was read;
//! - `people`: the conditions on who is told; `add`: new ones; `due`: those about the days of actions;
//! - `stages`: those about stages that have lost their reviewers;
//! - `mail`: what has to be sent by e-mail; `choices`: what members have chosen.
//!
//! Invariants: rows are added by set in the transaction of their cause, once for each person, kind and event. What is
//! listed or sent is what the person can see at that moment.

pub mod add;
pub mod choices;
pub mod due;
pub mod mail;
pub mod people;
pub mod stages;

use super::{memberships::ACTIVE, schema::notifications};
use crate::domain::{
    ids::{ActionId, ModuleSlug, SubmissionId, WebhookId},
    notification::{NotificationKind, NotificationTarget},
    webhook::OffReason,
};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Bool, Date as SqlDate, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use people::WITHIN;
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// A notification with what it says.
#[derive(Clone, Debug, QueryableByName)]
pub struct NotificationRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: NotificationKind,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Bool)]
    pub is_read: bool,
    /// None: it is about a webhook.
    #[diesel(sql_type = Nullable<Text>)]
    pub submission_id: Option<SubmissionId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub module: Option<ModuleSlug>,
    #[diesel(sql_type = Nullable<Text>)]
    pub site_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub action_id: Option<ActionId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub title: Option<String>,
    #[diesel(sql_type = Nullable<SqlDate>)]
    pub due_on: Option<Date>,
    /// What the question of a comment is called, in every language of forms.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub question: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub webhook_id: Option<WebhookId>,
    /// Where the webhook sends to.
    #[diesel(sql_type = Nullable<Text>)]
    pub url: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub off_reason: Option<OffReason>,
    /// The member who caused it.
    #[diesel(sql_type = Nullable<Text>)]
    pub who: Option<String>,
}

/// The columns of a [`NotificationRow`].
const COLUMNS: &str =
    "n.id, n.kind, n.created_at, n.read_at IS NOT NULL AS is_read, s.submission_id, s.module, s.site_name,
    a.action_id, a.title, a.due_on, c.field_label AS question, h.webhook_id, h.url, h.off_reason,
    coalesce(w.full_name, w.email) AS who";

/// Notifications with what they are about, and the people who are told: members who can see it, or who own the action;
/// administrators of what belongs to no submission. `joins` is a further join.
fn visible(joins: &str) -> String {
    format!(
        "FROM notifications n
         JOIN memberships m ON m.organisation_id = n.organisation_id AND m.user_id = n.user_id
         JOIN users u ON u.id = n.user_id
         LEFT JOIN submissions s ON s.id = n.submission_id
         LEFT JOIN actions a ON a.id = n.action_id
         LEFT JOIN comments c ON c.id = n.comment_id
         LEFT JOIN webhooks h ON h.id = n.webhook_id
         LEFT JOIN users w ON w.id = n.caused_by {joins}
         WHERE {ACTIVE} AND CASE WHEN n.submission_id IS NULL THEN m.role = 'administrator'
             ELSE {WITHIN} OR a.owner_id = m.user_id END"
    )
}

/// The notifications of a person below a key, newest first.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    before: i64,
    limit: i64,
) -> QueryResult<Vec<NotificationRow>> {
    let query = format!(
        "SELECT {COLUMNS} {} AND n.organisation_id = $1 AND n.user_id = $2 AND n.id < $3 ORDER BY n.id DESC LIMIT $4",
        visible("")
    );
    diesel::sql_query(query)
        .bind::<BigInt, _>(organisation)
        .bind::<BigInt, _>(user)
        .bind::<BigInt, _>(before)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// Marks all notifications of a person as read; returns how many were not.
pub async fn mark_all_read(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let unread = notifications::table
        .filter(notifications::organisation_id.eq(organisation))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null());
    diesel::update(unread).set(notifications::read_at.eq(now)).execute(conn).await
}

/// Marks what a person was told about a page as read; returns how many were not.
pub async fn mark_read(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    target: &NotificationTarget,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let unread = notifications::table
        .filter(notifications::organisation_id.eq(organisation))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null())
        .filter(notifications::kind.eq_any(target.kinds()));
    let (about, id) = match target {
        NotificationTarget::Submission(id) | NotificationTarget::Comments(id) => {
            ("submission_id = (SELECT id FROM submissions WHERE submission_id = ", id.as_str())
        }
        NotificationTarget::Action(id) => ("action_id = (SELECT id FROM actions WHERE action_id = ", id.as_str()),
        NotificationTarget::Webhook(id) => ("webhook_id = (SELECT id FROM webhooks WHERE webhook_id = ", id.as_str()),
    };
    let about = unread.filter(sql::<Bool>(about).bind::<Text, _>(id).sql(")"));
    diesel::update(about).set(notifications::read_at.eq(now)).execute(conn).await
}

/// What asked for a decision about a submission is read: the stage has ended.
pub async fn settle_stage(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    settle(
        conn,
        "submission_id = $1 AND kind IN ('decision_wanted', 'decision_overdue')",
        submission,
        organisation,
        now,
    )
    .await
}

/// What was told about an action is read: nothing is left to be done, or it has another owner.
pub async fn settle_action(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    action: i64,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    settle(conn, "action_id = $1", action, organisation, now).await
}

/// What was told about a webhook is read: it is on again.
pub async fn settle_webhook(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    settle(conn, "webhook_id = $1", webhook, organisation, now).await
}

/// A row that is locked is left out: its reader marks it at this moment. So a decision never waits for its readers, nor
/// they for each other in a circle.
async fn settle(
    conn: &mut AsyncPgConnection,
    condition: &str,
    key: i64,
    organisation: i64,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let query = format!(
        "UPDATE notifications SET read_at = $3 WHERE id IN (SELECT id FROM notifications
             WHERE {condition} AND organisation_id = $2 AND read_at IS NULL FOR UPDATE SKIP LOCKED)"
    );
    diesel::sql_query(query)
        .bind::<BigInt, _>(key)
        .bind::<BigInt, _>(organisation)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await
}

/// Deletes notifications that are older than these times, if they were read and if not; returns how many, at most
/// `limit`. Needs a cross-tenant connection.
pub async fn delete_old(
    conn: &mut AsyncPgConnection,
    read_before: OffsetDateTime,
    unread_before: OffsetDateTime,
    limit: i64,
) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications
             WHERE created_at < $1 AND (read_at IS NOT NULL OR created_at < $2) ORDER BY created_at LIMIT $3)",
    )
    .bind::<Timestamptz, _>(read_before)
    .bind::<Timestamptz, _>(unread_before)
    .bind::<BigInt, _>(limit)
    .execute(conn)
    .await
}
