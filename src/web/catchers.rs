//! The catcher of requests that no handler answered: unknown addresses, denied and rejected requests, and panics.
//!
//! Input: a status and the notes of the guard and of the fairing in the request. Output: an [`ErrorResponse`], so that
//! every status has a message in the language and format of the client.

use super::{
    context::RequestContext,
    error::ErrorResponse,
    limits::concurrency::Overloaded,
    problem::RETRY_AFTER_SECONDS,
    rejection::{AccessDenied, RequestRejection},
};
use crate::domain::{
    lang::Lang,
    problem::{Problem, Resource},
};
use rocket::{Catcher, Request, catch, catchers, http::Status};

pub fn all() -> Vec<Catcher> {
    catchers![any]
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> ErrorResponse {
    let lang = RequestContext::of(request).lang;
    if let Some(rejection) = RequestRejection::noted(request) {
        return match rejection {
            RequestRejection::RateLimited(seconds) => ErrorResponse::rate_limited(seconds),
            RequestRejection::Overloaded(Overloaded::FromThisClient) => {
                ErrorResponse::rate_limited(RETRY_AFTER_SECONDS)
            }
            RequestRejection::Overloaded(Overloaded::Total) => ErrorResponse::overloaded(),
            other => ErrorResponse::message(other.status(), rejection_sentence(other, lang)),
        };
    }
    if let Some(denied) = AccessDenied::noted(request) {
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
    match (rejection, lang) {
        (RequestRejection::OtherSite, Lang::En) => {
            "This was sent by a page that is not ours, so nothing was saved. Open the form here and send it again."
        }
        (RequestRejection::OtherSite, Lang::Ar) => {
            "أُرسل هذا الطلب من صفحة لا تخصنا، ولم يُحفظ شيء. افتح النموذج من هنا ثم أعد إرساله."
        }
        (RequestRejection::OtherHost, Lang::En) => {
            "This server does not answer under that name. Use the address that the person who runs the server gave you."
        }
        (RequestRejection::OtherHost, Lang::Ar) => {
            "لا يستجيب هذا الخادم لهذا الاسم. استخدم العنوان الذي زوّدك به المسؤول عن الخادم."
        }
        (RequestRejection::InvalidCsrfToken, Lang::En) => {
            "This page is from before your last sign-in, so nothing was saved. Go back, reload the page and send it again: what you entered is kept."
        }
        (RequestRejection::InvalidCsrfToken, Lang::Ar) => {
            "هذه الصفحة أقدم من آخر تسجيل دخول لك، ولم يُحفظ شيء. ارجع وأعد تحميل الصفحة ثم أرسلها من جديد؛ ما أدخلته محفوظ."
        }
        (RequestRejection::TokenInAddress, Lang::En) => {
            "A token stands in this address, where logs and other people can read it, so nothing was done. Revoke it, make a new one, and send it in the header Authorization: Bearer."
        }
        (RequestRejection::TokenInAddress, Lang::Ar) => {
            "يحتوي هذا العنوان على رمز وصول يمكن أن تقرأه السجلات وأشخاص آخرون، فلم يُنفَّذ شيء. ألغِ هذا الرمز وأنشئ رمزًا جديدًا وأرسله في الترويسة Authorization: Bearer."
        }
        (RequestRejection::RateLimited(_), lang) => sentence(Status::TooManyRequests, lang),
        (RequestRejection::Overloaded(_), lang) => sentence(Status::ServiceUnavailable, lang),
        (RequestRejection::TooSlow, lang) => sentence(Status::RequestTimeout, lang),
        (RequestRejection::ChangedMethod, lang) => sentence(Status::MethodNotAllowed, lang),
    }
}

fn sentence(status: Status, lang: Lang) -> &'static str {
    let (en, ar) = match status.code {
        401 | 403 => ("You may not open this.", "لا يُسمح لك بفتح هذه الصفحة."),
        405 => ("This cannot be done at this address.", "لا يمكن تنفيذ هذا الإجراء على هذا العنوان."),
        406 => ("This is not available in the format that was asked for.", "هذا غير متاح بالصيغة المطلوبة."),
        408 => (
            "The request took too long and was stopped. Nothing was saved. Try again when the signal is better.",
            "استغرق الطلب وقتًا طويلًا فتم إيقافه ولم يُحفظ شيء. حاول مرة أخرى عندما تتحسن الإشارة.",
        ),
        413 => ("More was sent than is taken, so nothing was saved.", "حجم المُرسَل أكبر من المسموح به، ولم يُحفظ شيء."),
        415 => (
            "This type of content is not taken, so nothing was saved.",
            "هذا النوع من المحتوى غير مقبول، ولم يُحفظ شيء.",
        ),
        431 => (
            "The browser sent too much about itself. Delete this site's cookies and try again.",
            "أرسل المتصفح بيانات أكثر من المسموح به. احذف ملفات تعريف الارتباط لهذا الموقع وحاول مرة أخرى.",
        ),
        _ => (
            "The request could not be understood, so nothing was saved. Reload the page and try again.",
            "تعذّر فهم الطلب، ولم يُحفظ شيء. أعد تحميل الصفحة وحاول مرة أخرى.",
        ),
    };
    match lang {
        Lang::En => en,
        Lang::Ar => ar,
    }
}
