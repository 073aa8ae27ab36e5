//! Reports that the old app made: which submissions its jobs say they belong to, and which of these still need one.

use crate::store::schema::uploaded_files;
use crate::{domain::ids::UploadId, store::uploads::NewUpload};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

/// A submission that some job of the old app gives a file of this name to.
#[derive(Debug, QueryableByName)]
pub struct Named {
    #[diesel(sql_type = sql_types::Text)]
    pub file_name: String,
    /// The id that the job speaks about.
    #[diesel(sql_type = sql_types::Text)]
    pub about: String,
    /// Its key, if it is in the database.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub submission: Option<i64>,
    /// What the report of that name is to it: the first that its job says.
    #[diesel(sql_type = sql_types::Text)]
    pub file_type: String,
    /// The hash of the report of that kind that it has already.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Bytea>)]
    pub has: Option<Vec<u8>>,
}

/// Everything that jobs say about files of these names, each submission once.
pub async fn named(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    file_names: &[&str],
) -> QueryResult<Vec<Named>> {
    // Made here and not in the query: behind row-level security an index answers only conditions in which every function
    // is known to keep secrets (`wall`), and those that build JSON are not.
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

/// Gives submissions the reports that they lack; one that got a report meanwhile keeps that.
pub async fn add(conn: &mut AsyncPgConnection, rows: &[NewUpload]) -> QueryResult<Vec<UploadId>> {
    diesel::insert_into(uploaded_files::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(uploaded_files::upload_id)
        .get_results(conn)
        .await
}
