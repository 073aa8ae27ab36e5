//! Evidence for the gates between phases.

use crate::store::schema::{archives, legacy_records as records, verify_runs as runs};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The newest verify run that included a module: its end, and the number of bad records.
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

/// The file names of the verified archives of a module.
pub async fn archives(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<Vec<String>> {
    archives::table
        .filter(archives::organisation_id.eq(organisation))
        .filter(archives::module.eq(module))
        .filter(archives::state.eq_any(["verified", "removed"]))
        .select(archives::file_name)
        .load(conn)
        .await
}

/// The number of records that await a decision: divergent or quarantined ones. Records without a module are counted for
/// every module.
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
