//! A [`Problem`] becomes an answer: the one place that knows which status each has, and the one that logs its cause.

use super::{
    access,
    context::{AccessDenied, RequestContext},
    headers,
    view::{
        error::ErrorPage,
        layout::{Layout, Nav},
        words::Words,
    },
};
use crate::{
    domain::{lang::Lang, problem::Problem, validate::FieldError},
    services::sessions::SessionState,
};
use askama::Template;
use rocket::{
    Request, Response,
    http::{ContentType, Header, Method, RawStr, Status},
    response::Responder,
};
use serde::Serialize;
use std::io::Cursor;

/// How long a client should wait before it asks again while the database or the disk does not answer.
pub(super) const RETRY_AFTER_SECONDS: u64 = 5;

/// A request that was not done, on its way to the client as a page or as JSON.
#[derive(Debug)]
pub struct Failed {
    status: Status,
    sentence: String,
    fields: Vec<FieldMessage>,
    /// After how many seconds it may be tried again.
    retry: Option<u64>,
    /// Where a person goes on instead, such as to the sign-in.
    instead: Option<String>,
    /// For somebody who came by a link and has no business elsewhere: no way leads from the page into the app.
    bare: bool,
    context: Box<RequestContext>,
}

/// What a JSON client gets instead of an answer.
#[derive(Debug, Serialize)]
struct RefusalBody<'a> {
    error: &'a str,
    fields: &'a [FieldMessage],
    request_id: &'a str,
}

#[derive(Debug, Serialize)]
struct FieldMessage {
    name: String,
    message: String,
}

impl Failed {
    pub fn new(problem: Problem, context: &RequestContext) -> Failed {
        log(&problem, context);
        Failed {
            status: status(&problem),
            sentence: problem.sentence(context.lang),
            fields: match &problem {
                Problem::Invalid(errors) => errors.iter().map(|error| message(error, context.lang)).collect(),
                _ => Vec::new(),
            },
            retry: matches!(problem, Problem::Unavailable(_) | Problem::Unconfirmed(_)).then_some(RETRY_AFTER_SECONDS),
            instead: None,
            bare: false,
            context: Box::new(context.clone()),
        }
    }

    /// For addresses that only programs use: JSON whatever the client says that it accepts.
    pub fn json(problem: Problem, context: &RequestContext) -> Failed {
        Failed::new(problem, &RequestContext { wants_json: true, ..context.clone() })
    }

    /// The same for whoever holds nothing but a link, as [`Layout::for_strangers`] shows its other pages.
    pub fn for_strangers(self) -> Failed {
        Failed { bare: true, ..self }
    }

    /// A refusal of the web itself, which no service ever makes.
    pub(super) fn refused(status: Status, sentence: &str, context: &RequestContext) -> Failed {
        Failed {
            status,
            sentence: sentence.to_owned(),
            fields: Vec::new(),
            retry: None,
            instead: None,
            bare: false,
            context: Box::new(context.clone()),
        }
    }

    /// For somebody who asked too often, and may again after so many seconds.
    pub(super) fn too_often(seconds: u64, context: &RequestContext) -> Failed {
        let sentence = match context.lang {
            Lang::En => format!(
                "Too many requests came from here in a short time, so this one was not done. Wait, and try again \
                 (seconds to wait: {seconds})."
            ),
            Lang::Ar => format!(
                "وصل عدد كبير من الطلبات من هنا خلال وقت قصير، ولم يُنفَّذ هذا الطلب. انتظر ثم حاول مرة أخرى (مدة الانتظار بالثواني: {seconds})."
            ),
        };
        Failed { retry: Some(seconds), ..Failed::refused(Status::TooManyRequests, &sentence, context) }
    }

    /// For somebody who comes while everything is taken.
    pub(super) fn busy(context: &RequestContext) -> Failed {
        let sentence = match context.lang {
            Lang::En => {
                "More is going on here than can be done at once, so this was not done. Try again in a few seconds."
            }
            Lang::Ar => "الخادم مشغول جدًا الآن، ولم يُنفَّذ هذا الطلب. حاول مرة أخرى بعد ثوانٍ.",
        };
        let refused = Failed::refused(Status::ServiceUnavailable, sentence, context);
        Failed { retry: Some(RETRY_AFTER_SECONDS), ..refused }
    }

