//! The input and the result of a submit.

use crate::{
    app::App,
    domain::{ids::SubmissionKey, lang::Lang, raw::RawForm, submission::Receipt},
    services::uploads::ReceivedFile,
};
use time::Duration;

/// How many further ids are derived from a key if its first one is taken.
pub(super) const TURNS: u32 = 7;

/// A post of a form.
pub struct SubmitRequest {
    pub key: SubmissionKey,
    pub lang: Lang,
    pub raw: RawForm,
    /// Files of this post: durable on disk, without a row in the database.
    pub received: Vec<ReceivedFile>,
}

/// The result of a submit.
pub struct SubmitResult {
    pub receipt: Receipt,
    /// The same key and content had been sent before; nothing was created.
    pub again: bool,
}

/// The latest date that has begun in any time zone: clocks run up to 14 hours ahead of UTC.
pub fn latest_day(app: &App) -> time::Date {
    (app.clock.now() + Duration::hours(14)).date()
}
