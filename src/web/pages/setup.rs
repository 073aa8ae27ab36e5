//! `/setup/<token>`: the first start, behind the link that the program prints.

use crate::{
    domain::{lang::Lang, password::Weak},
    services::setup::{self, Complaints, FirstStart, SetUp},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::Failed,
        pages::PostResponse,
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
    fn new(context: &RequestContext, token: &str, typed: FirstStart<'_>, complaints: Option<Complaints>) -> SetupPage {
        let words = &Words::of(context.lang).account;
        let layout = match complaints {
            Some(_) => Layout::answering_post(context, Nav::Elsewhere, words.setup.title, true),
            None => Layout::new(context, Nav::Elsewhere, words.setup.title),
        };
        let refused = complaints.as_ref().map(|_| String::new());
        let wrong = complaints.unwrap_or_default();
        let name = |wrong: bool| wrong.then_some(words.setup.bad_name);
        SetupPage {
            layout,
            done: None,
            refused,
            inputs: vec![
                Input::text("organisation", words.setup.organisation, "organization", typed.organisation)
                    .hint(words.setup.organisation_hint)
                    .error(name(wrong.organisation)),
                Input::text("name", words.setup.name, "name", typed.name).error(name(wrong.name)),
                Input::email("email", words.email, typed.email).error(wrong.email.then_some(words.setup.bad_email)),
                new_password(context.lang, words.password, wrong.password),
            ],
            action: format!("/setup/{token}"),
        }
    }
}

/// A field for a password that is being chosen.
fn new_password(lang: Lang, label: &'static str, weak: Option<Weak>) -> Input {
    let hint = Words::of(lang).account.setup.password_hint;
    Input::secret("password", label, "new-password").hint(hint).error(weak.map(|weak| weak.sentence(lang)))
}

#[get("/setup/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<Box<SetupPage>, Failed> {
    setup::check(app, token).await.map_err(|problem| Failed::new(problem, &context))?;
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
) -> Result<PostResponse<SetupPage>, Failed> {
    let SetupForm { organisation, name, email, password } = typed.into_inner();
    let typed = FirstStart { organisation, name, email, password };
    let done = setup::set_up(app, &context.actor, token, typed).await;
    Ok(match done.map_err(|problem| Failed::new(problem, &context))? {
        SetUp::Done(session) => {
            session::give(cookies, app, &session);
            PostResponse::Done(Box::new(Redirect::to("/")))
        }
        SetUp::Refused(complaints) => {
            let page = SetupPage::new(&context, token, typed, Some(complaints));
            PostResponse::Refused((Status::UnprocessableEntity, Box::new(page)))
        }
    })
}
