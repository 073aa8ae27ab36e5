//! `/account`: what one is, and the pages to change it.

pub mod confirm;
pub mod password;
pub mod sessions;

use crate::{
    domain::problem::{Problem, Resource},
    services::{
        account::{self, Organisation},
        sessions::Member,
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::Failed,
        session,
        view::{
            input::Input,
            layout::{Layout, Nav},
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, http::CookieJar, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "account/show.html")]
pub struct AccountPage {
    layout: Layout,
    done: Option<&'static str>,
    name: Option<String>,
    email: String,
    organisation: String,
    role: &'static str,
    organisations: Vec<Organisation>,
}

/// A page of a single form: a password that is given or chosen.
#[derive(Template, WebTemplate)]
#[template(path = "account/form.html")]
pub struct FormPage {
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub refused: Option<String>,
    pub inputs: Vec<Input>,
    pub next: Option<String>,
    pub action: &'static str,
    pub lead: &'static str,
    pub button: &'static str,
    /// Whose password it is, for password managers.
    pub email: String,
    /// Nothing else opens before this is done.
    pub locked: bool,
}

/// Whoever is signed in; the guard has let nobody else in.
pub fn member(context: &RequestContext) -> Result<&Member, Failed> {
    context.member.as_deref().ok_or_else(|| Failed::new(Problem::NotFound(Resource::Page), context))
}

#[get("/account?<done>")]
pub async fn show(app: &AppState, context: RequestContext, done: Option<&str>) -> Result<Box<AccountPage>, Failed> {
    let member = member(&context)?;
    let organisations = account::organisations(app, member).await.map_err(|problem| Failed::new(problem, &context))?;
    let words = Words::of(context.lang);
    Ok(Box::new(AccountPage {
        layout: Layout::new(&context, Nav::Elsewhere, words.common.account),
        done: (done == Some("password")).then_some(words.account.own.password_changed),
        name: member.full_name.clone(),
        email: member.email.clone(),
        organisation: member.organisation_name.clone(),
        role: words.account.roles.of(member.role),
        organisations,
    }))
}

#[derive(FromForm)]
pub struct SwitchOrganisationForm<'r> {
    organisation: &'r str,
}

#[post("/account/organisation", data = "<wanted>")]
pub async fn switch(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    wanted: Form<SwitchOrganisationForm<'_>>,
) -> Result<Redirect, Failed> {
    let token = account::switch_to(app, &context.actor, member(&context)?, wanted.organisation).await;
    session::give(cookies, app, &token.map_err(|problem| Failed::new(problem, &context))?);
    Ok(Redirect::to("/"))
}
