//! Decisions about a submission: approving, returning, rejecting.
//!
//! Input: what the reviewer saw (revision, stage, group) and decided. One conditional statement decides each step; the
//! step, its audit row, a report job and notifications are in its transaction.
//!
//! Invariants: a decision about an earlier revision, or for a stage that has passed, is never saved. The same decision
//! of the same person, sent twice, is saved once and answered twice.

use super::{
    approval::{self, Approval, Step},
    report_again::{ReportOf, make_report_again},
    reviewed::{Reviewed, TURNS, check_comment, empty_step, reviewed},
    usual::{self, SavedSignature},
};
use crate::{
    app::App,
    domain::{
        approval::{
            absence::Delegation,
            progress::{Decision, Event, NotPossible},
            right::OwnGroup,
            step::{Mark, StepKind},
        },
        audit::actions::{ABSENT, AuditAction},
        ids::SubmissionId,
        job::Lane,
        member::Member,
        problem::{Conflict, Problem},
        validate::{FieldError, Subject, ValidationCode},
    },
    services::{
        actor::Actor,
        notifications::tell,
        webhooks::events::{self, DecidedStep, Deliveries},
    },
    store::{self, approval_steps::NewStep, pool::Connection},
};
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel_async::AsyncConnection;
use serde_json::json;
use std::collections::HashSet;

/// The longest typed name of a signature, in characters.
pub const SIGNATURE_NAME_CHARS: usize = 100;
/// More marks than any form has questions that a person would mark.
const MOST_MARKS: usize = 200;
/// What a reviewer decided, about what they saw.
#[derive(Clone, Debug)]
pub struct DecisionRequest {
    pub decision: Decision,
    pub revision: i32,
    pub stage: usize,
    pub group: usize,
    pub comment: String,
    /// Questions to be corrected.
    pub marks: Vec<String>,
    /// A decoded PNG.
    pub signature: Option<Vec<u8>>,
    /// A typed name in its place, or below it.
    pub signature_name: String,
    /// The comment is offered from now on.
    pub remember_comment: bool,
    /// The saved signature is used, if one is needed and none is given.
    pub saved_signature: bool,
    /// The signature is saved for later approvals.
    pub remember_signature: bool,
}

impl DecisionRequest {
    fn short_signature_name(&self) -> String {
        self.signature_name.trim().chars().take(SIGNATURE_NAME_CHARS).collect()
    }

    fn is_signed(&self) -> bool {
        self.signature.is_some() || !self.signature_name.trim().is_empty()
    }
}

/// Saves a decision.
pub async fn decide(
    app: &App,
    actor: &Actor,
    member: &Member,
    id: &SubmissionId,
    request: &DecisionRequest,
) -> Result<(), Problem> {
    let comment = request.comment.trim();
    check_comment(comment, request.decision)?;
    let mut conn = actor.connection(&app.pool).await?;
    for _ in 0..TURNS {
        let reviewed = reviewed(&mut conn, actor, id).await?;
        let steps = approval::steps(&mut conn, actor.organisation_id, reviewed.key).await?;
        if is_repeated(&steps, member.user_id, request) {
            return Ok(());
        }
        if reviewed.revision != request.revision {
            return Err(Problem::Conflict(Conflict::CorrectedMeanwhile));
        }
        let about = reviewed.submission();
        let who = (actor.organisation_id, member.user_id);
        let delegations = approval::delegations(&mut conn, who, &reviewed.approval, about, app.clock.now()).await?;
        let group = reviewed.approval.flow.group(request.stage, request.group);
        let needs_signature = group.is_some_and(|group| group.signature);
        let request = &signed(&mut conn, actor, request, needs_signature).await?;
        let own = allowed(&reviewed.approval, member, &delegations, request)?;
        if let Some(deliveries) = save(app, actor, &mut conn, id, &reviewed, own, request, comment).await? {
            deliveries.wake(app);
            if request.remember_comment {
                usual::save_comment(&mut conn, actor, comment).await?;
            }
            if request.remember_signature && request.is_signed() {
                let name = request.short_signature_name();
                usual::save_signature(&mut conn, actor, request.signature.as_deref(), &name).await?;
            }
            app.jobs.wake(Lane::Reports);
            return Ok(());
        }
    }
    Err(Problem::Conflict(Conflict::NotWaiting))
}

/// The request signed with the saved signature, if that is asked for and needed, and it has none of its own.
async fn signed(
    conn: &mut Connection,
    actor: &Actor,
    request: &DecisionRequest,
    needs_signature: bool,
) -> Result<DecisionRequest, Problem> {
    let wanted = request.saved_signature && needs_signature && request.decision == Decision::Approve;
    let saved = match wanted && !request.is_signed() {
        true => usual::of_member(conn, actor).await?.signature,
        false => None,
    };
    Ok(match saved {
        None => DecisionRequest { saved_signature: false, ..request.clone() },
        Some(SavedSignature { picture, name }) => {
            DecisionRequest { signature: picture, signature_name: name.unwrap_or_default(), ..request.clone() }
        }
    })
}

