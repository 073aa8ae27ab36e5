//! Authentication with an API token (`Authorization: Bearer inj_…`).
//!
//! Input: the token of a request. Output: the member it acts for. Each look-up costs a query, so a client that sent too
//! many invalid tokens is refused before the look-up.

use super::credentials;
use crate::{
    app::App,
    services::{sessions::Member, tokens},
    web::{context::RequestContext, limits::failed_tokens::FailedTokenLimiter, problem, rejection::AccessDenied},
};
use rocket::Request;

/// The member of the token.
pub async fn member(request: &Request<'_>, app: &App, context: &RequestContext) -> Result<Member, AccessDenied> {
    let limiter = request.rocket().state::<FailedTokenLimiter>();
    let client = context.actor.ip;
    if let Some(limiter) = limiter {
        limiter.check(client).map_err(AccessDenied::TooManyInvalidTokens)?;
    }
    let found = match credentials::api_token(request) {
        Some(token) => tokens::member(app, &token, &context.actor).await.map_err(|problem| {
            problem::log(&problem, &context.request_id);
            AccessDenied::Unavailable
        })?,
        None => None,
    };
    found.ok_or_else(|| {
        if let Some(limiter) = limiter {
            limiter.record_failure(client);
        }
        AccessDenied::InvalidToken
    })
}
