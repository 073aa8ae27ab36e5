//! Submissions for verification, in pages, with everything that their columns are compared with.

use crate::store::{legacy_media::MediaRow, schema, uploads::UploadRow};
use diesel::{
    QueryResult, QueryableByName,
    dsl::sql,
    prelude::*,
    sql_types::{Array, BigInt, Bool, Bytea, Date, Integer, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// All columns that are derived from other data.
#[derive(Clone, Debug, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub submission_id: String,
    #[diesel(sql_type = Text)]
    pub module: String,
    #[diesel(sql_type = Integer)]
    pub form_version: i32,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Text)]
    pub language: String,
    #[diesel(sql_type = Text)]
    pub site_name: String,
    #[diesel(sql_type = Text)]
    pub site_key: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub visit_date: Option<time::Date>,
    #[diesel(sql_type = Jsonb)]
    pub form_data: Value,
    #[diesel(sql_type = Array<Text>)]
    pub words: Vec<String>,
    #[diesel(sql_type = Integer)]
    pub item_count: i32,
    #[diesel(sql_type = Integer)]
    pub photo_count: i32,
    #[diesel(sql_type = Text)]
    pub submission_key: String,
    #[diesel(sql_type = Bytea)]
    pub content_hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub job_id: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Text)]
    pub created_at_source: String,
    #[diesel(sql_type = Bool)]
    pub without_reports: bool,
    #[diesel(sql_type = Integer)]
    pub revision: i32,
    /// How many revisions it had before the present one.
    #[diesel(sql_type = BigInt)]
    pub earlier_revisions: i64,
    /// The first revision, if it was corrected.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub first: Option<Value>,
}

const COLUMNS: &str = "
    SELECT id, submission_id, module, form_version, status, language, site_name, site_key, visit_date, form_data,
        tsvector_to_array(words) AS words, item_count, photo_count, submission_key, content_hash, job_id,
        created_at, created_at_source, without_reports, revision,
        (SELECT count(*) FROM submission_revisions v WHERE v.submission_id = submissions.id) AS earlier_revisions,
        (SELECT jsonb_build_object('language', v.language, 'site_name', v.site_name, 'visit_date', v.visit_date,
             'form_data', v.form_data, 'content_hash', encode(v.content_hash, 'hex'))
         FROM submission_revisions v WHERE v.submission_id = submissions.id AND v.revision = 1) AS first
    FROM submissions WHERE organisation_id = $1";

/// Submissions with a key above `after`.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: Option<&str>,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<Row>> {
    diesel::sql_query(format!("{COLUMNS} AND ($2 IS NULL OR module = $2) AND id > $3 ORDER BY id LIMIT $4"))
        .bind::<BigInt, _>(organisation)
        .bind::<Nullable<Text>, _>(module)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// The present rows with these keys.
pub async fn by_keys(conn: &mut AsyncPgConnection, organisation: i64, keys: &[i64]) -> QueryResult<Vec<Row>> {
    diesel::sql_query(format!("{COLUMNS} AND id = ANY ($2) ORDER BY id"))
        .bind::<BigInt, _>(organisation)
        .bind::<Array<BigInt>, _>(keys)
        .load(conn)
        .await
}

/// The record that a submission was imported from, or the version of it that the submission came from if the record has
/// changed since.
#[derive(Clone, Debug, QueryableByName)]
pub struct Origin {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub submission_id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub record_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub variant: Option<String>,
    /// The module in the ledger, of a record that has not changed.
    #[diesel(sql_type = Nullable<Text>)]
    pub module: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub assigned_module: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub file_size: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub modified_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Jsonb)]
    pub facts: Value,
}

/// The records that these submissions were imported from, without their bytes.
pub async fn origins(conn: &mut AsyncPgConnection, keys: &[i64]) -> QueryResult<Vec<Origin>> {
    diesel::sql_query(
        "SELECT r.id, r.submission_id, r.name, r.record_id, coalesce(v.variant, r.variant) AS variant,
             CASE WHEN v.id IS NULL THEN r.module END AS module,
             CASE WHEN v.id IS NOT NULL THEN v.assigned_module WHEN r.decision = 'assigned' THEN r.module END AS assigned_module,
             coalesce(v.file_size, r.file_size) AS file_size, coalesce(v.modified_at, r.modified_at) AS modified_at,
             coalesce(v.facts, r.facts) AS facts
         FROM legacy_records r LEFT JOIN legacy_record_versions v ON v.legacy_record_id = r.id AND v.is_origin
         WHERE r.submission_id = ANY($1) AND r.kind = 'submission' AND (r.state = 'imported' OR v.id IS NOT NULL)",
    )
    .bind::<Array<BigInt>, _>(keys)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Bytea)]
    content: Vec<u8>,
}

