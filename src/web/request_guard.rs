//! Checks every request before routing: host and origin, API tokens in the address, rate and concurrency limits, the
//! announced size of the body, and the CSRF token.
//!
//! A fairing cannot answer. It notes the rejection in the request and replaces the method by one that no route has;
//! the catcher finds the note and answers.

use super::{
    auth::{cross_origin::CrossOrigin, csrf},
    context::RequestContext,
    limits::{
        body_size,
        concurrency::{self, ConcurrencyLimiter},
        rate::{self, RequestRateLimiter},
    },
    rejection::RequestRejection,
};
use rocket::{
    Data, Request, Response,
    fairing::{Fairing, Info, Kind},
    http::Method,
};

/// The fairing.
pub struct RequestGuard {
    cross_origin: CrossOrigin,
}

impl RequestGuard {
    /// `public_url` is `https://host[:port]`.
    pub fn new(public_url: &str) -> RequestGuard {
        RequestGuard { cross_origin: CrossOrigin::new(public_url) }
    }

    async fn check(&self, request: &Request<'_>, data: &mut Data<'_>) -> Option<RequestRejection> {
        if RequestContext::of(request).token_in_address {
            return Some(RequestRejection::TokenInAddress);
        }
        if let Some(rejection) = self.cross_origin.check(request.method(), request.headers()) {
            return Some(rejection);
        }
        if let Some(rejection) = over_limit(request) {
            return Some(rejection);
        }
        let announced = RequestContext::of(request).body.length;
        if let Some(limit) = body_size::exceeded(request.uri().path().as_str(), announced) {
            return Some(RequestRejection::BodyTooLarge(limit));
        }
        csrf::verify(request, data).await
    }
}

/// Counts the request and acquires its permit. Embedded files and health checks have no limit.
fn over_limit(request: &Request<'_>) -> Option<RequestRejection> {
    let class = rate::class_of(request.method(), request.uri().path().as_str())?;
    let client = RequestContext::of(request).actor.ip;
    let state = request.rocket();
    let (rates, concurrency) = (state.state::<RequestRateLimiter>()?, state.state::<ConcurrencyLimiter>()?);
    if let Some(Err(seconds)) = client.map(|address| rates.address(class, address)) {
        return Some(RequestRejection::RateLimited(seconds));
    }
    let has_body = !matches!(request.method(), Method::Get | Method::Head | Method::Options);
    match concurrency.acquire(client, has_body) {
        Ok(permit) => {
            concurrency::attach(request, permit);
            None
        }
        Err(exhausted) => Some(RequestRejection::Overloaded(exhausted)),
    }
}

#[rocket::async_trait]
impl Fairing for RequestGuard {
    fn info(&self) -> Info {
        Info { name: "request guard", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, data: &mut Data<'_>) {
        // The context is made before the method is replaced.
        let rejection = self.check(request, data).await;
        if rejection.is_some() {
            request.set_method(Method::Connect);
        }
        request.local_cache(|| rejection);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, _response: &mut Response<'r>) {
        concurrency::release(request);
    }
}
