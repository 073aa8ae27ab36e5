//! Forms that were sent after their session had ended. They are kept for the person whose session it was, until the
//! form is shown again after the sign-in.
//!
//! Input: the parts of a form, whose files are pending uploads already. Output: the same parts for the same person.

use super::actor::Actor;
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionKey},
        problem::Problem,
        raw::RawForm,
    },
    store::{self, kept_forms::NewKeptForm},
};
use anyhow::Context;
use time::Duration;

/// As long as pending uploads, which are its photos.
const KEPT_FOR: Duration = Duration::days(1);

/// A form as it was sent.
#[derive(Debug)]
pub struct KeptForm {
    pub key: Option<SubmissionKey>,
    pub raw: RawForm,
}

/// Keeps a form for the person in place of an earlier one of the same module.
pub async fn keep(app: &App, actor: &Actor, user: i64, module: &ModuleSlug, form: &KeptForm) -> Result<(), Problem> {
    let content = serde_json::to_vec(&form.raw).context("a form as JSON").map_err(Problem::Internal)?;
    let row = NewKeptForm {
        organisation_id: actor.organisation_id,
        user_id: user,
        module,
        submission_key: form.key.as_ref(),
        content: &content,
        expires_at: app.clock.now() + KEPT_FOR,
    };
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::kept_forms::keep(&mut conn, &row).await?)
}

/// The form that was kept for the person; none if there is none, or a version of the program that is gone wrote it.
pub async fn of(app: &App, actor: &Actor, user: i64, module: &ModuleSlug) -> Result<Option<KeptForm>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let now = app.clock.now();
    let found = store::kept_forms::of(&mut conn, actor.organisation_id, user, module, now).await?;
    Ok(found.and_then(|(key, content)| Some(KeptForm { key, raw: serde_json::from_slice(&content).ok()? })))
}
