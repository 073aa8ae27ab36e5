//! New notifications, one statement for all people of an event.

use super::{
    super::memberships::ACTIVE,
    people::{CHOICE, REVIEWERS, WITHIN},
};
use crate::domain::notification::NotificationKind;
use diesel::{
    QueryResult,
    sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// An event about a submission, about something that belongs to one, or about a webhook.
#[derive(Clone, Copy, Debug)]
pub struct NewNotification<'a> {
    pub organisation: i64,
    pub kind: NotificationKind,
    pub about: About,
    pub event: &'a str,
    /// This member is not told.
    pub caused_by: Option<i64>,
    pub now: OffsetDateTime,
    /// Without a mail server nothing is kept for sending.
    pub by_email: bool,
}

/// What a notification is about, by keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Submission(i64),
    Action { submission: i64, action: i64 },
    Comment { submission: i64, comment: i64 },
    Webhook(i64),
}

/// Who gets a notification; of these, the active members who can see what it is about.
#[derive(Clone, Copy, Debug)]
pub enum Recipients<'a> {
    /// The reviewers of the present stage, or administrators in their place.
    Reviewers,
    /// Who sent the submission.
    Sender,
    /// Of these users.
    Members(&'a [i64]),
    /// The owner of an action, who sees it in any case.
    Owner(i64),
    /// The administrators, of something that belongs to no submission.
    Administrators,
}

/// Adds the notifications of an event; returns how many there were none of before.
pub async fn add(
    conn: &mut AsyncPgConnection,
    new: &NewNotification<'_>,
    recipients: Recipients<'_>,
) -> QueryResult<usize> {
    let (whom, named): (String, Option<Vec<i64>>) = match recipients {
        Recipients::Reviewers => (
            format!(
                "EXISTS (SELECT FROM approvals a JOIN approval_flows f ON f.id = a.flow_id
                         CROSS JOIN (SELECT $7) AS t (now)
                     WHERE a.submission_id = s.id AND a.state = 'in_review' AND {})",
                *REVIEWERS
            ),
            None,
        ),
        Recipients::Sender => (format!("{WITHIN} AND m.user_id = s.user_id"), None),
        Recipients::Members(users) => (WITHIN.to_owned(), Some(users.to_vec())),
        Recipients::Owner(user) => ("true".to_owned(), Some(vec![user])),
        Recipients::Administrators => ("m.role = 'administrator'".to_owned(), None),
    };
    let (submission, action, comment, webhook) = match new.about {
        About::Submission(key) => (Some(key), None, None, None),
        About::Action { submission, action } => (Some(submission), Some(action), None, None),
        About::Comment { submission, comment } => (Some(submission), None, Some(comment), None),
        About::Webhook(key) => (None, None, None, Some(key)),
    };
    let members = match submission {
        Some(_) => "submissions s JOIN memberships m ON m.organisation_id = s.organisation_id AND s.id = $2",
        None => "memberships m",
    };
    let query = format!(
        "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, action_id, comment_id, webhook_id, event,
             caused_by, created_at, delivery)
         SELECT m.organisation_id, m.user_id, $3, $2, $4, $11, $12, $5, $6, $7,
             CASE WHEN $8 THEN coalesce(d.delivery, $9) ELSE 'off' END
         FROM {members} JOIN users u ON u.id = m.user_id {CHOICE} $3
         WHERE m.organisation_id = $1 AND m.user_id IS DISTINCT FROM $6 AND {ACTIVE} AND {whom}
             AND ($10 IS NULL OR m.user_id = ANY ($10))
         ON CONFLICT (organisation_id, user_id, kind, event) DO NOTHING"
    );
    diesel::sql_query(query)
        .bind::<BigInt, _>(new.organisation)
        .bind::<Nullable<BigInt>, _>(submission)
        .bind::<Text, _>(new.kind)
        .bind::<Nullable<BigInt>, _>(action)
        .bind::<Text, _>(new.event)
        .bind::<Nullable<BigInt>, _>(new.caused_by)
        .bind::<Timestamptz, _>(new.now)
        .bind::<Bool, _>(new.by_email)
        .bind::<Text, _>(new.kind.default_delivery())
        .bind::<Nullable<Array<BigInt>>, _>(named)
        .bind::<Nullable<BigInt>, _>(comment)
        .bind::<Nullable<BigInt>, _>(webhook)
        .execute(conn)
        .await
}
