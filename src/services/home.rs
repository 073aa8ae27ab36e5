//! What the start page shows.

use super::{caller::Caller, submissions::Row};
use crate::{
    app::App,
    domain::{ids::ModuleSlug, problem::Problem},
};

pub struct Home {
    /// In the order in which the forms are offered.
    pub modules: Vec<(ModuleSlug, Count)>,
    /// The newest ten.
    pub recent: Vec<Row>,
    /// Submissions of the last 30 days; those whose reports wait or are being made; those whose reports failed.
    pub last_30_days: Count,
    pub in_progress: Count,
    pub failed: Count,
}

/// A number that is counted only as far as a person would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Exactly(i64),
    /// More than this many.
    MoreThan(i64),
}

pub async fn home(_app: &App, _caller: &Caller) -> Result<Home, Problem> {
    super::unbuilt()
}
