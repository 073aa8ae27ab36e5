//! The error response: an HTML page, or JSON for API clients.
//!
//! Input: a [`Problem`] of a service, a denied or rejected request, or a message of the web layer. The language, the
//! request id and the preferred format are taken from the context of the request when the response is made, so handlers
//! use a bare `?`.
//!
//! Invariants: the cause of a problem is logged once and never shown. Every response has the security headers, also
//! where no fairing runs.

mod content;

use super::{context::RequestContext, headers, rejection::AccessDenied};
use crate::domain::problem::Problem;
use content::{ErrorContent, Options, Reason};
use rocket::{Request, http::Status, response::Responder};

/// A request that failed.
#[derive(Debug)]
pub struct ErrorResponse {
    reason: Box<Reason>,
    options: Options,
}

impl From<Problem> for ErrorResponse {
    fn from(problem: Problem) -> ErrorResponse {
        ErrorResponse::new(Reason::Problem(problem))
    }
}

impl From<AccessDenied> for ErrorResponse {
    fn from(reason: AccessDenied) -> ErrorResponse {
        ErrorResponse::new(match reason {
            AccessDenied::RateLimited(seconds) => Reason::RateLimited(seconds),
            AccessDenied::NotPrepared | AccessDenied::Unavailable => {
                Reason::Problem(Problem::Unavailable(anyhow::anyhow!("the database does not answer")))
            }
            reason => Reason::Denied(reason),
        })
    }
}

impl ErrorResponse {
    fn new(reason: Reason) -> ErrorResponse {
        ErrorResponse { reason: Box::new(reason), options: Options::default() }
    }

    /// An error of the web layer that no service reports.
    pub fn message(status: Status, sentence: impl Into<String>) -> ErrorResponse {
        ErrorResponse::new(Reason::Message(status, sentence.into()))
    }

    pub fn rate_limited(seconds: u64) -> ErrorResponse {
        ErrorResponse::new(Reason::RateLimited(seconds))
    }

    pub fn overloaded() -> ErrorResponse {
        ErrorResponse::new(Reason::Overloaded)
    }

    /// JSON whatever the client accepts.
    pub fn json(mut self) -> ErrorResponse {
        self.options.json = true;
        self
    }

    /// Without links into the application.
    pub fn without_navigation(mut self) -> ErrorResponse {
        self.options.without_navigation = true;
        self
    }
}

/// The error of addresses that only scripts use: always JSON.
#[derive(Debug)]
pub struct JsonErrorResponse(ErrorResponse);

/// The error of pages for visitors without an account: without links into the application.
#[derive(Debug)]
pub struct PublicErrorResponse(ErrorResponse);

impl<'r> Responder<'r, 'static> for JsonErrorResponse {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        self.0.respond_to(request)
    }
}

impl From<ErrorResponse> for JsonErrorResponse {
    fn from(error: ErrorResponse) -> JsonErrorResponse {
        JsonErrorResponse(error.json())
    }
}

impl From<Problem> for JsonErrorResponse {
    fn from(problem: Problem) -> JsonErrorResponse {
        ErrorResponse::from(problem).into()
    }
}

impl<'r> Responder<'r, 'static> for PublicErrorResponse {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        self.0.respond_to(request)
    }
}

impl From<Problem> for PublicErrorResponse {
    fn from(problem: Problem) -> PublicErrorResponse {
        PublicErrorResponse(ErrorResponse::from(problem).without_navigation())
    }
}

impl<'r> Responder<'r, 'static> for ErrorResponse {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let context = RequestContext::for_response(request);
        let mut response = ErrorContent::new(*self.reason, context).response(context, self.options);
        headers::add_missing(&mut response, context);
        Ok(response)
    }
}
