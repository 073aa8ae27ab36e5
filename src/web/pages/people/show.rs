//! One person: what they may do, and whether they may come in.

use super::{
    ADDRESS, LinkPage, RoleChoice,
    list::PersonRow,
    scopes::{self, ScopeLines},
};
use crate::{
    domain::{access::Role, ids::UserId, problem::Problem},
    services::{
        password_reset,
        people::{self, Person, Sites, Standing},
    },
    web::{
        body::Form,
        context::{AppState, IdParam, RequestContext},
        error::{self, Failed},
        view::{
            layout::{Layout, Nav},
            refused::Refused,
            words::Words,
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
    refused: Refused,
    person: PersonRow,
    open_sessions: i64,
    is_suspended: bool,
    is_active: bool,
    roles: Vec<RoleChoice>,
    scopes: ScopeLines,
}

/// What may be said of somebody, and nothing else.
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
) -> Result<PersonPage, Failed> {
    let found = people::show(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    let words = &Words::of(context.lang).people.people;
    let done = match done {
        Some("saved") => Some(words.saved),
        Some("suspended") => Some(words.suspended_done),
        Some("taken_back") => Some(words.taken_back_done),
        Some("signed_out") => Some(words.sessions_ended_done),
        _ => None,
    };
    Ok(PersonPage { done, ..PersonPage::new(&context, app, found, None, Refused::default()) })
}

#[post("/people/<id>", data = "<typed>")]
pub async fn change(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
    typed: Form<PersonForm<'_>>,
) -> Result<PersonResponse, Failed> {
    let mut refused = Refused::default();
    let role = Role::parse(typed.role);
    if role.is_none() {
        refused.add("role", Words::of(context.lang).people.people.bad_role);
    }
    let scopes = scopes::read(&app.forms, &typed.module, &typed.site, &mut refused, context.lang);
    let mut status = Status::UnprocessableEntity;
    if let (Some(role), true) = (role, refused.is_empty()) {
        match people::change(app, &context.actor, &id.0, role, &scopes).await {
            Ok(()) => return Ok(done(&id.0, "saved")),
            Err(problem) => status = at_the_top(problem, &context, &mut refused)?,
        }
    }
    again(app, &context, &id.0, Some(&typed), status, refused).await
}

#[post("/people/<id>/suspend")]
pub async fn suspend(app: &AppState, context: RequestContext, id: IdParam<UserId>) -> Result<PersonResponse, Failed> {
    let result = people::suspend(app, &context.actor, &id.0).await;
    finish(app, &context, &id.0, result, "suspended").await
}

#[post("/people/<id>/take-back")]
pub async fn take_back(app: &AppState, context: RequestContext, id: IdParam<UserId>) -> Result<PersonResponse, Failed> {
    let result = people::take_back(app, &context.actor, &id.0).await;
    finish(app, &context, &id.0, result, "taken_back").await
}

#[post("/people/<id>/end-sessions")]
pub async fn end_sessions(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
) -> Result<PersonResponse, Failed> {
    let result = people::end_sessions(app, &context.actor, &id.0).await;
    finish(app, &context, &id.0, result, "signed_out").await
}

#[post("/people/<id>/reset-link")]
pub async fn reset_link(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
) -> Result<PersonResponse, Failed> {
    let words = &Words::of(context.lang).people.invitation;
    match password_reset::make(app, &context.actor, &id.0).await {
        Ok(made) => {
            Ok(PersonResponse::Link(Box::new(LinkPage::new(&context, made, words.reset_title, words.reset_about))))
        }
        Err(problem) => finish(app, &context, &id.0, Err(problem), "").await,
    }
}

async fn finish(
    app: &AppState,
    context: &RequestContext,
    id: &UserId,
    result: Result<(), Problem>,
    word: &str,
) -> Result<PersonResponse, Failed> {
    let mut refused = Refused::default();
    match result {
        Ok(()) => Ok(done(id, word)),
        Err(problem) => {
            let status = at_the_top(problem, context, &mut refused)?;
            again(app, context, id, None, status, refused).await
        }
    }
}

fn done(id: &UserId, word: &str) -> PersonResponse {
    PersonResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{id}?done={word}"))))
}

/// A conflict is told on the page itself; everything else has the page of every error.
fn at_the_top(problem: Problem, context: &RequestContext, refused: &mut Refused) -> Result<Status, Failed> {
    match problem {
        Problem::Conflict(_) => {
            refused.add("", problem.sentence(context.lang));
            Ok(error::status(&problem))
        }
        other => Err(Failed::new(other, context)),
    }
}

async fn again(
    app: &AppState,
    context: &RequestContext,
    id: &UserId,
    typed: Option<&PersonForm<'_>>,
    status: Status,
    refused: Refused,
) -> Result<PersonResponse, Failed> {
    let found = people::show(app, &context.actor, id).await.map_err(|problem| Failed::new(problem, context))?;
    Ok(PersonResponse::Again((status, Box::new(PersonPage::new(context, app, found, typed, refused)))))
}

impl PersonPage {
    fn new(
        context: &RequestContext,
        app: &AppState,
        (person, sites): (Person, Sites),
        typed: Option<&PersonForm<'_>>,
        refused: Refused,
    ) -> PersonPage {
        let (lang, forms) = (context.lang, &app.forms);
        let title = person.full_name.clone().unwrap_or_else(|| person.email.clone());
        let lines: Vec<(String, String)> = match typed {
            Some(typed) => {
                let lines = typed.module.iter().zip(&typed.site);
                lines.map(|(module, site)| ((*module).to_owned(), (*site).to_owned())).collect()
            }
            None => scopes::typed(&person.scopes, &sites).collect(),
        };
        let you = context.member.as_ref().map(|member| member.user_public_id.clone()).unwrap_or_default();
        PersonPage {
            layout: match refused.is_empty() {
                true => Layout::new(context, Nav::People, title),
                false => Layout::answering_post(context, Nav::People, title, true),
            },
            done: None,
            open_sessions: person.open_sessions,
            is_suspended: person.standing == Standing::Suspended,
            is_active: person.standing == Standing::Active,
            roles: RoleChoice::all(lang, typed.map_or(person.role.as_str(), |typed| typed.role)),
            scopes: ScopeLines::new(forms, &sites, lines.into_iter(), &refused, lang),
            person: PersonRow::new(person, &sites, forms, &you, lang),
            refused,
        }
    }
}
