//! The guard of a posted form, which is read also if its session has ended or the database does not answer, so that
//! nothing that was entered is lost.
//!
//! Input: the request. Output: the authorized context; the person of a session that ended while the form was open; or
//! the context before authorization, while no member can be looked up. Every other denial is the same as for all
//! routes.
//!
//! Without JavaScript a form exists only in the body of its post. If the session has ended, that body is read and kept
//! for the person until they have signed in again (`services::kept_forms`).
//!
//! Invariants: the ended session gives no access to anything that exists. Only its holder's posts are read, because the
//! row of the session names the person, and `request_guard` has verified the CSRF token of the session.

use super::credentials;
use crate::{
    app::App,
    domain::problem::Problem,
    services::{
        forms,
        sessions::{self, Token},
    },
    web::{context::RequestContext, problem, rejection::AccessDenied},
};
use anyhow::anyhow;
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};
use std::sync::Arc;

/// Who sends a form.
pub enum FormSender {
    Authorized(RequestContext),
    /// The user id of the person; the context has their organisation and no member.
    Ended(RequestContext, i64),
    /// The database does not answer, so the member is not known.
    Unavailable(RequestContext),
}

/// What the sender of a form is told while the database does not answer.
pub fn unavailable() -> Problem {
    Problem::Unavailable(anyhow!("the database does not answer"))
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for FormSender {
    type Error = AccessDenied;

    async fn from_request(request: &'r Request<'_>) -> Outcome<FormSender, AccessDenied> {
        match RequestContext::from_request(request).await {
            Outcome::Error((status, AccessDenied::NotSignedIn)) => match of_ended_session(request).await {
                Some(sender) => Outcome::Success(sender),
                None => Outcome::Error((status, AccessDenied::NotSignedIn)),
            },
            Outcome::Error((_, AccessDenied::NotPrepared | AccessDenied::Unavailable)) => {
                Outcome::Success(FormSender::Unavailable(RequestContext::of(request).clone()))
            }
            outcome => outcome.map(FormSender::Authorized),
        }
    }
}

/// Scripts send the form again by themselves, so only a page without them needs this.
async fn of_ended_session(request: &Request<'_>) -> Option<FormSender> {
    let context = RequestContext::of(request).clone();
    let app = request.rocket().state::<Arc<App>>().filter(|_| !context.wants_json)?;
    let token = credentials::session_token(request)?;
    match ended(app, context.clone(), &token).await {
        Ok(found) => found,
        Err(problem) => {
            problem::log(&problem, &context.request_id);
            None
        }
    }
}

/// The person of an ended session, with the forms of their organisation.
async fn ended(app: &App, context: RequestContext, token: &Token) -> Result<Option<FormSender>, Problem> {
    let Some((organisation, user)) = sessions::ended(app, token).await? else { return Ok(None) };
    let mut context = context.with_member(None, organisation);
    context.forms = forms::of_actor(app, &context.actor).await?;
    Ok(Some(FormSender::Ended(context, user)))
}
