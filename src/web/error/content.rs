//! The content of an error response: status, sentence, fields, and where a person continues instead.
//!
//! Input: the reason of the failure and the context of the request. Output: the page or JSON in the language of the
//! reader.

use crate::{
    domain::{
        lang::Lang,
        problem::{Conflict, Problem},
    },
    i18n::Texts,
    services::sessions::SessionState,
    web::{
        api::error_shape::{ErrorBody, FieldMessage},
        auth::{legacy_address, permissions},
        context::RequestContext,
        problem::{self, RETRY_AFTER_SECONDS},
        rejection::AccessDenied,
        view::{
            error::ErrorPage,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use rocket::{
    Response,
    http::{ContentType, Header, Method, RawStr, Status},
};
use std::io::Cursor;

/// Why a request failed.
#[derive(Debug)]
pub enum Reason {
    Problem(Problem),
    Denied(AccessDenied),
    /// Over a rate limit; seconds to wait.
    RateLimited(u64),
    /// Over the concurrency limit of the server.
    Overloaded,
    /// A status of the web layer with its message.
    Message(Status, String),
}

/// How the error is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// JSON whatever the client accepts.
    pub json: bool,
    /// A page without links into the application, for visitors without an account.
    pub without_navigation: bool,
}

/// The error in the language of the reader.
pub struct ErrorContent {
    status: Status,
    sentence: String,
    conflict: Option<Conflict>,
    fields: Vec<FieldMessage>,
    /// Seconds after which the request may be sent again.
    retry_after: Option<u64>,
    /// Where a person continues instead, such as the sign-in page.
    redirect: Option<String>,
}

impl ErrorContent {
    pub fn new(reason: Reason, context: &RequestContext) -> ErrorContent {
        let content = |status, sentence: &str| ErrorContent {
            status,
            sentence: sentence.to_owned(),
            conflict: None,
            fields: Vec::new(),
            retry_after: None,
            redirect: None,
        };
        match reason {
            Reason::Message(status, sentence) => content(status, &sentence),
            Reason::Problem(problem) => {
                problem::log(&problem, &context.request_id);
                ErrorContent {
                    conflict: match &problem {
                        Problem::Conflict(conflict) => Some(*conflict),
                        _ => None,
                    },
                    fields: match &problem {
                        Problem::Invalid(errors) => {
                            errors.iter().map(|error| FieldMessage::new(error, context.lang)).collect()
                        }
                        _ => Vec::new(),
                    },
                    retry_after: problem::retry_after(&problem),
                    ..content(problem::status(&problem), &Texts::of(context.lang).problem(&problem))
                }
            }
            Reason::Denied(reason) => {
                let sentence = denied_sentence(reason, context);
                let redirect = denied_redirect(reason, context);
                let retry_after = match reason {
                    AccessDenied::TooManyInvalidTokens(seconds) => Some(seconds),
                    _ => None,
                };
                ErrorContent { redirect, retry_after, ..content(reason.status(), sentence) }
            }
            Reason::RateLimited(seconds) => {
                let sentence = rate_limited_sentence(seconds, context.lang);
                ErrorContent { retry_after: Some(seconds), ..content(Status::TooManyRequests, &sentence) }
            }
            Reason::Overloaded => {
                let sentence = Texts::of(context.lang).t("error-busy");
                ErrorContent { retry_after: Some(RETRY_AFTER_SECONDS), ..content(Status::ServiceUnavailable, sentence) }
            }
        }
    }

    pub fn response(&self, context: &RequestContext, options: Options) -> Response<'static> {
        let mut response = Response::build();
        if let Some(redirect) = &self.redirect {
            return response.status(Status::SeeOther).header(Header::new("Location", redirect.clone())).finalize();
        }
        let wants_json = context.wants_json || options.json;
        let page = if wants_json { None } else { self.page(context, options) };
        let (content_type, body) = match page {
            Some(page) => (ContentType::HTML, page),
            None => (ContentType::JSON, self.body(context)),
        };
        response.status(self.status).header(content_type).sized_body(body.len(), Cursor::new(body));
        if self.status == Status::Unauthorized && wants_json {
            response.header(Header::new("WWW-Authenticate", "Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.header(Header::new("Retry-After", seconds.to_string()));
        }
        response.finalize()
    }

    fn body(&self, context: &RequestContext) -> String {
        let body = ErrorBody {
            error: self.sentence.clone(),
            conflict: self.conflict,
            fields: self.fields.clone(),
            request_id: context.request_id.clone(),
        };
        // A struct of strings always serialises.
        let mut body = serde_json::to_value(&body).unwrap_or_default();
        // The legacy app's pages read this key of the answer to a photo.
        if legacy_address::is_for_programs(&context.path_and_query)
            && context.path_and_query.contains("/upload-photo")
            && let Some(keys) = body.as_object_mut()
        {
            keys.insert("success".to_owned(), false.into());
        }
        body.to_string()
    }

    fn page(&self, context: &RequestContext, options: Options) -> Option<String> {
        let texts = Texts::of(context.lang);
        let title = title(self.status, context.lang);
        let layout = match context.method {
            Method::Get | Method::Head => Layout::new(context, Nav::Elsewhere, title).refusing(),
            _ => Layout::answering_post(context, Nav::Elsewhere, title, true),
        };
        // The holder of a link may have no account: nothing of the application is offered to them.
        let bare = options.without_navigation || (is_of_a_link(context) && context.csrf_token.is_none());
        let page = ErrorPage {
            layout: if bare { layout.without_navigation() } else { layout },
            title: title.to_owned(),
            sentence: self.sentence.clone(),
            // The request id helps with errors of the server, whose cause is in the log.
            request_id: (self.status.code >= 500).then(|| context.request_id.clone()),
            links: match self.status {
                _ if bare => Vec::new(),
                _ if context.csrf_token.is_none() => {
                    vec![(texts.t("common-sign-in").to_owned(), "/sign-in".to_owned())]
                }
                Status::Unauthorized => vec![(texts.t("common-sign-in").to_owned(), "/sign-in".to_owned())],
                _ => vec![
                    (texts.t("navigation-home").to_owned(), "/".to_owned()),
                    (texts.t("common-submissions").to_owned(), "/submissions".to_owned()),
                ],
            },
        };
        page.render().ok()
    }
}

/// Whether the address is that of a link or code that people without an account hold.
fn is_of_a_link(context: &RequestContext) -> bool {
    ["/reports/", "/verify/", "/public/"].iter().any(|start| context.path_and_query.starts_with(start))
}

/// A page leads to what is missing, and from there back; other requests cannot be repeated after a redirect.
fn denied_redirect(reason: AccessDenied, context: &RequestContext) -> Option<String> {
    if !matches!(context.method, Method::Get | Method::Head) || context.wants_json {
        return None;
    }
    let next = || format!("next={}", RawStr::new(&context.path_and_query).percent_encode());
    match reason {
        AccessDenied::NotSignedIn => Some(format!("/sign-in?{}", next())),
        AccessDenied::Unfinished(SessionState::SecondFactor) => Some(format!("/sign-in/second-factor?{}", next())),
        AccessDenied::Unfinished(_) => Some(format!("/account/password?{}", next())),
        AccessDenied::FactorMissing => Some("/account/factors".to_owned()),
        _ => None,
    }
}

fn denied_sentence(reason: AccessDenied, context: &RequestContext) -> &'static str {
    let texts = Texts::of(context.lang);
    match reason {
        AccessDenied::NotSignedIn if permissions::is_api(&context.path_and_query) => texts.t("error-no-token"),
        AccessDenied::NotSignedIn | AccessDenied::Unfinished(_) | AccessDenied::FactorMissing
            if legacy_address::is_for_programs(&context.path_and_query) =>
        {
            texts.t("error-legacy-sign-in")
        }
        AccessDenied::InvalidLegacyKey => texts.t("error-bad-legacy-key"),
        AccessDenied::NotSignedIn | AccessDenied::Unfinished(_) => texts.t("error-not-signed-in"),
        AccessDenied::InvalidToken => texts.t("error-bad-token"),
        AccessDenied::TooManyInvalidTokens(_) => texts.t("error-too-many-invalid-tokens"),
        AccessDenied::NotForTokens => texts.t("error-not-for-tokens"),
        AccessDenied::FactorMissing => texts.t("factor-required"),
        _ => texts.t("error-not-allowed"),
    }
}

fn rate_limited_sentence(seconds: u64, lang: Lang) -> String {
    Texts::of(lang).with("error-too-many-requests", &[("seconds", seconds.into())])
}

fn title(status: Status, lang: Lang) -> &'static str {
    Texts::of(lang).t(match status.code {
        401 => "error-title-sign-in",
        404 | 405 => "error-title-not-found",
        403 => "error-title-access-denied",
        421 => "error-title-misdirected",
        429 => "error-title-too-many-requests",
        409 => "error-title-conflict",
        413 => "error-title-too-large",
        408 => "error-title-timeout",
        503 | 507 => "error-title-unavailable",
        500..=599 => "error-title-internal",
        _ => "error-title-rejected",
    })
}
