//! The pages. A file is called like the first word of its addresses, and so are its templates and its tests.
//!
//! Each handler reads the same way: guards in the signature, one service call, one answer. The struct that a template
//! prints stands beside the handler that fills it.

pub mod account;
pub mod admin;
pub mod api;
pub mod audit;
#[cfg(feature = "migration")]
pub mod civil;
#[cfg(feature = "migration")]
pub mod cleaning;
pub mod factors;
mod form_controller;
pub mod forms;
#[cfg(feature = "migration")]
pub mod generated;
pub mod health;
pub mod home;
#[cfg(feature = "migration")]
pub mod hvac_mep;
pub mod job_events;
pub mod jobs;
pub mod join;
pub mod moderation;
pub mod organisation;
pub mod password_reset;
pub mod password_reset_request;
pub mod people;
pub mod privacy;
pub mod public;
pub mod public_links;
pub mod report_verification;
pub mod reports;
pub mod setup;
pub mod sign_in;
pub mod submissions;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod uploads;

use rocket::{
    Request,
    http::Status,
    response::{Redirect, Responder},
    serde::json::Json,
};

/// What most pages answer: HTML, or JSON for a client that asked for it.
#[derive(Responder)]
pub enum Answer<P, J> {
    Page(P),
    Json(Json<J>),
}

/// What the post of a plain form answers: the way on, the page with what is wrong, or that it is too early.
#[derive(Responder)]
pub enum PostResponse<P> {
    Done(Box<Redirect>),
    Refused((Status, Box<P>)),
    TooOften(TooOften<Box<P>>),
}

/// 429 with the time after which it may be tried again.
pub struct TooOften<P> {
    seconds: u64,
    page: P,
}

impl<P> TooOften<P> {
    pub fn new(wait: time::Duration, page: P) -> TooOften<P> {
        TooOften { seconds: TooOften::<P>::seconds(wait), page }
    }

    /// Whole seconds, so that whoever waits them has waited long enough.
    pub fn seconds(wait: time::Duration) -> u64 {
        u64::try_from(wait.whole_milliseconds()).unwrap_or_default().div_ceil(1_000).max(1)
    }
}

impl<'r, P: Responder<'r, 'static>> Responder<'r, 'static> for TooOften<P> {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = self.page.respond_to(request)?;
        response.set_status(Status::TooManyRequests);
        response.set_raw_header("Retry-After", self.seconds.to_string());
        Ok(response)
    }
}
