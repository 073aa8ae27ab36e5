//! Setting up an app for codes: a picture and letters to give to the app, and the field for its first code.

use super::{ADDRESS, confirm_first, member};
use crate::{
    services::factors::totp::{self, Pending},
    web::{
        body::Form,
        error::Failed,
        guards::{Asked, TheApp},
        view::layout::{Layout, Nav},
    },
};
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
pub enum Posted {
    Done(Box<Redirect>),
    Again((Status, Box<SetupPage>)),
}

#[post("/account/factors/totp")]
pub async fn begin(app: &TheApp, asked: Asked) -> Result<Redirect, Failed> {
    let member = member(&asked)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(first);
    }
    totp::begin(app, &asked.caller, &member).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(Redirect::to(HERE))
}

#[get("/account/factors/totp")]
pub async fn show(app: &TheApp, asked: Asked) -> Result<SetupPage, Failed> {
    let pending = pending(app, &asked).await?;
    Ok(SetupPage::new(&asked, &pending, false))
}

/// The picture for the app's camera. Like every answer of ours no cache keeps it.
#[get("/account/factors/totp/qr.svg")]
pub async fn picture(app: &TheApp, asked: Asked) -> Result<(ContentType, String), Failed> {
    let pending = pending(app, &asked).await?;
    let issuer = asked.member.as_ref().map_or("Injaaz", |member| member.organisation_name.as_str());
    let picture = pending.picture(issuer).map_err(|problem| Failed::new(problem, &asked))?;
    Ok((ContentType::SVG, picture))
}

async fn pending(app: &TheApp, asked: &Asked) -> Result<Pending, Failed> {
    let member = member(asked)?;
    totp::pending(app, &asked.caller, &member).await.map_err(|problem| Failed::new(problem, asked))
}

#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    code: &'r str,
}

#[post("/account/factors/totp/confirm", data = "<typed>")]
pub async fn confirm(app: &TheApp, asked: Asked, typed: Form<Typed<'_>>) -> Result<Posted, Failed> {
    let member = member(&asked)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(Posted::Done(Box::new(first)));
    }
    let right = totp::confirm(app, &asked.caller, &member, typed.code).await;
    if right.map_err(|problem| Failed::new(problem, &asked))? {
        return Ok(Posted::Done(Box::new(Redirect::to(ADDRESS))));
    }
    let pending = pending(app, &asked).await?;
    Ok(Posted::Again((Status::UnprocessableEntity, Box::new(SetupPage::new(&asked, &pending, true)))))
}

impl SetupPage {
    fn new(asked: &Asked, pending: &Pending, wrong: bool) -> SetupPage {
        let layout = Layout::at(asked, HERE, Nav::Elsewhere, "");
        let title = layout.texts.t("factor-setup-title").to_owned();
        SetupPage { layout: Layout { title, refused: wrong, ..layout }, letters: pending.in_letters(), wrong }
    }
}
