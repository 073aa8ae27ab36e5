//! Bulk insertion of imported submissions.

use crate::domain::{ids::UploadId, upload::FileType};
use crate::store::schema::{legacy_media, submissions, uploaded_files};
use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Date as SqlDate, Int4, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// An imported submission.
#[derive(Clone, Debug)]
pub struct NewImported {
    pub submission_id: String,
    pub module: String,
    pub form_version: i32,
    pub status: &'static str,
    pub language: String,
    pub site_name: String,
    pub site_key: String,
    pub visit_date: Option<Date>,
    /// JSON as text.
    pub form_data: String,
    /// Separated by spaces; words contain none.
    pub words: String,
    pub item_count: i32,
    pub photo_count: i32,
    pub submission_key: String,
    pub content_hash: Vec<u8>,
    pub job_id: String,
    pub created_at: OffsetDateTime,
    pub created_at_source: &'static str,
    pub updated_at: OffsetDateTime,
}

/// An inserted row.
#[derive(Clone, Debug, QueryableByName)]
pub struct ImportedRow {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub submission_id: String,
}

/// Adds submissions, without reports, except those whose id, key or job exists already. Rows are inserted in the order
/// of their ids, so that two importers cannot deadlock.
pub async fn add(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    rows: &[&NewImported],
) -> QueryResult<Vec<ImportedRow>> {
    diesel::sql_query(ADD)
        .bind::<Int8, _>(organisation)
        .bind::<Array<Text>, _>(column(rows, |row| row.submission_id.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.module.as_str()))
        .bind::<Array<Int4>, _>(column(rows, |row| row.form_version))
        .bind::<Array<Text>, _>(column(rows, |row| row.status))
        .bind::<Array<Text>, _>(column(rows, |row| row.language.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.site_name.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.site_key.as_str()))
        .bind::<Array<Nullable<SqlDate>>, _>(column(rows, |row| row.visit_date))
        .bind::<Array<Text>, _>(column(rows, |row| row.form_data.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.words.as_str()))
        .bind::<Array<Int4>, _>(column(rows, |row| row.item_count))
        .bind::<Array<Int4>, _>(column(rows, |row| row.photo_count))
        .bind::<Array<Text>, _>(column(rows, |row| row.submission_key.as_str()))
        .bind::<Array<Bytea>, _>(column(rows, |row| row.content_hash.as_slice()))
        .bind::<Array<Text>, _>(column(rows, |row| row.job_id.as_str()))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.created_at))
        .bind::<Array<Text>, _>(column(rows, |row| row.created_at_source))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.updated_at))
        .load(conn)
        .await
}

fn column<'a, T>(rows: &[&'a NewImported], value: impl Fn(&'a NewImported) -> T) -> Vec<T> {
    rows.iter().map(|row| value(row)).collect()
}

const ADD: &str = "
    INSERT INTO submissions (organisation_id, submission_id, module, form_version, status, language, site_name,
        site_key, visit_date, form_data, words, item_count, photo_count, submission_key, content_hash, job_id,
        created_at, created_at_source, updated_at, without_reports)
    SELECT $1, submission_id, module, form_version, status, language, site_name, site_key, visit_date,
        form_data::jsonb, array_to_tsvector(string_to_array(words, ' ')), item_count, photo_count, submission_key,
        content_hash, job_id, created_at, created_at_source, updated_at, status = 'completed'
    FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[],
        $10::text[], $11::text[], $12::int[], $13::int[], $14::text[], $15::bytea[], $16::text[], $17::timestamptz[],
        $18::text[], $19::timestamptz[])
        AS r (submission_id, module, form_version, status, language, site_name, site_key, visit_date, form_data,
            words, item_count, photo_count, submission_key, content_hash, job_id, created_at, created_at_source,
            updated_at)
    ORDER BY submission_id
    ON CONFLICT DO NOTHING
    RETURNING id, submission_id";

/// The submission that the database has under an id.
#[derive(Clone, Debug, Queryable)]
pub struct Existing {
    pub id: i64,
    pub submission_id: String,
    pub module: String,
    pub form_data: Value,
    pub content_hash: Vec<u8>,
    pub created_at_source: String,
}

pub async fn existing(conn: &mut AsyncPgConnection, organisation: i64, ids: &[&str]) -> QueryResult<Vec<Existing>> {
    submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::submission_id.eq_any(ids))
        .select((
            submissions::id,
            submissions::submission_id,
            submissions::module,
            submissions::form_data,
            submissions::content_hash,
            submissions::created_at_source,
        ))
        .load(conn)
        .await
}

/// An id, key or job id that is already used.
#[derive(Clone, Debug, QueryableByName)]
pub struct UsedId {
    /// `id`, `key` or `job`.
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = Text)]
    pub value: String,
}

