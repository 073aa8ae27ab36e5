//! The JSON of what happened to a submission after it was sent: its approval, and what clients said.
//!
//! Invariant: as for `shapes`, fields are added, never removed or renamed.

use crate::services::{
    client_responses,
    review::approval::{self, Step},
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;

/// How far the approval of a submission is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Approval {
    /// `in_review`, `returned`, `approved`, `rejected` or `closed`.
    pub state: &'static str,
    /// The names of the groups whose decision it waits for.
    #[schema(example = json!(["Operations manager"]))]
    pub waiting_for: Vec<String>,
    /// Since when it waits there, or for a correction.
    #[serde(with = "rfc3339")]
    pub since: OffsetDateTime,
    /// All decisions and corrections, oldest first.
    pub steps: Vec<ApprovalStep>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalStep {
    /// `approved`, `returned`, `rejected`, `closed`, `corrected` or `reopened`.
    pub kind: &'static str,
    /// The revision that was decided about, or that a correction made.
    pub revision: i32,
    /// The group that decided; null for a correction.
    pub group: Option<String>,
    /// The name of the person; null if the account was erased.
    pub name: Option<String>,
    /// The name of the absent member for whom a delegate acted; null if nobody was absent.
    pub for_name: Option<String>,
    pub comment: Option<String>,
    #[serde(with = "rfc3339")]
    pub at: OffsetDateTime,
}

/// What a client said about a report behind a shared link.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientResponse {
    /// `accepted`, `disputed` or `commented`.
    pub kind: &'static str,
    /// The revision that the client read.
    pub revision: i32,
    /// As the client wrote it.
    pub name: String,
    pub comment: Option<String>,
    pub signed: bool,
    #[serde(with = "rfc3339")]
    pub at: OffsetDateTime,
}

impl Approval {
    pub fn new(approval: approval::Approval, steps: Vec<Step>) -> Approval {
        let approval::Approval { flow, progress, since, .. } = approval;
        let name = |group| flow.group(progress.stage, group).map(|group| group.name.clone());
        Approval {
            state: progress.state.as_str(),
            waiting_for: progress.open_groups(&flow).into_iter().filter_map(name).collect(),
            since,
            steps: steps.into_iter().map(ApprovalStep::from).collect(),
        }
    }
}

impl From<Step> for ApprovalStep {
    fn from(step: Step) -> ApprovalStep {
        ApprovalStep {
            kind: step.kind.as_str(),
            revision: step.revision,
            group: step.group_name,
            name: step.who,
            for_name: step.absent,
            comment: step.comment,
            at: step.at,
        }
    }
}

impl From<client_responses::ClientResponse> for ClientResponse {
    fn from(response: client_responses::ClientResponse) -> ClientResponse {
        ClientResponse {
            kind: response.kind.as_str(),
            revision: response.revision,
            name: response.name,
            comment: response.comment,
            signed: response.is_signed,
            at: response.created_at,
        }
    }
}
