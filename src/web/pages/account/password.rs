//! `/account/password`: changing the own password, also the forced change of one that another person chose.

use super::{FormPage, member};
use crate::{
    i18n::Texts,
    services::{
        account::{self, PasswordChange},
        sessions::SessionState,
    },
    web::{
        auth::session,
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::{
            PostResponse, RateLimitedPage,
            sign_in::{next_page, wait_sentence},
        },
        return_to::safe_return_path,
        view::{
            input::Input,
            layout::{Layout, Nav},
        },
    },
};
use rocket::{
    FromForm, get,
    http::{CookieJar, Status},
    post,
    response::{Redirect, Responder},
};

/// What is wrong: with everything, with the password now, with the new one.
#[derive(Default)]
struct PasswordErrors {
    whole: String,
    current: Option<&'static str>,
    new: Option<String>,
}

#[derive(Responder)]
pub enum ChangePasswordResponse {
    Page(Box<FormPage>),
    Elsewhere(Box<Redirect>),
}

fn page(
    context: &RequestContext,
    next: Option<&str>,
    wrong: Option<PasswordErrors>,
) -> Result<Box<FormPage>, ErrorResponse> {
    let member = member(context)?;
    let texts = Texts::of(context.lang);
    let title = texts.t("password-title");
    let forced = member.state == SessionState::ChangePassword;
    let layout = match wrong {
        Some(_) => Layout::answering_post(context, Nav::Elsewhere, title, true),
        None => Layout::new(context, Nav::Elsewhere, title),
    };
    let refused = wrong.as_ref().map(|wrong| wrong.whole.clone());
    let PasswordErrors { current, new, .. } = wrong.unwrap_or_default();
    Ok(Box::new(FormPage {
        layout,
        done: None,
        refused,
        inputs: vec![
            Input::secret("current", texts.t("password-current"), "current-password").error(current),
            Input::secret("new", texts.t("password-new"), "new-password")
                .hint(texts.t("setup-password-hint"))
                .error(new.as_deref()),
        ],
        next: safe_return_path(next).map(str::to_owned),
        action: "/account/password",
        lead: if forced { texts.t("password-forced") } else { texts.t("password-lead") },
        button: texts.t("password-button"),
        email: member.email.clone(),
        locked: forced,
    }))
}

/// A session without its second factor may not change the password.
fn second_factor_first(context: &RequestContext, next: Option<&str>) -> Option<Box<Redirect>> {
    let state = context.member.as_ref()?.state;
    let first = state == SessionState::SecondFactor;
    first.then(|| Box::new(Redirect::to(next_page(state, safe_return_path(next).unwrap_or("/")))))
}

#[get("/account/password?<next>")]
pub fn show(context: RequestContext, next: Option<&str>) -> Result<ChangePasswordResponse, ErrorResponse> {
    match second_factor_first(&context, next) {
        Some(elsewhere) => Ok(ChangePasswordResponse::Elsewhere(elsewhere)),
        None => page(&context, next, None).map(ChangePasswordResponse::Page),
    }
}

/// What was typed. No `Debug`: there are passwords in it.
#[derive(FromForm)]
pub struct ChangePasswordForm<'r> {
    #[field(default = "")]
    current: &'r str,
    #[field(default = "")]
    new: &'r str,
    next: Option<&'r str>,
}

#[post("/account/password", data = "<typed>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    typed: Form<ChangePasswordForm<'_>>,
) -> Result<PostResponse<FormPage>, ErrorResponse> {
    if let Some(elsewhere) = second_factor_first(&context, typed.next) {
        return Ok(PostResponse::Done(elsewhere));
    }
    let done = account::change_password(app, &context.actor, member(&context)?, typed.current, typed.new).await;
    let texts = Texts::of(context.lang);
    let wrong = match done? {
        PasswordChange::Done(token) => {
            session::set_cookie(cookies, app, &token);
            let next = safe_return_path(typed.next).unwrap_or("/account?done=password");
            return Ok(PostResponse::Done(Box::new(Redirect::to(next.to_owned()))));
        }
        PasswordChange::Wait(wait) => {
            let wrong = PasswordErrors { whole: wait_sentence(&context, wait), ..PasswordErrors::default() };
            return Ok(PostResponse::TooOften(RateLimitedPage::new(wait, page(&context, typed.next, Some(wrong))?)));
        }
        PasswordChange::Wrong => {
            PasswordErrors { current: Some(texts.t("password-wrong")), ..PasswordErrors::default() }
        }
        PasswordChange::Weak(weak) => {
            PasswordErrors { new: Some(texts.weak_password(weak)), ..PasswordErrors::default() }
        }
    };
    Ok(PostResponse::Refused((Status::UnprocessableEntity, page(&context, typed.next, Some(wrong))?)))
}
