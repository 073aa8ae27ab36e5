//! `/sign-in/second-factor`: the step behind the password. Whatever is wrong, it says the same.

use super::{member, onward};
use crate::{
    services::{
        factors::{
            self,
            second::{self, Outcome, SecondFactorProof},
        },
        sessions::SessionState,
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::Failed,
        return_to::encoded,
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
pub enum SecondFactorView {
    Page(Box<SecondPage>),
    Again((Status, Box<SecondPage>)),
    On(Box<Redirect>),
}

#[get("/sign-in/second-factor?<next>")]
pub async fn show(app: &AppState, context: RequestContext, next: Option<&str>) -> Result<SecondFactorView, Failed> {
    let next = onward(next.unwrap_or("/"));
    if member(&context)?.state != SessionState::SecondFactor {
        return Ok(SecondFactorView::On(Box::new(Redirect::to(next))));
    }
    Ok(SecondFactorView::Page(Box::new(page(app, &context, next, false).await?)))
}

#[derive(FromForm)]
pub struct SecondFactorForm<'r> {
    #[field(default = "")]
    code: &'r str,
    #[field(default = "/")]
    next: &'r str,
}

#[post("/sign-in/second-factor", data = "<typed>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    typed: Form<SecondFactorForm<'_>>,
) -> Result<SecondFactorView, Failed> {
    let member = member(&context)?;
    let next = onward(typed.next);
    let shown = SecondFactorProof::Code(typed.code);
    let outcome = second::show(app, &context.actor, &member, shown).await;
    match outcome.map_err(|problem| Failed::new(problem, &context))? {
        Outcome::Through(token) => {
            session::give(cookies, app, &token);
            Ok(SecondFactorView::On(Box::new(Redirect::to(next))))
        }
        Outcome::Over => Ok(SecondFactorView::On(Box::new(Redirect::to(next)))),
        Outcome::Wrong => {
            Ok(SecondFactorView::Again((Status::UnprocessableEntity, Box::new(page(app, &context, next, true).await?))))
        }
        Outcome::Ended => {
            session::take(cookies, app);
            Ok(SecondFactorView::On(Box::new(Redirect::to(format!(
                "/sign-in?done=too-many-codes&next={}",
                encoded(&next)
            )))))
        }
    }
}

async fn page(app: &AppState, context: &RequestContext, next: String, wrong: bool) -> Result<SecondPage, Failed> {
    let member = member(context)?;
    let found = factors::of(app, &context.actor, &member).await.map_err(|problem| Failed::new(problem, context))?;
    let layout = Layout::at(context, "/sign-in/second-factor", Nav::Elsewhere, "");
    let title = layout.words.factors.second.title.to_owned();
    Ok(SecondPage {
        layout: Layout { title, refused: wrong, ..layout },
        passkey: !found.passkeys.is_empty() && factors::party(app).is_some(),
        code: found.app.is_some() || found.codes_left > 0,
        next,
        wrong,
    })
}
