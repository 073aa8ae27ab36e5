//! Failed attempts at a second factor, by session and user.

use crate::store::schema::factor_failures::{self, failed_at, session_id, user_id};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

pub async fn add(conn: &mut AsyncPgConnection, user: i64, session: i64, now: OffsetDateTime) -> QueryResult<()> {
    diesel::insert_into(factor_failures::table)
        .values((user_id.eq(user), session_id.eq(session), failed_at.eq(now)))
        .execute(conn)
        .await
        .map(drop)
}

/// The session of each failure of a user since a time.
pub async fn since(conn: &mut AsyncPgConnection, user: i64, since: OffsetDateTime) -> QueryResult<Vec<i64>> {
    factor_failures::table.filter(user_id.eq(user)).filter(failed_at.gt(since)).select(session_id).load(conn).await
}

/// Deletes failures that no longer count.
pub async fn delete_before(conn: &mut AsyncPgConnection, user: i64, before: OffsetDateTime) -> QueryResult<()> {
    let old = factor_failures::table.filter(user_id.eq(user)).filter(failed_at.le(before));
    diesel::delete(old).execute(conn).await.map(drop)
}
