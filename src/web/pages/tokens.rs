//! `/tokens`: the API tokens of a member: made, shown once, revoked.

use super::people::scopes::{self, ScopeLines};
use crate::{
    domain::{access::Permission, ids::TokenId, problem::Problem},
    forms::Forms,
    i18n::Texts,
    services::{
        people::Sites,
        sessions::Member,
        tokens::{self, DAYS, GRANTABLE, ListedToken, NewTokenRequest, TokenStatus},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        problem,
        view::{
            field_sentences::FieldSentences,
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
    scopes: ScopeLines,
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
    /// The forms and sites that it is narrowed to.
    scopes: Vec<String>,
    maker: String,
    until: Moment,
    last_used: Option<(Moment, String)>,
    standing: TokenStatus,
}

/// The one page that shows a token.
#[derive(Template, WebTemplate)]
#[template(path = "tokens/made.html")]
pub struct NewTokenPage {
    layout: Layout,
    name: String,
    token: String,
    until: Moment,
}

#[derive(Responder)]
pub enum TokenResponse {
    Made((Status, Box<NewTokenPage>)),
    Again((Status, Box<TokensPage>)),
    /// The page to confirm the password.
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
    module: Vec<String>,
    site: Vec<String>,
}

const CONFIRM: &str = "/account/confirm?next=/tokens";

#[get("/tokens")]
pub async fn list(app: &AppState, context: RequestContext) -> Result<TokensPage, ErrorResponse> {
    let request = NewTokenRequest { days: "30".to_owned(), ..NewTokenRequest::default() };
    Ok(page(app, &context, &request, Vec::new(), &FieldSentences::default()).await?)
}

#[post("/tokens", data = "<typed>")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    typed: Form<NewTokenForm>,
) -> Result<TokenResponse, ErrorResponse> {
    let member = of(&context)?;
    if !member.recently_reauthenticated(app.clock.now()) {
        return Ok(TokenResponse::Confirm(Box::new(Redirect::to(CONFIRM))));
    }
    let typed = typed.into_inner();
    let mut refused = FieldSentences::default();
    let [modules, sites] = [&typed.module, &typed.site].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
    let scopes = scopes::read(&context.forms, &modules, &sites, &mut refused, context.lang);
    let request = NewTokenRequest { name: typed.name, permissions: typed.permissions, days: typed.days, scopes };
    if let Some(error) = refused.at("scopes") {
        let errors = vec![("scopes".to_owned(), error.to_owned())];
        let page = page(app, &context, &request, errors, &refused).await?;
        return Ok(TokenResponse::Again((Status::UnprocessableEntity, Box::new(page))));
    }
    match tokens::make(app, &context.actor, member, &request).await {
        Ok(made) => {
            let layout = Layout::answering_post(&context, Nav::Elsewhere, "", false);
            let page = NewTokenPage {
                layout: Layout { title: layout.texts.t("token-made").to_owned(), ..layout },
                name: made.name,
                token: made.token.as_str().to_owned(),
                until: Texts::of(context.lang).moment(context.zone.at(made.expires_at)),
            };
            Ok(TokenResponse::Made((Status::Created, Box::new(page))))
        }
        Err(problem @ Problem::Invalid(_)) if !context.wants_json => {
            let status = problem::status(&problem);
            let Problem::Invalid(errors) = problem else { return Err(problem.into()) };
            let errors =
                errors.iter().map(|error| (error.name.clone(), Texts::of(context.lang).field_error(error))).collect();
            let page = page(app, &context, &request, errors, &refused).await?;
            Ok(TokenResponse::Again((status, Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

#[post("/tokens/<id>/revoke")]
pub async fn revoke(app: &AppState, context: RequestContext, id: IdParam<TokenId>) -> Result<Redirect, ErrorResponse> {
    let member = of(&context)?;
    tokens::revoke(app, &context.actor, member, &id.0).await?;
    Ok(Redirect::to("/tokens"))
}

/// The signed-in member; authorization requires one at these paths.
fn of(context: &RequestContext) -> Result<&Member, Problem> {
    context.member.as_deref().ok_or_else(|| Problem::Internal(anyhow::anyhow!("there is no signed-in member")))
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    request: &NewTokenRequest,
    errors: Vec<(String, String)>,
    refused: &FieldSentences,
) -> Result<TokensPage, Problem> {
    let member = of(context)?;
    let listed = tokens::list(app, &context.actor, member).await?;
    let confirmed = member.recently_reauthenticated(app.clock.now());
    let typed = scopes::typed(&request.scopes, &Sites::new()).collect::<Vec<_>>();
    let scopes = ScopeLines::new(&context.forms, &Sites::new(), typed.into_iter(), refused, context.lang);
    let about = Texts::of(context.lang).t("token-scopes-about");
    let scopes = ScopeLines { about, ..scopes };
    Ok(TokensPage::new(context, &context.forms, member, request, errors, scopes, listed, confirmed))
}

impl TokensPage {
    #[expect(clippy::too_many_arguments, reason = "one call, and each is a part of the page")]
    fn new(
        context: &RequestContext,
        forms: &Forms,
        member: &Member,
        request: &NewTokenRequest,
        errors: Vec<(String, String)>,
        scopes: ScopeLines,
        listed: Vec<ListedToken>,
        confirmed: bool,
    ) -> TokensPage {
        let layout = Layout::at(context, "/tokens", Nav::Elsewhere, "");
        let texts = layout.texts;
        let days = DAYS.iter().map(|days| Choice {
            value: days.to_string(),
            label: texts.with("token-days", &[("days", (*days).into())]),
            chosen: request.days == days.to_string(),
        });
        let permissions = GRANTABLE.into_iter().filter(|may| member.has_permission(*may)).map(|may| Choice {
            value: may.as_str().to_owned(),
            label: labels::permission(texts, may).to_owned(),
            chosen: request.permissions.iter().any(|word| word == may.as_str()),
        });
        let row = |token: ListedToken| TokenView {
            id: token.id.to_string(),
            name: token.name,
            prefix: token.prefix,
            permissions: token.permissions.into_iter().map(|may| labels::permission(texts, may)).collect(),
            scopes: token.scopes.iter().map(|scope| scopes::text(scope, forms, &Sites::new(), context.lang)).collect(),
            maker: token.maker,
            until: Texts::of(context.lang).moment(context.zone.at(token.expires_at)),
            last_used: token.last_used.map(|(at, ip)| {
                (Texts::of(context.lang).moment(context.zone.at(at)), ip.map(|ip| ip.to_string()).unwrap_or_default())
            }),
            standing: token.standing,
        };
        TokensPage {
            name: request.name.clone(),
            permissions: permissions.collect(),
            days: days.collect(),
            scopes,
            confirmed,
            of_all: member.has_permission(Permission::ManagePeople),
            rows: listed.into_iter().map(row).collect(),
            layout: Layout { title: texts.t("token-title").to_owned(), refused: !errors.is_empty(), ..layout },
            errors,
        }
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| of == name).map(|(_, sentence)| sentence.as_str())
    }
}