/// Which of these ids, keys and job ids are used. Ids and job ids are unique across organisations.
pub async fn used_ids(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    ids: &[&str],
    keys: &[&str],
    jobs: &[&str],
) -> QueryResult<Vec<UsedId>> {
    let query = "
        SELECT 'id' AS what, submission_id AS value FROM submissions WHERE submission_id = ANY ($1)
        UNION ALL SELECT 'key', submission_key FROM submissions WHERE organisation_id = $4 AND submission_key = ANY ($2)
        UNION ALL SELECT 'job', job_id FROM submissions WHERE job_id = ANY ($3)";
    diesel::sql_query(query)
        .bind::<Array<Text>, _>(ids)
        .bind::<Array<Text>, _>(keys)
        .bind::<Array<Text>, _>(jobs)
        .bind::<Int8, _>(organisation)
        .load(conn)
        .await
}

/// Adds failed jobs for submissions whose reports the legacy app could not generate, so that they can be retried.
pub async fn add_failed_work(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    rows: &[FailedWork],
) -> QueryResult<usize> {
    if rows.is_empty() {
        return Ok(0);
    }
    let insert = "
        INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload, run_after, failed_at, failure, created_at)
        SELECT $1, job_id, 'make_report', submission_id, payload::jsonb, at, at, failure, at
        FROM unnest($2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[])
            AS r (job_id, submission_id, payload, at, failure)
        ON CONFLICT (job_id) DO NOTHING";
    diesel::sql_query(insert)
        .bind::<Int8, _>(organisation)
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.job_id.as_str()).collect::<Vec<_>>())
        .bind::<Array<Int8>, _>(rows.iter().map(|row| row.submission).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.payload.to_string()).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(rows.iter().map(|row| row.at).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.failure).collect::<Vec<_>>())
        .execute(conn)
        .await
}

/// Marks submissions as completed whose job an earlier import had treated as failed, because the legacy app finished it
/// since. Jobs that were attempted here stay.
pub async fn work_has_ended(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    ids: &[&str],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let query = "
        WITH ended AS (
            DELETE FROM jobs w USING submissions s
            WHERE s.organisation_id = $1 AND s.submission_id = ANY ($2) AND s.status = 'failed'
                AND s.created_at_source <> 'server' AND w.submission_id = s.id AND w.attempts = 0
                AND w.failed_at IS NOT NULL
            RETURNING w.submission_id
        )
        UPDATE submissions SET status = 'completed', without_reports = true, updated_at = $3
        WHERE id IN (SELECT submission_id FROM ended)";
    diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Array<Text>, _>(ids)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await
}

/// A job that failed or never ended in the legacy app.
#[derive(Clone, Debug)]
pub struct FailedWork {
    pub job_id: String,
    pub submission: i64,
    pub payload: Value,
    pub at: OffsetDateTime,
    pub failure: &'static str,
}

/// Replaces the content of the first revision of a submission with that of a record, after a decision of a person; false
/// if the submission was corrected.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    row: &NewImported,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let query = "
        UPDATE submissions SET module = $3, form_version = $4, language = $5, site_name = $6, site_key = $7,
            visit_date = $8, form_data = $9::jsonb, words = array_to_tsvector(string_to_array($10, ' ')),
            item_count = $11, photo_count = $12, content_hash = $13, status = 'pending', without_reports = false, updated_at = $14,
            missing_files = 0
        WHERE organisation_id = $1 AND id = $2 AND revision = 1";
    let replaced = diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Int8, _>(id)
        .bind::<Text, _>(&row.module)
        .bind::<Int4, _>(row.form_version)
        .bind::<Text, _>(&row.language)
        .bind::<Text, _>(&row.site_name)
        .bind::<Text, _>(&row.site_key)
        .bind::<Nullable<SqlDate>, _>(row.visit_date)
        .bind::<Text, _>(&row.form_data)
        .bind::<Text, _>(&row.words)
        .bind::<Int4, _>(row.item_count)
        .bind::<Int4, _>(row.photo_count)
        .bind::<Bytea, _>(&row.content_hash)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(replaced == 1)
}

/// Deletes the rows of files that will be imported again with a record: its photos, and reports of the previous
/// content.
pub async fn delete_files(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    uploads: &[UploadId],
) -> QueryResult<()> {
    let tenant_rows = uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::submission_id.eq(submission));
    let is_report =
        uploaded_files::file_type.eq_any([FileType::ReportExcel, FileType::ReportPdf, FileType::ReportPhotos]);
    let stale = tenant_rows.filter(is_report.or(uploaded_files::upload_id.eq_any(uploads)));
    diesel::delete(stale).execute(conn).await?;
    let named = legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::submission_id.eq(submission));
    diesel::delete(named).execute(conn).await.map(drop)
}

/// Makes the reports of a submission due, in whatever state its job is. A worker that holds the job loses its lease.
pub async fn make_due(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    payload: &Value,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let query = "
        INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload, run_after, created_at)
        SELECT organisation_id, job_id, 'make_report', id, $3, $4, $4 FROM submissions WHERE organisation_id = $1 AND id = $2
        ON CONFLICT (job_id) DO UPDATE SET failed_at = NULL, failure = NULL, error = NULL, attempts = 0, lease_token = NULL,
            run_after = excluded.run_after";
    diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Int8, _>(submission)
        .bind::<diesel::sql_types::Jsonb, _>(payload)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await
        .map(drop)
}
