//! What the gates between phases are judged by, in the tables of others.

use crate::store::schema::{archives, legacy_records as records, verify_runs as runs};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The newest verify that covered a module: when it ended, and how many records were bad.
pub async fn latest_verify(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
) -> QueryResult<Option<(OffsetDateTime, i64)>> {
    runs::table
        .filter(runs::organisation_id.eq(organisation))
        .filter(runs::module.is_null().or(runs::module.eq(module)))
        .order(runs::id.desc())
        .select((runs::finished_at, runs::bad_count))
        .first(conn)
        .await
        .optional()
}

/// How many archives of a module were read back.
pub async fn archives(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<i64> {
    archives::table
        .filter(archives::organisation_id.eq(organisation))
        .filter(archives::module.eq(module))
        .filter(archives::state.eq_any(["verified", "removed"]))
        .count()
        .get_result(conn)
        .await
}

/// Records that wait for a decision: divergent ones, and quarantined ones. Those of which nobody knows the module
/// may be of any.
pub async fn undecided(conn: &mut AsyncPgConnection, organisation: i64, module: &str, state: &str) -> QueryResult<i64> {
    records::table
        .filter(records::organisation_id.eq(organisation))
        .filter(records::state.eq(state))
        .filter(records::decision.is_null().or(records::decision.eq("assigned")))
        .filter(records::module.is_null().or(records::module.eq(module)))
        .count()
        .get_result(conn)
        .await
}
