//! Authenticator apps (TOTP): the sealed secret, and the last time step that was used.

use crate::store::schema::totp_secrets::{self, confirmed_at, last_step, last_used_at};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Debug, Queryable)]
pub struct TotpRow {
    pub sealed: Vec<u8>,
    pub created_at: OffsetDateTime,
    pub confirmed_at: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
}

pub async fn of_user(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Option<TotpRow>> {
    totp_secrets::table
        .find(user)
        .select((totp_secrets::sealed, totp_secrets::created_at, confirmed_at, last_used_at))
        .first(conn)
        .await
        .optional()
}

/// Starts the setup with a new secret and replaces one that was not confirmed. False if a confirmed one exists.
pub async fn begin(conn: &mut AsyncPgConnection, user: i64, sealed: &[u8], now: OffsetDateTime) -> QueryResult<bool> {
    diesel::delete(totp_secrets::table.find(user).filter(confirmed_at.is_null())).execute(conn).await?;
    let made = diesel::insert_into(totp_secrets::table)
        .values((totp_secrets::user_id.eq(user), totp_secrets::sealed.eq(sealed), totp_secrets::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(made == 1)
}

/// Consumes a time step; false if it is not later than the last one used. A single conditional update, so of two
/// requests with the same code only one succeeds.
pub async fn consume_step(
    conn: &mut AsyncPgConnection,
    user: i64,
    step: i64,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let app = totp_secrets::table.find(user).filter(confirmed_at.is_not_null()).filter(last_step.lt(step));
    Ok(diesel::update(app).set((last_step.eq(step), last_used_at.eq(now))).execute(conn).await? == 1)
}

/// Confirms the setup after the first correct code; from then on sign-in requires the app.
pub async fn confirm(conn: &mut AsyncPgConnection, user: i64, step: i64, now: OffsetDateTime) -> QueryResult<bool> {
    let app = totp_secrets::table.find(user).filter(confirmed_at.is_null());
    Ok(diesel::update(app).set((last_step.eq(step), confirmed_at.eq(now))).execute(conn).await? == 1)
}

/// Stores the same secret, sealed with another key.
pub async fn reseal(conn: &mut AsyncPgConnection, user: i64, sealed: &[u8]) -> QueryResult<()> {
    let app = totp_secrets::table.find(user);
    diesel::update(app).set(totp_secrets::sealed.eq(sealed)).execute(conn).await.map(drop)
}

pub async fn remove(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<bool> {
    Ok(diesel::delete(totp_secrets::table.find(user)).execute(conn).await? == 1)
}
