//! Effects of second factors on users and their sessions.

use crate::{
    domain::{
        ids::UserId,
        session::{AuthMethod, SessionState},
    },
    store::schema::{memberships, sessions, users},
};
use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Locks a user until the end of the transaction, so that attempts at their factors are serialized.
pub async fn lock_user(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<()> {
    users::table.find(user).select(users::id).for_no_key_update().first::<i64>(conn).await.map(drop)
}

/// The state of a session, if it exists.
pub async fn state_of(conn: &mut AsyncPgConnection, session: i64) -> QueryResult<Option<SessionState>> {
    sessions::table.find(session).select(sessions::state).first(conn).await.optional()
}

/// Gives a session a new token and a new state.
pub async fn renew(
    conn: &mut AsyncPgConnection,
    session: i64,
    token_hash: &[u8],
    (state, strength): (SessionState, AuthMethod),
    (now, until): (OffsetDateTime, OffsetDateTime),
) -> QueryResult<()> {
    diesel::update(sessions::table.find(session))
        .set((
            sessions::token_hash.eq(token_hash),
            sessions::state.eq(state),
            sessions::strength.eq(strength),
            sessions::last_seen_at.eq(now),
            sessions::confirmed_at.eq(now),
            sessions::expires_at.eq(until),
        ))
        .execute(conn)
        .await
        .map(drop)
}

/// The key of a member, by public id.
pub async fn member(conn: &mut AsyncPgConnection, organisation: i64, person: &UserId) -> QueryResult<Option<i64>> {
    memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(organisation))
        .filter(users::public_id.eq(person))
        .select(users::id)
        .first(conn)
        .await
        .optional()
}

/// Whether a user is also a member of another organisation.
pub async fn belongs_elsewhere(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<bool> {
    let others =
        memberships::table.filter(memberships::user_id.eq(user)).filter(memberships::organisation_id.ne(organisation));
    diesel::select(exists(others)).get_result(conn).await
}
