//! Saving a submitted form: validated, durable, and acknowledged exactly once.
//!
//! Members and public links use the same steps; only the destination differs. The order is part of the contract. Files
//! are on disk and synced before the transaction begins. The transaction contains the submission, its files, the audit
//! row, and what follows from it (due jobs, and what the module's phase requires). The receipt is sent after the
//! commit. A crash leaves either nothing, or a submission that a retry with the same key finds.

mod accept;
pub mod correct;
mod destination;
mod model;
mod outcome;
mod pending;
mod prepared;
mod receipt;
mod save;
mod save_correction;

use super::{actor::Actor, public_links::PublicLink, reinspections, uploads, webhooks::events::Deliveries};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::SubmissionId,
        job::Lane,
        problem::{Conflict, Problem, Resource},
        submission::Receipt,
        validate::{FieldError, ValidationCode, validate},
    },
    forms::Forms,
    store::{self, error::lost_connection, pool::Connection},
};
pub use accept::accept;
use anyhow::{Context, anyhow};
use destination::Destination;
use model::TURNS;
pub use model::{SubmitRequest, SubmitResult, latest_day, local_now, post_context};
use outcome::SaveOutcome;
pub use pending::{keep_pending_of, received};
pub use prepared::content_hash;
use prepared::{PreparedSubmission, attached, earlier_uploads, misplaced};
use receipt::Confirmation;
pub use receipt::PublicReceipt;

/// Saves a member's form, or returns why not. If the member can correct the error, the received files stay as pending
/// uploads for a day, so that the page can show them again.
///
/// `def` is the version that the sender names, of one of `forms`.
pub async fn submit(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    def: &FormDef,
    sent: SubmitRequest,
) -> Result<SubmitResult, Problem> {
    let is_retired = forms.offered(&def.module).is_none();
    submit_to(app, actor, Destination::Submissions { def, is_retired }, &sent).await
}

