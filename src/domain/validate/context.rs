//! What a form post is judged by besides its definition.

use time::{Date, PrimitiveDateTime};

#[derive(Clone, Copy, Debug)]
pub struct PostContext {
    /// The last day that is not in the future in any time zone.
    pub latest_day: Date,
    /// The present time where the person is, for `today()` and `now()`.
    pub now: PrimitiveDateTime,
    pub rules: RuleUse,
}

/// Whether the rules of the form hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleUse {
    Enforced,
    /// What is sent is stored, as before the form had rules: clients of the legacy app do not know them.
    AsSent,
}

impl PostContext {
    /// Midnight of that day, with all rules.
    pub fn on(day: Date) -> PostContext {
        PostContext { latest_day: day, now: day.midnight(), rules: RuleUse::Enforced }
    }
}
