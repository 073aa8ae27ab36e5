//! The reports of a submission list its actions, so they are made again in the transaction of each change.

use crate::{
    domain::ids::SubmissionId,
    services::{
        actor::Actor,
        records::is_imported,
        review::report_again::{ReportOf, make_report_again},
    },
    store,
};
use diesel::QueryResult;
use time::OffsetDateTime;

/// Adds the job that makes them. Imported submissions keep the reports that they came with. Wake the workers after the
/// commit.
pub(super) async fn make_reports_again(
    conn: &mut store::DbConnection,
    actor: &Actor,
    submission: &SubmissionId,
    now: OffsetDateTime,
) -> QueryResult<()> {
    match store::submissions::by_id(conn, actor.organisation_id, submission).await? {
        Some(row) if !is_imported(&row) => {
            make_report_again(conn, actor, ReportOf { key: row.id, id: submission, job: &row.job_id }, now).await
        }
        _ => Ok(()),
    }
}