async fn submit_to(
    app: &App,
    actor: &Actor,
    destination: Destination<'_>,
    sent: &SubmitRequest,
) -> Result<SubmitResult, Problem> {
    let done = process(app, actor, destination, sent).await?;
    Ok(SubmitResult {
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

/// Saves what was sent through a public link, or returns why not. It is a pending submission until it is accepted.
pub async fn submit_public(
    app: &App,
    actor: &Actor,
    link: &PublicLink,
    def: &FormDef,
    sent: SubmitRequest,
) -> Result<PublicReceipt, Problem> {
    process(app, actor, Destination::PendingReview { link, def }, &sent).await.map(PublicReceipt::from)
}

/// Saves a form and decides what happens to the files that came with it.
async fn process(
    app: &App,
    actor: &Actor,
    destination: Destination<'_>,
    sent: &SubmitRequest,
) -> Result<Confirmation, Problem> {
    let done = attempt(app, actor, destination, sent).await;
    match &done {
        // The files of the first post are kept.
        Ok(done) if done.again => {
            let unused = sent.received.iter().filter(|received| !done.names(&received.upload.id));
            unused.for_each(|received| app.files.remove_upload(&received.upload.id));
        }
        Err(Problem::Invalid(_) | Problem::Conflict(_)) => {
            destination.keep_pending(app, actor, &sent.received).await?;
        }
        Err(Problem::DayFull | Problem::NotFound(_)) => uploads::discard(app, &sent.received),
        // The files belong to the submission, or may belong to it (unconfirmed commit), or expire as pending uploads.
        Ok(_) | Err(_) => {}
    }
    done
}

async fn attempt(
    app: &App,
    actor: &Actor,
    destination: Destination<'_>,
    sent: &SubmitRequest,
) -> Result<Confirmation, Problem> {
    let def = destination.definition();
    if !actor.reach.allows_module(&def.module) {
        return Err(Problem::NotFound(Resource::Module));
    }
    if let Destination::Submissions { is_retired: true, .. } = destination {
        // What was saved before the form was retired gets its receipt again.
        let mut conn = actor.connection(&app.pool).await?;
        if store::submissions::by_key(&mut conn, actor.organisation_id, &sent.key).await?.is_none() {
            return Err(Problem::Conflict(Conflict::FormRetired));
        }
    }
    let answers = validate(def, &sent.raw, post_context(app, sent.zone, sent.rules)).map_err(Problem::Invalid)?;
    let mut conn = actor.connection(&app.pool).await?;
    let before = earlier_uploads(&answers, &sent.received);
    let rows = destination.uploads(&mut conn, actor, &before).await?;
    let attached = attached(&answers, &sent.received, rows)?;
    let misplaced: Vec<FieldError> = misplaced(def, &attached).collect();
    if !misplaced.is_empty() {
        return Err(Problem::Invalid(misplaced));
    }
    let key = destination.key(&sent.key)?;
    let ids = |turn| destination.id().unwrap_or_else(|| SubmissionId::of_key(actor.organisation_id, &key, turn));
    let mut new = PreparedSubmission::new(def, key.clone(), sent.lang, &answers, attached, ids(0), app.clock.now())?;
    if !actor.reach.allows_site(&def.module, &new.site_key) {
        let outside = FieldError::at(def, &def.site_field, ValidationCode::OutsideTokenScope);
        return Err(Problem::Invalid(vec![outside]));
    }
    if let (Destination::Submissions { .. }, Some(earlier)) = (destination, &sent.reinspects) {
        let key = reinspections::key_of(actor, &mut conn, &def.module, earlier).await?;
        new.reinspects = key.map(|key| (key, earlier.clone()));
    }
    // A correction keeps the job of its submission, so that its address stays valid.
    if let Some(job) = destination.job() {
        new.job_id = job;
    }
    let mut turn = 0;
    let outcome = loop {
        match save_once(app, &mut conn, actor, destination, def, &new).await? {
            SaveOutcome::IdTaken if turn < TURNS => turn += 1,
            outcome => break outcome,
        }
        new.id = ids(turn);
    };
    match outcome {
        SaveOutcome::New { in_outbox, deliveries } => {
            if in_outbox {
                app.legacy_store.queued();
            }
            deliveries.wake(app);
        }
        SaveOutcome::Repeated(before) if before.module != def.module || before.content_hash != new.content_hash => {
            return Err(Problem::Conflict(Conflict::KeyUsed));
        }
        SaveOutcome::Repeated(before) => return Ok(before.confirmation()),
        SaveOutcome::IdTaken => return Err(Problem::Unavailable(anyhow!("every id of this key is taken"))),
        SaveOutcome::Refused(problem) => return Err(problem),
    }
    fail::fail_point!("submit.after_commit");
    if destination.makes_report() {
        app.jobs.wake(Lane::Reports);
    }
    Ok(new.confirmation())
}

/// Saves a form, or finds it saved. If the connection breaks around the commit, the outcome is unknown: a second
/// attempt finds the saved form or saves it.
async fn save_once(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    destination: Destination<'_>,
    def: &FormDef,
    new: &PreparedSubmission,
) -> Result<SaveOutcome, Problem> {
    let error = match destination.save(app, conn, actor, def, new).await {
        Err(error) if lost_connection(&error) => error,
        saved => return Ok(saved?),
    };
    let unconfirmed = |cause| Problem::Unconfirmed(anyhow!("{cause}, after {error}"));
    *conn = actor.connection(&app.pool).await.map_err(|_| unconfirmed("no new connection".to_owned()))?;
    let second = destination.save(app, conn, actor, def, new).await.map_err(|cause| unconfirmed(cause.to_string()))?;
    Ok(match second {
        // The first commit succeeded. Whether it used the outbox is unknown, and an unnecessary check of the outbox is
        // harmless.
        SaveOutcome::Repeated(before) if before.is_of(new) => {
            SaveOutcome::New { in_outbox: true, deliveries: Deliveries::default() }
        }
        outcome => outcome,
    })
}
