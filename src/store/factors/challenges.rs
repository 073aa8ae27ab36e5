//! What passkeys are asked to sign. A challenge is taken by deleting it: of two answers at once one finds it.

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

/// Whether this was asked for this purpose and by this session, and not long ago. It never is again.
pub async fn take(
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

/// Forgets those that nobody answered in time, as far as the wall lets one see.
pub async fn forget(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<()> {
    diesel::delete(factor_challenges::table.filter(expires_at.le(now))).execute(conn).await.map(drop)
}
