//! `/setup/<token>`: creating the first organisation and its administrator, with the link that the program prints.

use crate::{
    domain::{lang::Lang, password::PasswordRejection},
    i18n::Texts,
    services::setup::{self, FirstStart, SetUp, SetupErrors},
    web::{
        auth::session,
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::PostResponse,
        view::{
            input::Input,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::{CookieJar, Status},
    post,
    response::Redirect,
};

#[derive(Template, WebTemplate)]
#[template(path = "setup/show.html")]
pub struct SetupPage {
    layout: Layout,
    done: Option<&'static str>,
    refused: Option<String>,
    inputs: Vec<Input>,
    action: String,
}

impl SetupPage {
    fn new(context: &RequestContext, token: &str, typed: FirstStart<'_>, complaints: Option<SetupErrors>) -> SetupPage {
        let texts = Texts::of(context.lang);
        let layout = match complaints {
            Some(_) => Layout::answering_post(context, Nav::Elsewhere, texts.t("setup-title"), true),
            None => Layout::new(context, Nav::Elsewhere, texts.t("setup-title")),
        };
        let refused = complaints.as_ref().map(|_| String::new());
        let wrong = complaints.unwrap_or_default();
        let name = |wrong: bool| wrong.then_some(texts.t("setup-bad-name"));
        SetupPage {
            layout,
            done: None,
            refused,
            inputs: vec![
                Input::text("organisation", texts.t("setup-organisation"), "organization", typed.organisation)
                    .hint(texts.t("setup-organisation-hint"))
                    .error(name(wrong.organisation)),
                Input::text("name", texts.t("setup-name"), "name", typed.name).error(name(wrong.name)),
                Input::email("email", texts.t("account-email"), typed.email)
                    .error(wrong.email.then_some(texts.t("setup-bad-email"))),
                new_password(context.lang, texts.t("account-password"), wrong.password),
            ],
            action: format!("/setup/{token}"),
        }
    }
}

/// A field for a password that is being chosen.
fn new_password(lang: Lang, label: &'static str, weak: Option<PasswordRejection>) -> Input {
    let texts = Texts::of(lang);
    let weak = weak.map(|weak| texts.weak_password(weak));
    Input::secret("password", label, "new-password").hint(texts.t("setup-password-hint")).error(weak.as_deref())
}

#[get("/setup/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<Box<SetupPage>, ErrorResponse> {
    setup::check(app, token).await?;
    let typed = FirstStart { organisation: "", name: "", email: "", password: "" };
    Ok(Box::new(SetupPage::new(&context, token, typed, None)))
}

/// What was typed. No `Debug`: there is a password in it.
#[derive(FromForm)]
pub struct SetupForm<'r> {
    #[field(default = "")]
    organisation: &'r str,
    #[field(default = "")]
    name: &'r str,
    #[field(default = "")]
    email: &'r str,
    #[field(default = "")]
    password: &'r str,
}

#[post("/setup/<token>", data = "<typed>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    token: &str,
    typed: Form<SetupForm<'_>>,
) -> Result<PostResponse<SetupPage>, ErrorResponse> {
    let SetupForm { organisation, name, email, password } = typed.into_inner();
    let typed = FirstStart { organisation, name, email, password };
    let done = setup::set_up(app, &context.actor, token, typed).await;
    Ok(match done? {
        SetUp::Done(session) => {
            session::set_cookie(cookies, app, &session);
            PostResponse::Done(Box::new(Redirect::to("/")))
        }
        SetUp::Refused(complaints) => {
            let page = SetupPage::new(&context, token, typed, Some(complaints));
            PostResponse::Refused((Status::UnprocessableEntity, Box::new(page)))
        }
    })
}
