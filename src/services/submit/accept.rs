//! Accepting a pending submission, in one transaction: it becomes a submission with the same rows as one sent by a
//! member, its report is due, the legacy store is written if the phase requires it, and the pending rows are removed.

use super::{
    outcome::SaveOutcome,
    prepared::{PreparedSubmission, attached},
    save::{Accepted, save_in_transaction},
};
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        answers::Answers,
        ids::SubmissionId,
        job::Lane,
        problem::{Conflict, Problem, Resource},
    },
    services::{actor::Actor, pending_submissions, records::complete_definition},
    store,
};
use anyhow::anyhow;

pub async fn accept(app: &App, by: &Actor, id: &SubmissionId) -> Result<(), Problem> {
    let organisation = by.organisation_id;
    let mut conn = by.connection(&app.pool).await?;
    let (row, link) = store::pending_submissions::by_id(&mut conn, organisation, id)
        .await?
        .filter(|(row, _)| pending_submissions::is_in_scope(by, &row.module, &row.site_name))
        .ok_or(Problem::NotFound(Resource::Submission))?;
    let bad = |what: &str| Problem::Internal(anyhow!("waiting submission {id}: {what}"));
    let def = complete_definition(app, &mut conn, organisation, &row.module, row.form_version).await?;
    let answers = Answers::from_json(&def, &row.form_data);
    let files = store::pending_submissions::files::of_submission(&mut conn, organisation, row.id).await?;
    let attached = attached(&answers, &[], files)?;
    let (key, lang, now) = (row.submission_key, row.language, app.clock.now());
    let prepared = PreparedSubmission::new(&def, key, lang, &answers, attached, id.clone(), now)?;
    // The values that the receipt stated stay the same: the time, and the hash of the content.
    let new = PreparedSubmission {
        received_at: row.received_at,
        content_hash: row.content_hash,
        form_data: row.form_data,
        ..prepared
    };
    let sender = Actor {
        organisation_id: organisation,
        user_id: None,
        token: None,
        legacy_key: None,
        reach: SubmissionScope::Everything,
        has_legacy_source: by.has_legacy_source,
        ip: row.submitted_by_ip.map(|net| net.addr()),
        user_agent: None,
        audit_keys: app.audit_keys.clone(),
    };
    let accepted = Accepted { by, waiting: row.id, link: &link };
    match save_in_transaction(app, &mut conn, &sender, &def, &new, Some(&accepted)).await? {
        SaveOutcome::New { in_outbox, deliveries } => {
            if in_outbox {
                app.legacy_store.queued();
            }
            deliveries.wake(app);
            app.jobs.wake(Lane::Reports);
            Ok(())
        }
        SaveOutcome::Repeated(_) => Err(Problem::Conflict(Conflict::Decided)),
        SaveOutcome::IdTaken => Err(bad("its id is taken")),
        SaveOutcome::Refused(Problem::Conflict(Conflict::UploadGone)) => Err(bad("its files are gone")),
        SaveOutcome::Refused(problem) => Err(problem),
    }
}
