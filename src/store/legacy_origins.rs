//! The record of a legacy store that a submission was imported from.

use super::schema::{legacy_records, legacy_sources};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

#[derive(Debug, Queryable)]
pub struct OriginRow {
    /// The folder or file of the source.
    pub source: String,
    pub name: String,
    pub variant: Option<String>,
    pub sha256: Option<Vec<u8>>,
    pub facts: Value,
}

/// The record that a submission was imported from, if any.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Option<OriginRow>> {
    legacy_records::table
        .inner_join(legacy_sources::table.on(legacy_sources::id.eq(legacy_records::source_id)))
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::submission_id.eq(submission))
        .filter(legacy_records::kind.eq("submission"))
        .filter(legacy_records::state.eq("imported"))
        .order(legacy_records::id)
        .select((
            legacy_sources::place,
            legacy_records::name,
            legacy_records::variant,
            legacy_records::sha256,
            legacy_records::facts,
        ))
        .first(conn)
        .await
        .optional()
}
