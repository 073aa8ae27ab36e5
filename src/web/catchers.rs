//! What is said where no handler answers: unknown addresses, requests turned away, and defects. Every code ends here,
//! in our words and in the shape that was asked for.

use super::{
    concurrency_limit::Overloaded,
    context::{AccessDenied, RequestContext},
    cross_origin::RequestRejection,
    error::{Failed, RETRY_AFTER_SECONDS},
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
fn any(status: Status, request: &Request<'_>) -> Failed {
    let context = RequestContext::of(request);
    if let Some(turned_away) = RequestRejection::noted(request) {
        match turned_away {
            RequestRejection::TooOften(seconds) => return Failed::too_often(seconds, context),
            RequestRejection::Overloaded(Overloaded::FromThisClient) => {
                return Failed::too_often(RETRY_AFTER_SECONDS, context);
            }
            RequestRejection::Overloaded(Overloaded::Total) => return Failed::busy(context),
            _ => {}
        }
        return Failed::refused(turned_away.status(), turned_away_sentence(turned_away, context.lang), context);
    }
    if let Some(not_let_in) = AccessDenied::noted(request) {
        return Failed::not_let_in(not_let_in, context);
    }
    match status.code {
        // An id that does not parse is an address that does not exist: Rocket calls it 422.
        404 | 422 => Failed::new(Problem::NotFound(missing_thing(request)), context),
        // A handler has panicked: the hook has logged where, and the answer says which request it was.
        500..=599 => Failed::new(Problem::Internal(anyhow::anyhow!("answered by the catcher of {status}")), context),
        _ => Failed::refused(status, sentence(status, context.lang), context),
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
    match (turned_away, lang) {
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
        (RequestRejection::WithoutToken, Lang::En) => {
            "This page is from before your last sign-in, so nothing was saved. Go back, reload the page and send it again: what you entered is kept."
        }
        (RequestRejection::WithoutToken, Lang::Ar) => {
            "هذه الصفحة أقدم من آخر تسجيل دخول لك، ولم يُحفظ شيء. ارجع وأعد تحميل الصفحة ثم أرسلها من جديد؛ ما أدخلته محفوظ."
        }
        (RequestRejection::TokenInAddress, Lang::En) => {
            "A token stands in this address, where logs and other people can read it, so nothing was done. Revoke it, make a new one, and send it in the header Authorization: Bearer."
        }
        (RequestRejection::TokenInAddress, Lang::Ar) => {
            "يحتوي هذا العنوان على رمز وصول يمكن أن تقرأه السجلات وأشخاص آخرون، فلم يُنفَّذ شيء. ألغِ هذا الرمز وأنشئ رمزًا جديدًا وأرسله في الترويسة Authorization: Bearer."
        }
        (RequestRejection::TooOften(_), lang) => sentence(Status::TooManyRequests, lang),
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