/// The same person has decided the same before.
fn is_repeated(steps: &[Step], user: i64, request: &DecisionRequest) -> bool {
    let kind = StepKind::from(request.decision);
    steps.iter().rev().take_while(|step| step.revision == request.revision).any(|step| {
        step.user_id == Some(user)
            && step.kind == kind
            && step.stage == request.stage
            && step.group == Some(request.group)
    })
}

/// The group that the member decides for, and by which right.
fn allowed<'a>(
    approval: &Approval,
    member: &Member,
    delegations: &'a [Delegation],
    request: &DecisionRequest,
) -> Result<OwnGroup<'a>, Problem> {
    let not_waiting = Problem::Conflict(Conflict::NotWaiting);
    if approval.progress.state.has_ended() {
        return Err(Problem::Conflict(Conflict::Locked));
    }
    if approval.progress.stage != request.stage {
        return Err(not_waiting);
    }
    let own = approval.own_groups(member, delegations);
    let own = own.into_iter().find(|own| own.group == request.group).ok_or(not_waiting)?;
    let needs_signature = approval.flow.group(request.stage, request.group).is_some_and(|group| group.signature);
    if request.decision == Decision::Approve && needs_signature && !request.is_signed() {
        let label = Subject::Control("approval-signature");
        return Err(Problem::Invalid(vec![FieldError::of("signature", label, ValidationCode::Missing)]));
    }
    Ok(own)
}

/// Saves a step; none if another one was saved meanwhile.
#[expect(clippy::too_many_arguments, reason = "they are the parts of one step")]
async fn save(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    id: &SubmissionId,
    reviewed: &Reviewed,
    own: OwnGroup<'_>,
    request: &DecisionRequest,
    comment: &str,
) -> Result<Option<Deliveries>, Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let Approval { flow, progress, since, version, .. } = &reviewed.approval;
    let event = Event::Decided { group: own.group, decision: request.decision };
    let next = progress.after(flow, event).map_err(|why| match why {
        NotPossible::Ended => Problem::Conflict(Conflict::Locked),
        _ => Problem::Conflict(Conflict::NotWaiting),
    })?;
    let moved = next.state != progress.state || next.stage != progress.stage;
    let row = approval::advanced(flow, &next, if moved { now } else { *since }, now);
    let marks: Vec<Mark> = match request.decision {
        Decision::Return => {
            let mut met = HashSet::new();
            let each = request.marks.iter().filter(|field| met.insert(*field)).take(MOST_MARKS);
            each.map(|field| Mark { field: field.clone() }).collect()
        }
        Decision::Approve | Decision::Reject => Vec::new(),
    };
    let marks = json!(marks);
    let group = flow.group(progress.stage, own.group);
    let name = group.map(|group| group.name.as_str()).unwrap_or_default();
    let signature_name = request.short_signature_name();
    let step = NewStep {
        kind: request.decision.into(),
        reviewers: i32::try_from(own.group).ok(),
        reviewers_name: Some(name),
        absent_id: own.right.absent(),
        in_place: own.right.is_in_place(),
        comment: Some(comment).filter(|comment| !comment.is_empty()),
        signature: request.signature.as_deref(),
        signature_name: Some(signature_name.as_str()).filter(|name| !name.is_empty()),
        ..empty_step(actor, reviewed, &marks, now)
    };
    let action = match request.decision {
        Decision::Approve => AuditAction::ApprovalApproved,
        Decision::Return => AuditAction::ApprovalReturned,
        Decision::Reject => AuditAction::ApprovalRejected,
    };
    let mut details = json!({
        "submission_id": id, "revision": reviewed.revision, "stage": progress.stage + 1, "reviewers": name,
        "in_place": own.right.is_in_place(), "state": next.state,
    });
    if let Some(fields) = details.as_object_mut() {
        fields.extend(own.right.absent().map(|absent| (ABSENT.to_owned(), json!(absent))));
        fields.extend(request.saved_signature.then(|| ("saved_signature".to_owned(), json!(true))));
    }
    let saved = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::approvals::advance(conn, organisation, reviewed.key, *version, &row).await? {
                return Err(DbError::RollbackTransaction);
            }
            store::approval_steps::add(conn, &step).await?;
            store::audit::add(conn, &actor.audit(action, reviewed.key, details, now)).await?;
            tell::step_taken(app, conn, actor, reviewed.key, (progress, &next), now).await?;
            let absent = own.right.absent();
            let decision = DecidedStep { decision: request.decision.into(), reviewers: name, absent };
            let deliveries = events::approval_step(conn, actor, reviewed.key, decision, (progress, &next), now).await?;
            fail::fail_point!("review.before_commit");
            if next.state.has_ended() {
                let report = ReportOf { key: reviewed.key, id, job: &reviewed.job };
                make_report_again(conn, actor, report, now).await?;
            }
            Ok(deliveries)
        })
        .await;
    match saved {
        Ok(deliveries) => Ok(Some(deliveries)),
        Err(DbError::RollbackTransaction) => Ok(None),
        // The group approved in this round, as a concurrent step has recorded.
        Err(DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
