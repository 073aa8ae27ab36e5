//! The approval flows of forms, in versions: submissions keep the version that they were sent with.

use super::schema::approval_flows;
use crate::domain::ids::ModuleSlug;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// The flow that new submissions of a form get.
#[derive(Debug, Queryable)]
pub struct CurrentFlow {
    pub module: ModuleSlug,
    pub version: i32,
    pub flow: Value,
    pub created_at: OffsetDateTime,
}

/// A new version. `flow`, `first_waits` and `first_due_days` are of the same flow.
pub struct NewFlow<'a> {
    pub module: &'a ModuleSlug,
    pub flow: &'a Value,
    /// Whom a submission waits for at the first stage.
    pub first_waits: &'a [String],
    /// The days of the first stage.
    pub first_due_days: Option<i32>,
    pub created_by: Option<i64>,
    pub now: OffsetDateTime,
}

/// The flows in use, by module.
pub async fn current(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<CurrentFlow>> {
    approval_flows::table
        .filter(approval_flows::organisation_id.eq(organisation))
        .filter(approval_flows::replaced_at.is_null())
        .order(approval_flows::module)
        .select((approval_flows::module, approval_flows::version, approval_flows::flow, approval_flows::created_at))
        .load(conn)
        .await
}

/// Ends the use of the flow of a form; false if none was in use. Two changes at once wait for each other here.
pub async fn retire(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let current = approval_flows::table
        .filter(approval_flows::organisation_id.eq(organisation))
        .filter(approval_flows::module.eq(module))
        .filter(approval_flows::replaced_at.is_null());
    Ok(diesel::update(current).set(approval_flows::replaced_at.eq(now)).execute(conn).await? > 0)
}

/// Adds a version and puts it into use; false if another one was put into use at the same time. The caller has retired
/// the one before.
pub async fn add(conn: &mut AsyncPgConnection, organisation: i64, new: &NewFlow<'_>) -> QueryResult<bool> {
    let last = approval_flows::table
        .filter(approval_flows::organisation_id.eq(organisation))
        .filter(approval_flows::module.eq(new.module))
        .select(diesel::dsl::max(approval_flows::version))
        .first::<Option<i32>>(conn)
        .await?;
    let added = diesel::insert_into(approval_flows::table)
        .values((
            approval_flows::organisation_id.eq(organisation),
            approval_flows::module.eq(new.module),
            approval_flows::version.eq(last.unwrap_or(0) + 1),
            approval_flows::flow.eq(new.flow),
            approval_flows::first_waits.eq(new.first_waits),
            approval_flows::first_due_days.eq(new.first_due_days),
            approval_flows::created_by.eq(new.created_by),
            approval_flows::created_at.eq(new.now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}
