//! `/account`: the own account, and switching the organisation.

pub mod confirm;
pub mod password;
pub mod sessions;

use crate::{
    domain::problem::{Problem, Resource},
    i18n::Texts,
    services::{
        account::{self, Organisation},
        sessions::Member,
    },
    web::{
        auth::session,
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            input::Input,
            labels,
            layout::{Layout, Nav},
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

/// The signed-in member; authorization requires one at these paths.
pub fn member(context: &RequestContext) -> Result<&Member, ErrorResponse> {
    context.member.as_deref().ok_or_else(|| Problem::NotFound(Resource::Page).into())
}

#[get("/account?<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    done: Option<&str>,
) -> Result<Box<AccountPage>, ErrorResponse> {
    let member = member(&context)?;
    let organisations = account::organisations(app, member).await?;
    let texts = Texts::of(context.lang);
    Ok(Box::new(AccountPage {
        layout: Layout::new(&context, Nav::Elsewhere, texts.t("common-account")),
        done: (done == Some("password")).then_some(texts.t("account-password-changed")),
        name: member.full_name.clone(),
        email: member.email.clone(),
        organisation: member.organisation_name.clone(),
        role: labels::role(texts, member.role),
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
) -> Result<Redirect, ErrorResponse> {
    let token = account::switch_to(app, &context.actor, member(&context)?, wanted.organisation).await;
    session::set_cookie(cookies, app, &token?);
    Ok(Redirect::to("/"))
}
