//! What a client without an account is granted at the addresses of the legacy app: by a legacy API key, or because an
//! address is open to everybody for the time of the migration.
//!
//! Inputs: the path, and the key in the header `X-Api-Key` or the query parameter `api_key`. Output: the context with
//! an actor that sees only the modules of that key or address.
//!
//! Invariants: a key that is presented decides, also where the address is open. Invalid keys are limited like invalid
//! API tokens; keys are limited like members; everybody else by address, as senders of public links are.

use crate::{
    app::App,
    config::RateClass,
    domain::problem::Problem,
    migration::legacy_access::{self, LegacyClient},
    security::bearer_secret::LegacyKey,
    web::{
        auth::{credentials, legacy_address},
        context::RequestContext,
        limits::{
            failed_tokens::FailedTokenLimiter,
            rate::{self, RequestRateLimiter},
        },
        problem,
        rejection::AccessDenied,
    },
};
use rocket::Request;

/// The context of a request without a member.
pub async fn authorize(
    request: &Request<'_>,
    app: &App,
    context: RequestContext,
) -> Result<RequestContext, AccessDenied> {
    let module = legacy_address::module_of(request.uri().path().as_str());
    let failed = |problem: Problem| {
        problem::log(&problem, &context.request_id);
        AccessDenied::Unavailable
    };
    let client = match credentials::legacy_key(request) {
        Some(key) => {
            let limiter = request.rocket().state::<FailedTokenLimiter>();
            let from = context.actor.ip;
            let found = match key.parse::<LegacyKey>() {
                Ok(key) => legacy_access::of_key(app, &context.actor, &key, module.as_ref()).await.map_err(failed)?,
                Err(()) => None,
            };
            found.ok_or_else(|| match limiter.map_or(Ok(()), |limiter| limiter.record_failure(from)) {
                Ok(()) => AccessDenied::InvalidLegacyKey,
                Err(seconds) => AccessDenied::TooManyInvalidTokens(seconds),
            })?
        }
        None => legacy_access::of_anyone(app, &context.actor, module.as_ref())
            .await
            .map_err(failed)?
            .ok_or(AccessDenied::NotSignedIn)?,
    };
    count(request, &client)?;
    Ok(match client {
        LegacyClient::Key(_, actor) | LegacyClient::Anyone(actor) => RequestContext { actor, ..context },
    })
}

/// Counts the request of a client. Requests of everybody were counted by address already; a form counts among those
/// without an account too.
fn count(request: &Request<'_>, client: &LegacyClient) -> Result<(), AccessDenied> {
    let Some(limiter) = request.rocket().state::<RequestRateLimiter>() else { return Ok(()) };
    let class = rate::class_of(request.method(), request.uri().path().as_str());
    let counted = match (client, class) {
        // The numbers of members are positive.
        (LegacyClient::Key(id, _), Some(class)) => limiter.person(class, -id),
        (LegacyClient::Anyone(actor), Some(RateClass::Posts)) => {
            actor.ip.map_or(Ok(()), |address| limiter.address(RateClass::Public, address))
        }
        _ => Ok(()),
    };
    counted.map_err(AccessDenied::RateLimited)
}
