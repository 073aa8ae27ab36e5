//! Submissions that are still to be written to the old store: put here in the transaction that makes them, taken out
//! once their files are durable.
//!
//! One process at a time takes from it: the one that has the periodic job `legacy_store.write`. `run_after` puts off what
//! could not be written; `attempts` counts the tries since the row last changed, so a change that comes while it is
//! being written is seen.

use crate::store::schema::{legacy_records, old_store_outbox as outbox, submissions};
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

/// Adds those that are not there yet; answers how many that were.
pub async fn add_all(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    submissions: &[i64],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    diesel::sql_query(
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

/// The job of a submission has ended: what the old store says of it is to be written again, if the module's phase
/// writes there. Whoever is writing it just now has not seen this, and leaves the row.
pub async fn add_ended(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    now: OffsetDateTime,
) -> QueryResult<()> {
    diesel::sql_query(
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

/// Submissions of a module, `count` keys from `after` on, that came from no record of this source and were never
/// written there.
pub async fn lacking(
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

/// The highest key that a submission has.
pub async fn last_submission(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    Ok(submissions::table.select(max(submissions::id)).first::<Option<i64>>(conn).await?.unwrap_or(0))
}

/// A row that is to be written now.
#[derive(Debug, QueryableByName)]
pub struct Taken {
    #[diesel(sql_type = Int8)]
    pub submission_id: i64,
    /// This try included.
    #[diesel(sql_type = Int4)]
    pub attempts: i32,
}

/// Takes what has been due longest, at most `limit`, and counts a try of each.
pub async fn take(conn: &mut AsyncPgConnection, limit: i64, now: OffsetDateTime) -> QueryResult<Vec<Taken>> {
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

/// They are written: their rows go, but for those that have changed since they were taken.
pub async fn remove(conn: &mut AsyncPgConnection, written: &[&Taken]) -> QueryResult<()> {
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

/// A try failed: due again later, with the reason.
pub async fn put_off(
    conn: &mut AsyncPgConnection,
    submission: i64,
    error: &str,
    run_after: OffsetDateTime,
) -> QueryResult<()> {
    let row = outbox::table.find(submission);
    let later = (outbox::last_error.eq(error), outbox::run_after.eq(run_after));
    diesel::update(row).set(later).execute(conn).await.map(drop)
}

/// What waits, in one module.
#[derive(Clone, Debug, Default, QueryableByName)]
pub struct Waiting {
    #[diesel(sql_type = Text)]
    pub module: String,
    #[diesel(sql_type = Int8)]
    pub all: i64,
    /// Those whose last try failed.
    #[diesel(sql_type = Int8)]
    pub failing: i64,
    /// Of those, what the one with the most tries said.
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    pub error: Option<String>,
}

pub async fn waiting(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<Waiting>> {
    diesel::sql_query(
        "SELECT module, count(*) AS all, count(last_error) AS failing,
             (array_agg(last_error ORDER BY attempts DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS error
         FROM old_store_outbox WHERE organisation_id = $1 GROUP BY module",
    )
    .bind::<Int8, _>(organisation)
    .load(conn)
    .await
}

/// Whether this submission waits.
pub async fn waits(conn: &mut AsyncPgConnection, submission: i64) -> QueryResult<bool> {
    diesel::select(exists(outbox::table.find(submission))).get_result(conn).await
}

/// The newest submission of a module that waits.
pub async fn newest(conn: &mut AsyncPgConnection, organisation: i64, module: &str) -> QueryResult<Option<i64>> {
    let mine = outbox::table.filter(outbox::organisation_id.eq(organisation)).filter(outbox::module.eq(module));
    mine.select(max(outbox::submission_id)).first(conn).await
}

/// What was put off is due at once, as if it had never failed.
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

/// How many of a module wait that are not newer than `newest`, and how many of those were tried in vain.
pub async fn waiting_until(
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
