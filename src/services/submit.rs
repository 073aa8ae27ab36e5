//! A filled form becomes a submission: checked, durable, acknowledged once and only once.
//!
//! The order is the contract. Files are on disk and synced before the transaction begins; the transaction holds the
//! submission, its files, its due work and the audit row; the receipt leaves after commit. Whatever kills the process
//! in between leaves either nothing, or a submission that a retry with the same key finds again.

mod prepared;
mod receipt;
mod save;

use super::{
    caller::Caller,
    uploads::{self, Received},
};
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionKey},
        lang::Lang,
        problem::{Conflict, Problem, Thing},
        raw::RawForm,
        submission::Receipt,
        validate::validate,
    },
    store::{
        error::{connection, lost_connection},
        pool::Connection,
        submissions::Saved,
    },
};
use anyhow::anyhow;
pub(super) use prepared::content_hash;
use prepared::{Prepared, attached};
use save::{Outcome, save};
use time::Duration;

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

/// Saves a form, or says why not. Where the person can mend what is wrong, the received files stay as pending uploads
/// for a day, so that the page can show them again.
pub async fn submit(app: &App, caller: &Caller, module: &ModuleSlug, sent: Sent) -> Result<Submitted, Problem> {
    let done = attempt(app, caller, module, &sent).await;
    match &done {
        Err(Problem::Invalid(_) | Problem::Conflict(_)) => uploads::keep_pending(app, caller, &sent.received).await?,
        // The files of the first post are the ones that are kept.
        Ok(Submitted { again: true, .. }) => uploads::discard(app, &sent.received),
        // They belong to the submission, or may, or the page keeps them if it still can.
        Ok(_) | Err(_) => {}
    }
    done
}

async fn attempt(app: &App, caller: &Caller, module: &ModuleSlug, sent: &Sent) -> Result<Submitted, Problem> {
    let def = app.forms.get(module).ok_or(Problem::NotFound(Thing::Module))?;
    let now = app.clock.now();
    let answers = validate(def, &sent.raw, latest_day(app)).map_err(Problem::Invalid)?;
    let mut conn = connection(&app.pool).await?;
    let attached = attached(&mut conn, caller, &answers, &sent.received).await?;
    let new = Prepared::new(def, sent, &answers, attached, now)?;
    let mut saved = save(&mut conn, caller, def, sent, &new).await;
    if let Err(error) = &saved
        && lost_connection(error)
    {
        // The connection broke around the commit. The same once more finds what arrived, or saves what did not.
        let unconfirmed = |cause| Problem::Unconfirmed(anyhow!("{cause}, after {error}"));
        drop(conn);
        conn = connection(&app.pool).await.map_err(|_| unconfirmed("no new connection".to_owned()))?;
        let again = save(&mut conn, caller, def, sent, &new).await;
        saved = Ok(again.map_err(|cause| unconfirmed(cause.to_string()))?);
    }
    match saved? {
        Outcome::New => {}
        Outcome::Again(before) if before.submission_id == new.id.as_str() => {}
        Outcome::Again(before) => return again(&mut conn, caller, &new, module, &before).await,
        Outcome::UploadGone => return Err(Problem::Conflict(Conflict::UploadGone)),
    }
    fail::fail_point!("submit.after_commit");
    app.work.notify_one();
    Ok(Submitted { receipt: receipt::first(&new), again: false })
}

/// The last day that has begun anywhere on Earth: clocks run up to 14 hours ahead of UTC.
pub fn latest_day(app: &App) -> time::Date {
    (app.clock.now() + Duration::hours(14)).date()
}

/// The key was used before: the same receipt again, if this post says the same.
async fn again(
    conn: &mut Connection,
    caller: &Caller,
    new: &Prepared,
    module: &ModuleSlug,
    before: &Saved,
) -> Result<Submitted, Problem> {
    if before.module != module.as_str() || before.content_hash != new.content_hash {
        return Err(Problem::Conflict(Conflict::KeyUsed));
    }
    Ok(Submitted { receipt: receipt::again(conn, caller, before).await?, again: true })
}
