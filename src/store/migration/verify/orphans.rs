//! Orphans: rows without the row that they belong to, files without a row.

use diesel::{
    QueryResult, QueryableByName,
    sql_types::{Array, BigInt, Jsonb, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// A row that refers to a missing row.
#[derive(Clone, Debug, QueryableByName)]
pub struct Orphan {
    #[diesel(sql_type = Nullable<Text>)]
    pub id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub file: Option<String>,
    #[diesel(sql_type = Text)]
    pub reason: String,
}

/// Rows whose submission does not exist, although a foreign key should prevent this. At most `limit` of each type.
pub async fn rows(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<Orphan>> {
    diesel::sql_query(
        "(SELECT upload_id AS id, NULL AS file, 'this upload belongs to a submission that is not there' AS reason
            FROM uploaded_files u WHERE organisation_id = $1 AND submission_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM submissions s WHERE s.id = u.submission_id) LIMIT $3)
         UNION ALL (SELECT upload_id, place, 'this photo belongs to a submission that is not there' FROM legacy_media m
            WHERE organisation_id = $1 AND NOT EXISTS (SELECT FROM submissions s WHERE s.id = m.submission_id) LIMIT $3)
         UNION ALL (SELECT link_id, NULL, 'this report link belongs to a submission that is not there'
            FROM report_links l WHERE organisation_id = $1
            AND NOT EXISTS (SELECT FROM submissions s WHERE s.id = l.submission_id) LIMIT $3)
         UNION ALL (SELECT job_id, NULL, 'this job is due for a submission that is not there' FROM jobs d
            WHERE organisation_id = $1 AND submission_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM submissions s WHERE s.id = d.submission_id) LIMIT $3)
         UNION ALL (SELECT record_id, name, 'this record became a submission that is not there' FROM legacy_records r
            WHERE organisation_id = $1 AND submission_id IS NOT NULL AND ($2 IS NULL OR module = $2)
            AND NOT EXISTS (SELECT FROM submissions s WHERE s.id = r.submission_id) LIMIT $3)",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<Nullable<Text>, _>(module)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Which of these names of a source have no row in the ledger and are not in the outbox.
pub async fn unknown(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    names: &[String],
) -> QueryResult<Vec<String>> {
    let rows = diesel::sql_query(
        "SELECT name FROM unnest($3) AS found (name)
         WHERE NOT EXISTS (SELECT FROM legacy_records r WHERE r.source_id = $2 AND r.name = found.name COLLATE \"C\")
            AND NOT EXISTS (
                SELECT FROM submissions s JOIN old_store_outbox o ON o.submission_id = s.id
                WHERE s.organisation_id = $1 AND found.name LIKE '%' || s.submission_id || '.json')",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(source)
    .bind::<Array<Text>, _>(names)
    .load::<Name>(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// An import run with its counts.
#[derive(Clone, Debug, QueryableByName)]
pub struct Run {
    #[diesel(sql_type = Text)]
    pub run_id: String,
    #[diesel(sql_type = Jsonb)]
    pub counts: Value,
}

/// The newest 100 runs that finished successfully.
pub async fn runs(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<Run>> {
    diesel::sql_query(
        "SELECT run_id, counts FROM import_runs WHERE organisation_id = $1 AND state = 'done' ORDER BY id DESC LIMIT 100",
    )
    .bind::<BigInt, _>(organisation)
    .load(conn)
    .await
}
