//! A filled form is saved: checked, durable, acknowledged once and only once.
//!
//! There is one pipeline for members and for public links; only the destination differs. The order is the contract.
//! Files are on disk and synced before the transaction begins; the transaction holds the submission, its files, the audit
//! row and what follows from it (its due work and what the phase of its module requires); the receipt leaves after
//! commit. A process that dies in between leaves either nothing, or a submission that a retry with the same key finds
//! again.

mod accept;
mod destination;
mod model;
mod pending;
mod prepared;
mod receipt;
mod save;

use super::{
    actor::Actor,
    public_links::PublicLink,
    storage_problem,
    uploads::{self, Received},
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        job::Lane,
        problem::{Conflict, Problem},
        submission::Receipt,
        validate::validate,
    },
    store::{error::lost_connection, pool::Connection},
};
pub use accept::accept;
use anyhow::{Context, anyhow};
use destination::Destination;
use model::TURNS;
pub use model::{Sent, Submitted, latest_day};
pub use pending::{keep_pending_of, received};
pub use prepared::content_hash;
use prepared::{Prepared, attached, sent_before};
pub use receipt::PublicReceipt;
use receipt::{Before, Confirmation};

/// How the transaction ended.
enum Outcome {
    New {
        /// It was put into the outbox of the old store.
        in_outbox: bool,
    },
    /// The key was used before.
    Again(Before),
    /// Another submission has this id.
    IdTaken,
    /// Nothing was saved.
    Refused(Problem),
}

/// Saves the form of a member, or says why not. Where the person can correct what is wrong, the received files stay as
/// pending uploads for a day, so that the page can show them again.
pub async fn submit(app: &App, actor: &Actor, module: &ModuleSlug, sent: Sent) -> Result<Submitted, Problem> {
    let done = process(app, actor, Destination::Submissions(module), &sent).await?;
    Ok(Submitted {
        receipt: Receipt {
            submission_id: done.submission_id,
            job_id: done.job_id.context("a submission without a job").map_err(Problem::Internal)?,
            content_hash: hex::encode(done.content_hash),
            created_at: done.created_at,
            files: done.files,
        },
        again: done.again,
    })
}

/// Saves what was sent without an account by a public link, or says why not. It is kept apart until it is accepted.
pub async fn submit_public(app: &App, actor: &Actor, link: &PublicLink, sent: Sent) -> Result<PublicReceipt, Problem> {
    process(app, actor, Destination::PendingReview(link), &sent).await.map(PublicReceipt::from)
}

/// Saves a form, and decides what becomes of the files that came with it.
async fn process(app: &App, actor: &Actor, destination: Destination<'_>, sent: &Sent) -> Result<Confirmation, Problem> {
    let done = attempt(app, actor, destination, sent).await;
    match &done {
        // The files of the first post are the ones that are kept.
        Ok(done) if done.again => {
            let unused = sent.received.iter().filter(|received| !done.names(&received.upload.id));
            unused.for_each(|received| app.files.remove_upload(&received.upload.id));
        }
        Err(Problem::Invalid(_) | Problem::Conflict(_)) => {
            destination.keep_pending(app, actor, &sent.received).await?;
        }
        Err(Problem::DayFull | Problem::NotFound(_)) => uploads::discard(app, &sent.received),
        // They belong to the submission, or may, or the page keeps them if it still can.
        Ok(_) | Err(_) => {}
    }
    done
}

async fn attempt(app: &App, actor: &Actor, destination: Destination<'_>, sent: &Sent) -> Result<Confirmation, Problem> {
    let def = destination.definition(app)?;
    let answers = validate(def, &sent.raw, latest_day(app)).map_err(Problem::Invalid)?;
    let mut conn = actor.connection(&app.pool).await?;
    let before = sent_before(&answers, &sent.received);
    let rows = destination.uploads(&mut conn, actor, &before).await?;
    let attached = attached(&answers, &sent.received, rows)?;
    let key = destination.key(&sent.key)?;
    let ids = |turn| SubmissionId::of_key(actor.organisation_id, &key, turn);
    let mut new = Prepared::new(def, key.clone(), sent.lang, &answers, attached, ids(0), app.clock.now())?;
    let mut turn = 0;
    let outcome = loop {
        match save_once(app, &mut conn, actor, destination, def, &new).await? {
            Outcome::IdTaken if turn < TURNS => turn += 1,
            outcome => break outcome,
        }
        new.id = ids(turn);
    };
    match outcome {
        Outcome::New { in_outbox: true } => app.legacy_store.queued(),
        Outcome::New { in_outbox: false } => {}
        Outcome::Again(before) if before.module != def.module || before.content_hash != new.content_hash => {
            return Err(Problem::Conflict(Conflict::KeyUsed));
        }
        Outcome::Again(before) => return Ok(before.confirmation()),
        Outcome::IdTaken => return Err(Problem::Unavailable(anyhow!("every id of this key is taken"))),
        Outcome::Refused(problem) => return Err(problem),
    }
    fail::fail_point!("submit.after_commit");
    if destination.has_due_work() {
        app.jobs.wake(Lane::Reports);
    }
    Ok(new.confirmation())
}

/// Saves it, or finds it saved. A connection that breaks around the commit leaves that open: the same once more finds
/// what arrived, or saves what did not.
async fn save_once(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    destination: Destination<'_>,
    def: &FormDef,
    new: &Prepared,
) -> Result<Outcome, Problem> {
    let error = match destination.save(app, conn, actor, def, new).await {
        Err(error) if lost_connection(&error) => error,
        saved => return Ok(saved?),
    };
    let unconfirmed = |cause| Problem::Unconfirmed(anyhow!("{cause}, after {error}"));
    *conn = actor.connection(&app.pool).await.map_err(|_| unconfirmed("no new connection".to_owned()))?;
    let second = destination.save(app, conn, actor, def, new).await.map_err(|cause| unconfirmed(cause.to_string()))?;
    Ok(match second {
        // The first commit arrived. The outbox may have it: looking there once too often does no harm.
        Outcome::Again(before) if before.is_of(new) => Outcome::New { in_outbox: true },
        outcome => outcome,
    })
}
