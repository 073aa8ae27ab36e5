//! What can go wrong, told twice: a sentence for the person, and the cause for the log.
//!
//! There is no HTTP in here; `web::error` turns each variant into a status, and is the only place that does. There
//! is no `Display` either, so that an internal cause cannot end up on a page by accident. A variant is added only if
//! some caller must tell it apart.

mod conflict;
mod resource;

pub use conflict::Conflict;
pub use resource::Resource;

use super::{lang::Lang, validate::FieldError};

#[derive(Debug)]
pub enum Problem {
    /// No such thing, or not for you: the two are never told apart.
    NotFound(Resource),
    /// Answers that the form does not allow.
    Invalid(Vec<FieldError>),
    /// The request itself makes no sense.
    Malformed(Malformed),
    /// More than we take: the sentence names the limit.
    TooLarge(String),
    /// A type of content that we do not take.
    Unsupported(String),
    /// Same key, other content; or somebody else was faster.
    Conflict(Conflict),
    /// A public form has taken as much today as its organisation allows.
    DayFull,
    /// It took too long to arrive.
    TimedOut,
    /// The disk is full: nothing was saved.
    StorageFull(anyhow::Error),
    /// The database or the disk does not answer just now: nothing was saved, try again.
    Unavailable(anyhow::Error),
    /// The connection broke around the commit, and whether it arrived could not be looked up: it may be saved.
    Unconfirmed(anyhow::Error),
    /// A defect of ours.
    Internal(anyhow::Error),
}

/// Why a request makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It ends before its end: never "too large".
    Incomplete,
    /// It cannot be taken apart.
    Unreadable,
}

impl Problem {
    /// The sentence for the person: what is wrong, and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let (en, ar) = match self {
            Problem::NotFound(thing) => thing.sentence(),
            Problem::Invalid(errors) => match errors.first() {
                Some(error) if errors.len() == 1 => return error.message(lang),
                _ => (
                    "Some answers need your attention. Each is marked below, and everything you entered is still here.",
                    "بعض الإجابات تحتاج إلى مراجعة. كل منها معلَّم أدناه، وكل ما أدخلته لا يزال محفوظًا هنا.",
                ),
            },
            Problem::Malformed(what) => what.sentence(),
            Problem::TooLarge(what) | Problem::Unsupported(what) => return what.clone(),
            Problem::Conflict(conflict) => conflict.sentence(),
            Problem::DayFull => (
                "This form has taken as much today as its owner allows, so this was not saved. Keep this page open and send it again tomorrow, or tell the organisation.",
                "استقبل هذا النموذج اليوم أقصى ما تسمح به الجهة المالكة له، فلم يُحفظ ما أرسلته. أبقِ هذه الصفحة مفتوحة وأعد الإرسال غدًا، أو أخبر الجهة.",
            ),
            Problem::TimedOut => (
                "The upload took too long and was stopped. Nothing was saved. Send the form again when the signal is better: it cannot be saved twice.",
                "استغرق الرفع وقتًا طويلًا فتم إيقافه ولم يُحفظ شيء. أعد إرسال النموذج عندما تتحسن الإشارة، ولن يُحفظ مرتين.",
            ),
            Problem::StorageFull(_) => (
                "The server has no room left, so nothing was saved. Keep this page open and tell the person who runs the server, then send the form again.",
                "لا توجد مساحة كافية على الخادم، ولم يُحفظ شيء. أبقِ هذه الصفحة مفتوحة وأخبر المسؤول عن الخادم، ثم أعد إرسال النموذج.",
            ),
            Problem::Unavailable(_) => (
                "The server cannot reach its database or disk just now, so nothing was saved. Wait a minute and try again: sending the same form twice is safe.",
                "لا يستطيع الخادم الوصول إلى قاعدة البيانات أو القرص الآن، ولم يُحفظ شيء. انتظر دقيقة ثم حاول مرة أخرى، فإعادة إرسال النموذج نفسه آمنة.",
            ),
            Problem::Unconfirmed(_) => (
                "The server lost its database while it saved your form, and cannot tell whether it was saved. Keep this page open. Send the form again in a minute: it cannot be saved twice.",
                "فقد الخادم الاتصال بقاعدة البيانات أثناء حفظ النموذج، ولا يعرف هل حُفظ أم لا. أبقِ هذه الصفحة مفتوحة وأعد إرسال النموذج بعد دقيقة، ولن يُحفظ مرتين.",
            ),
            Problem::Internal(_) => (
                "Something went wrong on the server. Try again; if it happens again, give the number below to the person who runs the server.",
                "حدث خطأ في الخادم. حاول مرة أخرى، وإن تكرر الخطأ فأعطِ الرقم أدناه للمسؤول عن الخادم.",
            ),
        };
        match lang {
            Lang::En => en.to_owned(),
            Lang::Ar => ar.to_owned(),
        }
    }

    /// The cause, for the log only.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        match self {
            Problem::StorageFull(cause)
            | Problem::Unavailable(cause)
            | Problem::Unconfirmed(cause)
            | Problem::Internal(cause) => Some(cause),
            _ => None,
        }
    }
}

impl Malformed {
    fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Malformed::Incomplete => (
                "The upload broke off before it was complete, so nothing was saved. Send it again: the same form cannot be saved twice.",
                "انقطع الرفع قبل أن يكتمل، ولم يُحفظ شيء. أعد الإرسال، فلا يمكن حفظ النموذج نفسه مرتين.",
            ),
            Malformed::Unreadable => (
                "The upload could not be read, so nothing was saved. Reload the page and send the form again.",
                "تعذّرت قراءة المُرسَل، ولم يُحفظ شيء. أعد تحميل الصفحة ثم أرسل النموذج مرة أخرى.",
            ),
        }
    }
}
