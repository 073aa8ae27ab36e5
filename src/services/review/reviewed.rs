//! What is known of a submission when a step of its approval is decided, and what all steps have in common.

use super::approval::{self, Approval, ApprovedSubmission};
use crate::{
    domain::{
        approval::{progress::Decision, step::StepKind},
        ids::{JobId, ModuleSlug, SubmissionId},
        problem::{Conflict, Problem, Resource},
        validate::{FieldError, Subject, ValidationCode},
    },
    services::{actor::Actor, search_terms::site_key},
    store::{self, approval_steps::NewStep, pool::Connection},
};

/// The longest comment, in characters.
pub const COMMENT_CHARS: usize = 2000;
/// How often a step is tried again because another one was saved meanwhile. Each try sees at least one more step, and
/// few people decide about one submission.
pub(super) const TURNS: usize = 8;

/// What is known of a submission when a step is decided.
pub(super) struct Reviewed {
    pub key: i64,
    pub approval: Approval,
    pub revision: i32,
    pub job: JobId,
    pub sender: Option<i64>,
    pub module: ModuleSlug,
    pub site_key: String,
}

impl Reviewed {
    pub fn submission(&self) -> ApprovedSubmission<'_> {
        let Reviewed { key, sender, module, site_key, .. } = self;
        ApprovedSubmission { key: *key, sender: *sender, module, site_key }
    }
}

pub(super) fn check_comment(comment: &str, decision: Decision) -> Result<(), Problem> {
    let found = comment.chars().count();
    let complaint = match decision {
        Decision::Return | Decision::Reject if found == 0 => ValidationCode::Missing,
        _ if found > COMMENT_CHARS => ValidationCode::TooLong { limit: COMMENT_CHARS, found },
        _ => return Ok(()),
    };
    let label = match decision {
        Decision::Approve => "approval-comment",
        Decision::Return | Decision::Reject => "validation-label-reason",
    };
    Err(Problem::Invalid(vec![FieldError::of("comment", Subject::Control(label), complaint)]))
}

/// The submission, if it is within reach and needs approval. The approval is read first: a correction changes both, so a
/// revision that is read later is never older than the approval that the step is conditional on.
pub(super) async fn reviewed(conn: &mut Connection, actor: &Actor, id: &SubmissionId) -> Result<Reviewed, Problem> {
    let organisation = actor.organisation_id;
    let none = || Problem::NotFound(Resource::Submission);
    let key = store::submissions::saved(conn, organisation, id).await?.ok_or_else(none)?.id;
    actor.require_in_scope(conn, key, Resource::Submission).await?;
    let approval = approval::read(conn, organisation, key).await?;
    let approval = approval.ok_or(Problem::Conflict(Conflict::NotWaiting))?;
    let row = store::submissions::by_id(conn, organisation, id).await?.ok_or_else(none)?;
    if row.user_id.is_some() && row.user_id == actor.user_id {
        return Err(Problem::Conflict(Conflict::OwnSubmission));
    }
    let (site_key, revision, job) = (site_key(&row.site_name), row.revision, row.job_id);
    Ok(Reviewed { key, approval, revision, job, sender: row.user_id, module: row.module, site_key })
}

/// A step about what was reviewed, to be completed.
pub(super) fn empty_step<'a>(
    actor: &Actor,
    reviewed: &Reviewed,
    marks: &'a serde_json::Value,
    now: time::OffsetDateTime,
) -> NewStep<'a> {
    NewStep {
        organisation_id: actor.organisation_id,
        submission_id: reviewed.key,
        kind: StepKind::Closed,
        revision: reviewed.revision,
        round: reviewed.approval.progress.round,
        stage: i32::try_from(reviewed.approval.progress.stage).unwrap_or(i32::MAX),
        reviewers: None,
        reviewers_name: None,
        user_id: actor.user_id,
        absent_id: None,
        in_place: false,
        comment: None,
        marks,
        signature: None,
        signature_name: None,
        decided_at: now,
    }
}
