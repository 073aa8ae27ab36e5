//! What reviewers decided and clients said about the submission of a report, with their signatures.

use crate::{
    domain::{problem::Problem, report::Picture, time_zone::TimeZone},
    reports::{
        build::{ReportApproval, ReportClientResponse},
        pictures::size,
    },
    services::{
        client_responses::ClientResponse,
        review::approval::{self, Step},
    },
    store::{self, pool::Connection},
};
use std::collections::HashMap;

/// The decisions of reviewers that stand, with their signatures.
pub(super) async fn approvals(
    conn: &mut Connection,
    organisation: i64,
    key: i64,
    zone: TimeZone,
) -> Result<Vec<ReportApproval>, Problem> {
    let steps = approval::steps(conn, organisation, key).await?;
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let mut signatures: HashMap<i64, Vec<u8>> =
        store::approval_steps::signatures(conn, organisation, key).await?.into_iter().collect();
    let entry = |step: Step| ReportApproval {
        drawn: signatures.remove(&step.id).and_then(picture),
        group: step.group_name,
        kind: step.kind,
        who: step.who,
        absent: step.absent,
        at: zone.at(step.at),
        comment: step.comment,
        signature_name: step.signature_name,
    };
    Ok(approval::standing(steps).into_iter().map(entry).collect())
}

/// What clients said about it, with their signatures.
pub(super) async fn client_responses(
    conn: &mut Connection,
    organisation: i64,
    key: i64,
    zone: TimeZone,
) -> Result<Vec<ReportClientResponse>, Problem> {
    let responses = store::client_responses::of_submission(conn, organisation, key).await?;
    if responses.is_empty() {
        return Ok(Vec::new());
    }
    let mut signatures: HashMap<i64, Vec<u8>> =
        store::client_responses::signatures(conn, organisation, key).await?.into_iter().collect();
    let entry = |response: ClientResponse| ReportClientResponse {
        drawn: signatures.remove(&response.id).and_then(picture),
        kind: response.kind,
        revision: response.revision,
        name: response.name,
        comment: response.comment,
        at: zone.at(response.created_at),
    };
    Ok(responses.into_iter().map(entry).collect())
}

/// A stored signature; none if it cannot be read.
fn picture(png: Vec<u8>) -> Option<Picture> {
    let (width, height) = size(&png)?;
    Some(Picture { bytes: png.into(), width, height })
}
