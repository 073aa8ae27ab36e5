//! Authentication with an API token (`Authorization: Bearer inj_…`).
//!
//! Input: the token of a request. Output: the member it acts for. A client that sent too many invalid tokens is told to
//! wait with the next invalid one.
//!
//! Invariant: a valid token is never refused for what others sent. Clients behind one address share it, and anybody
//! among them could otherwise lock out the rest. Look-ups are limited as all requests of an address are.

use super::credentials;
use crate::{
    app::App,
    services::{sessions::Member, tokens},
    web::{context::RequestContext, limits::failed_tokens::FailedTokenLimiter, problem, rejection::AccessDenied},
};
use rocket::Request;
use std::sync::Arc;

/// The member of the token.
pub async fn member(request: &Request<'_>, app: &App, context: &RequestContext) -> Result<Arc<Member>, AccessDenied> {
    let limiter = request.rocket().state::<FailedTokenLimiter>();
    let client = context.actor.ip;
    let found = match credentials::api_token(request) {
        Some(token) => tokens::member(app, &token, &context.actor).await.map_err(|problem| {
            problem::log(&problem, &context.request_id);
            AccessDenied::Unavailable
        })?,
        None => None,
    };
    found.ok_or_else(|| match limiter.map_or(Ok(()), |limiter| limiter.record_failure(client)) {
        Ok(()) => AccessDenied::InvalidToken,
        Err(seconds) => AccessDenied::TooManyInvalidTokens(seconds),
    })
}
