//! `/webhooks`: the programs that the organisation tells of what happens.
//!
//! - this file: their list, and adding one; `fields`: the form of a webhook; `password`: what it asks for;
//! - `show`: one of them with its log; `steps`: what can be done with it.

pub mod fields;
pub mod password;
pub mod show;
pub mod steps;

use crate::{
    domain::problem::Problem,
    i18n::Texts,
    services::webhooks::{self, WebhookRequest},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        problem,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use fields::{WebhookFields, WebhookForm, WebhookStatus};
use rocket::{Responder, get, http::Status, post};

const ADDRESS: &str = "/webhooks";

#[derive(Template, WebTemplate)]
#[template(path = "webhooks/list.html")]
pub struct ListPage {
    layout: Layout,
    rows: Vec<ListedWebhook>,
    fields: WebhookFields,
    deleted: bool,
}

struct ListedWebhook {
    id: String,
    url: String,
    description: String,
    status: WebhookStatus,
}

/// The one page that shows a secret.
#[derive(Template, WebTemplate)]
#[template(path = "webhooks/secret.html")]
pub struct SecretPage {
    layout: Layout,
    id: String,
    url: String,
    secret: String,
    /// It takes the place of another one.
    is_replaced: bool,
}

#[derive(Responder)]
pub enum AddResponse {
    Added((Status, Box<SecretPage>)),
    Again((Status, Box<ListPage>)),
}

#[get("/webhooks?<done>")]
pub async fn list(app: &AppState, context: RequestContext, done: Option<&str>) -> Result<ListPage, ErrorResponse> {
    let asks_password = password::is_asked(app, &context);
    let fields = WebhookFields::new(Texts::of(context.lang), &WebhookRequest::default(), &[], asks_password);
    let layout = Layout::at(&context, ADDRESS, Nav::Organisation, Texts::of(context.lang).t("webhook-title"));
    Ok(page(app, &context, layout, fields, done == Some("deleted")).await?)
}

#[post("/webhooks", data = "<typed>")]
pub async fn add(
    app: &AppState,
    context: RequestContext,
    typed: Form<WebhookForm>,
) -> Result<AddResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let (request, password) = typed.into_inner().into_parts();
    if let Err(refused) = password::check(app, &context, &password).await? {
        let layout = Layout::answering_post(&context, Nav::Organisation, texts.t("webhook-title"), true);
        let fields = WebhookFields::with_refused_password(texts, &request, refused.sentence);
        let page = page(app, &context, layout, fields, false).await?;
        return Ok(AddResponse::Again((refused.status, Box::new(page))));
    }
    match webhooks::add(app, &context.actor, &request).await {
        Ok(made) => Ok(AddResponse::Added((Status::Created, Box::new(SecretPage::new(&context, made, false))))),
        Err(problem @ Problem::Invalid(_)) if !context.wants_json => {
            let status = problem::status(&problem);
            let Problem::Invalid(errors) = problem else { return Err(problem.into()) };
            let layout = Layout::answering_post(&context, Nav::Organisation, texts.t("webhook-title"), true);
            let fields = WebhookFields::new(texts, &request, &errors, false);
            let page = page(app, &context, layout, fields, false).await?;
            Ok(AddResponse::Again((status, Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    fields: WebhookFields,
    deleted: bool,
) -> Result<ListPage, Problem> {
    let texts = Texts::of(context.lang);
    let rows = webhooks::all(app, &context.actor).await?.into_iter().map(|webhook| ListedWebhook {
        status: WebhookStatus::of(&webhook, texts),
        id: webhook.id.to_string(),
        url: webhook.url,
        description: webhook.description,
    });
    Ok(ListPage { layout, rows: rows.collect(), fields, deleted })
}

impl SecretPage {
    fn new(context: &RequestContext, made: webhooks::WebhookWithSecret, is_replaced: bool) -> SecretPage {
        let title = Texts::of(context.lang).t("webhook-secret-title");
        SecretPage {
            layout: Layout::answering_post(context, Nav::Organisation, title, false),
            id: made.id.to_string(),
            url: made.url,
            secret: made.secret.text(),
            is_replaced,
        }
    }
}
