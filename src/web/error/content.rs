//! The content of an error response: status, sentence, fields, and where a person continues instead.
//!
//! Input: the reason of the failure and the context of the request. Output: the page or JSON in the language of the
//! reader.

use crate::{
    domain::{lang::Lang, problem::Problem},
    services::sessions::SessionState,
    web::{
        api::shapes::{ErrorBody, FieldMessage},
        auth::permissions,
        context::RequestContext,
        problem::{self, RETRY_AFTER_SECONDS},
        rejection::AccessDenied,
        view::{
            error::ErrorPage,
            layout::{Layout, Nav},
            words::Words,
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
            fields: Vec::new(),
            retry_after: None,
            redirect: None,
        };
        match reason {
            Reason::Message(status, sentence) => content(status, &sentence),
            Reason::Problem(problem) => {
                problem::log(&problem, &context.request_id);
                ErrorContent {
                    fields: match &problem {
                        Problem::Invalid(errors) => {
                            errors.iter().map(|error| FieldMessage::new(error, context.lang)).collect()
                        }
                        _ => Vec::new(),
                    },
                    retry_after: problem::retry_after(&problem),
                    ..content(problem::status(&problem), &problem.sentence(context.lang))
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
                let sentence = overloaded_sentence(context.lang);
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
            fields: self.fields.clone(),
            request_id: context.request_id.clone(),
        };
        // A struct of strings always serialises.
        serde_json::to_string(&body).unwrap_or_default()
    }

    fn page(&self, context: &RequestContext, options: Options) -> Option<String> {
        let words = Words::of(context.lang);
        let title = title(self.status, context.lang);
        let layout = match context.method {
            Method::Get | Method::Head => Layout::new(context, Nav::Elsewhere, title).refusing(),
            _ => Layout::answering_post(context, Nav::Elsewhere, title, true),
        };
        let page = ErrorPage {
            layout: if options.without_navigation { layout.without_navigation() } else { layout },
            title: title.to_owned(),
            sentence: self.sentence.clone(),
            // The request id helps with errors of the server, whose cause is in the log.
            request_id: (self.status.code >= 500).then(|| context.request_id.clone()),
            links: match self.status {
                _ if options.without_navigation => Vec::new(),
                Status::Unauthorized => vec![(words.common.sign_in.to_owned(), "/sign-in".to_owned())],
                _ => vec![
                    (words.common.start.to_owned(), "/".to_owned()),
                    (words.common.submissions.to_owned(), "/submissions".to_owned()),
                ],
            },
        };
        page.render().ok()
    }
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
    let words = &Words::of(context.lang).refusal;
    match reason {
        AccessDenied::NotSignedIn if permissions::is_api(&context.path_and_query) => words.no_token,
        AccessDenied::NotSignedIn | AccessDenied::Unfinished(_) => words.not_signed_in,
        AccessDenied::InvalidToken => words.bad_token,
        AccessDenied::TooManyInvalidTokens(_) => words.too_many_guesses,
        AccessDenied::NotForTokens => words.not_for_tokens,
        AccessDenied::FactorMissing => Words::of(context.lang).factors.wanted,
        _ => words.not_allowed,
    }
}

fn rate_limited_sentence(seconds: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "Too many requests came from here in a short time, so this one was not done. Wait, and try again \
             (seconds to wait: {seconds})."
        ),
        Lang::Ar => format!(
            "وصل عدد كبير من الطلبات من هنا خلال وقت قصير، ولم يُنفَّذ هذا الطلب. انتظر ثم حاول مرة أخرى (مدة الانتظار بالثواني: {seconds})."
        ),
    }
}

fn overloaded_sentence(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "More is going on here than can be done at once, so this was not done. Try again in a few seconds.",
        Lang::Ar => "الخادم مشغول جدًا الآن، ولم يُنفَّذ هذا الطلب. حاول مرة أخرى بعد ثوانٍ.",
    }
}

fn title(status: Status, lang: Lang) -> &'static str {
    let (en, ar) = match status.code {
        401 => ("Sign in first", "سجّل الدخول أولًا"),
        404 | 405 => ("Not found", "غير موجود"),
        403 => ("Not allowed", "غير مسموح"),
        421 => ("Not from here", "طلب غير مقبول"),
        429 => ("Too often", "محاولات كثيرة"),
        409 => ("Already there", "موجود من قبل"),
        413 => ("Too much at once", "حجم كبير جدًا"),
        408 => ("It took too long", "استغرق وقتًا طويلًا"),
        503 | 507 => ("Not just now", "غير متاح الآن"),
        500..=599 => ("Something went wrong", "حدث خطأ"),
        _ => ("This cannot be taken", "تعذّر قبول الطلب"),
    };
    match lang {
        Lang::En => en,
        Lang::Ar => ar,
    }
}
