//! `/webhooks/<id>`: one webhook with what can be changed, and the log of what was sent.

use super::{
    fields::{WebhookFields, WebhookForm, WebhookStatus},
    password,
};
use crate::{
    domain::{
        ids::WebhookId,
        notification::NotificationTarget,
        problem::Problem,
        time_zone::TimeZone,
        webhook::{DeliveryState, OffReason},
    },
    i18n::Texts,
    services::webhooks::{
        self, Delivery, Webhook, WebhookRequest,
        log::{self, WebhookLog},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::notifications,
        params::IdParam,
        problem,
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::Status,
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "webhooks/show.html")]
pub struct WebhookPage {
    layout: Layout,
    id: String,
    url: String,
    description: String,
    is_on: bool,
    status: WebhookStatus,
    /// What has to be known about its state.
    notice: Option<String>,
    /// What was done before this page.
    done: Option<String>,
    /// Until when deliveries are signed with two secrets.
    both_until: Option<Moment>,
    fields: WebhookFields,
    /// What was entered as the beginning of a replay, and what is wrong with it.
    since: String,
    since_error: Option<String>,
    /// What is wrong with the password for a new secret.
    secret_error: Option<String>,
    rows: Vec<DeliveryView>,
    is_first: bool,
    next_url: Option<String>,
}

struct DeliveryView {
    key: i64,
    event: &'static str,
    event_id: String,
    submission: Option<String>,
    at: Moment,
    state: &'static str,
    state_css: &'static str,
    attempts: String,
    last: Option<Moment>,
    /// When the next attempt is due.
    next: Option<Moment>,
    status: Option<i32>,
    failure: Option<&'static str>,
    answer: Option<String>,
}

/// The form of the page that was refused.
pub enum RefusedForm<'a> {
    /// With what was entered and the errors.
    Change(WebhookFields),
    /// What was entered as the beginning of a replay, and why it was refused.
    Replay { since: &'a str, sentence: String },
    /// Why the password for a new secret was refused.
    NewSecret(String),
}

#[derive(Responder)]
pub enum WebhookResponse {
    Done(Box<Redirect>),
    Again((Status, Box<WebhookPage>)),
}

#[get("/webhooks/<id>?<before>&<done>&<count>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
    before: Option<i64>,
    done: Option<&str>,
    count: Option<usize>,
) -> Result<WebhookPage, ErrorResponse> {
    let context = notifications::opened(app, context, NotificationTarget::Webhook(id.0.clone())).await?;
    let texts = Texts::of(context.lang);
    let address = format!("/webhooks/{}{}", id.0, before.map(|key| format!("?before={key}")).unwrap_or_default());
    let layout = Layout::at(&context, &address, Nav::Organisation, texts.t("webhook-one-title"));
    let log = log::page(app, &context.actor, &id.0, before).await?;
    let done = match done {
        Some("saved") => Some(texts.t("organisation-saved").to_owned()),
        Some("sent") => Some(texts.t("webhook-test-added").to_owned()),
        Some("again") => Some(texts.with("webhook-replayed", &[("count", count.unwrap_or_default().into())])),
        Some("on") => Some(texts.t("webhook-switched-on").to_owned()),
        Some("off") => Some(texts.t("webhook-switched-off").to_owned()),
        _ => None,
    };
    let request = request_of(&log.webhook);
    let fields = WebhookFields::new(texts, &request, &[], password::is_asked(app, &context));
    let page = WebhookPage::new(layout, context.zone, log, fields, before.is_none());
    Ok(WebhookPage { done, ..page })
}

