//! `/sign-in/second-factor`: the second step of the sign-in. Every wrong code has the same response; only where no code of
//! the authenticator app can be right, because its secret cannot be read, the page says what helps.

use super::{member, next_path};
use crate::{
    services::{
        factors::{
            self,
            second::{self, SecondFactorOutcome, SecondFactorProof},
        },
        sessions::SessionState,
    },
    web::{
        auth::session,
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        return_to::encoded,
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
    error: Option<&'static str>,
}

/// Why a code was refused.
#[derive(Clone, Copy)]
enum CodeError {
    Wrong,
    /// The server cannot read the secret of their app any more.
    Unreadable,
}

#[derive(Responder)]
pub enum SecondFactorView {
    Page(Box<SecondPage>),
    Refused((Status, Box<SecondPage>)),
    On(Box<Redirect>),
}

#[get("/sign-in/second-factor?<next>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    next: Option<&str>,
) -> Result<SecondFactorView, ErrorResponse> {
    let next = next_path(next.unwrap_or("/"));
    if member(&context)?.state != SessionState::SecondFactor {
        return Ok(SecondFactorView::On(Box::new(Redirect::to(next))));
    }
    Ok(SecondFactorView::Page(Box::new(page(app, &context, next, None).await?)))
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
) -> Result<SecondFactorView, ErrorResponse> {
    let member = member(&context)?;
    let next = next_path(typed.next);
    let shown = SecondFactorProof::Code(typed.code);
    let outcome = second::show(app, &context.actor, &member, shown).await;
    let outcome = outcome?;
    match outcome {
        SecondFactorOutcome::Accepted(token) => {
            session::set_cookie(cookies, app, &token);
            Ok(SecondFactorView::On(Box::new(Redirect::to(next))))
        }
        SecondFactorOutcome::NotRequired => Ok(SecondFactorView::On(Box::new(Redirect::to(next)))),
        SecondFactorOutcome::Wrong | SecondFactorOutcome::Unreadable => {
            let error =
                if matches!(outcome, SecondFactorOutcome::Wrong) { CodeError::Wrong } else { CodeError::Unreadable };
            let page = page(app, &context, next, Some(error)).await?;
            Ok(SecondFactorView::Refused((Status::UnprocessableEntity, Box::new(page))))
        }
        SecondFactorOutcome::Ended => {
            session::remove_cookie(cookies, app);
            Ok(SecondFactorView::On(Box::new(Redirect::to(format!(
                "/sign-in?done=too-many-codes&next={}",
                encoded(&next)
            )))))
        }
    }
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    next: String,
    error: Option<CodeError>,
) -> Result<SecondPage, ErrorResponse> {
    let member = member(context)?;
    let found = factors::of(app, &context.actor, &member).await?;
    let layout = Layout::at(context, "/sign-in/second-factor", Nav::Elsewhere, "");
    let title = layout.texts.t("factor-second-title").to_owned();
    Ok(SecondPage {
        error: error.map(|error| match error {
            CodeError::Wrong => layout.t("factor-second-wrong"),
            CodeError::Unreadable => layout.t("factor-second-unreadable"),
        }),
        layout: Layout { title, refused: error.is_some(), ..layout },
        passkey: !found.passkeys.is_empty() && factors::party(app).is_some(),
        code: found.app.is_some() || found.codes_left > 0,
        next,
    })
}
