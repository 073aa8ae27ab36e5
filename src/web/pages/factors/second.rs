//! `/sign-in/second-factor`: the step behind the password. Whatever is wrong, it says the same.

use super::{member, onward};
use crate::{
    services::{
        factors::{
            self,
            second::{self, Outcome, Shown},
        },
        sessions::SessionState,
    },
    web::{
        body::Form,
        error::Failed,
        guards::{Asked, TheApp},
        next::encoded,
        session,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::{CookieJar, Status},
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "factors/second.html")]
pub struct SecondPage {
    layout: Layout,
    /// There is a passkey, and browsers use it at this address.
    passkey: bool,
    /// There is something that is typed.
    code: bool,
    next: String,
    wrong: bool,
}

#[derive(Responder)]
pub enum Shows {
    Page(Box<SecondPage>),
    Again((Status, Box<SecondPage>)),
    On(Box<Redirect>),
}

#[get("/sign-in/second-factor?<next>")]
pub async fn show(app: &TheApp, asked: Asked, next: Option<&str>) -> Result<Shows, Failed> {
    let next = onward(next.unwrap_or("/"));
    if member(&asked)?.state != SessionState::SecondFactor {
        return Ok(Shows::On(Box::new(Redirect::to(next))));
    }
    Ok(Shows::Page(Box::new(page(app, &asked, next, false).await?)))
}

#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    code: &'r str,
    #[field(default = "/")]
    next: &'r str,
}

#[post("/sign-in/second-factor", data = "<typed>")]
pub async fn post(
    app: &TheApp,
    asked: Asked,
    cookies: &CookieJar<'_>,
    typed: Form<Typed<'_>>,
) -> Result<Shows, Failed> {
    let member = member(&asked)?;
    let next = onward(typed.next);
    let shown = Shown::Typed(typed.code);
    let outcome = second::show(app, &asked.caller, &member, shown).await;
    match outcome.map_err(|problem| Failed::new(problem, &asked))? {
        Outcome::Through(token) => {
            session::give(cookies, app, &token);
            Ok(Shows::On(Box::new(Redirect::to(next))))
        }
        Outcome::Over => Ok(Shows::On(Box::new(Redirect::to(next)))),
        Outcome::Wrong => {
            Ok(Shows::Again((Status::UnprocessableEntity, Box::new(page(app, &asked, next, true).await?))))
        }
        Outcome::Ended => {
            session::take(cookies, app);
            Ok(Shows::On(Box::new(Redirect::to(format!("/sign-in?done=too-many-codes&next={}", encoded(&next))))))
        }
    }
}

async fn page(app: &TheApp, asked: &Asked, next: String, wrong: bool) -> Result<SecondPage, Failed> {
    let member = member(asked)?;
    let found = factors::of(app, &asked.caller, &member).await.map_err(|problem| Failed::new(problem, asked))?;
    let layout = Layout::at(asked, "/sign-in/second-factor", Nav::Elsewhere, "");
    let title = layout.texts.t("factor-second-title").to_owned();
    Ok(SecondPage {
        layout: Layout { title, refused: wrong, ..layout },
        passkey: !found.passkeys.is_empty() && factors::party(app).is_some(),
        code: found.app.is_some() || found.codes_left > 0,
        next,
        wrong,
    })
}
