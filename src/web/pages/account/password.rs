//! `/account/password`: choosing another one, also where somebody else chose the first one.

use super::{FormPage, member};
use crate::{
    i18n::Texts,
    services::{
        account::{self, Changed},
        sessions::SessionState,
    },
    web::{
        body::Form,
        error::Failed,
        guards::{Asked, TheApp},
        next::ours,
        pages::{
            Posted, TooOften,
            sign_in::{place, wait_sentence},
        },
        session,
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
struct Wrong {
    whole: String,
    current: Option<&'static str>,
    new: Option<&'static str>,
}

#[derive(Responder)]
pub enum Shown {
    Page(Box<FormPage>),
    Elsewhere(Box<Redirect>),
}

fn page(asked: &Asked, next: Option<&str>, wrong: Option<Wrong>) -> Result<Box<FormPage>, Failed> {
    let member = member(asked)?;
    let texts = Texts::of(asked.lang);
    let title = texts.t("password-title");
    let forced = member.state == SessionState::ChangePassword;
    let layout = match wrong {
        Some(_) => Layout::answering_post(asked, Nav::Elsewhere, title, true),
        None => Layout::new(asked, Nav::Elsewhere, title),
    };
    let refused = wrong.as_ref().map(|wrong| wrong.whole.clone());
    let Wrong { current, new, .. } = wrong.unwrap_or_default();
    Ok(Box::new(FormPage {
        layout,
        done: None,
        refused,
        inputs: vec![
            Input::secret("current", texts.t("password-current"), "current-password").error(current),
            Input::secret("new", texts.t("password-new"), "new-password")
                .hint(texts.t("setup-password-hint"))
                .error(new),
        ],
        next: ours(next).map(str::to_owned),
        action: "/account/password",
        lead: if forced { texts.t("password-forced") } else { texts.t("password-lead") },
        button: texts.t("password-button"),
        email: member.email.clone(),
        locked: forced,
    }))
}

/// Whoever still has to show a second factor may not exchange the first one.
fn second_factor_first(asked: &Asked, next: Option<&str>) -> Option<Box<Redirect>> {
    let state = asked.member.as_ref()?.state;
    let first = state == SessionState::SecondFactor;
    first.then(|| Box::new(Redirect::to(place(state, ours(next).unwrap_or("/")))))
}

#[get("/account/password?<next>")]
pub fn show(asked: Asked, next: Option<&str>) -> Result<Shown, Failed> {
    match second_factor_first(&asked, next) {
        Some(elsewhere) => Ok(Shown::Elsewhere(elsewhere)),
        None => page(&asked, next, None).map(Shown::Page),
    }
}

/// What was typed. No `Debug`: there are passwords in it.
#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    current: &'r str,
    #[field(default = "")]
    new: &'r str,
    next: Option<&'r str>,
}

#[post("/account/password", data = "<typed>")]
pub async fn post(
    app: &TheApp,
    asked: Asked,
    cookies: &CookieJar<'_>,
    typed: Form<Typed<'_>>,
) -> Result<Posted<FormPage>, Failed> {
    if let Some(elsewhere) = second_factor_first(&asked, typed.next) {
        return Ok(Posted::Done(elsewhere));
    }
    let done = account::change_password(app, &asked.caller, member(&asked)?, typed.current, typed.new).await;
    let texts = Texts::of(asked.lang);
    let wrong = match done.map_err(|problem| Failed::new(problem, &asked))? {
        Changed::Done(token) => {
            session::give(cookies, app, &token);
            let next = ours(typed.next).unwrap_or("/account?done=password");
            return Ok(Posted::Done(Box::new(Redirect::to(next.to_owned()))));
        }
        Changed::Wait(wait) => {
            let wrong = Wrong { whole: wait_sentence(&asked, wait), ..Wrong::default() };
            return Ok(Posted::TooOften(TooOften::new(wait, page(&asked, typed.next, Some(wrong))?)));
        }
        Changed::Wrong => Wrong { current: Some(texts.t("password-wrong")), ..Wrong::default() },
        Changed::Weak(weak) => Wrong { new: Some(weak.sentence(asked.lang)), ..Wrong::default() },
    };
    Ok(Posted::Refused((Status::UnprocessableEntity, page(&asked, typed.next, Some(wrong))?)))
}
