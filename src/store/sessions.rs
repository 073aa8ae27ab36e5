//! Sessions. The database contains only hashes of their tokens.

use super::{
    prepared_sql::prepared_sql,
    principal::Principal,
    schema::{memberships, organisations, sessions, users},
};
use crate::domain::{
    access::Role,
    session::{AuthMethod, SessionState},
};
use diesel::{
    prelude::*,
    sql_types::{Bytea, Int8, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use time::OffsetDateTime;

/// A session with the user and membership that it stands for.
#[derive(Debug, QueryableByName)]
pub struct SessionRow {
    #[diesel(sql_type = Int8)]
    pub session_id: i64,
    #[diesel(sql_type = Text)]
    pub state: SessionState,
    #[diesel(sql_type = Text)]
    pub strength: AuthMethod,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub last_seen_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub confirmed_at: OffsetDateTime,
    #[diesel(embed)]
    pub principal: Principal,
}

/// The session of a token hash, if it is valid. Works in any tenant scope, because the database function reads this row
/// with its own rights.
pub async fn of_token(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: OffsetDateTime,
) -> QueryResult<Option<SessionRow>> {
    prepared_sql("SELECT * FROM session_of($1, $2)")
        .bind::<Bytea, _>(hash)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await
        .optional()
}

/// A session to add.
#[derive(Debug, Insertable)]
#[diesel(table_name = sessions)]
pub struct NewSession<'a> {
    pub token_hash: &'a [u8],
    pub user_id: i64,
    pub organisation_id: i64,
    pub state: SessionState,
    pub strength: AuthMethod,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
    pub confirmed_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub ip_address: Option<IpNet>,
    pub user_agent: Option<&'a str>,
}

pub async fn add(conn: &mut AsyncPgConnection, session: &NewSession<'_>) -> QueryResult<i64> {
    diesel::insert_into(sessions::table).values(session).returning(sessions::id).get_result(conn).await
}

/// Records the last use.
pub async fn seen(conn: &mut AsyncPgConnection, id: i64, now: OffsetDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(id)).set(sessions::last_seen_at.eq(now)).execute(conn).await.map(drop)
}

/// Organisation, user and role of a session that is complete and may have ended by its time or by disuse, while its row is
/// there. None if the person may not sign in any more.
pub async fn ended(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<Option<(i64, i64, Role)>> {
    sessions::table
        .inner_join(users::table)
        .inner_join(memberships::table.on(
            memberships::user_id.eq(sessions::user_id).and(memberships::organisation_id.eq(sessions::organisation_id)),
        ))
        .filter(sessions::token_hash.eq(hash))
        .filter(sessions::state.eq(SessionState::Active))
        .filter(users::disabled_at.is_null())
        .filter(memberships::suspended_at.is_null())
        .select((sessions::organisation_id, sessions::user_id, memberships::role))
        .first(conn)
        .await
        .optional()
}

/// Ends a session by its token hash.
pub async fn end_of_token(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<bool> {
    let ended = diesel::delete(sessions::table.filter(sessions::token_hash.eq(hash))).execute(conn).await?;
    Ok(ended > 0)
}

/// Ends a session of a user; false if the user has no such session.
pub async fn end(conn: &mut AsyncPgConnection, user: i64, id: i64) -> QueryResult<bool> {
    let session = sessions::table.find(id).filter(sessions::user_id.eq(user));
    Ok(diesel::delete(session).execute(conn).await? > 0)
}

/// Ends all sessions of a user, except one.
pub async fn end_others(conn: &mut AsyncPgConnection, user: i64, but: Option<i64>) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne(but.unwrap_or(0))))
        .execute(conn)
        .await
}

/// Keeps the newest sessions of a user and ends the others, to limit their number.
pub async fn end_oldest(conn: &mut AsyncPgConnection, user: i64, newest: i64) -> QueryResult<()> {
    let kept: Vec<i64> = sessions::table
        .filter(sessions::user_id.eq(user))
        .order(sessions::id.desc())
        .limit(newest)
        .select(sessions::id)
        .load(conn)
        .await?;
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne_all(kept)))
        .execute(conn)
        .await
        .map(drop)
}

/// Deletes expired sessions.
pub async fn remove_expired(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn).await
}

/// A session for the page of its owner.
#[derive(Debug, Queryable)]
pub struct OwnSession {
    pub id: i64,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
    pub ip_address: Option<IpNet>,
    pub user_agent: Option<String>,
    pub organisation: String,
}

/// The sessions of a user, most recently used first.
pub async fn of_user(conn: &mut AsyncPgConnection, user: i64, now: OffsetDateTime) -> QueryResult<Vec<OwnSession>> {
    sessions::table
        .inner_join(organisations::table)
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .select((
            sessions::id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::ip_address,
            sessions::user_agent,
            organisations::name,
        ))
        .load(conn)
        .await
}

/// Gives a session a new token and state, as after every change of its rights.
pub async fn rotate(
    conn: &mut AsyncPgConnection,
    id: i64,
    new_hash: &[u8],
    new_state: SessionState,
) -> QueryResult<bool> {
    let rotated = diesel::update(sessions::table.find(id))
        .set((sessions::token_hash.eq(new_hash), sessions::state.eq(new_state)))
        .execute(conn)
        .await?;
    Ok(rotated > 0)
}

/// Records that the user has authenticated again.
pub async fn confirm(conn: &mut AsyncPgConnection, id: i64, now: OffsetDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(id)).set(sessions::confirmed_at.eq(now)).execute(conn).await.map(drop)
}

/// Switches a session to another organisation.
pub async fn move_to(conn: &mut AsyncPgConnection, id: i64, organisation: i64) -> QueryResult<()> {
    diesel::update(sessions::table.find(id))
        .set(sessions::organisation_id.eq(organisation))
        .execute(conn)
        .await
        .map(drop)
}
