//! The transaction of a correction: the earlier revision is kept, the submission gets the new content, its files and
//! reports follow, and its approval goes on. All or nothing.
//!
//! Invariant: locks are taken in the order approval, jobs, submission, as in the steps of reviewers and in report jobs,
//! so that none of them waits for another in a circle.

use super::{outcome::SaveOutcome, prepared::PreparedSubmission, receipt::PreviousSubmission, save};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        approval::{
            absence::Delegation,
            correction::CorrectionKind,
            progress::{ApprovalState, Event},
            step::StepKind,
        },
        audit::actions::AuditAction,
        ids::UploadId,
        item_moves::item_moves,
        problem::{Conflict, Problem, Resource},
        submission::Status,
    },
    services::{
        actions::recurrence,
        actor::Actor,
        comments::follow,
        corrections::{Correction, corrector},
        notifications::tell,
        review::approval::{self, Approval, ApprovedSubmission},
        search_terms::site_key,
        webhooks::events,
    },
    store::{
        self,
        approval_steps::NewStep,
        pool::Connection,
        submission_revisions::{CorrectedRow, Replacement},
    },
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

/// Runs the transaction.
pub(super) async fn save(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    correction: &Correction,
    new: &PreparedSubmission,
) -> Result<SaveOutcome, DbError> {
    let organisation = actor.organisation_id;
    let mut refused = None;
    let answers = Answers::from_json(&correction.def, &new.form_data);
    let moves = item_moves(&correction.answers, &answers);
    let saved = conn
        .transaction(async |conn| {
            let mut refuse_with = |problem| {
                refused = Some(SaveOutcome::Refused(problem));
                DbError::RollbackTransaction
            };
            if let Some(before) = repeated(conn, organisation, correction, new).await? {
                return Ok(SaveOutcome::Repeated(before));
            }
            store::approvals::lock(conn, organisation, correction.key).await?;
            let approval = approval::read(conn, organisation, correction.key).await.map_err(&mut refuse_with)?;
            let delegations = match &approval {
                Some(approval) => delegations(conn, organisation, correction, approval, new).await,
                None => Ok(Vec::new()),
            };
            let delegations = delegations.map_err(&mut refuse_with)?;
            let event = event(correction, approval.as_ref(), &delegations).map_err(&mut refuse_with)?;
            let mut refuse = |conflict| refuse_with(Problem::Conflict(conflict));
            store::submission_revisions::drop_report_jobs(conn, organisation, correction.key).await?;
            let replacement =
                Replacement { by: actor.user_id, at: new.now, reason: correction.reason.trim(), key: &new.key };
            let seen = correction.revision;
            if !store::submission_revisions::keep(conn, organisation, correction.key, seen, &replacement).await? {
                return match repeated(conn, organisation, correction, new).await? {
                    Some(before) => Ok(SaveOutcome::Repeated(before)),
                    None => Err(refuse(Conflict::CorrectedMeanwhile)),
                };
            }
            let row = corrected_row(new);
            if !store::submission_revisions::replace(conn, organisation, correction.key, seen, &row, &new.words).await?
            {
                return Err(refuse(Conflict::CorrectedMeanwhile));
            }
            let (def, site) = (&correction.def, (row.site_name, row.site_key));
            recurrence::follow_correction(conn, organisation, correction.key, def, (&answers, &moves), site).await?;
            if !save_files(conn, organisation, correction, new).await? {
                return Err(refuse(Conflict::UploadGone));
            }
            follow::follow_correction(conn, organisation, (correction.key, seen + 1), def, &moves).await?;
            if let Some((approval, event)) = approval.as_ref().zip(event)
                && !go_on(app, conn, actor, correction, (approval, &delegations), event, new).await?
            {
                return Err(refuse(Conflict::Locked));
            }
            let reopened = event == Some(Event::Reopened);
            let absent = approval.as_ref().and_then(|approval| absent(correction, approval, &delegations));
            let deliveries =
                events::submission_corrected(conn, actor, correction.key, (reopened, absent), new.now).await?;
            let payload = save::report_payload(new);
            let job = save::report_job(actor, new, correction.key, &payload);
            store::jobs::add(conn, &job).await?;
            let details = json!({
                "submission_id": new.id, "revision": seen + 1, "content_hash": hex::encode(new.content_hash),
                "reason": correction.reason.trim(), "reopened": reopened,
            });
            let audit = actor.audit(AuditAction::SubmissionCorrected, correction.key, details, new.now);
            store::audit::add(conn, &audit).await?;
            // The file of the legacy app is written again, if the phase of the module writes it.
            app.legacy_store.job_ended(conn, organisation, correction.key, new.now).await?;
            fail::fail_point!("correct.before_commit");
            Ok(SaveOutcome::New { in_outbox: true, deliveries })
        })
        .await;
    match saved {
        Err(DbError::RollbackTransaction) => {
            Ok(refused.unwrap_or(SaveOutcome::Refused(Problem::Conflict(Conflict::CorrectedMeanwhile))))
        }
        other => other,
    }
}

