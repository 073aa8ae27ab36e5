//! `/tokens`: the tokens that somebody gave to programs: made, shown once, revoked.

use crate::{
    domain::{access::Permission, ids::TokenId, problem::Problem},
    services::{
        sessions::Member,
        tokens::{self, DAYS, GRANTABLE, Listed, NewTokenRequest, Standing},
    },
    web::{
        body::Form,
        context::{AppState, IdParam, RequestContext},
        error::{self, Failed},
        view::{
            format::{self, Moment},
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
    label: &'static str,
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
pub struct NewTokenForm {
    #[field(default = String::new())]
    name: String,
    #[field(default = Vec::new())]
    permissions: Vec<String>,
    #[field(default = String::new())]
    days: String,
}

const CONFIRM: &str = "/account/confirm?next=/tokens";

#[get("/tokens")]
pub async fn list(app: &AppState, context: RequestContext) -> Result<TokensPage, Failed> {
    let wish = NewTokenRequest { days: "30".to_owned(), ..NewTokenRequest::default() };
    page(app, &context, &wish, Vec::new()).await.map_err(|problem| Failed::new(problem, &context))
}

#[post("/tokens", data = "<typed>")]
pub async fn make(app: &AppState, context: RequestContext, typed: Form<NewTokenForm>) -> Result<Answered, Failed> {
    let failed = |problem| Failed::new(problem, &context);
    let member = of(&context).map_err(failed)?;
    if !member.recently_reauthenticated(app.clock.now()) {
        return Ok(Answered::Confirm(Box::new(Redirect::to(CONFIRM))));
    }
    let typed = typed.into_inner();
    let wish = NewTokenRequest { name: typed.name, permissions: typed.permissions, days: typed.days };
    match tokens::make(app, &context.actor, member, &wish).await {
        Ok(made) => {
            let layout = Layout::answering_post(&context, Nav::Elsewhere, "", false);
            let page = MadePage {
                layout: Layout { title: layout.words.tokens.made.to_owned(), ..layout },
                name: made.name,
                token: made.token.as_str().to_owned(),
                until: format::moment(made.expires_at, context.lang),
            };
            Ok(Answered::Made((Status::Created, Box::new(page))))
        }
        Err(problem @ Problem::Invalid(_)) if !context.wants_json => {
            let status = error::status(&problem);
            let Problem::Invalid(errors) = problem else { return Err(failed(problem)) };
            let errors = errors.iter().map(|error| (error.name.clone(), error.message(context.lang))).collect();
            let page = page(app, &context, &wish, errors).await.map_err(failed)?;
            Ok(Answered::Again((status, Box::new(page))))
        }
        Err(problem) => Err(failed(problem)),
    }
}

#[post("/tokens/<id>/revoke")]
pub async fn revoke(app: &AppState, context: RequestContext, id: IdParam<TokenId>) -> Result<Redirect, Failed> {
    let failed = |problem| Failed::new(problem, &context);
    let member = of(&context).map_err(failed)?;
    tokens::revoke(app, &context.actor, member, &id.0).await.map_err(failed)?;
    Ok(Redirect::to("/tokens"))
}

/// The guard lets nobody in here without a member.
fn of(context: &RequestContext) -> Result<&Member, Problem> {
    context.member.as_deref().ok_or_else(|| Problem::Internal(anyhow::anyhow!("nobody is signed in")))
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    wish: &NewTokenRequest,
    errors: Vec<(String, String)>,
) -> Result<TokensPage, Problem> {
    let member = of(context)?;
    let listed = tokens::list(app, &context.actor, member).await?;
    Ok(TokensPage::new(context, member, wish, errors, listed, member.recently_reauthenticated(app.clock.now())))
}

impl TokensPage {
    fn new(
        context: &RequestContext,
        member: &Member,
        wish: &NewTokenRequest,
        errors: Vec<(String, String)>,
        listed: Vec<Listed>,
        confirmed: bool,
    ) -> TokensPage {
        let layout = Layout::at(context, "/tokens", Nav::Elsewhere, "");
        let words = &layout.words.tokens;
        let days = DAYS.iter().zip(words.days).map(|(days, label)| Choice {
            value: days.to_string(),
            label,
            chosen: wish.days == days.to_string(),
        });
        let permissions = GRANTABLE.into_iter().filter(|may| member.has_permission(*may)).map(|may| Choice {
            value: may.as_str().to_owned(),
            label: (words.may)(may),
            chosen: wish.permissions.iter().any(|word| word == may.as_str()),
        });
        let row = |token: Listed| TokenView {
            id: token.id.to_string(),
            name: token.name,
            prefix: token.prefix,
            permissions: token.permissions.into_iter().map(|may| (words.may)(may)).collect(),
            maker: token.maker,
            until: format::moment(token.expires_at, context.lang),
            last_used: token
                .last_used
                .map(|(at, ip)| (format::moment(at, context.lang), ip.map(|ip| ip.to_string()).unwrap_or_default())),
            standing: token.standing,
        };
        TokensPage {
            name: wish.name.clone(),
            permissions: permissions.collect(),
            days: days.collect(),
            confirmed,
            of_all: member.has_permission(Permission::ManagePeople),
            rows: listed.into_iter().map(row).collect(),
            layout: Layout { title: words.title.to_owned(), refused: !errors.is_empty(), ..layout },
            errors,
        }
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| of == name).map(|(_, sentence)| sentence.as_str())
    }
}
