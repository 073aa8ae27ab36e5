//! What is sent, and what becomes of it.

use crate::{
    app::App,
    domain::{ids::SubmissionKey, lang::Lang, raw::RawForm, submission::Receipt},
    services::uploads::Received,
};
use time::Duration;

/// How many further ids a key has, should its first be taken.
pub(super) const TURNS: u32 = 7;

/// One post of a form.
pub struct Sent {
    pub key: SubmissionKey,
    pub lang: Lang,
    pub raw: RawForm,
    /// Files that came with this very post: durable on disk, not yet known to the database.
    pub received: Vec<Received>,
}

/// What became of it.
pub struct Submitted {
    pub receipt: Receipt,
    /// The same key and content had been sent before; nothing new was made.
    pub again: bool,
}

/// The last day that has begun anywhere on Earth: clocks run up to 14 hours ahead of UTC.
pub fn latest_day(app: &App) -> time::Date {
    (app.clock.now() + Duration::hours(14)).date()
}
