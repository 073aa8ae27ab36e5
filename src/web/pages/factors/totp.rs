//! Setting up an authenticator app: the QR code and the secret, and the field for its first code.

use super::{ADDRESS, confirm_first, member};
use crate::{
    domain::problem::Problem,
    services::factors::totp::{self, Pending},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            layout::{Layout, Nav},
            qr::{QUIET, QrView},
        },
    },
};
use anyhow::anyhow;
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::{ContentType, Status},
    post,
    response::{Redirect, Responder},
};

const HERE: &str = "/account/factors/totp";

#[derive(Template, WebTemplate)]
#[template(path = "factors/totp.html")]
pub struct SetupPage {
    layout: Layout,
    letters: String,
    wrong: bool,
}

#[derive(Responder)]
pub enum TotpResponse {
    Done(Box<Redirect>),
    Page((Status, Box<SetupPage>)),
}

#[post("/account/factors/totp")]
pub async fn begin(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    let member = member(&context)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(first);
    }
    totp::begin(app, &context.actor, &member).await?;
    Ok(Redirect::to(HERE))
}

#[get("/account/factors/totp")]
pub async fn show(app: &AppState, context: RequestContext) -> Result<SetupPage, ErrorResponse> {
    let pending = pending(app, &context).await?;
    Ok(SetupPage::new(&context, &pending, false))
}

/// The picture for the app's camera. Like every answer of ours no cache keeps it.
#[get("/account/factors/totp/qr.svg")]
pub async fn picture(app: &AppState, context: RequestContext) -> Result<(ContentType, String), ErrorResponse> {
    let pending = pending(app, &context).await?;
    let issuer = context.member.as_ref().map_or("Injaaz", |member| member.organisation_name.as_str());
    let code = QrView::new(&pending.address(issuer), QUIET)
        .ok_or_else(|| Problem::Internal(anyhow!("the address is too long for a QR code")))?;
    Ok((ContentType::SVG, code.svg()))
}

async fn pending(app: &AppState, context: &RequestContext) -> Result<Pending, ErrorResponse> {
    let member = member(context)?;
    Ok(totp::pending(app, &context.actor, &member).await?)
}

#[derive(FromForm)]
pub struct TotpCodeForm<'r> {
    #[field(default = "")]
    code: &'r str,
}

#[post("/account/factors/totp/confirm", data = "<typed>")]
pub async fn confirm(
    app: &AppState,
    context: RequestContext,
    typed: Form<TotpCodeForm<'_>>,
) -> Result<TotpResponse, ErrorResponse> {
    let member = member(&context)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(TotpResponse::Done(Box::new(first)));
    }
    let right = totp::confirm(app, &context.actor, &member, typed.code).await;
    if right? {
        return Ok(TotpResponse::Done(Box::new(Redirect::to(ADDRESS))));
    }
    let pending = pending(app, &context).await?;
    Ok(TotpResponse::Page((Status::UnprocessableEntity, Box::new(SetupPage::new(&context, &pending, true)))))
}

impl SetupPage {
    fn new(context: &RequestContext, pending: &Pending, wrong: bool) -> SetupPage {
        let layout = Layout::at(context, HERE, Nav::Elsewhere, "");
        let title = layout.texts.t("factor-setup-title").to_owned();
        SetupPage { layout: Layout { title, refused: wrong, ..layout }, letters: pending.grouped_secret(), wrong }
    }
}
