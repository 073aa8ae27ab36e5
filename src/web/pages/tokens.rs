//! `/tokens`: the tokens that somebody gave to programs: made, shown once, revoked.

use crate::{
    domain::{access::May, ids::TokenId, problem::Problem},
    i18n::Texts,
    services::{
        sessions::Member,
        tokens::{self, DAYS, GRANTABLE, Listed, Standing, Wish},
    },
    web::{
        body::Form,
        error::{self, Failed},
        guards::{Asked, IdParam, TheApp},
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::Status,
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "tokens/list.html")]
pub struct TokensPage {
    layout: Layout,
    name: String,
    permissions: Vec<Choice>,
    days: Vec<Choice>,
    /// Names of the fields that are wrong, with the sentence for each.
    errors: Vec<(String, String)>,
    confirmed: bool,
    /// Tokens of others are among them.
    of_all: bool,
    rows: Vec<TokenView>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct TokenView {
    id: String,
    name: String,
    prefix: String,
    permissions: Vec<&'static str>,
    maker: String,
    until: Moment,
    last_used: Option<(Moment, String)>,
    standing: Standing,
}

/// The one page that shows a token.
#[derive(Template, WebTemplate)]
#[template(path = "tokens/made.html")]
pub struct MadePage {
    layout: Layout,
    name: String,
    token: String,
    until: Moment,
}

#[derive(Responder)]
pub enum Answered {
    Made((Status, Box<MadePage>)),
    Again((Status, Box<TokensPage>)),
    /// To where somebody shows once more who they are.
    Confirm(Box<Redirect>),
}

/// The form as it was sent. Fields that are missing are read as empty, and complained about.
#[derive(FromForm)]
pub struct Typed {
    #[field(default = String::new())]
    name: String,
    #[field(default = Vec::new())]
    permissions: Vec<String>,
    #[field(default = String::new())]
    days: String,
}

const CONFIRM: &str = "/account/confirm?next=/tokens";

#[get("/tokens")]
pub async fn list(app: &TheApp, asked: Asked) -> Result<TokensPage, Failed> {
    let wish = Wish { days: "30".to_owned(), ..Wish::default() };
    page(app, &asked, &wish, Vec::new()).await.map_err(|problem| Failed::new(problem, &asked))
}

#[post("/tokens", data = "<typed>")]
pub async fn make(app: &TheApp, asked: Asked, typed: Form<Typed>) -> Result<Answered, Failed> {
    let failed = |problem| Failed::new(problem, &asked);
    let member = of(&asked).map_err(failed)?;
    if !member.confirmed_lately(app.clock.now()) {
        return Ok(Answered::Confirm(Box::new(Redirect::to(CONFIRM))));
    }
    let typed = typed.into_inner();
    let wish = Wish { name: typed.name, permissions: typed.permissions, days: typed.days };
    match tokens::make(app, &asked.caller, member, &wish).await {
        Ok(made) => {
            let layout = Layout::answering_post(&asked, Nav::Elsewhere, "", false);
            let page = MadePage {
                layout: Layout { title: layout.texts.t("token-made").to_owned(), ..layout },
                name: made.name,
                token: made.token.as_str().to_owned(),
                until: Texts::of(asked.lang).moment(made.expires_at),
            };
            Ok(Answered::Made((Status::Created, Box::new(page))))
        }
        Err(problem @ Problem::Invalid(_)) if !asked.wants_json => {
            let status = error::status(&problem);
            let Problem::Invalid(errors) = problem else { return Err(failed(problem)) };
            let errors = errors.iter().map(|error| (error.name.clone(), error.message(asked.lang))).collect();
            let page = page(app, &asked, &wish, errors).await.map_err(failed)?;
            Ok(Answered::Again((status, Box::new(page))))
        }
        Err(problem) => Err(failed(problem)),
    }
}

#[post("/tokens/<id>/revoke")]
pub async fn revoke(app: &TheApp, asked: Asked, id: IdParam<TokenId>) -> Result<Redirect, Failed> {
    let failed = |problem| Failed::new(problem, &asked);
    let member = of(&asked).map_err(failed)?;
    tokens::revoke(app, &asked.caller, member, &id.0).await.map_err(failed)?;
    Ok(Redirect::to("/tokens"))
}

/// The guard lets nobody in here without a member.
fn of(asked: &Asked) -> Result<&Member, Problem> {
    asked.member.as_deref().ok_or_else(|| Problem::Internal(anyhow::anyhow!("nobody is signed in")))
}

async fn page(app: &TheApp, asked: &Asked, wish: &Wish, errors: Vec<(String, String)>) -> Result<TokensPage, Problem> {
    let member = of(asked)?;
    let listed = tokens::list(app, &asked.caller, member).await?;
    Ok(TokensPage::new(asked, member, wish, errors, listed, member.confirmed_lately(app.clock.now())))
}

impl TokensPage {
    fn new(
        asked: &Asked,
        member: &Member,
        wish: &Wish,
        errors: Vec<(String, String)>,
        listed: Vec<Listed>,
        confirmed: bool,
    ) -> TokensPage {
        let layout = Layout::at(asked, "/tokens", Nav::Elsewhere, "");
        let texts = layout.texts;
        let days = DAYS.iter().map(|days| Choice {
            value: days.to_string(),
            label: texts.with("token-days", &[("days", (*days).into())]),
            chosen: wish.days == days.to_string(),
        });
        let permissions = GRANTABLE.into_iter().filter(|may| member.may(*may)).map(|may| Choice {
            value: may.as_str().to_owned(),
            label: labels::permission(texts, may).to_owned(),
            chosen: wish.permissions.iter().any(|word| word == may.as_str()),
        });
        let row = |token: Listed| TokenView {
            id: token.id.to_string(),
            name: token.name,
            prefix: token.prefix,
            permissions: token.permissions.into_iter().map(|may| labels::permission(texts, may)).collect(),
            maker: token.maker,
            until: Texts::of(asked.lang).moment(token.expires_at),
            last_used: token
                .last_used
                .map(|(at, ip)| (Texts::of(asked.lang).moment(at), ip.map(|ip| ip.to_string()).unwrap_or_default())),
            standing: token.standing,
        };
        TokensPage {
            name: wish.name.clone(),
            permissions: permissions.collect(),
            days: days.collect(),
            confirmed,
            of_all: member.may(May::ManagePeople),
            rows: listed.into_iter().map(row).collect(),
            layout: Layout { title: texts.t("token-title").to_owned(), refused: !errors.is_empty(), ..layout },
            errors,
        }
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| of == name).map(|(_, sentence)| sentence.as_str())
    }
}
