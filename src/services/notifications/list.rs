//! The notifications of a member, and what they have read.

use crate::{
    app::App,
    domain::{
        ids::ModuleSlug,
        lang::Label,
        notification::{Notice, NoticeAction, NoticeSubject, NotificationKind, NotificationTarget},
        problem::Problem,
    },
    services::actor::Actor,
    store::{self, notifications::NotificationRow},
};
use serde::Deserialize;
use time::OffsetDateTime;

/// Notifications on one page.
pub const PAGE: i64 = 30;

/// A notification in the list.
pub struct ListedNotification {
    pub notice: Notice,
    /// The form of the inspection, if it is about one.
    pub module: Option<ModuleSlug>,
    pub at: OffsetDateTime,
    pub is_read: bool,
}

pub struct NotificationPage {
    pub rows: Vec<ListedNotification>,
    /// The cursor of older ones.
    pub next: Option<i64>,
}

/// The notifications below a key, newest first.
pub async fn page(app: &App, actor: &Actor, before: Option<i64>) -> Result<NotificationPage, Problem> {
    let Some(user) = actor.user_id else { return Ok(NotificationPage { rows: Vec::new(), next: None }) };
    let mut conn = actor.connection(&app.pool).await?;
    let below = before.unwrap_or(i64::MAX);
    let mut rows = store::notifications::page(&mut conn, actor.organisation_id, user, below, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = rows.len() > page;
    rows.truncate(page);
    Ok(NotificationPage {
        next: rows.last().filter(|_| has_more).map(|row| row.id),
        rows: rows
            .iter()
            .filter_map(|row| {
                Some(ListedNotification {
                    notice: notice(row)?,
                    module: row.module.clone(),
                    at: row.created_at,
                    is_read: row.is_read,
                })
            })
            .collect(),
    })
}

/// Marks everything as read.
pub async fn read_all(app: &App, actor: &Actor) -> Result<(), Problem> {
    let Some(user) = actor.user_id else { return Ok(()) };
    let mut conn = actor.connection(&app.pool).await?;
    store::notifications::mark_all_read(&mut conn, actor.organisation_id, user, app.clock.now()).await?;
    Ok(())
}

/// Marks what the member was told about a page that they open as read; returns how many notifications. Afterwards no
/// server remembers the number before.
pub async fn opened(app: &App, actor: &Actor, target: &NotificationTarget) -> Result<usize, Problem> {
    let Some(user) = actor.user_id else { return Ok(0) };
    let mut conn = actor.connection(&app.pool).await?;
    let now = app.clock.now();
    let read = store::notifications::mark_read(&mut conn, actor.organisation_id, user, target, now).await?;
    if read > 0 {
        app.members.forget_all();
    }
    Ok(read)
}

/// What a notification says. None if the row names no subject, which a constraint of the table excludes.
pub(super) fn notice(row: &NotificationRow) -> Option<Notice> {
    let (target, subject) = match (&row.webhook_id, &row.submission_id) {
        (Some(webhook), _) => (
            NotificationTarget::Webhook(webhook.clone()),
            NoticeSubject::Webhook { receiver: row.url.clone().unwrap_or_default(), off: row.off_reason },
        ),
        (None, Some(submission)) => {
            let target = match (row.kind, &row.action_id) {
                (NotificationKind::Mentioned, _) => NotificationTarget::Comments(submission.clone()),
                (_, Some(action)) => NotificationTarget::Action(action.clone()),
                (_, None) => NotificationTarget::Submission(submission.clone()),
            };
            (target, NoticeSubject::Inspection { site_name: row.site_name.clone().unwrap_or_default() })
        }
        (None, None) => return None,
    };
    let action = row.title.clone().zip(row.due_on);
    Some(Notice {
        kind: row.kind,
        target,
        subject,
        who: row.who.clone(),
        action: action.map(|(title, due_on)| NoticeAction { title, due_on }),
        question: row.question.as_ref().and_then(|label| Label::deserialize(label).ok()),
    })
}
