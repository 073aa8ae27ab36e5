//! Whether an imported submission has answers or decisions that its file does not have.

use crate::store::schema::{approval_steps, submissions};
use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Whether a submission was corrected, or a step of its approval was decided.
pub async fn is_changed_here(conn: &mut AsyncPgConnection, organisation: i64, id: i64) -> QueryResult<bool> {
    let is_corrected = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq(id))
        .filter(submissions::revision.gt(1));
    let is_decided = approval_steps::table
        .filter(approval_steps::organisation_id.eq(organisation))
        .filter(approval_steps::submission_id.eq(id));
    diesel::select(exists(is_corrected).or(exists(is_decided))).get_result(conn).await
}
