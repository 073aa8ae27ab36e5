//! How far the approval of a submission is, with its steps.

use crate::{
    domain::{
        access::SubmissionScope,
        approval::{
            absence::Delegation,
            flow::{ApprovalFlow, is_overdue},
            progress::{ApprovalState, Progress},
            right::{self, OwnGroup, Right},
            step::{Mark, StepKind},
        },
        ids::ModuleSlug,
        member::Member,
        problem::Problem,
    },
    services::accounts::principal::scopes_of,
    store::{
        self,
        absences::DelegationRow,
        approval_steps::StepRow,
        approvals::{AdvancedRow, ApprovalRow},
    },
};
use anyhow::Context;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use time::OffsetDateTime;

/// The approval of a submission.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The flow that the submission was sent with.
    pub flow: ApprovalFlow,
    pub progress: Progress,
    /// Since when it waits at the current stage, or for its correction.
    pub since: OffsetDateTime,
    /// When the current stage is to have decided.
    pub due_at: Option<OffsetDateTime>,
    /// Changes with every step.
    pub version: i32,
    /// The form and the site of the submission.
    pub module: ModuleSlug,
    pub site_key: String,
}

/// A step of the approval.
#[derive(Clone, Debug)]
pub struct Step {
    pub id: i64,
    pub kind: StepKind,
    pub revision: i32,
    pub round: i32,
    pub stage: usize,
    pub group: Option<usize>,
    pub group_name: Option<String>,
    pub user_id: Option<i64>,
    /// The name of the person; none if the account was erased.
    pub who: Option<String>,
    /// The name of the absent member for whom a delegate decided.
    pub absent: Option<String>,
    /// An administrator decided for others.
    pub in_place: bool,
    pub comment: Option<String>,
    pub marks: Vec<Mark>,
    /// The signature was drawn.
    pub is_signed: bool,
    pub signature_name: Option<String>,
    pub at: OffsetDateTime,
}

impl Approval {
    pub fn new(row: ApprovalRow) -> Result<Approval, Problem> {
        let index = |number: i32| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(Approval {
            flow: read_flow(row.flow)?,
            progress: Progress {
                state: row.state,
                stage: index(row.stage),
                approved: row.approved.into_iter().map(index).collect(),
                round: row.round,
            },
            since: row.waiting_since,
            due_at: row.due_at,
            version: row.row_version,
            module: row.module,
            site_key: row.site_key,
        })
    }

    /// The open groups that a member may decide for. `delegations` are those of [`delegations`].
    pub fn own_groups<'a>(&self, member: &Member, delegations: &'a [Delegation]) -> Vec<OwnGroup<'a>> {
        let site = (&self.module, self.site_key.as_str());
        right::own_groups(&self.flow, &self.progress, member.reviewer(site.0, site.1), site, delegations)
    }

    /// Whether the current stage should have decided before.
    pub fn is_overdue(&self, now: OffsetDateTime) -> bool {
        is_overdue(self.due_at, now)
    }

    /// By which right a member decides for an open group that may correct the submission; none if there is no such group.
    pub fn lets_correct<'a>(&self, member: &Member, delegations: &'a [Delegation]) -> Option<Right<'a>> {
        let may_correct = |own: &OwnGroup<'_>| {
            self.flow.group(self.progress.stage, own.group).is_some_and(|group| group.may_correct)
                && !own.right.is_in_place()
        };
        self.own_groups(member, delegations).into_iter().find(may_correct).map(|own| own.right)
    }
}

/// The submission that an approval is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApprovedSubmission<'a> {
    pub key: i64,
    pub sender: Option<i64>,
    pub module: &'a ModuleSlug,
    pub site_key: &'a str,
}

