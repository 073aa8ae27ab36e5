//! `/sign-in` and `/sign-out`.

use crate::{
    i18n::{Arg, Texts},
    services::{
        factors,
        sessions::SessionState,
        setup,
        sign_in::{self, SignIn},
    },
    web::{
        auth::session::{self, SessionToken},
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::{PostResponse, RateLimitedPage},
        return_to::{encoded, safe_return_path},
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
    http::{CookieJar, Header, Status},
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "sign_in/show.html")]
pub struct SignInPage {
    layout: Layout,
    done: Option<&'static str>,
    refused: Option<String>,
    inputs: Vec<Input>,
    next: Option<String>,
    nobody_yet: bool,
    /// Browsers use passkeys at this address.
    passkeys: bool,
}

impl SignInPage {
    fn new(context: &RequestContext, email: &str, next: Option<&str>, refused: Option<String>) -> SignInPage {
        let texts = Texts::of(context.lang);
        let title = texts.t("common-sign-in");
        let layout = match refused {
            Some(_) => Layout::answering_post(context, Nav::Elsewhere, title, true),
            None => Layout::new(context, Nav::Elsewhere, title),
        };
        SignInPage {
            layout,
            done: None,
            refused,
            inputs: vec![
                Input::email("email", texts.t("account-email"), email),
                Input::secret("password", texts.t("account-password"), "current-password"),
            ],
            next: safe_return_path(next).map(str::to_owned),
            nobody_yet: false,
            passkeys: false,
        }
    }
}

#[derive(Responder)]
pub enum SignInResponse {
    Page(Box<SignInPage>),
    In(Box<Redirect>),
}

#[get("/sign-in?<next>&<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    held: SessionToken,
    next: Option<&str>,
    done: Option<&str>,
) -> Result<SignInResponse, ErrorResponse> {
    if context.member.as_ref().is_some_and(|member| member.state == SessionState::Active) {
        return Ok(SignInResponse::In(Box::new(Redirect::to(safe_return_path(next).unwrap_or("/").to_owned()))));
    }
    // An expired session cookie would require a CSRF token that no page has any more.
    if context.member.is_none() && held.0.is_some() {
        session::remove_cookie(cookies, app);
    }
    let nobody_yet = setup::is_required(app).await?;
    let texts = Texts::of(context.lang);
    let page = SignInPage::new(&context, "", next, None);
    let done = match done {
        Some("signed-out") => Some(texts.t("sign-in-signed-out")),
        Some("form-kept") => Some(texts.t("sign-in-form-kept")),
        Some("too-many-codes") => Some(texts.t("sign-in-too-many-codes")),
        _ => None,
    };
    Ok(SignInResponse::Page(Box::new(SignInPage { nobody_yet, done, passkeys: factors::party(app).is_some(), ..page })))
}

/// What was typed. No `Debug`: there is a password in it.
#[derive(FromForm)]
pub struct SignInForm<'r> {
    #[field(default = "")]
    email: &'r str,
    #[field(default = "")]
    password: &'r str,
    next: Option<&'r str>,
}

#[post("/sign-in", data = "<typed>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    held: SessionToken,
    typed: Form<SignInForm<'_>>,
) -> Result<PostResponse<SignInPage>, ErrorResponse> {
    let done = sign_in::sign_in(app, &context.actor, held.0.as_ref(), typed.email, typed.password).await;
    let texts = Texts::of(context.lang);
    let refused = |sentence: String| Box::new(SignInPage::new(&context, typed.email, typed.next, Some(sentence)));
    Ok(match done? {
        SignIn::Done { token, state } => {
            session::set_cookie(cookies, app, &token);
            PostResponse::Done(Box::new(Redirect::to(next_page(state, safe_return_path(typed.next).unwrap_or("/")))))
        }
        SignIn::Refused => {
            PostResponse::Refused((Status::UnprocessableEntity, refused(texts.t("sign-in-refused").to_owned())))
        }
        SignIn::Wait(wait) => {
            PostResponse::TooOften(RateLimitedPage::new(wait, refused(wait_sentence(&context, wait))))
        }
    })
}

/// The page to continue at for a session in this state.
pub fn next_page(state: SessionState, next: &str) -> String {
    match state {
        SessionState::Active => next.to_owned(),
        SessionState::SecondFactor => format!("/sign-in/second-factor?next={}", encoded(next)),
        SessionState::ChangePassword => format!("/account/password?next={}", encoded(next)),
    }
}

/// That there were too many tries, and how long to wait.
pub fn wait_sentence(context: &RequestContext, wait: time::Duration) -> String {
    Texts::of(context.lang).with("sign-in-wait", &[("wait", Arg::Seconds(RateLimitedPage::<()>::seconds(wait)))])
}

/// What a browser is told to forget. Pages, so that "back" shows none of them to whoever sits there next; but not what it
/// stores: forms that were begun or wait for a signal lie there, and would be lost without a word. Nor all cookies: the
/// language stays, and the header would take those of other sites below the same domain along.
const FORGET: &str = "\"cache\"";

#[derive(Responder)]
pub struct SignedOut {
    to: Redirect,
    forget: Header<'static>,
}

#[post("/sign-out")]
pub async fn sign_out(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    held: SessionToken,
) -> Result<SignedOut, ErrorResponse> {
    if let Some(token) = &held.0 {
        sign_in::sign_out(app, &context.actor, token).await?;
    }
    session::remove_cookie(cookies, app);
    Ok(SignedOut { to: Redirect::to("/sign-in?done=signed-out"), forget: Header::new("Clear-Site-Data", FORGET) })
}
