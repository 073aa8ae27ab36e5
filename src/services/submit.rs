//! A filled form becomes a submission: checked, durable, acknowledged once and only once.
//!
//! The order is the contract. Files are on disk and synced before the transaction begins; the transaction holds the
//! submission, its files, its due work and the audit row, and what the phase of its module asks for; the receipt leaves
//! after commit. Whatever kills the process
//! in between leaves either nothing, or a submission that a retry with the same key finds again.

mod accept;
mod model;
mod prepared;
mod public;
mod receipt;
mod save;

use super::{
    actor::Actor,
    storage_problem,
    uploads::{self, Received},
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionId, SubmissionKey},
        job::Lane,
        lang::Lang,
        problem::{Conflict, Problem, Resource},
        raw::RawForm,
        submission::Receipt,
        validate::validate,
    },
    store::{self, error::lost_connection, pool::Connection, submissions::Saved},
};
pub use accept::accept;
use anyhow::anyhow;
use model::TURNS;
pub use model::{Sent, Submitted, latest_day};
pub use prepared::content_hash;
use prepared::{Prepared, attached, sent_before};
pub use public::{PublicReceipt, keep_pending_of, received, submit_public};
use save::{Outcome, save};
use time::Duration;

/// Saves a form, or says why not. Where the person can mend what is wrong, the received files stay as pending uploads
/// for a day, so that the page can show them again.
pub async fn submit(app: &App, actor: &Actor, module: &ModuleSlug, sent: Sent) -> Result<Submitted, Problem> {
    let done = attempt(app, actor, module, &sent).await;
    match &done {
        Err(Problem::Invalid(_) | Problem::Conflict(_)) => uploads::keep_pending(app, actor, &sent.received).await?,
        // The files of the first post are the ones that are kept.
        Ok(Submitted { again: true, .. }) => uploads::discard(app, &sent.received),
        // They belong to the submission, or may, or the page keeps them if it still can.
        Ok(_) | Err(_) => {}
    }
    done
}

async fn attempt(app: &App, actor: &Actor, module: &ModuleSlug, sent: &Sent) -> Result<Submitted, Problem> {
    let def = app.forms.get(module).ok_or(Problem::NotFound(Resource::Module))?;
    let now = app.clock.now();
    let answers = validate(def, &sent.raw, latest_day(app)).map_err(Problem::Invalid)?;
    let mut conn = actor.connection(&app.pool).await?;
    let before = sent_before(&answers, &sent.received);
    let rows = match before.is_empty() {
        true => Vec::new(),
        false => store::uploads::by_ids(&mut conn, actor.organisation_id, &before).await?,
    };
    let attached = attached(&answers, &sent.received, rows)?;
    let id = |turn| SubmissionId::of_key(actor.organisation_id, &sent.key, turn);
    let mut new = Prepared::new(def, sent, &answers, attached, id(0), now)?;
    let mut turn = 0;
    let outcome = loop {
        match save_once(app, &mut conn, actor, def, sent, &new).await? {
            Outcome::IdTaken if turn < TURNS => turn += 1,
            outcome => break outcome,
        }
        new.id = id(turn);
    };
    match outcome {
        Outcome::New { in_outbox: true } => app.legacy_store.queued(),
        Outcome::New { in_outbox: false } => {}
        Outcome::Again(before) if before.submission_id == new.id && before.job_id == new.job_id => {}
        Outcome::Again(before) => return again(&mut conn, actor, &new, module, &before).await,
        Outcome::UploadGone => return Err(Problem::Conflict(Conflict::UploadGone)),
        Outcome::Decided => return Err(Problem::Conflict(Conflict::Decided)),
        Outcome::IdTaken => return Err(Problem::Unavailable(anyhow!("every id of this key is taken"))),
        Outcome::NotWritten(error) => return Err(storage_problem(error)),
    }
    fail::fail_point!("submit.after_commit");
    app.jobs.wake(Lane::Reports);
    Ok(Submitted { receipt: receipt::first(&new), again: false })
}

/// Saves it, or finds it saved. A connection that breaks around the commit leaves that open: the same once more finds
/// what arrived, or saves what did not.
async fn save_once(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    def: &FormDef,
    sent: &Sent,
    new: &Prepared,
) -> Result<Outcome, Problem> {
    match save(app, conn, actor, def, sent, new, None).await {
        Err(error) if lost_connection(&error) => {
            let unconfirmed = |cause| Problem::Unconfirmed(anyhow!("{cause}, after {error}"));
            *conn = actor.connection(&app.pool).await.map_err(|_| unconfirmed("no new connection".to_owned()))?;
            save(app, conn, actor, def, sent, new, None).await.map_err(|cause| unconfirmed(cause.to_string()))
        }
        saved => Ok(saved?),
    }
}

/// The key was used before: the same receipt again, if this post says the same.
async fn again(
    conn: &mut Connection,
    actor: &Actor,
    new: &Prepared,
    module: &ModuleSlug,
    before: &Saved,
) -> Result<Submitted, Problem> {
    if before.module != *module || before.content_hash != new.content_hash {
        return Err(Problem::Conflict(Conflict::KeyUsed));
    }
    Ok(Submitted { receipt: receipt::again(conn, actor, before).await?, again: true })
}
