//! Why a request is not handled: rejected before routing, or denied by authorization. Plain data with a status.
//!
//! A fairing and a guard cannot answer themselves: they note the reason in the request, and the catcher turns the note
//! into a response.

use super::limits::concurrency::Overloaded;
use crate::services::sessions::SessionState;
use rocket::{Request, http::Status};

/// Why `request_guard` rejected a request before routing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRejection {
    /// Another site made the browser send it.
    OtherSite,
    /// The `Host` header names another host.
    OtherHost,
    /// A form field changed the method of the request.
    ChangedMethod,
    /// The CSRF token of the session is missing or wrong.
    InvalidCsrfToken,
    /// The address contains an API token.
    TokenInAddress,
    /// The announced length of the body is more than its address accepts, in bytes.
    BodyTooLarge(u64),
    /// The first bytes of the body did not arrive in time.
    TooSlow,
    /// The client is over its rate limit and may try again after so many seconds.
    RateLimited(u64),
    /// Too many requests are in progress.
    Overloaded(Overloaded),
}

/// Why authorization denied a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessDenied {
    /// The database has not answered since the start, so the application is not prepared.
    NotPrepared,
    /// The database does not answer.
    Unavailable,
    /// The address has no line in `auth::permissions`.
    NotListed,
    NotSignedIn,
    /// The session still requires a second factor or a new password.
    Unfinished(SessionState),
    /// The organisation requires a second factor, and the member has none.
    FactorMissing,
    /// The role lacks the permission.
    Forbidden,
    /// The API token is invalid, expired or revoked.
    InvalidToken,
    /// The key for the addresses of the legacy app is unknown, revoked, or of another module.
    InvalidLegacyKey,
    /// Too many invalid API tokens came from this client; it may try again after so many seconds.
    TooManyInvalidTokens(u64),
    /// The address does not accept API tokens.
    NotForTokens,
    /// The member is over the rate limit and may try again after so many seconds.
    RateLimited(u64),
}

impl RequestRejection {
    /// The note of the fairing.
    pub fn of(request: &Request<'_>) -> Option<RequestRejection> {
        *request.local_cache(|| None)
    }

    pub fn status(self) -> Status {
        match self {
            RequestRejection::OtherSite | RequestRejection::InvalidCsrfToken => Status::Forbidden,
            RequestRejection::TokenInAddress => Status::BadRequest,
            RequestRejection::BodyTooLarge(_) => Status::PayloadTooLarge,
            RequestRejection::TooSlow => Status::RequestTimeout,
            RequestRejection::OtherHost => Status::MisdirectedRequest,
            RequestRejection::ChangedMethod => Status::MethodNotAllowed,
            RequestRejection::RateLimited(_) | RequestRejection::Overloaded(Overloaded::FromThisClient) => {
                Status::TooManyRequests
            }
            RequestRejection::Overloaded(Overloaded::Total) => Status::ServiceUnavailable,
        }
    }
}

impl AccessDenied {
    /// The note of the guard.
    pub fn of(request: &Request<'_>) -> Option<AccessDenied> {
        *request.local_cache(|| None)
    }

    pub fn status(self) -> Status {
        match self {
            AccessDenied::NotPrepared | AccessDenied::Unavailable => Status::ServiceUnavailable,
            AccessDenied::NotSignedIn
            | AccessDenied::Unfinished(_)
            | AccessDenied::InvalidToken
            | AccessDenied::InvalidLegacyKey => Status::Unauthorized,
            AccessDenied::NotListed
            | AccessDenied::Forbidden
            | AccessDenied::NotForTokens
            | AccessDenied::FactorMissing => Status::Forbidden,
            AccessDenied::TooManyInvalidTokens(_) | AccessDenied::RateLimited(_) => Status::TooManyRequests,
        }
    }
}
