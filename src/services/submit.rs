//! A filled form becomes a submission: checked, durable, acknowledged once and only once.

use super::{caller::Caller, uploads::Received};
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionKey},
        lang::Lang,
        problem::Problem,
        raw::RawForm,
        submission::Receipt,
    },
};

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

/// Saves a form, or says why not. On `Problem::Invalid` the received files stay as pending uploads for a day, so
/// that the page can show them again.
pub async fn submit(_app: &App, _caller: &Caller, _module: &ModuleSlug, _sent: Sent) -> Result<Submitted, Problem> {
    super::unbuilt()
}
