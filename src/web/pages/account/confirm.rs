//! `/account/confirm`: the password once more, before something dangerous.

use super::{FormPage, member};
use crate::{
    i18n::Texts,
    services::account::{self, Given},
    web::{
        body::Form,
        error::Failed,
        guards::{Asked, TheApp},
        next::{encoded, ours},
        pages::{Posted, TooOften, sign_in::wait_sentence},
        view::{
            input::Input,
            layout::{Layout, Nav},
        },
    },
};
use rocket::{FromForm, get, http::Status, post, response::Redirect};

/// The way over this page, if somebody has not shown for a while who they are. `next` is the page that they come back
/// to: the one that asks, or for a post the one with its form.
pub fn first(app: &TheApp, asked: &Asked, next: &str) -> Option<Redirect> {
    let lately = asked.member.as_ref().is_some_and(|member| member.confirmed_lately(app.clock.now()));
    (!lately).then(|| Redirect::to(format!("/account/confirm?next={}", encoded(next))))
}

fn page(
    asked: &Asked,
    next: Option<&str>,
    refused: Option<String>,
    wrong: Option<&str>,
) -> Result<Box<FormPage>, Failed> {
    let texts = Texts::of(asked.lang);
    let title = texts.t("confirm-title");
    let layout = match refused {
        Some(_) => Layout::answering_post(asked, Nav::Elsewhere, title, true),
        None => Layout::new(asked, Nav::Elsewhere, title),
    };
    Ok(Box::new(FormPage {
        layout,
        done: None,
        refused,
        inputs: vec![Input::secret("password", texts.t("account-password"), "current-password").error(wrong)],
        next: ours(next).map(str::to_owned),
        action: "/account/confirm",
        lead: texts.t("confirm-lead"),
        button: texts.t("confirm-button"),
        email: member(asked)?.email.clone(),
        locked: false,
    }))
}

#[get("/account/confirm?<next>")]
pub fn show(asked: Asked, next: Option<&str>) -> Result<Box<FormPage>, Failed> {
    page(&asked, next, None, None)
}

/// What was typed. No `Debug`: there is a password in it.
#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    password: &'r str,
    next: Option<&'r str>,
}

#[post("/account/confirm", data = "<typed>")]
pub async fn post(app: &TheApp, asked: Asked, typed: Form<Typed<'_>>) -> Result<Posted<FormPage>, Failed> {
    let given = account::confirm(app, &asked.caller, member(&asked)?, typed.password).await;
    let next = typed.next;
    Ok(match given.map_err(|problem| Failed::new(problem, &asked))? {
        Given::Right(_) => Posted::Done(Box::new(Redirect::to(ours(next).unwrap_or("/account").to_owned()))),
        Given::Wrong => {
            let wrong = Texts::of(asked.lang).t("password-wrong");
            let page = page(&asked, next, Some(String::new()), Some(wrong))?;
            Posted::Refused((Status::UnprocessableEntity, page))
        }
        Given::Wait(wait) => {
            let page = page(&asked, next, Some(wait_sentence(&asked, wait)), None)?;
            Posted::TooOften(TooOften::new(wait, page))
        }
    })
}
