//! The submission that comments are about.

use crate::{
    domain::{
        ids::SubmissionId,
        problem::{Problem, Resource},
    },
    services::actor::Actor,
    store::{self, pool::Connection, submissions::SubmissionRow},
};

/// A submission within reach.
pub(super) async fn submission(
    conn: &mut Connection,
    actor: &Actor,
    id: &SubmissionId,
) -> Result<SubmissionRow, Problem> {
    let row = store::submissions::by_id(conn, actor.organisation_id, id).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(conn, row.id, Resource::Submission).await?;
    Ok(row)
}
