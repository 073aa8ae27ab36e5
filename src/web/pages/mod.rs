//! The HTML pages. A module has the name of the first segment of its paths, and so have its templates and its tests.
//!
//! Each handler has the same shape: guards in the signature, one service call, one response. The struct that a template
//! prints is next to the handler that fills it. `moved` redirects paths that pages had before.

pub mod account;
pub mod actions;
pub mod admin;
pub mod api;
pub mod app_manifest;
pub mod audit;
pub mod comments;
pub mod factors;
pub mod forms;
pub mod health;
pub mod home;
pub mod job_events;
pub mod jobs;
pub mod join;
#[cfg(debug_assertions)]
pub mod kit;
pub mod metrics;
pub mod more;
pub mod moved;
pub mod notifications;
pub mod offline;
pub mod organisation;
pub mod outbox;
pub mod password_reset;
pub mod pending_submissions;
pub mod people;
pub mod photos;
pub mod privacy;
pub mod public;
pub mod public_links;
pub mod reports;
pub mod review;
pub mod session_renewal;
pub mod setup;
pub mod setup_checklist;
pub mod sign_in;
pub mod submissions;
pub mod suggestions;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod uploads;
pub mod verify;
pub mod webhooks;

use rocket::{
    Request,
    http::Status,
    response::{Redirect, Responder},
    serde::json::Json,
};

/// HTML, or JSON for a client that prefers it.
#[derive(Responder)]
pub enum Answer<P, J> {
    Page(P),
    Json(Json<J>),
}

/// The response to a small form: a redirect, the page with its errors, or the page with a rate limit.
#[derive(Responder)]
pub enum PostResponse<P> {
    Done(Box<Redirect>),
    Refused((Status, Box<P>)),
    TooOften(RateLimitedPage<Box<P>>),
}

/// A page with status 429 and `Retry-After`.
pub struct RateLimitedPage<P> {
    seconds: u64,
    page: P,
}

impl<P> RateLimitedPage<P> {
    pub fn new(wait: time::Duration, page: P) -> RateLimitedPage<P> {
        RateLimitedPage { seconds: RateLimitedPage::<P>::seconds(wait), page }
    }

    /// Whole seconds, rounded up.
    pub fn seconds(wait: time::Duration) -> u64 {
        u64::try_from(wait.whole_milliseconds()).unwrap_or_default().div_ceil(1_000).max(1)
    }
}

impl<'r, P: Responder<'r, 'static>> Responder<'r, 'static> for RateLimitedPage<P> {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = self.page.respond_to(request)?;
        response.set_status(Status::TooManyRequests);
        response.set_raw_header("Retry-After", self.seconds.to_string());
        Ok(response)
    }
}
