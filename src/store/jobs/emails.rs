//! E-mails that are still in the table, delivered or not: their content is sealed, so the caller finds the addressee.

use super::super::schema::jobs;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// The keys and payloads of the jobs of these kinds, of an organisation or of the system.
pub async fn payloads(
    conn: &mut AsyncPgConnection,
    organisation: Option<i64>,
    kinds: &[&str],
) -> QueryResult<Vec<(i64, Value)>> {
    jobs::table
        .filter(jobs::organisation_id.is_not_distinct_from(organisation))
        .filter(jobs::kind.eq_any(kinds))
        .select((jobs::id, jobs::payload))
        .load(conn)
        .await
}

/// Deletes jobs, whatever their state is; a worker that has one of them loses its lease.
pub async fn delete(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::id.eq_any(ids))).execute(conn).await
}
