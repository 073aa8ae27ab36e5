//! The authorization guard: a handler that takes a [`RequestContext`] runs only if `permissions` allows the request.
//!
//! Inputs: the line of the route in `permissions`, the session, API token or legacy key of the request, the rate limits. Output:
//! the context with its member, or [`AccessDenied`].
//!
//! Invariant: deny by default. A route without a line is denied, and a token never reaches an address that does not
//! accept tokens.

use super::{
    api_token, credentials, legacy_client,
    permissions::{self, Access},
    session,
};
use crate::{
    app::App,
    services::{
        forms,
        sessions::{Authentication, SessionState},
    },
    web::{
        browser_choices,
        context::RequestContext,
        limits::rate::{self, RequestRateLimiter},
        problem,
        rejection::AccessDenied,
    },
};
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};
use std::sync::Arc;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RequestContext {
    type Error = AccessDenied;

    async fn from_request(request: &'r Request<'_>) -> Outcome<RequestContext, AccessDenied> {
        let context = RequestContext::of(request).clone();
        browser_choices::remember(request, context.https);
        // Unit tests of the web layer run without an application.
        let Some(app) = request.rocket().state::<Arc<App>>() else { return Outcome::Success(context) };
        match authorize(request, app, context).await {
            Ok(context) => {
                context.keep_for_response(request);
                Outcome::Success(context)
            }
            Err(reason) => {
                request.local_cache(|| Some(reason));
                Outcome::Error((reason.status(), reason))
            }
        }
    }
}

async fn authorize(request: &Request<'_>, app: &App, context: RequestContext) -> Result<RequestContext, AccessDenied> {
    let home = app.organisation_id().ok_or(AccessDenied::NotPrepared)?;
    let access = request.route().and_then(permissions::access_of).ok_or(AccessDenied::NotListed)?;
    let path = request.uri().path();
    let member = match credentials::has_authorization(request) {
        // Public addresses ignore the header, whatever it is.
        true if access == Access::Public => None,
        true => Some(api_token::member(request, app, &context).await?),
        false => session::member(request, app).await.map_err(|problem| {
            problem::log(&problem, &context.request_id);
            AccessDenied::Unavailable
        })?,
    };
    let mut context = context.with_member(member, home);
    let Some(member) = context.member.clone() else {
        return match access {
            Access::Public => Ok(context),
            Access::LegacyApi(_) => legacy_client::authorize(request, app, context).await,
            _ => Err(AccessDenied::NotSignedIn),
        };
    };
    let forms = forms::at_version(app, member.organisation_id, member.forms_version).await;
    context.forms = forms.map_err(|problem| {
        problem::log(&problem, &context.request_id);
        AccessDenied::Unavailable
    })?;
    if let Some(limiter) = request.rocket().state::<RequestRateLimiter>()
        && let Some(class) = rate::class_of(request.method(), path.as_str())
    {
        limiter.person(class, member.user_id).map_err(AccessDenied::RateLimited)?;
    }
    // Checked before everything else: a token never starts, changes or ends how a person signs in.
    if matches!(member.via, Authentication::Token(_)) && !permissions::accepts_tokens(path.as_str()) {
        return Err(AccessDenied::NotForTokens);
    }
    match (access, member.state) {
        (Access::Public | Access::PendingSession, _) => return Ok(context),
        (_, SessionState::Active) => {}
        (_, state) => return Err(AccessDenied::Unfinished(state)),
    }
    if member.factor_missing && !permissions::allowed_without_factor(path.as_str()) {
        return Err(AccessDenied::FactorMissing);
    }
    if access.permits(&member, context.in_home_tenant) { Ok(context) } else { Err(AccessDenied::Forbidden) }
}
