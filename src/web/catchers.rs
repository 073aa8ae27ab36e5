//! What is said where no handler answers: unknown addresses, requests turned away, and defects. Every code ends here,
//! in our words and in the shape that was asked for.

use super::{
    concurrency_limit::Overloaded,
    context::{AccessDenied, RequestContext},
    cross_origin::RequestRejection,
    error::{ErrorResponse, RETRY_AFTER_SECONDS},
};
use crate::{
    domain::{
        lang::Lang,
        problem::{Problem, Resource},
    },
    i18n::Texts,
};
use rocket::{Catcher, Request, catch, catchers, http::Status};

pub fn all() -> Vec<Catcher> {
    catchers![any]
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> ErrorResponse {
    let context = RequestContext::of(request);
    if let Some(turned_away) = RequestRejection::noted(request) {
        match turned_away {
            RequestRejection::TooOften(seconds) => return ErrorResponse::too_often(seconds, context),
            RequestRejection::Overloaded(Overloaded::FromThisClient) => {
                return ErrorResponse::too_often(RETRY_AFTER_SECONDS, context);
            }
            RequestRejection::Overloaded(Overloaded::Total) => return ErrorResponse::busy(context),
            _ => {}
        }
        return ErrorResponse::refused(turned_away.status(), turned_away_sentence(turned_away, context.lang), context);
    }
    if let Some(not_let_in) = AccessDenied::noted(request) {
        return ErrorResponse::not_let_in(not_let_in, context);
    }
    match status.code {
        // An id that does not parse is an address that does not exist: Rocket calls it 422.
        404 | 422 => ErrorResponse::new(Problem::NotFound(missing_thing(request)), context),
        // A handler has panicked: the hook has logged where, and the answer says which request it was.
        500..=599 => {
            ErrorResponse::new(Problem::Internal(anyhow::anyhow!("answered by the catcher of {status}")), context)
        }
        _ => ErrorResponse::refused(status, sentence(status, context.lang), context),
    }
}

/// What somebody was looking for, by the first word of the address.
fn missing_thing(request: &Request<'_>) -> Resource {
    match request.uri().path().segments().next() {
        Some("forms") => Resource::Module,
        Some("submissions") => Resource::Submission,
        Some("jobs") => Resource::Job,
        Some("uploads") => Resource::Upload,
        Some("people") => Resource::Person,
        Some("join" | "reset") => Resource::OneTimeLink,
        Some("reports" | "generated") => Resource::Link,
        Some("genuine") => Resource::Report,
        _ => Resource::Page,
    }
}

fn turned_away_sentence(turned_away: RequestRejection, lang: Lang) -> &'static str {
    let texts = Texts::of(lang);
    match turned_away {
        RequestRejection::OtherSite => texts.t("error-cross-site"),
        RequestRejection::OtherHost => texts.t("error-unknown-host"),
        RequestRejection::WithoutToken => texts.t("error-csrf-token"),
        RequestRejection::TokenInAddress => texts.t("error-token-in-address"),
        RequestRejection::TooOften(_) => sentence(Status::TooManyRequests, lang),
        RequestRejection::Overloaded(_) => sentence(Status::ServiceUnavailable, lang),
        RequestRejection::TooSlow => sentence(Status::RequestTimeout, lang),
        RequestRejection::ChangedMethod => sentence(Status::MethodNotAllowed, lang),
    }
}

fn sentence(status: Status, lang: Lang) -> &'static str {
    Texts::of(lang).t(match status.code {
        401 | 403 => "error-access-denied",
        405 => "error-method-not-allowed",
        406 => "error-not-acceptable",
        408 => "error-timeout",
        413 => "error-too-large",
        415 => "error-unsupported-type",
        431 => "error-headers-too-large",
        _ => "error-bad-request",
    })
}
