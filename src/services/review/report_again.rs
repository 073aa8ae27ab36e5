//! Makes the reports of a submission again, in the transaction of what changed them.

use crate::{
    domain::{
        ids::{JobId, SubmissionId},
        job::{JobKind, MakeReport},
        submission::Status,
    },
    services::actor::Actor,
    store::{self, jobs::NewJob},
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::json;
use time::OffsetDateTime;

/// The submission whose reports are made again.
pub struct ReportOf<'a> {
    pub key: i64,
    pub id: &'a SubmissionId,
    pub job: &'a JobId,
}

/// Ends a report job that is pending or running, and adds a new one. Only imported submissions without reports have
/// none, and those need no approval.
pub(crate) async fn make_report_again(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    of: ReportOf<'_>,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let organisation = actor.organisation_id;
    store::submission_revisions::drop_report_jobs(conn, organisation, of.key).await?;
    let payload = json!(MakeReport { submission_id: of.id.clone() });
    let job = NewJob {
        submission_id: Some(of.key),
        ..NewJob::new(JobKind::MakeReport, Some(organisation), actor.user_id, (of.job, &payload), now)
    };
    store::jobs::add(conn, &job).await?;
    store::submissions::set_status(conn, organisation, of.key, Status::Pending, now).await
}
