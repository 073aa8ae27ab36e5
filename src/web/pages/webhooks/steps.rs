//! What can be done with a webhook: switching it on and off, a new secret, a test, sending again, deleting it.

use super::{
    SecretPage, password,
    show::{RefusedForm, WebhookPage, WebhookResponse, again},
};
use crate::{
    domain::{ids::WebhookId, iso_date},
    i18n::Texts,
    services::webhooks::{self, log},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
    },
};
use rocket::{FromForm, Responder, http::Status, post, response::Redirect};
use time::{OffsetDateTime, PrimitiveDateTime, Time};

#[derive(FromForm)]
pub struct SwitchForm<'r> {
    #[field(default = "")]
    on: &'r str,
}

#[derive(FromForm)]
pub struct ReplayForm<'r> {
    #[field(default = "")]
    since: &'r str,
}

#[post("/webhooks/<id>/switch", data = "<typed>")]
pub async fn switch(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
    typed: Form<SwitchForm<'_>>,
) -> Result<Redirect, ErrorResponse> {
    let on = typed.on == "yes";
    webhooks::switch(app, &context.actor, &id.0, on).await?;
    Ok(Redirect::to(format!("/webhooks/{}?done={}", id.0, if on { "on" } else { "off" })))
}

/// No `Debug`: there is a password in it.
#[derive(FromForm)]
pub struct NewSecretForm<'r> {
    #[field(default = "")]
    password: &'r str,
}

#[derive(Responder)]
pub enum NewSecretResponse {
    Made((Status, Box<SecretPage>)),
    Again((Status, Box<WebhookPage>)),
}

#[post("/webhooks/<id>/secret", data = "<typed>")]
pub async fn replace_secret(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
    typed: Form<NewSecretForm<'_>>,
) -> Result<NewSecretResponse, ErrorResponse> {
    if let Err(refused) = password::check(app, &context, typed.password).await? {
        let page = again(app, &context, &id.0, RefusedForm::NewSecret(refused.sentence)).await?;
        return Ok(NewSecretResponse::Again((refused.status, Box::new(page))));
    }
    let made = webhooks::replace_secret(app, &context.actor, &id.0).await?;
    Ok(NewSecretResponse::Made((Status::Created, Box::new(SecretPage::new(&context, made, true)))))
}

#[post("/webhooks/<id>/test")]
pub async fn test(app: &AppState, context: RequestContext, id: IdParam<WebhookId>) -> Result<Redirect, ErrorResponse> {
    webhooks::send_test(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("/webhooks/{}?done=sent#log", id.0)))
}

#[post("/webhooks/<id>/deliveries/<delivery>/send")]
pub async fn send_again(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
    delivery: i64,
) -> Result<Redirect, ErrorResponse> {
    log::send_again(app, &context.actor, &id.0, delivery).await?;
    Ok(Redirect::to(format!("/webhooks/{}?done=again&count=1#log", id.0)))
}

#[post("/webhooks/<id>/replay", data = "<typed>")]
pub async fn replay(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
    typed: Form<ReplayForm<'_>>,
) -> Result<WebhookResponse, ErrorResponse> {
    let Some(since) = read_since(typed.since, &context) else {
        let sentence = Texts::of(context.lang).t("webhook-since-wrong").to_owned();
        let page = again(app, &context, &id.0, RefusedForm::Replay { since: typed.since, sentence }).await?;
        return Ok(WebhookResponse::Again((Status::UnprocessableEntity, Box::new(page))));
    };
    let count = log::replay(app, &context.actor, &id.0, since).await?;
    Ok(WebhookResponse::Done(Box::new(Redirect::to(format!("/webhooks/{}?done=again&count={count}#log", id.0)))))
}

#[post("/webhooks/<id>/delete")]
pub async fn delete(
    app: &AppState,
    context: RequestContext,
    id: IdParam<WebhookId>,
) -> Result<Redirect, ErrorResponse> {
    webhooks::delete(app, &context.actor, &id.0).await?;
    Ok(Redirect::to("/webhooks?done=deleted"))
}

/// The moment of `2026-03-14T09:30` or `2026-03-14` in the zone of the reader.
fn read_since(text: &str, context: &RequestContext) -> Option<OffsetDateTime> {
    let text = text.trim();
    let (day, clock) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let day = iso_date::parse_iso(day)?;
    let mut parts = clock.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let time = Time::from_hms(hour, minute, 0).ok()?;
    Some(context.zone.moment_of(PrimitiveDateTime::new(day, time)).0)
}
