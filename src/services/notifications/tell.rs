//! New notifications, in the transaction of their cause. The actor is never told of their own act.

use crate::{
    app::App,
    domain::{
        approval::progress::Progress,
        notification::{
            NotificationKind,
            approval::{self, StepNotice},
        },
    },
    services::actor::Actor,
    store::{
        DbConnection, DbResult,
        notifications::{
            self,
            add::{About, NewNotification, Recipients, add},
        },
    },
};
use time::OffsetDateTime;

/// The approval of a new submission began: its first reviewers are told.
pub(in crate::services) async fn approval_began(
    app: &App,
    conn: &mut DbConnection,
    actor: &Actor,
    submission: i64,
    now: OffsetDateTime,
) -> DbResult<()> {
    let event = approval::event(submission, &Progress::begin());
    let new = about(app, actor, NotificationKind::DecisionWanted, submission, &event, now);
    add(conn, &new, Recipients::Reviewers).await.map(drop)
}

/// A step of an approval was taken, after which the row of the approval was saved: the reviewers of a new stage are told,
/// or the sender of a result. The requests of the stage before are settled.
pub(in crate::services) async fn step_taken(
    app: &App,
    conn: &mut DbConnection,
    actor: &Actor,
    submission: i64,
    (before, after): (&Progress, &Progress),
    now: OffsetDateTime,
) -> DbResult<()> {
    if approval::has_moved(before, after) {
        notifications::settle_stage(conn, actor.organisation_id, submission, now).await?;
    }
    let (kind, recipients) = match approval::after_step(before, after) {
        Some(StepNotice::Reviewers) => (NotificationKind::DecisionWanted, Recipients::Reviewers),
        Some(StepNotice::Sender(kind)) => (kind, Recipients::Sender),
        None => return Ok(()),
    };
    let event = approval::event(submission, after);
    add(conn, &about(app, actor, kind, submission, &event, now), recipients).await.map(drop)
}

/// A comment names members. A changed comment tells only those whom it did not name before.
pub(in crate::services) async fn mentioned(
    app: &App,
    conn: &mut DbConnection,
    actor: &Actor,
    (submission, comment): (i64, i64),
    members: &[i64],
    now: OffsetDateTime,
) -> DbResult<()> {
    if members.is_empty() {
        return Ok(());
    }
    let event = comment.to_string();
    let new = NewNotification {
        about: About::Comment { submission, comment },
        ..about(app, actor, NotificationKind::Mentioned, submission, &event, now)
    };
    add(conn, &new, Recipients::Members(members)).await.map(drop)
}

/// A client responded to a report that these members sent or shared.
pub(in crate::services) async fn client_responded(
    app: &App,
    conn: &mut DbConnection,
    client: &Actor,
    (submission, response): (i64, i64),
    members: &[i64],
    now: OffsetDateTime,
) -> DbResult<()> {
    let event = format!("{submission}.{response}");
    let new = about(app, client, NotificationKind::ClientResponded, submission, &event, now);
    add(conn, &new, Recipients::Members(members)).await.map(drop)
}

/// An action has a new owner, with this version of its row.
pub(in crate::services) async fn assigned(
    app: &App,
    conn: &mut DbConnection,
    actor: &Actor,
    (submission, action): (i64, i64),
    owner: Option<i64>,
    version: i32,
    now: OffsetDateTime,
) -> DbResult<()> {
    let Some(owner) = owner else { return Ok(()) };
    let event = format!("{action}.{version}");
    let new = NewNotification {
        about: About::Action { submission, action },
        ..about(app, actor, NotificationKind::ActionAssigned, submission, &event, now)
    };
    add(conn, &new, Recipients::Owner(owner)).await.map(drop)
}

/// Nothing is left to be done about an action, or another member does it.
pub(in crate::services) async fn action_settled(
    conn: &mut DbConnection,
    actor: &Actor,
    action: i64,
    now: OffsetDateTime,
) -> DbResult<()> {
    notifications::settle_action(conn, actor.organisation_id, action, now).await.map(drop)
}

/// A webhook was switched off because of its receiver.
pub(in crate::services) async fn webhook_off(
    app: &App,
    conn: &mut DbConnection,
    organisation: i64,
    webhook: i64,
    now: OffsetDateTime,
) -> DbResult<()> {
    let event = format!("{webhook}.{}", now.unix_timestamp());
    let new = NewNotification {
        organisation,
        kind: NotificationKind::WebhookOff,
        about: About::Webhook(webhook),
        event: &event,
        caused_by: None,
        now,
        by_email: app.mailer.is_configured(),
    };
    add(conn, &new, Recipients::Administrators).await.map(drop)
}

/// A webhook is on again.
pub(in crate::services) async fn webhook_settled(
    conn: &mut DbConnection,
    organisation: i64,
    webhook: i64,
    now: OffsetDateTime,
) -> DbResult<()> {
    notifications::settle_webhook(conn, organisation, webhook, now).await.map(drop)
}

fn about<'a>(
    app: &App,
    actor: &Actor,
    kind: NotificationKind,
    submission: i64,
    event: &'a str,
    now: OffsetDateTime,
) -> NewNotification<'a> {
    NewNotification {
        organisation: actor.organisation_id,
        kind,
        about: About::Submission(submission),
        event,
        caused_by: actor.user_id,
        now,
        by_email: app.mailer.is_configured(),
    }
}
