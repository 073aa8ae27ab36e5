//! The record of a legacy store that a submission was imported from.

use diesel::{
    prelude::*,
    sql_types::{Bytea, Int8, Jsonb, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

#[derive(Debug, QueryableByName)]
pub struct OriginRow {
    /// The folder or file of the source.
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub variant: Option<String>,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Jsonb)]
    pub facts: Value,
}

/// The record that a submission was imported from, if any. Its file may have changed since: the row then has the version
/// that the submission came from.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Option<OriginRow>> {
    diesel::sql_query(
        "SELECT place.place AS source, r.name, coalesce(v.variant, r.variant) AS variant,
             coalesce(v.sha256, r.sha256) AS sha256, coalesce(v.facts, r.facts) AS facts
         FROM legacy_records r JOIN legacy_sources place ON place.id = r.source_id
         LEFT JOIN legacy_record_versions v ON v.legacy_record_id = r.id AND v.is_origin
         WHERE r.organisation_id = $1 AND r.submission_id = $2 AND r.kind = 'submission'
             AND (r.state = 'imported' OR v.id IS NOT NULL)
         ORDER BY r.id LIMIT 1",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .get_result(conn)
    .await
    .optional()
}