#[post("/webhooks/<id>", data = "<typed>")]
pub async fn change(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
    typed: Form<WebhookForm>,
) -> Result<WebhookResponse, ErrorResponse> {
    let (request, password) = typed.into_inner().into_parts();
    if let Err(refused) = password::check(app, &context, &password).await? {
        let status = refused.status;
        let fields = WebhookFields::with_refused_password(Texts::of(context.lang), &request, refused.sentence);
        let page = again(app, &context, &id.0, RefusedForm::Change(fields)).await?;
        return Ok(WebhookResponse::Again((status, Box::new(page))));
    }
    match webhooks::change(app, &context.actor, &id.0, &request).await {
        Ok(()) => Ok(WebhookResponse::Done(Box::new(Redirect::to(format!("/webhooks/{}?done=saved", id.0))))),
        Err(problem @ Problem::Invalid(_)) if !context.wants_json => {
            let status = problem::status(&problem);
            let Problem::Invalid(errors) = problem else { return Err(problem.into()) };
            let fields = WebhookFields::new(Texts::of(context.lang), &request, &errors, false);
            let page = again(app, &context, &id.0, RefusedForm::Change(fields)).await?;
            Ok(WebhookResponse::Again((status, Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The page with what was entered and refused.
pub async fn again(
    app: &AppState,
    context: &RequestContext,
    id: &WebhookId,
    refused: RefusedForm<'_>,
) -> Result<WebhookPage, Problem> {
    let texts = Texts::of(context.lang);
    let layout = Layout::answering_post(context, Nav::Organisation, texts.t("webhook-one-title"), true);
    let log = log::page(app, &context.actor, id, None).await?;
    let unchanged =
        |log: &WebhookLog| WebhookFields::new(texts, &request_of(&log.webhook), &[], password::is_asked(app, context));
    let (fields, replay, secret_error) = match refused {
        RefusedForm::Change(fields) => (fields, None, None),
        RefusedForm::Replay { since, sentence } => (unchanged(&log), Some((since, sentence)), None),
        RefusedForm::NewSecret(sentence) => (unchanged(&log), None, Some(sentence)),
    };
    let page = WebhookPage::new(layout, context.zone, log, fields, true);
    let (since, since_error) = replay.map_or((String::new(), None), |(since, error)| (since.to_owned(), Some(error)));
    Ok(WebhookPage { since, since_error, secret_error, ..page })
}

fn request_of(webhook: &Webhook) -> WebhookRequest {
    WebhookRequest {
        url: webhook.url.clone(),
        description: webhook.description.clone(),
        kinds: webhook.kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
    }
}

impl WebhookPage {
    fn new(layout: Layout, zone: TimeZone, log: WebhookLog, fields: WebhookFields, is_first: bool) -> WebhookPage {
        let WebhookLog { webhook, deliveries, next } = log;
        let texts = layout.texts;
        let moment = |at| texts.moment(zone.at(at));
        let notice = match (webhook.off, webhook.failing_since) {
            (Some((at, reason)), _) => {
                let key = match reason {
                    OffReason::ByAdministrator => "webhook-off-by-administrator",
                    OffReason::Gone => "webhook-off-gone",
                    OffReason::Failing => "webhook-off-failing",
                };
                Some(texts.with(key, &[("at", moment(at).text.into())]))
            }
            (None, Some(since)) => Some(texts.with("webhook-failing-since", &[("at", moment(since).text.into())])),
            (None, None) => None,
        };
        WebhookPage {
            id: webhook.id.to_string(),
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            is_on: webhook.off.is_none(),
            status: WebhookStatus::of(&webhook, texts),
            notice,
            done: None,
            both_until: webhook.previous_until.map(moment),
            fields,
            since: String::new(),
            since_error: None,
            secret_error: None,
            rows: deliveries.into_iter().map(|delivery| DeliveryView::new(delivery, texts, zone)).collect(),
            is_first,
            next_url: next.map(|key| format!("/webhooks/{}?before={key}", webhook.id)),
            layout,
        }
    }
}

impl DeliveryView {
    fn new(delivery: Delivery, texts: Texts, zone: TimeZone) -> DeliveryView {
        let moment = |at| texts.moment(zone.at(at));
        let waits_again = delivery.state == DeliveryState::Waiting && delivery.attempts > 0;
        DeliveryView {
            key: delivery.key,
            event: texts.event_kind(delivery.kind),
            event_id: delivery.event_id.to_string(),
            submission: delivery.submission.map(|id| id.to_string()),
            at: moment(delivery.occurred_at),
            state: texts.delivery_state(delivery.state),
            state_css: match delivery.state {
                DeliveryState::Waiting => "pending",
                DeliveryState::Delivered => "completed",
                DeliveryState::Failed => "failed",
            },
            attempts: texts.number(i64::from(delivery.attempts)),
            last: delivery.last_attempt_at.map(moment),
            next: waits_again.then(|| moment(delivery.due_at)),
            status: delivery.last_status,
            failure: delivery.last_failure.map(|failure| texts.send_failure(failure)),
            answer: delivery.last_answer,
        }
    }
}
