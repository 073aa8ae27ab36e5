//! A [`Problem`] of a service in terms of HTTP: its status, and the log entry of its cause.

use crate::domain::problem::Problem;
use rocket::http::Status;

/// Seconds after which a client should try again while the database or the disk does not answer.
pub const RETRY_AFTER_SECONDS: u64 = 5;

/// The status of each problem; the only place that knows it.
pub fn status(problem: &Problem) -> Status {
    match problem {
        Problem::NotFound(_) => Status::NotFound,
        Problem::Invalid(_) => Status::UnprocessableEntity,
        Problem::Malformed(_) => Status::BadRequest,
        Problem::TooLarge(_) => Status::PayloadTooLarge,
        Problem::Unsupported(_) => Status::UnsupportedMediaType,
        Problem::Conflict(_) => Status::Conflict,
        Problem::DayFull => Status::TooManyRequests,
        Problem::TimedOut => Status::RequestTimeout,
        Problem::StorageFull(_) => Status::InsufficientStorage,
        Problem::Busy(_) | Problem::Unavailable(_) | Problem::FileMissing(_) | Problem::Unconfirmed(_) => {
            Status::ServiceUnavailable
        }
        Problem::Internal(_) => Status::InternalServerError,
    }
}

/// After how many seconds the request may be sent again, where that helps.
pub fn retry_after(problem: &Problem) -> Option<u64> {
    matches!(problem, Problem::Busy(_) | Problem::Unavailable(_) | Problem::Unconfirmed(_))
        .then_some(RETRY_AFTER_SECONDS)
}

/// Logs the cause of a problem under the request id that the client gets.
pub fn log(problem: &Problem, request_id: &str) {
    if let Some(cause) = problem.cause() {
        let status = status(problem).code;
        tracing::error!(request.id = %request_id, status, "request failed: {cause:#}");
    }
}
