//! `/people/<id>`: one member: role, submission scopes, suspension, sessions and reset link.

use super::{
    ADDRESS, LinkPage, RoleChoice,
    list::PersonRow,
    scopes::{self, ScopeLines},
};
use crate::{
    domain::{
        access::{Permission, Role},
        ids::UserId,
        problem::Problem,
    },
    i18n::Texts,
    services::{
        password_reset,
        people::{self, AccountStatus, Person, Sites},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        problem,
        view::{
            field_sentences::FieldSentences,
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
#[template(path = "people/show.html")]
pub struct PersonPage {
    layout: Layout,
    done: Option<&'static str>,
    refused: FieldSentences,
    person: PersonRow,
    open_sessions: i64,
    is_suspended: bool,
    is_active: bool,
    /// The member can be a reviewer.
    reads: bool,
    roles: Vec<RoleChoice>,
    scopes: ScopeLines,
}

/// The fields of a member that may be changed.
#[derive(FromForm)]
pub struct PersonForm<'r> {
    #[field(default = "")]
    role: &'r str,
    module: Vec<&'r str>,
    site: Vec<&'r str>,
}

#[derive(Responder)]
pub enum PersonResponse {
    Done(Box<Redirect>),
    Link(Box<LinkPage>),
    Again((Status, Box<PersonPage>)),
}

#[get("/people/<id>?<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
    done: Option<&str>,
) -> Result<PersonPage, ErrorResponse> {
    let found = people::show(app, &context.actor, &id.0).await?;
    let texts = Texts::of(context.lang);
    let done = match done {
        Some("saved") => Some(texts.t("people-saved")),
        Some("suspended") => Some(texts.t("people-suspended-done")),
        Some("taken_back") => Some(texts.t("people-reinstated-done")),
        Some("signed_out") => Some(texts.t("people-sessions-ended-done")),
        _ => None,
    };
    Ok(PersonPage { done, ..PersonPage::new(&context, found, None, FieldSentences::default()) })
}

#[post("/people/<id>", data = "<typed>")]
pub async fn change(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
    typed: Form<PersonForm<'_>>,
) -> Result<PersonResponse, ErrorResponse> {
    let mut refused = FieldSentences::default();
    let role = Role::parse(typed.role);
    if role.is_none() {
        refused.add("role", Texts::of(context.lang).t("people-bad-role"));
    }
    let scopes = scopes::read(&context.forms, &typed.module, &typed.site, &mut refused, context.lang);
    let mut status = Status::UnprocessableEntity;
    if let (Some(role), true) = (role, refused.is_empty()) {
        match people::change(app, &context.actor, &id.0, role, &scopes).await {
            Ok(()) => return Ok(done(&id.0, "saved")),
            Err(problem) => status = page_error(problem, &context, &mut refused)?,
        }
    }
    render_again(app, &context, &id.0, Some(&typed), status, refused).await
}

#[post("/people/<id>/suspend")]
pub async fn suspend(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
) -> Result<PersonResponse, ErrorResponse> {
    let result = people::suspend(app, &context.actor, &id.0).await;
    finish(app, &context, &id.0, result, "suspended").await
}

#[post("/people/<id>/take-back")]
pub async fn end_suspension(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
) -> Result<PersonResponse, ErrorResponse> {
    let result = people::end_suspension(app, &context.actor, &id.0).await;
    finish(app, &context, &id.0, result, "taken_back").await
}

#[post("/people/<id>/end-sessions")]
pub async fn end_sessions(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
) -> Result<PersonResponse, ErrorResponse> {
    let result = people::end_sessions(app, &context.actor, &id.0).await;
    finish(app, &context, &id.0, result, "signed_out").await
}

#[post("/people/<id>/reset-link")]
pub async fn reset_link(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
) -> Result<PersonResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    match password_reset::make(app, &context.actor, &id.0).await {
        Ok(made) => Ok(PersonResponse::Link(Box::new(LinkPage::new(
            &context,
            made,
            texts.t("invitation-reset-title"),
            texts.t("invitation-reset-about"),
        )))),
        Err(problem) => finish(app, &context, &id.0, Err(problem), "").await,
    }
}

async fn finish(
    app: &AppState,
    context: &RequestContext,
    id: &UserId,
    result: Result<(), Problem>,
    word: &str,
) -> Result<PersonResponse, ErrorResponse> {
    let mut refused = FieldSentences::default();
    match result {
        Ok(()) => Ok(done(id, word)),
        Err(problem) => {
            let status = page_error(problem, context, &mut refused)?;
            render_again(app, context, id, None, status, refused).await
        }
    }
}

fn done(id: &UserId, word: &str) -> PersonResponse {
    PersonResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{id}?done={word}"))))
}

/// A conflict is shown on the page itself; other problems have the general error page.
fn page_error(
    problem: Problem,
    context: &RequestContext,
    refused: &mut FieldSentences,
) -> Result<Status, ErrorResponse> {
    match problem {
        Problem::Conflict(_) => {
            refused.add("", Texts::of(context.lang).problem(&problem));
            Ok(problem::status(&problem))
        }
        other => Err(other.into()),
    }
}

async fn render_again(
    app: &AppState,
    context: &RequestContext,
    id: &UserId,
    typed: Option<&PersonForm<'_>>,
    status: Status,
    refused: FieldSentences,
) -> Result<PersonResponse, ErrorResponse> {
    let found = people::show(app, &context.actor, id).await?;
    Ok(PersonResponse::Again((status, Box::new(PersonPage::new(context, found, typed, refused)))))
}

impl PersonPage {
    fn new(
        context: &RequestContext,
        (person, sites): (Person, Sites),
        typed: Option<&PersonForm<'_>>,
        refused: FieldSentences,
    ) -> PersonPage {
        let (lang, forms) = (context.lang, &context.forms);
        let title = person.full_name.clone().unwrap_or_else(|| person.email.clone());
        let lines: Vec<(String, String)> = match typed {
            Some(typed) => {
                let lines = typed.module.iter().zip(&typed.site);
                lines.map(|(module, site)| ((*module).to_owned(), (*site).to_owned())).collect()
            }
            None => scopes::typed(&person.scopes, &sites).collect(),
        };
        let you = context.member.as_ref().map(|member| member.user_public_id.clone());
        PersonPage {
            layout: match refused.is_empty() {
                true => Layout::new(context, Nav::People, title),
                false => Layout::answering_post(context, Nav::People, title, true),
            },
            done: None,
            open_sessions: person.open_sessions,
            is_suspended: person.standing == AccountStatus::Suspended,
            is_active: person.standing == AccountStatus::Active,
            reads: person.role.has_permission(Permission::ReadSubmissions),
            roles: RoleChoice::all(lang, typed.map_or(person.role.as_str(), |typed| typed.role)),
            scopes: ScopeLines::new(forms, &sites, lines.into_iter(), &refused, lang),
            person: PersonRow::new(person, &sites, forms, you.as_ref(), lang, context.zone),
            refused,
        }
    }
}
