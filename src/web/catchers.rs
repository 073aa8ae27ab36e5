//! The catcher of requests that no handler answered: unknown addresses, denied and rejected requests, and panics.
//!
//! Input: a status and the notes of the guard and of the fairing in the request. Output: an [`ErrorResponse`], so that
//! every status has a message in the language and format of the client.

use super::{
    auth::session,
    context::RequestContext,
    error::ErrorResponse,
    forms::multipart::parts::too_large,
    limits::concurrency::Overloaded,
    problem::RETRY_AFTER_SECONDS,
    rejection::{AccessDenied, RequestRejection},
};
use crate::{
    app::App,
    domain::{
        lang::Lang,
        problem::{Problem, Resource},
    },
    i18n::Texts,
    services::sessions::SessionState,
};
use rocket::{
    Catcher, Request, catch, catchers,
    http::{Method, Status},
};
use std::sync::Arc;

pub fn all() -> Vec<Catcher> {
    catchers![any]
}

#[catch(default)]
async fn any(status: Status, request: &Request<'_>) -> ErrorResponse {
    if matches!(status.code, 403 | 404 | 422) {
        load_member(request).await;
    }
    let lang = RequestContext::of(request).lang;
    if let Some(rejection) = RequestRejection::of(request) {
        return match rejection {
            RequestRejection::RateLimited(seconds) => ErrorResponse::rate_limited(seconds),
            RequestRejection::Overloaded(Overloaded::FromThisClient) => {
                ErrorResponse::rate_limited(RETRY_AFTER_SECONDS)
            }
            RequestRejection::Overloaded(Overloaded::Total) => ErrorResponse::overloaded(),
            RequestRejection::BodyTooLarge(limit) => too_large(limit).into(),
            other => ErrorResponse::message(other.status(), rejection_sentence(other, lang)),
        };
    }
    if let Some(denied) = AccessDenied::of(request) {
        return denied.into();
    }
    match status.code {
        // Rocket answers 422 for an id that does not parse; here that is an unknown address.
        404 | 422 => Problem::NotFound(missing_resource(request)).into(),
        // A handler panicked: the panic hook has logged where.
        500..=599 => Problem::Internal(anyhow::anyhow!("answered by the catcher of {status}")).into(),
        _ => ErrorResponse::message(status, sentence(status, lang)),
    }
}

/// Adds the signed-in member to the context of a page that no handler answered, so that it has their navigation.
async fn load_member(request: &Request<'_>) {
    let context = RequestContext::for_response(request);
    let is_page = matches!(context.method, Method::Get | Method::Head) && !context.wants_json;
    let Some(app) = request.rocket().state::<Arc<App>>() else { return };
    let Some(home) = app.organisation_id().filter(|_| is_page && context.member.is_none()) else { return };
    // Without the database the page has no navigation, and says the same.
    let Ok(Some(member)) = session::member(request, app).await else { return };
    if member.state == SessionState::Active {
        context.clone().with_member(Some(member), home).keep_for_response(request);
    }
}

/// What was not found, by the first segment of the path.
fn missing_resource(request: &Request<'_>) -> Resource {
    match request.uri().path().segments().next() {
        Some("forms") => Resource::Module,
        Some("submissions") => Resource::Submission,
        Some("jobs") => Resource::Job,
        Some("uploads") => Resource::Upload,
        Some("people") => Resource::Person,
        Some("join" | "password-reset") => Resource::OneTimeLink,
        Some("reports" | "generated") => Resource::Link,
        Some("verify") => Resource::Report,
        _ => Resource::Page,
    }
}

fn rejection_sentence(rejection: RequestRejection, lang: Lang) -> &'static str {
    let texts = Texts::of(lang);
    match rejection {
        RequestRejection::OtherSite => texts.t("error-cross-site"),
        RequestRejection::OtherHost => texts.t("error-unknown-host"),
        RequestRejection::InvalidCsrfToken => texts.t("error-csrf-token"),
        RequestRejection::TokenInAddress => texts.t("error-token-in-address"),
        RequestRejection::RateLimited(_) => sentence(Status::TooManyRequests, lang),
        RequestRejection::Overloaded(_) => sentence(Status::ServiceUnavailable, lang),
        RequestRejection::TooSlow => sentence(Status::RequestTimeout, lang),
        RequestRejection::BodyTooLarge(_) => sentence(Status::PayloadTooLarge, lang),
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
