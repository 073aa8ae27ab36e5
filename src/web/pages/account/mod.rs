//! `/account`: the own account, and switching the organisation.

pub mod absence;
pub mod confirm;
pub mod notifications;
pub mod password;
pub mod sessions;
pub mod time_zone;

use crate::{
    domain::{
        problem::{Problem, Resource},
        time_zone::TimeZone,
    },
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
            field_sentences::FieldSentences,
            input::Input,
            labels,
            layout::{Layout, Nav},
            time_zones::TimeZoneOptions,
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
    refused: FieldSentences,
    zones: TimeZoneOptions,
    /// `As the organisation (Asia/Dubai, UTC+4)`.
    as_organisation: String,
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
    let texts = Texts::of(context.lang);
    let done = match done {
        Some("password") => Some(texts.t("account-password-changed")),
        Some("time-zone") => Some(texts.t("time-zone-saved")),
        _ => None,
    };
    Ok(Box::new(AccountPage { done, ..page(app, &context, None).await? }))
}

/// The page, with a refused name of a time zone if there is one.
async fn page(
    app: &AppState,
    context: &RequestContext,
    refused_zone: Option<&str>,
) -> Result<AccountPage, ErrorResponse> {
    let member = member(context)?;
    let organisations = account::organisations(app, member).await?;
    let zones = account::time_zones(app, member).await?;
    let (texts, now) = (Texts::of(context.lang), app.clock.now());
    let mut refused = FieldSentences::default();
    if refused_zone.is_some() {
        refused.add("time_zone", texts.t("time-zone-unknown"));
    }
    let own = refused_zone.unwrap_or_else(|| zones.own.map_or("", TimeZone::name));
    let of_organisation = texts.time_zone(zones.organisation, now);
    Ok(AccountPage {
        layout: Layout::new(context, Nav::Elsewhere, texts.t("common-account")),
        done: None,
        refused,
        zones: TimeZoneOptions::new(own, texts, now),
        as_organisation: texts.with("time-zone-as-organisation", &[("zone", of_organisation.into())]),
        name: member.full_name.clone(),
        email: member.email.clone(),
        organisation: member.organisation_name.clone(),
        role: labels::role(texts, member.role),
        organisations,
    })
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
