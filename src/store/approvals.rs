//! How far the approval of each submission is; `waiting` lists those that wait for a decision.
//!
//! Invariant: a row changes only by [`advance`], which is conditional on the version that its caller has read. So of two
//! steps at once one is saved, and the other one is decided again about what the first one left.

mod waiting;

pub use waiting::{WaitingFilter, WaitingMember, WaitingRow, waiting, waiting_count};

use super::schema::{approval_flows, approvals, submissions};
use crate::domain::{approval::progress::ApprovalState, ids::ModuleSlug};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Int8, Nullable, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// Begins the approval of a new submission; false if its form has no flow. Takes a shared connection, so that the statement can
/// be pipelined with another one.
pub async fn begin(
    mut conn: &AsyncPgConnection,
    organisation: i64,
    submission: i64,
    module: &ModuleSlug,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let current = approval_flows::table
        .filter(approval_flows::organisation_id.eq(organisation))
        .filter(approval_flows::module.eq(module))
        .filter(approval_flows::replaced_at.is_null())
        .select((
            submission.into_sql::<Int8>(),
            approval_flows::organisation_id,
            approval_flows::id,
            approval_flows::first_waits,
            now.into_sql::<Timestamptz>(),
            sql::<Nullable<Timestamptz>>("")
                .bind::<Timestamptz, _>(now)
                .sql(" + make_interval(days => approval_flows.first_due_days)"),
        ));
    diesel::insert_into(approvals::table)
        .values(current)
        .into_columns((
            approvals::submission_id,
            approvals::organisation_id,
            approvals::flow_id,
            approvals::waiting_for,
            approvals::waiting_since,
            approvals::due_at,
        ))
        .execute(&mut conn)
        .await
        .map(|begun| begun == 1)
}

/// The approval of a submission with its flow.
#[derive(Debug, Queryable)]
pub struct ApprovalRow {
    pub flow: Value,
    pub state: ApprovalState,
    pub stage: i32,
    pub approved: Vec<i32>,
    pub round: i32,
    pub waiting_since: OffsetDateTime,
    pub due_at: Option<OffsetDateTime>,
    pub row_version: i32,
    pub module: ModuleSlug,
    pub site_key: String,
}

/// The approval of a submission; none if it needs none.
pub async fn of(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<Option<ApprovalRow>> {
    approvals::table
        .inner_join(approval_flows::table)
        .inner_join(submissions::table)
        .filter(approvals::organisation_id.eq(organisation))
        .filter(approvals::submission_id.eq(submission))
        .select((
            approval_flows::flow,
            approvals::state,
            approvals::stage,
            approvals::approved,
            approvals::round,
            approvals::waiting_since,
            approvals::due_at,
            approvals::row_version,
            submissions::module,
            submissions::site_key,
        ))
        .first(conn)
        .await
        .optional()
}

/// The row after a step.
#[derive(AsChangeset)]
#[diesel(table_name = approvals, treat_none_as_null = true)]
pub struct AdvancedRow {
    pub state: ApprovalState,
    pub stage: i32,
    pub approved: Vec<i32>,
    pub waiting_for: Vec<String>,
    pub round: i32,
    pub waiting_since: OffsetDateTime,
    pub due_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
}

/// Saves a step that was decided about version `seen`; false if another step was saved since.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    seen: i32,
    next: &AdvancedRow,
) -> QueryResult<bool> {
    let row = approvals::table
        .filter(approvals::organisation_id.eq(organisation))
        .filter(approvals::submission_id.eq(submission))
        .filter(approvals::row_version.eq(seen));
    let changed = diesel::update(row).set((next, approvals::row_version.eq(seen + 1))).execute(conn).await?;
    Ok(changed == 1)
}

/// Locks the approval of a submission until the end of the transaction, so that no step is saved meanwhile.
pub async fn lock(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<()> {
    approvals::table
        .filter(approvals::organisation_id.eq(organisation))
        .filter(approvals::submission_id.eq(submission))
        .select(approvals::submission_id)
        .for_update()
        .first::<i64>(conn)
        .await
        .optional()
        .map(drop)
}
