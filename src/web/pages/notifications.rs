//! `/notifications`: what the member is told, newest first, and what they have read.

use crate::{
    domain::notification::{NoticeSubject, NotificationTarget},
    i18n::Texts,
    services::notifications::list::{self, ListedNotification},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::submissions::controls::short_name,
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, post, response::Redirect};
use std::sync::Arc;

const ADDRESS: &str = "/notifications";

#[derive(Template, WebTemplate)]
#[template(path = "notifications/list.html")]
pub struct NotificationsPage {
    layout: Layout,
    rows: Vec<NotificationView>,
    next: Option<String>,
    first_page: bool,
    has_unread: bool,
}

struct NotificationView {
    url: String,
    what: &'static str,
    /// The site of an inspection, or the address of a webhook.
    subject: String,
    without_site: bool,
    /// The form of an inspection, or why a webhook is off.
    more: Option<String>,
    /// The title of the action, and when it is due.
    action: Option<(String, String)>,
    /// What the question of a comment is called.
    question: Option<String>,
    who: Option<String>,
    at: Moment,
    is_read: bool,
}

#[get("/notifications?<before>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    before: Option<i64>,
) -> Result<NotificationsPage, ErrorResponse> {
    let found = list::page(app, &context.actor, before).await?;
    let texts = Texts::of(context.lang);
    let layout = Layout::new(&context, Nav::Elsewhere, texts.t("notification-title"));
    let rows: Vec<NotificationView> = found.rows.into_iter().map(|row| NotificationView::new(&context, row)).collect();
    Ok(NotificationsPage {
        has_unread: layout.unread_notifications().is_some() || rows.iter().any(|row| !row.is_read),
        rows,
        next: found.next.map(|before| format!("{ADDRESS}?before={before}")),
        first_page: before.is_none(),
        layout,
    })
}

#[post("/notifications/read")]
pub async fn read_all(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    list::read_all(app, &context.actor).await?;
    Ok(Redirect::to(ADDRESS))
}

/// Marks what the member was told about a page that they open as read. Returns the context of the request with the number
/// that is left, so that the page shows it.
pub async fn opened(
    app: &AppState,
    mut context: RequestContext,
    target: NotificationTarget,
) -> Result<RequestContext, ErrorResponse> {
    let Some(member) = context.member.as_mut().filter(|member| member.via.token().is_none()) else {
        return Ok(context);
    };
    let read = list::opened(app, &context.actor, &target).await?;
    if read > 0 {
        let member = Arc::make_mut(member);
        let read = i64::try_from(read).unwrap_or(i64::MAX);
        member.unread_notifications = member.unread_notifications.saturating_sub(read).max(0);
    }
    Ok(context)
}

impl NotificationView {
    fn new(context: &RequestContext, row: ListedNotification) -> NotificationView {
        let texts = Texts::of(context.lang);
        let notice = row.notice;
        let due = |day| texts.with("notification-due", &[("day", texts.date(day).into())]);
        // The newest comments are at the end of their page.
        let fragment = if matches!(notice.target, NotificationTarget::Comments(_)) { "#newest" } else { "" };
        let (subject, without_site, more) = match notice.subject {
            NoticeSubject::Inspection { site_name } => {
                let module = row.module.map(|module| short_name(&context.forms, &module, context.lang));
                (labels::site(texts, site_name.clone()), site_name.trim().is_empty(), module)
            }
            NoticeSubject::Webhook { receiver, off } => {
                (receiver, false, off.and_then(|reason| texts.webhook_off_reason(reason)).map(str::to_owned))
            }
        };
        NotificationView {
            url: format!("{}{fragment}", notice.target.path()),
            what: texts.notification_kind(notice.kind),
            subject,
            without_site,
            more,
            action: notice.action.map(|action| (action.title, due(action.due_on))),
            question: notice.question.map(|question| question.get(context.lang).to_owned()),
            who: notice.who,
            at: texts.moment(context.zone.at(row.at)),
            is_read: row.is_read,
        }
    }
}
