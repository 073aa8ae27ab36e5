//! Hashes of recovery codes, and which of them were used.

use crate::store::schema::recovery_codes::{self, code_hash, created_at, used_at, user_id};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Replaces all recovery codes of a user.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    user: i64,
    hashes: &[[u8; 32]],
    now: OffsetDateTime,
) -> QueryResult<()> {
    remove(conn, user).await?;
    let rows: Vec<_> =
        hashes.iter().map(|hash| (user_id.eq(user), code_hash.eq(hash.as_slice()), created_at.eq(now))).collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(conn).await.map(drop)
}

/// Consumes a code; false if it does not exist or was used before.
pub async fn consume(conn: &mut AsyncPgConnection, user: i64, hash: &[u8], now: OffsetDateTime) -> QueryResult<bool> {
    let code = recovery_codes::table.filter(user_id.eq(user)).filter(code_hash.eq(hash)).filter(used_at.is_null());
    Ok(diesel::update(code).set(used_at.eq(now)).execute(conn).await? == 1)
}

/// The number of unused codes.
pub async fn count_unused(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<i64> {
    recovery_codes::table.filter(user_id.eq(user)).filter(used_at.is_null()).count().get_result(conn).await
}

pub async fn remove(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(user_id.eq(user))).execute(conn).await.map(drop)
}
