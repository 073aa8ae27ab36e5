//! `/account/confirm`: entering the password again before a dangerous action.

use super::{FormPage, member};
use crate::{
    i18n::Texts,
    services::account::{self, CurrentPasswordCheck},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::{PostResponse, RateLimitedPage, sign_in::wait_sentence},
        return_to::{encoded, safe_return_path},
        view::{
            input::Input,
            layout::{Layout, Nav},
        },
    },
};
use rocket::{FromForm, get, http::Status, post, response::Redirect};

/// The way over this page, if somebody has not shown for a while who they are. `next` is the page that they come back
/// to: the one that asks, or for a post the one with its form.
pub fn first(app: &AppState, context: &RequestContext, next: &str) -> Option<Redirect> {
    let lately = context.member.as_ref().is_some_and(|member| member.recently_reauthenticated(app.clock.now()));
    (!lately).then(|| Redirect::to(format!("/account/confirm?next={}", encoded(next))))
}

fn page(
    context: &RequestContext,
    next: Option<&str>,
    refused: Option<String>,
    wrong: Option<&str>,
) -> Result<Box<FormPage>, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let title = texts.t("confirm-title");
    let layout = match refused {
        Some(_) => Layout::answering_post(context, Nav::Elsewhere, title, true),
        None => Layout::new(context, Nav::Elsewhere, title),
    };
    Ok(Box::new(FormPage {
        layout,
        done: None,
        refused,
        inputs: vec![Input::secret("password", texts.t("account-password"), "current-password").error(wrong)],
        next: safe_return_path(next).map(str::to_owned),
        action: "/account/confirm",
        lead: texts.t("confirm-lead"),
        button: texts.t("confirm-button"),
        email: member(context)?.email.clone(),
        locked: false,
    }))
}

#[get("/account/confirm?<next>")]
pub fn show(context: RequestContext, next: Option<&str>) -> Result<Box<FormPage>, ErrorResponse> {
    page(&context, next, None, None)
}

/// What was typed. No `Debug`: there is a password in it.
#[derive(FromForm)]
pub struct ConfirmPasswordForm<'r> {
    #[field(default = "")]
    password: &'r str,
    next: Option<&'r str>,
}

#[post("/account/confirm", data = "<typed>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    typed: Form<ConfirmPasswordForm<'_>>,
) -> Result<PostResponse<FormPage>, ErrorResponse> {
    let given = account::confirm(app, &context.actor, member(&context)?, typed.password).await;
    let next = typed.next;
    Ok(match given? {
        CurrentPasswordCheck::Correct(_) => {
            PostResponse::Done(Box::new(Redirect::to(safe_return_path(next).unwrap_or("/account").to_owned())))
        }
        CurrentPasswordCheck::Wrong => {
            let wrong = Texts::of(context.lang).t("password-wrong");
            let page = page(&context, next, Some(String::new()), Some(wrong))?;
            PostResponse::Refused((Status::UnprocessableEntity, page))
        }
        CurrentPasswordCheck::Wait(wait) => {
            let page = page(&context, next, Some(wait_sentence(&context, wait)), None)?;
            PostResponse::TooOften(RateLimitedPage::new(wait, page))
        }
    })
}
