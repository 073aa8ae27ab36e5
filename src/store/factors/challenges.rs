//! Challenges for passkeys. A challenge is consumed by deleting its row, so of two concurrent answers only one
//! succeeds.

use crate::{
    domain::session::ChallengePurpose,
    store::schema::factor_challenges::{self, challenge, expires_at, purpose, session_id},
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

pub async fn add(
    conn: &mut AsyncPgConnection,
    bytes: &[u8],
    what_for: ChallengePurpose,
    session: Option<i64>,
    until: OffsetDateTime,
) -> QueryResult<()> {
    diesel::insert_into(factor_challenges::table)
        .values((challenge.eq(bytes), purpose.eq(what_for), session_id.eq(session), expires_at.eq(until)))
        .execute(conn)
        .await
        .map(drop)
}

/// Consumes a challenge; false if it does not exist, has expired, or was issued for another purpose or session.
pub async fn consume(
    conn: &mut AsyncPgConnection,
    bytes: &[u8],
    what_for: ChallengePurpose,
    session: Option<i64>,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let asked = factor_challenges::table
        .filter(challenge.eq(bytes))
        .filter(purpose.eq(what_for))
        .filter(session_id.is_not_distinct_from(session))
        .filter(expires_at.gt(now));
    Ok(diesel::delete(asked).execute(conn).await? == 1)
}

/// Deletes expired challenges that are visible in the tenant scope of the connection.
pub async fn delete_expired(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<()> {
    diesel::delete(factor_challenges::table.filter(expires_at.le(now))).execute(conn).await.map(drop)
}
