//! The request log: one line for each request with its method, route, status, duration and request id.
//!
//! Invariant: no address with ids or tokens, no query and no name is logged; the request id leads to the rest.

use super::context::RequestContext;
use rocket::{
    Data, Request, Response,
    fairing::{Fairing, Info, Kind},
    http::Method,
};
use std::time::Instant;

/// Writes the line.
pub struct RequestLog;

/// When a request began, and its method before `request_guard` may have replaced it.
pub(super) struct RequestStart {
    pub method: Method,
    pub at: Instant,
}

impl RequestStart {
    pub fn of<'r>(request: &'r Request<'_>) -> &'r RequestStart {
        request.local_cache(|| RequestStart { method: request.method(), at: Instant::now() })
    }
}

#[rocket::async_trait]
impl Fairing for RequestLog {
    fn info(&self) -> Info {
        Info { name: "request log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _data: &mut Data<'_>) {
        RequestStart::of(request);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let start = RequestStart::of(request);
        let route = request.route().map(|route| route.uri.to_string());
        tracing::info!(
            request.id = %RequestContext::of(request).request_id,
            status = response.status().code,
            ms = start.at.elapsed().as_millis() as u64,
            "{} {}",
            start.method,
            route.as_deref().unwrap_or("(no such address)"),
        );
    }
}
