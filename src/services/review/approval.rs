//! How far the approval of a submission is, with its steps.

use crate::{
    domain::{
        access::Role,
        approval::{
            flow::{ApprovalFlow, is_overdue},
            progress::{ApprovalState, Progress},
            step::{Mark, StepKind},
        },
        problem::Problem,
    },
    store::{
        self,
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
    /// An administrator decided for others.
    pub in_place: bool,
    pub comment: Option<String>,
    pub marks: Vec<Mark>,
    /// The signature was drawn.
    pub is_signed: bool,
    pub signature_name: Option<String>,
    pub at: OffsetDateTime,
}

/// A group that a member may decide for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnGroup {
    pub group: usize,
    /// The member is an administrator who decides for others.
    pub in_place: bool,
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
        })
    }

    /// The open groups that a member may decide for: those that the member belongs to; otherwise an administrator
    /// decides in the place of others, so that no submission waits for somebody who has left.
    pub fn own_groups(&self, user: i64, role: Role) -> Vec<OwnGroup> {
        let open = self.progress.open_groups(&self.flow);
        let belongs = |group: &usize| {
            self.flow.group(self.progress.stage, *group).is_some_and(|group| group.who.includes(user, role))
        };
        let own: Vec<OwnGroup> =
            open.iter().copied().filter(belongs).map(|group| OwnGroup { group, in_place: false }).collect();
        if own.is_empty() && role == Role::Administrator {
            return open.into_iter().map(|group| OwnGroup { group, in_place: true }).collect();
        }
        own
    }

    /// Whether the current stage should have decided before.
    pub fn is_overdue(&self, now: OffsetDateTime) -> bool {
        is_overdue(self.due_at, now)
    }

    /// Whether a member belongs to an open group that may correct the submission.
    pub fn lets_correct(&self, user: i64, role: Role) -> bool {
        let may_correct = |own: &OwnGroup| {
            self.flow.group(self.progress.stage, own.group).is_some_and(|group| group.may_correct) && !own.in_place
        };
        self.own_groups(user, role).iter().any(may_correct)
    }
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
            in_place: row.in_place,
            comment: row.comment,
            marks: serde_json::from_value(row.marks).unwrap_or_default(),
            is_signed: row.is_signed,
            signature_name: row.signature_name,
            at: row.decided_at,
        }
    }
}
