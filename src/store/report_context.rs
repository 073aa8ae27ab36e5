//! What reports state besides the submission, in one statement, so that a report job asks only for what exists.

use super::schema::{actions, approvals, client_responses, organisations};
use crate::domain::time_zone::TimeZone;
use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct ReportContext {
    /// The name of the organisation.
    pub organisation: String,
    /// The zone of the organisation, in which a report states times.
    pub time_zone: TimeZone,
    pub has_approval: bool,
    pub has_client_responses: bool,
    pub has_actions: bool,
}

/// The context of the reports of a submission.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<ReportContext> {
    let approval = approvals::table
        .filter(approvals::organisation_id.eq(organisation))
        .filter(approvals::submission_id.eq(submission));
    let responses = client_responses::table
        .filter(client_responses::organisation_id.eq(organisation))
        .filter(client_responses::submission_id.eq(submission));
    let actions =
        actions::table.filter(actions::organisation_id.eq(organisation)).filter(actions::submission_id.eq(submission));
    organisations::table
        .find(organisation)
        .select((organisations::name, organisations::time_zone, exists(approval), exists(responses), exists(actions)))
        .first(conn)
        .await
}