/// What the correction is for the approval, decided again about the locked approval; an error if it is locked, or if the
/// member may not correct it any more.
fn event(
    correction: &Correction,
    approval: Option<&Approval>,
    delegations: &[Delegation],
) -> Result<Option<Event>, Problem> {
    let Correction { member, is_sender, is_imported, .. } = correction;
    let state = approval.map(|approval| approval.progress.state);
    let corrector = corrector(member, *is_sender, *is_imported, approval, delegations);
    match corrector.may_correct(state) {
        None if correction.is_imported || state.is_some_and(ApprovalState::has_ended) => {
            Err(Problem::Conflict(Conflict::Locked))
        }
        None => Err(Problem::NotFound(Resource::Submission)),
        Some(CorrectionKind::Correct) => Ok(state.map(|_| Event::Corrected)),
        Some(CorrectionKind::Reopen) => Ok(Some(Event::Reopened)),
    }
}

/// The absent members for whom the member may correct the submission, as it was before the correction.
async fn delegations(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    correction: &Correction,
    approval: &Approval,
    new: &PreparedSubmission,
) -> Result<Vec<Delegation>, Problem> {
    let Correction { key, sender, module, site_name, member, .. } = correction;
    let about = ApprovedSubmission { key: *key, sender: *sender, module, site_key: &site_key(site_name) };
    approval::delegations(conn, (organisation, member.user_id), approval, about, new.now).await
}

/// The absent member for whom a delegate corrects; none for who may correct by a right of their own.
fn absent(correction: &Correction, approval: &Approval, delegations: &[Delegation]) -> Option<i64> {
    let member = &correction.member;
    if correction.is_sender || member.may_reopen() {
        return None;
    }
    approval.lets_correct(member, delegations)?.absent()
}

/// The same correction was saved before.
async fn repeated(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    correction: &Correction,
    new: &PreparedSubmission,
) -> Result<Option<PreviousSubmission>, DbError> {
    let Some((submission, replaced)) = store::submission_revisions::by_key(conn, organisation, &new.key).await? else {
        return Ok(None);
    };
    if submission != correction.key {
        return Ok(None);
    }
    let saved = store::submissions::saved(conn, organisation, &new.id).await?.ok_or(DbError::NotFound)?;
    PreviousSubmission::of_submission(conn, organisation, saved, replaced + 1).await.map(Some)
}

fn corrected_row(new: &PreparedSubmission) -> CorrectedRow<'_> {
    CorrectedRow {
        language: new.lang,
        site_name: &new.site_name,
        site_key: &new.site_key,
        visit_date: new.visit_date,
        form_data: &new.form_data,
        item_count: new.item_count,
        photo_count: new.photo_count,
        content_hash: &new.content_hash,
        status: Status::Pending,
        missing_files: 0,
        without_reports: false,
        score_percent: new.score.map(|score| score.percent),
        has_passed: new.score.and_then(|score| score.has_passed),
        updated_at: new.now,
    }
}

/// Attaches new files, and gives those that stay their new places; false if a new one is no longer available.
async fn save_files(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    correction: &Correction,
    new: &PreparedSubmission,
) -> Result<bool, DbError> {
    let belongs = |id| correction.uploads.iter().any(|upload| upload.id == id);
    if !save::attach_files(conn, organisation, correction.key, new, |attached| belongs(attached.upload.id.clone()))
        .await?
    {
        return Ok(false);
    }
    let all = new.claims(|_| true);
    // Files of imported records that answer no question stay.
    let named: Vec<UploadId> = correction.answers.uploads().into_iter().map(|(_, id)| id).collect();
    let revision = correction.revision + 1;
    store::submission_revisions::place_files(conn, organisation, correction.key, revision, &all, &named).await?;
    Ok(true)
}

/// The step of the approval; false if the approval has changed, which its lock excludes.
async fn go_on(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    correction: &Correction,
    (approval, delegations): (&Approval, &[Delegation]),
    event: Event,
    new: &PreparedSubmission,
) -> Result<bool, DbError> {
    let organisation = actor.organisation_id;
    let Ok(next) = approval.progress.after(&approval.flow, event) else { return Ok(false) };
    let row = approval::advanced(&approval.flow, &next, new.now, new.now);
    if !store::approvals::advance(conn, organisation, correction.key, approval.version, &row).await? {
        return Ok(false);
    }
    let reason = correction.reason.trim();
    let marks = json!([]);
    let step = NewStep {
        organisation_id: organisation,
        submission_id: correction.key,
        kind: if event == Event::Reopened { StepKind::Reopened } else { StepKind::Corrected },
        revision: correction.revision + 1,
        round: next.round,
        stage: i32::try_from(next.stage).unwrap_or(i32::MAX),
        reviewers: None,
        reviewers_name: None,
        user_id: actor.user_id,
        absent_id: absent(correction, approval, delegations),
        in_place: false,
        comment: Some(reason).filter(|reason| !reason.is_empty()),
        marks: &marks,
        signature: None,
        signature_name: None,
        decided_at: new.now,
    };
    store::approval_steps::add(conn, &step).await?;
    tell::step_taken(app, conn, actor, correction.key, (&approval.progress, &next), new.now).await?;
    Ok(true)
}
