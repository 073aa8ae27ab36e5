//! Results of verify runs.

use crate::store::schema::verify_runs;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

#[derive(Insertable)]
#[diesel(table_name = verify_runs, treat_none_as_default_value = false)]
pub struct NewVerifyRun<'a> {
    pub organisation_id: i64,
    /// `None`: all modules.
    pub module: Option<&'a str>,
    pub started_at: OffsetDateTime,
    pub finished_at: OffsetDateTime,
    pub started_by: &'a str,
    pub checked: i64,
    pub bad_count: i64,
    pub bad: Value,
    pub merkle_root: &'a [u8],
    pub manifest: &'a str,
}

pub async fn add(conn: &mut AsyncPgConnection, row: &NewVerifyRun<'_>) -> QueryResult<i64> {
    diesel::insert_into(verify_runs::table).values(row).returning(verify_runs::id).get_result(conn).await
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = verify_runs)]
pub struct VerifyRunRow {
    pub finished_at: OffsetDateTime,
    pub checked: i64,
    pub bad_count: i64,
    pub bad: Value,
    pub merkle_root: Vec<u8>,
    pub manifest: String,
}

/// The newest run for a module, or for all modules.
pub async fn latest(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: Option<&str>,
) -> QueryResult<Option<VerifyRunRow>> {
    verify_runs::table
        .filter(verify_runs::organisation_id.eq(organisation))
        .filter(verify_runs::module.is_not_distinct_from(module))
        .order(verify_runs::id.desc())
        .select(VerifyRunRow::as_select())
        .first(conn)
        .await
        .optional()
}
