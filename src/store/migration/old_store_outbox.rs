//! The outbox to the legacy store: rows are added in the transaction that changes a submission, and removed once its
//! files are durable.
//!
//! Only the process that holds the periodic job `legacy_store.write` reads it. `run_after` delays rows after a failure.
//! `attempts` counts attempts since the last change of a row, so that a change during an attempt is detected.

use crate::store::{
    prepared_sql::prepared_sql,
    schema::{legacy_records, old_store_outbox as outbox, submissions},
};
use diesel::{
    dsl::{count, count_star, exists, max, not},
    prelude::*,
    sql_types::{Array, Int4, Int8, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

pub async fn add(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    submission: i64,
    now: OffsetDateTime,
) -> QueryResult<()> {
    add_all(conn, organisation, module, &[submission], now).await.map(drop)
}

/// Adds rows that do not exist yet; returns their number.
pub async fn add_all(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    submissions: &[i64],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    prepared_sql(
        "INSERT INTO old_store_outbox (submission_id, organisation_id, module, run_after, created_at)
         SELECT id, $1, $2, $3, $3 FROM unnest($4) AS id ORDER BY id ON CONFLICT DO NOTHING",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Text, _>(module)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(submissions)
    .execute(conn)
    .await
}

/// Adds a row because the job of a submission has ended, if the phase of the module writes to the legacy store. The
/// reset of `attempts` keeps the row if an attempt is in progress that has not seen the change.
pub async fn add_ended(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    now: OffsetDateTime,
) -> QueryResult<()> {
    prepared_sql(
        "INSERT INTO old_store_outbox (submission_id, organisation_id, module, run_after, created_at)
         SELECT s.id, s.organisation_id, s.module, $1, $1 FROM submissions s
         JOIN migration_phases p ON p.organisation_id = s.organisation_id AND p.module = s.module
         WHERE s.organisation_id = $2 AND s.id = $3 AND p.phase IN ('files', 'dual', 'database_with_fallback')
         ON CONFLICT (submission_id) DO UPDATE SET run_after = excluded.run_after, attempts = 0",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .execute(conn)
    .await
    .map(drop)
}

/// Submissions of a module with keys in `after + 1 ..= after + count` that have no record in this source.
pub async fn missing_submissions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    source: i64,
    after: i64,
    count: i64,
) -> QueryResult<Vec<i64>> {
    let there = legacy_records::table
        .filter(legacy_records::submission_id.eq(submissions::id.nullable()))
        .filter(legacy_records::source_id.eq(source))
        .filter(legacy_records::kind.eq("submission"))
        .filter(legacy_records::state.eq_any(["imported", "written"]));
    submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::module.eq(module))
        .filter(submissions::id.gt(after))
        .filter(submissions::id.le(after + count))
        .filter(not(exists(there)))
        .order(submissions::id)
        .select(submissions::id)
        .load(conn)
        .await
}

/// The highest key of all submissions.
pub async fn last_submission(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    Ok(submissions::table.select(max(submissions::id)).first::<Option<i64>>(conn).await?.unwrap_or(0))
}

/// A row to be written now.
#[derive(Debug, QueryableByName)]
pub struct OutboxEntry {
    #[diesel(sql_type = Int8)]
    pub submission_id: i64,
    /// Including this attempt.
    #[diesel(sql_type = Int4)]
    pub attempts: i32,
}

/// Takes at most `limit` rows that have been due longest, and counts an attempt of each.
pub async fn claim(conn: &mut AsyncPgConnection, limit: i64, now: OffsetDateTime) -> QueryResult<Vec<OutboxEntry>> {
    diesel::sql_query(
        "WITH due AS (
             SELECT submission_id FROM old_store_outbox WHERE run_after <= $1 ORDER BY run_after LIMIT $2 FOR UPDATE
         )
         UPDATE old_store_outbox o SET attempts = attempts + 1 FROM due WHERE o.submission_id = due.submission_id
         RETURNING o.submission_id, o.attempts",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(limit)
    .load(conn)
    .await
}

/// Deletes written rows, except those that have changed since they were taken.
pub async fn remove(conn: &mut AsyncPgConnection, written: &[&OutboxEntry]) -> QueryResult<()> {
    let keys: Vec<i64> = written.iter().map(|taken| taken.submission_id).collect();
    let attempts: Vec<i32> = written.iter().map(|taken| taken.attempts).collect();
    diesel::sql_query(
        "DELETE FROM old_store_outbox o USING unnest($1, $2) AS w (submission_id, attempts)
         WHERE o.submission_id = w.submission_id AND o.attempts = w.attempts",
    )
    .bind::<Array<Int8>, _>(keys)
    .bind::<Array<Int4>, _>(attempts)
    .execute(conn)
    .await
    .map(drop)
}

/// Delays a row after a failed attempt and records the error.
pub async fn delay(
    conn: &mut AsyncPgConnection,
    submission: i64,
    error: &str,
    run_after: OffsetDateTime,
) -> QueryResult<()> {
    let row = outbox::table.find(submission);
    let later = (outbox::last_error.eq(error), outbox::run_after.eq(run_after));
    diesel::update(row).set(later).execute(conn).await.map(drop)
}

/// The state of the outbox for one module.
#[derive(Clone, Debug, Default, QueryableByName)]
pub struct OutboxBacklog {
    #[diesel(sql_type = Text)]
    pub module: String,
    #[diesel(sql_type = Int8)]
    pub all: i64,
    /// Rows whose last attempt failed.
    #[diesel(sql_type = Int8)]
    pub failing: i64,
    /// The error of the row with the most attempts.
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    pub error: Option<String>,
}

pub async fn waiting(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<OutboxBacklog>> {
    diesel::sql_query(
        "SELECT module, count(*) AS all, count(last_error) AS failing,
             (array_agg(last_error ORDER BY attempts DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS error
         FROM old_store_outbox WHERE organisation_id = $1 GROUP BY module",
    )
    .bind::<Int8, _>(organisation)
    .load(conn)
    .await
}

/// Whether a submission is in the outbox.
pub async fn waits(conn: &mut AsyncPgConnection, submission: i64) -> QueryResult<bool> {
    diesel::select(exists(outbox::table.find(submission))).get_result(conn).await
}

/// The newest submission of a module in the outbox.
pub async fn newest(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<Option<i64>> {
    let tenant_rows = outbox::table.filter(outbox::organisation_id.eq(organisation)).filter(outbox::module.eq(module));
    tenant_rows.select(max(outbox::submission_id)).first(conn).await
}

/// Makes failed rows due at once and clears their errors.
pub async fn try_again(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let put_off = outbox::table
        .filter(outbox::organisation_id.eq(organisation))
        .filter(outbox::module.eq(module))
        .filter(outbox::last_error.is_not_null());
    let due = (outbox::last_error.eq(None::<String>), outbox::run_after.eq(now));
    diesel::update(put_off).set(due).execute(conn).await.map(drop)
}

/// The number of rows of a module up to the submission `newest`, and how many of them failed.
pub async fn backlog_until(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    newest: i64,
) -> QueryResult<(i64, i64)> {
    outbox::table
        .filter(outbox::organisation_id.eq(organisation))
        .filter(outbox::module.eq(module))
        .filter(outbox::submission_id.le(newest))
        .select((count_star(), count(outbox::last_error)))
        .first(conn)
        .await
}
