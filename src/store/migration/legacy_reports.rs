//! Reports of the legacy app: the submissions that jobs assign them to, and which of these lack a report.

use crate::store::schema::uploaded_files;
use crate::{domain::ids::UploadId, store::uploads::NewUpload};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

/// A submission to which a job of the legacy app assigns a file of this name.
#[derive(Debug, QueryableByName)]
pub struct AssignedReport {
    #[diesel(sql_type = sql_types::Text)]
    pub file_name: String,
    /// The submission id in the job.
    #[diesel(sql_type = sql_types::Text)]
    pub about: String,
    /// The key of the submission, if it is in the database.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub submission: Option<i64>,
    /// The type of the report, from the first entry of the job with this name.
    #[diesel(sql_type = sql_types::Text)]
    pub file_type: String,
    /// The hash of the report of this type that the submission already has.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Bytea>)]
    pub has: Option<Vec<u8>>,
}

/// All assignments of files with these names by jobs, each submission once per name.
pub async fn named(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    file_names: &[&str],
) -> QueryResult<Vec<AssignedReport>> {
    // The JSON is built here, not in the query: with row-level security an index only serves conditions whose functions
    // are leakproof (see `row_level_security`), and functions that build JSON are not.
    let wanted: Vec<Value> = file_names.iter().map(|name| json!([{ "file_name": name }])).collect();
    diesel::sql_query(
        "SELECT DISTINCT ON (n.name, j.about) n.name AS file_name, j.about, s.id AS submission,
                r ->> 'format' AS file_type, u.sha256 AS has
         FROM unnest($3::text[], $4::jsonb[]) AS n (name, wanted)
         JOIN legacy_records j ON j.kind = 'job' AND j.organisation_id = $1 AND j.source_id = $2
              AND j.facts -> 'reports' @> n.wanted
         CROSS JOIN LATERAL jsonb_array_elements(j.facts -> 'reports') AS r
         LEFT JOIN submissions s ON s.organisation_id = $1 AND s.submission_id = j.about
         LEFT JOIN uploaded_files u ON u.submission_id = s.id AND u.file_type = r ->> 'format'
         WHERE j.about IS NOT NULL AND r ->> 'file_name' = n.name
         ORDER BY n.name, j.about",
    )
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Int8, _>(source)
    .bind::<sql_types::Array<sql_types::Text>, _>(file_names)
    .bind::<sql_types::Array<sql_types::Jsonb>, _>(wanted)
    .load(conn)
    .await
}

/// Adds reports that submissions lack. A submission that has received a report in the meantime keeps it.
pub async fn add(conn: &mut AsyncPgConnection, rows: &[NewUpload]) -> QueryResult<Vec<UploadId>> {
    diesel::insert_into(uploaded_files::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(uploaded_files::upload_id)
        .get_results(conn)
        .await
}

/// Takes the mark `without_reports` from those of these submissions that have both reports now.
pub async fn mark_complete(conn: &mut AsyncPgConnection, organisation: i64, submissions: &[i64]) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE submissions s SET without_reports = false
         WHERE s.organisation_id = $1 AND s.id = ANY ($2) AND s.without_reports
             AND (SELECT count(DISTINCT f.file_type) FROM uploaded_files f
                  WHERE f.submission_id = s.id AND f.file_type IN ('report_excel', 'report_pdf')) = 2",
    )
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Array<sql_types::Int8>, _>(submissions)
    .execute(conn)
    .await
    .map(drop)
}