/// The bytes of records, as submissions came from them.
pub async fn contents(conn: &mut AsyncPgConnection, records: &[i64]) -> QueryResult<Vec<(i64, Vec<u8>)>> {
    let rows = diesel::sql_query(
        "SELECT r.id, coalesce(v.content, r.content) AS content
         FROM legacy_records r LEFT JOIN legacy_record_versions v ON v.legacy_record_id = r.id AND v.is_origin
         WHERE r.id = ANY($1) AND coalesce(v.content, r.content) IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(records)
    .load::<Content>(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.content)).collect())
}

#[derive(QueryableByName)]
struct Job {
    #[diesel(sql_type = Text)]
    about: String,
    #[diesel(sql_type = Jsonb)]
    facts: Value,
}

/// The facts of the old jobs about these submissions, those of earlier versions of their files first.
pub async fn jobs(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submissions: &[&str],
) -> QueryResult<Vec<(String, Value)>> {
    let rows = diesel::sql_query(
        "WITH tenant_rows AS (
             SELECT id, name, about, facts FROM legacy_records
             WHERE organisation_id = $1 AND about = ANY($2) AND about IS NOT NULL AND kind = 'job' AND state = 'imported'
         )
         SELECT about, facts FROM (
             SELECT m.about, v.facts, m.name, v.id AS version
             FROM tenant_rows m JOIN legacy_record_versions v ON v.legacy_record_id = m.id
             UNION ALL SELECT about, facts, name, NULL FROM tenant_rows
         ) AS j ORDER BY about, (version IS NULL), name, version",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<Array<Text>, _>(submissions)
    .load::<Job>(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.about, row.facts)).collect())
}

/// A row with an invalid id is excluded here; verify then reports the missing upload at its submission.
const IS_UPLOAD_ID: &str = "upload_id ~ '^upl_[0-9a-f]{20}$'";

/// The files of these submissions, each in the order of the form.
pub async fn uploads(conn: &mut AsyncPgConnection, keys: &[i64]) -> QueryResult<Vec<UploadRow>> {
    use schema::uploaded_files::dsl;
    let of = dsl::uploaded_files.filter(dsl::submission_id.eq_any(keys)).filter(sql::<Bool>(IS_UPLOAD_ID));
    let of = of.filter(dsl::removed_in.is_null());
    of.order((dsl::submission_id, dsl::position, dsl::id)).select(UploadRow::as_select()).load(conn).await
}

/// The photos and signatures that corrections of these submissions have taken out.
pub async fn removed_uploads(conn: &mut AsyncPgConnection, keys: &[i64]) -> QueryResult<Vec<UploadRow>> {
    use schema::uploaded_files::dsl;
    let of = dsl::uploaded_files.filter(dsl::submission_id.eq_any(keys)).filter(sql::<Bool>(IS_UPLOAD_ID));
    of.filter(dsl::removed_in.is_not_null()).select(UploadRow::as_select()).load(conn).await
}

/// The media of the imported records of these submissions, in order.
pub async fn media(conn: &mut AsyncPgConnection, keys: &[i64]) -> QueryResult<Vec<MediaRow>> {
    use schema::legacy_media::dsl;
    let of = dsl::legacy_media.filter(dsl::submission_id.eq_any(keys)).filter(sql::<Bool>(IS_UPLOAD_ID));
    of.order((dsl::submission_id, dsl::position, dsl::id)).select(MediaRow::as_select()).load(conn).await
}

/// The audit row about the creation of a submission, or about its last correction.
#[derive(Clone, Debug, QueryableByName)]
pub struct CreationRecord {
    #[diesel(sql_type = BigInt)]
    pub resource_id: i64,
    #[diesel(sql_type = Jsonb)]
    pub details: Value,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
}

pub async fn made(conn: &mut AsyncPgConnection, organisation: i64, keys: &[i64]) -> QueryResult<Vec<CreationRecord>> {
    diesel::sql_query(
        "SELECT resource_id, details, created_at FROM audit_logs
         WHERE organisation_id = $1 AND resource_type = 'submission' AND resource_id = ANY($2)
            AND action = 'submission.created'",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<Array<BigInt>, _>(keys)
    .load(conn)
    .await
}

/// The audit rows about the last corrections of submissions.
pub async fn corrected(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    keys: &[i64],
) -> QueryResult<Vec<CreationRecord>> {
    diesel::sql_query(
        "SELECT DISTINCT ON (resource_id) resource_id, details, created_at FROM audit_logs
         WHERE organisation_id = $1 AND resource_type = 'submission' AND resource_id = ANY($2)
            AND action = 'submission.corrected' ORDER BY resource_id, id DESC",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<Array<BigInt>, _>(keys)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct DueJob {
    #[diesel(sql_type = BigInt)]
    submission_id: i64,
    #[diesel(sql_type = Text)]
    job_id: String,
}

/// The pending or failed jobs of these submissions: key and job id.
pub async fn due(conn: &mut AsyncPgConnection, keys: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    let rows = diesel::sql_query("SELECT submission_id, job_id FROM jobs WHERE submission_id = ANY($1)")
        .bind::<Array<BigInt>, _>(keys)
        .load::<DueJob>(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.submission_id, row.job_id)).collect())
}