/// The absent members for whom a member may decide about a submission now, besides their own right. None for a member
/// who has approved at the present stage before, because a person decides once at a stage.
pub(crate) async fn delegations(
    conn: &mut AsyncPgConnection,
    (organisation, user): (i64, i64),
    approval: &Approval,
    submission: ApprovedSubmission<'_>,
    now: OffsetDateTime,
) -> Result<Vec<Delegation>, Problem> {
    let ApprovedSubmission { key, sender, module, site_key } = submission;
    let Progress { state, round, stage, .. } = approval.progress;
    if state != ApprovalState::InReview {
        return Ok(Vec::new());
    }
    let mut all = delegations_of(conn, organisation, user, now).await?;
    all.retain(|delegation| delegation.covers(sender, module, site_key));
    let stage = i32::try_from(stage).unwrap_or(i32::MAX);
    if all.is_empty() || store::approval_steps::has_approved(conn, organisation, key, (round, stage), user).await? {
        return Ok(Vec::new());
    }
    Ok(all)
}

/// The absent members whose delegate a member is now.
pub(crate) async fn delegations_of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    now: OffsetDateTime,
) -> Result<Vec<Delegation>, Problem> {
    let delegation = |row: DelegationRow| {
        let scopes = scopes_of(&row.scopes).map_err(Problem::Internal)?;
        let reach = SubmissionScope::of(row.role, scopes, row.absent);
        Ok(Delegation { absent: row.absent, name: row.name, role: row.role, reach })
    };
    store::absences::delegations(conn, organisation, user, now).await?.into_iter().map(delegation).collect()
}

pub(crate) fn read_flow(json: Value) -> Result<ApprovalFlow, Problem> {
    serde_json::from_value(json).context("a stored approval flow").map_err(Problem::Internal)
}

/// The row after a step.
pub(crate) fn advanced(
    flow: &ApprovalFlow,
    next: &Progress,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> AdvancedRow {
    let number = |index: usize| i32::try_from(index).unwrap_or(i32::MAX);
    AdvancedRow {
        state: next.state,
        stage: number(next.stage),
        approved: next.approved.iter().copied().map(number).collect(),
        waiting_for: next.waiting_for(flow),
        round: next.round,
        waiting_since: since,
        due_at: (next.state == ApprovalState::InReview).then(|| flow.due_at(next.stage, since)).flatten(),
        ended_at: next.state.has_ended().then_some(now),
    }
}

/// The approval of a submission; none if it needs none.
pub(crate) async fn read(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> Result<Option<Approval>, Problem> {
    store::approvals::of(conn, organisation, submission).await?.map(Approval::new).transpose()
}

/// Its steps, oldest first.
pub(crate) async fn steps(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> Result<Vec<Step>, Problem> {
    let rows = store::approval_steps::of(conn, organisation, submission).await?;
    Ok(rows.into_iter().map(Step::from).collect())
}

/// The decisions that stand: the last one of each group. A correction takes back those of the stages that decide again.
pub(crate) fn standing(steps: Vec<Step>) -> Vec<Step> {
    let mut standing: Vec<Step> = Vec::new();
    for step in steps {
        match step.kind {
            StepKind::Approved | StepKind::Rejected | StepKind::Closed => standing.push(step),
            StepKind::Corrected | StepKind::Reopened => {
                standing.retain(|decided| decided.kind == StepKind::Approved && decided.stage < step.stage);
            }
            StepKind::Returned => {}
        }
    }
    standing
}

impl From<StepRow> for Step {
    fn from(row: StepRow) -> Step {
        Step {
            id: row.id,
            kind: row.kind,
            revision: row.revision,
            round: row.round,
            stage: usize::try_from(row.stage).unwrap_or_default(),
            group: row.reviewers.and_then(|group| usize::try_from(group).ok()),
            group_name: row.reviewers_name,
            user_id: row.user_id,
            who: row.full_name.or(row.email),
            absent: row.absent_id.map(|_| {
                let name = row.absent_full_name.or(row.absent_email);
                name.unwrap_or_else(|| store::personal_data::erase::ERASED.to_owned())
            }),
            in_place: row.in_place,
            comment: row.comment,
            marks: serde_json::from_value(row.marks).unwrap_or_default(),
            is_signed: row.is_signed,
            signature_name: row.signature_name,
            at: row.decided_at,
        }
    }
}