    /// For somebody whom the guard did not let through. A page that was asked for leads to the sign-in and back; a
    /// post cannot, so it is told what to do.
    pub(super) fn not_let_in(reason: AccessDenied, context: &RequestContext) -> Failed {
        let from_here = matches!(context.method, Method::Get | Method::Head) && !context.wants_json;
        let next = || format!("next={}", RawStr::new(&context.path_and_query).percent_encode());
        let instead = match reason {
            AccessDenied::NotSignedIn => Some(format!("/sign-in?{}", next())),
            AccessDenied::Unfinished(SessionState::SecondFactor) => Some(format!("/sign-in/second-factor?{}", next())),
            AccessDenied::Unfinished(_) => Some(format!("/account/password?{}", next())),
            AccessDenied::FactorMissing => Some("/account/factors".to_owned()),
            _ => None,
        };
        let words = &Words::of(context.lang).refusal;
        let sentence = match reason {
            AccessDenied::NotSignedIn if access::is_for_programs(&context.path_and_query) => words.no_token,
            AccessDenied::NotSignedIn | AccessDenied::Unfinished(_) => words.not_signed_in,
            AccessDenied::BadToken => words.bad_token,
            AccessDenied::TooManyGuesses => words.too_many_guesses,
            AccessDenied::NotForTokens => words.not_for_tokens,
            AccessDenied::FactorMissing => Words::of(context.lang).factors.wanted,
            AccessDenied::Forbidden | AccessDenied::NotListed => words.not_allowed,
            AccessDenied::TooOften(seconds) => return Failed::too_often(seconds, context),
            AccessDenied::NotPrepared | AccessDenied::Unavailable => {
                return Failed::new(Problem::Unavailable(anyhow::anyhow!("the database is not there")), context);
            }
        };
        let refused = Failed::refused(reason.status(), sentence, context);
        let retry = (reason == AccessDenied::TooManyGuesses).then_some(60);
        Failed { instead: instead.filter(|_| from_here), retry, ..refused }
    }

    /// The answer, with all headers: the catchers need it where no fairing runs.
    pub(super) fn response(&self) -> Response<'static> {
        if let Some(instead) = &self.instead {
            let mut response = Response::build();
            response.status(Status::SeeOther).header(Header::new("Location", instead.clone()));
            let mut response = response.finalize();
            headers::harden(&mut response, &self.context);
            return response;
        }
        let page = if self.context.wants_json { None } else { self.page() };
        let (content_type, body) = match page {
            Some(page) => (ContentType::HTML, page),
            None => (ContentType::JSON, self.body()),
        };
        let mut response = Response::build();
        response.status(self.status).header(content_type).sized_body(body.len(), Cursor::new(body));
        if self.status == Status::Unauthorized && self.context.wants_json {
            response.header(Header::new("WWW-Authenticate", "Bearer"));
        }
        if let Some(seconds) = self.retry {
            response.header(Header::new("Retry-After", seconds.to_string()));
        }
        let mut response = response.finalize();
        headers::harden(&mut response, &self.context);
        response
    }

    fn body(&self) -> String {
        let body = RefusalBody { error: &self.sentence, fields: &self.fields, request_id: &self.context.request_id };
        // Plain strings cannot fail to become JSON.
        serde_json::to_string(&body).unwrap_or_default()
    }

    fn page(&self) -> Option<String> {
        let context = &self.context;
        let words = Words::of(context.lang);
        let title = title(self.status, context.lang);
        let layout = match context.method {
            Method::Get | Method::Head => Layout::new(context, Nav::Elsewhere, title).refusing(),
            _ => Layout::answering_post(context, Nav::Elsewhere, title, true),
        };
        let page = ErrorPage {
            layout: if self.bare { layout.for_strangers() } else { layout },
            title: title.to_owned(),
            sentence: self.sentence.clone(),
            // A number helps where somebody has to look into the log, and is noise where an address was mistyped.
            request_id: (self.status.code >= 500).then(|| context.request_id.clone()),
            links: match self.status {
                _ if self.bare => Vec::new(),
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

impl<'r> Responder<'r, 'static> for Failed {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        Ok(self.response())
    }
}

/// Writes down the cause of a problem, once, under the number that the person is told.
pub(super) fn log(problem: &Problem, context: &RequestContext) {
    if let Some(cause) = problem.cause() {
        let status = status(problem).code;
        tracing::error!(request.id = %context.request_id, status, "request failed: {cause:#}");
    }
}

fn message(error: &FieldError, lang: Lang) -> FieldMessage {
    FieldMessage { name: error.name.clone(), message: error.message(lang) }
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

/// Which status a problem has; nowhere else.
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
        Problem::Unavailable(_) | Problem::Unconfirmed(_) => Status::ServiceUnavailable,
        Problem::Internal(_) => Status::InternalServerError,
    }
}
