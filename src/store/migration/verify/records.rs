//! The ledger for verification, by source and in the order of names.

use diesel::{
    QueryResult, QueryableByName,
    sql_types::{Array, BigInt, Bool, Bytea, Jsonb, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// A record, with what the database can compute about its stored bytes.
#[derive(Clone, Debug, QueryableByName)]
pub struct RecordRow {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub record_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub about: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub module: Option<String>,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub decision: Option<String>,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = BigInt)]
    pub file_size: i64,
    #[diesel(sql_type = Jsonb)]
    pub facts: Value,
    /// The public id of the submission that was imported from it.
    #[diesel(sql_type = Nullable<Text>)]
    pub submission: Option<String>,
    #[diesel(sql_type = Bool)]
    pub has_content: bool,
    /// The stored bytes match hash and size.
    #[diesel(sql_type = Bool)]
    pub content_is_whole: bool,
    /// The bytes of a job, if smaller than 1 MB.
    #[diesel(sql_type = Nullable<Bytea>)]
    pub job: Option<Vec<u8>>,
    /// The hash of this name in an archive.
    #[diesel(sql_type = Nullable<Bytea>)]
    pub archived_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub archived_size: Option<i64>,
}

/// The module of a record: its own, that of its submission, or that of a submission that uses the photo; otherwise
/// `rest`.
pub const OF_MODULE: &str = "coalesce(r.module, s.module, (
    SELECT min(owner.module) FROM legacy_media m JOIN submissions owner ON owner.id = m.submission_id
    WHERE r.kind = 'upload' AND m.organisation_id = r.organisation_id AND m.place = substr(r.name, length('uploads/') + 1)), 'rest')";

const COLUMNS: &str = "
    SELECT r.name, r.kind, r.record_id, r.about, r.module, r.state, r.decision, r.sha256, r.file_size, r.facts,
        s.submission_id AS submission, r.content IS NOT NULL AS has_content,
        coalesce(sha256(r.content) = r.sha256 AND octet_length(r.content) = r.file_size, true) AND NOT EXISTS (
            SELECT FROM legacy_record_versions v WHERE v.legacy_record_id = r.id
                AND (sha256(v.content) <> v.sha256 OR octet_length(v.content) <> v.file_size)) AS content_is_whole,
        CASE WHEN r.kind = 'job' AND r.state = 'imported' AND octet_length(r.content) < 1000000 THEN r.content END AS job,
        a.sha256 AS archived_sha256, a.file_size AS archived_size
    FROM legacy_records r LEFT JOIN submissions s ON s.id = r.submission_id
    LEFT JOIN archived a ON a.source_id = r.source_id AND a.name = r.name
    WHERE r.source_id = $1 AND r.state <> 'ignored'";

/// Records with a name above `after`, without those in the state `ignored`.
pub async fn page(
    conn: &mut AsyncPgConnection,
    source: i64,
    module: Option<&str>,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<RecordRow>> {
    let narrow = if module.is_some() { format!("{OF_MODULE} = $2") } else { "$2 IS NULL".to_owned() };
    diesel::sql_query(format!("{COLUMNS} AND r.name > $3 AND {narrow} ORDER BY r.name LIMIT $4"))
        .bind::<BigInt, _>(source)
        .bind::<Nullable<Text>, _>(module)
        .bind::<Text, _>(after)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// The present rows of these names.
pub async fn named(conn: &mut AsyncPgConnection, source: i64, names: &[&str]) -> QueryResult<Vec<RecordRow>> {
    diesel::sql_query(format!("{COLUMNS} AND r.name = ANY ($2)"))
        .bind::<BigInt, _>(source)
        .bind::<Array<Text>, _>(names)
        .load(conn)
        .await
}
