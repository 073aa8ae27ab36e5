//! Failed sign-ins, counted by the hash of a subject.

use super::schema::sign_in_throttles::{self, dsl};
use diesel::{
    prelude::*,
    sql_types::{Bytea, Float8, Int4, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The limits of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleRule {
    /// Attempts without a delay.
    pub free: i32,
    /// Seconds without an attempt after which the count starts again.
    pub forgotten_after: u32,
    /// The longest delay in seconds.
    pub longest: u32,
}

/// Counts an attempt as failed before the password is checked, so that concurrent attempts all count. The delay doubles
/// with each attempt beyond the free ones. Returns the end of the delay; `None`: the attempt is allowed.
pub async fn count_attempt(
    conn: &mut AsyncPgConnection,
    subject: &[u8],
    rule: ThrottleRule,
    now: OffsetDateTime,
) -> QueryResult<Option<OffsetDateTime>> {
    let taken = diesel::sql_query(
        "INSERT INTO sign_in_throttles AS t (subject, failures, last_at, blocked_until) VALUES ($1, 1, $2, $2)
         ON CONFLICT (subject) DO UPDATE SET last_at = $2,
             failures = CASE WHEN t.last_at < $2 - make_interval(secs => $3) THEN 1 ELSE least(t.failures, 1000000) + 1 END,
             blocked_until = CASE
                 WHEN t.last_at < $2 - make_interval(secs => $3) OR t.failures + 1 < $4 THEN $2
                 ELSE $2 + make_interval(secs => least($5, power(2, least(t.failures + 1 - $4, 20)))) END
         WHERE t.blocked_until <= $2",
    )
    .bind::<Bytea, _>(subject)
    .bind::<Timestamptz, _>(now)
    .bind::<Float8, _>(f64::from(rule.forgotten_after))
    .bind::<Int4, _>(rule.free)
    .bind::<Float8, _>(f64::from(rule.longest))
    .execute(conn)
    .await?;
    if taken > 0 {
        return Ok(None);
    }
    dsl::sign_in_throttles.find(subject).select(dsl::blocked_until).first(conn).await.optional()
}

/// Removes the count of a successful attempt.
pub async fn uncount_attempt(conn: &mut AsyncPgConnection, subject: &[u8], now: OffsetDateTime) -> QueryResult<()> {
    diesel::update(dsl::sign_in_throttles.find(subject).filter(dsl::failures.gt(0)))
        .set((dsl::failures.eq(dsl::failures - 1), dsl::blocked_until.eq(now)))
        .execute(conn)
        .await
        .map(drop)
}

/// Resets the count of a subject.
pub async fn clear(conn: &mut AsyncPgConnection, subject: &[u8]) -> QueryResult<()> {
    diesel::delete(dsl::sign_in_throttles.find(subject)).execute(conn).await.map(drop)
}

/// Records a successful sign-in: this subject is counted separately from now on.
pub async fn mark_known(conn: &mut AsyncPgConnection, subject: &[u8], now: OffsetDateTime) -> QueryResult<()> {
    let fresh = (dsl::failures.eq(0), dsl::last_at.eq(now), dsl::blocked_until.eq(now));
    diesel::insert_into(sign_in_throttles::table)
        .values((dsl::subject.eq(subject), fresh))
        .on_conflict(dsl::subject)
        .do_update()
        .set(fresh)
        .execute(conn)
        .await
        .map(drop)
}

pub async fn is_known(conn: &mut AsyncPgConnection, subject: &[u8]) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(dsl::sign_in_throttles.find(subject))).get_result(conn).await
}

/// Deletes subjects without attempts since a time.
pub async fn delete_before(conn: &mut AsyncPgConnection, before: OffsetDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::sign_in_throttles.filter(dsl::last_at.lt(before))).execute(conn).await
}
