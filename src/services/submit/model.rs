//! The input and the result of a submit.

use crate::{
    app::App,
    domain::{
        ids::{SubmissionId, SubmissionKey},
        lang::Lang,
        raw::RawForm,
        submission::Receipt,
        time_zone::TimeZone,
        validate::{PostContext, RuleUse},
    },
    services::uploads::ReceivedFile,
};
use time::{Duration, PrimitiveDateTime, Time};

/// How many further ids are derived from a key if its first one is taken.
pub(super) const TURNS: u32 = 7;

/// A post of a form.
pub struct SubmitRequest {
    pub key: SubmissionKey,
    pub lang: Lang,
    pub raw: RawForm,
    /// Where the person is, for the rules of the form.
    pub zone: TimeZone,
    pub rules: RuleUse,
    /// Files of this post: durable on disk, without a row in the database.
    pub received: Vec<ReceivedFile>,
    /// The submission that it inspects again.
    pub reinspects: Option<SubmissionId>,
}

/// The result of a submit.
pub struct SubmitResult {
    pub receipt: Receipt,
    /// The same key and content had been sent before; nothing was created.
    pub again: bool,
}

/// What a post is judged by at this moment.
pub fn post_context(app: &App, zone: TimeZone, rules: RuleUse) -> PostContext {
    PostContext { latest_day: latest_day(app), now: local_now(app, zone), rules }
}

/// The present time of a person, in whole seconds.
pub fn local_now(app: &App, zone: TimeZone) -> PrimitiveDateTime {
    let local = zone.at(app.clock.now());
    let (hour, minute, second) = local.time().as_hms();
    PrimitiveDateTime::new(local.date(), Time::from_hms(hour, minute, second).unwrap_or(Time::MIDNIGHT))
}

/// The latest date that has begun in any time zone: clocks run up to 14 hours ahead of UTC.
pub fn latest_day(app: &App) -> time::Date {
    (app.clock.now() + Duration::hours(14)).date()
}
