//! Submissions from an old store, many at a time.

use super::schema::submissions;
use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Date as SqlDate, Int4, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// An old submission as it will stand in the table.
#[derive(Clone, Debug)]
pub struct NewImported {
    pub submission_id: String,
    pub module: String,
    pub form_version: i32,
    pub status: &'static str,
    pub language: &'static str,
    pub site_name: String,
    pub site_key: String,
    pub visit_date: Option<Date>,
    /// The text of the JSON.
    pub form_data: String,
    /// Separated by spaces, which no word holds.
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

/// A row that was made, by its public id.
#[derive(Clone, Debug, QueryableByName)]
pub struct Made {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub submission_id: String,
}

/// Adds submissions, but those whose id, key or job the database has already: they are left as they are. In the order
/// of their ids, so that two importers wait for each other and never in a circle.
pub async fn add(conn: &mut AsyncPgConnection, organisation: i64, rows: &[&NewImported]) -> QueryResult<Vec<Made>> {
    diesel::sql_query(ADD)
        .bind::<Int8, _>(organisation)
        .bind::<Array<Text>, _>(column(rows, |row| row.submission_id.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.module.as_str()))
        .bind::<Array<Int4>, _>(column(rows, |row| row.form_version))
        .bind::<Array<Text>, _>(column(rows, |row| row.status))
        .bind::<Array<Text>, _>(column(rows, |row| row.language))
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
        created_at, created_at_source, updated_at)
    SELECT $1, submission_id, module, form_version, status, language, site_name, site_key, visit_date,
        form_data::jsonb, array_to_tsvector(string_to_array(words, ' ')), item_count, photo_count, submission_key,
        content_hash, job_id, created_at, created_at_source, updated_at
    FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[],
        $10::text[], $11::text[], $12::int[], $13::int[], $14::text[], $15::bytea[], $16::text[], $17::timestamptz[],
        $18::text[], $19::timestamptz[])
        AS r (submission_id, module, form_version, status, language, site_name, site_key, visit_date, form_data,
            words, item_count, photo_count, submission_key, content_hash, job_id, created_at, created_at_source,
            updated_at)
    ORDER BY submission_id
    ON CONFLICT DO NOTHING
    RETURNING id, submission_id";

/// What the database has under an old id.
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

/// An id, key or job that some submission has.
#[derive(Clone, Debug, QueryableByName)]
pub struct Taken {
    /// `id`, `key` or `job`.
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = Text)]
    pub value: String,
}

/// Which of these ids, keys and jobs are taken. Ids and jobs are unique beyond the organisation.
pub async fn taken(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    ids: &[&str],
    keys: &[&str],
    jobs: &[&str],
) -> QueryResult<Vec<Taken>> {
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

/// Adds the failed work of submissions whose reports the old app could not make, so that they can be tried again.
pub async fn add_failed_work(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    rows: &[FailedWork],
) -> QueryResult<usize> {
    if rows.is_empty() {
        return Ok(0);
    }
    let insert = "
        INSERT INTO due_work (organisation_id, job_id, submission_id, payload, run_after, failed_at, failure, created_at)
        SELECT $1, job_id, submission_id, payload::jsonb, at, at, failure, at
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

/// Work that the old app gave up.
#[derive(Clone, Debug)]
pub struct FailedWork {
    pub job_id: String,
    pub submission: i64,
    pub payload: Value,
    pub at: OffsetDateTime,
    pub failure: &'static str,
}
