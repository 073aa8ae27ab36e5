//! One-time links. The database contains only hashes of their tokens.

use super::schema::one_time_links;
use crate::domain::{access::Role, session::OneTimeLinkKind};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// A link to add.
#[derive(Insertable)]
#[diesel(table_name = one_time_links)]
pub struct NewLink<'a> {
    pub token_hash: &'a [u8],
    pub kind: OneTimeLinkKind,
    pub organisation_id: Option<i64>,
    pub user_id: Option<i64>,
    pub email: Option<&'a str>,
    pub role: Option<Role>,
    pub scopes: Value,
    pub made_by: Option<i64>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, link: &NewLink<'_>) -> QueryResult<i64> {
    diesel::insert_into(one_time_links::table).values(link).returning(one_time_links::id).get_result(conn).await
}

/// Whether a link of this kind is unused and has not expired.
pub async fn is_open(
    conn: &mut AsyncPgConnection,
    kind: OneTimeLinkKind,
    hash: &[u8],
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let open = one_time_links::table
        .filter(one_time_links::token_hash.eq(hash))
        .filter(one_time_links::kind.eq(kind))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now));
    diesel::select(diesel::dsl::exists(open)).get_result(conn).await
}

/// Uses a link; false if it was used before or has expired. Of two concurrent calls, one succeeds.
pub async fn consume(
    conn: &mut AsyncPgConnection,
    kind: OneTimeLinkKind,
    hash: &[u8],
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let used = diesel::update(one_time_links::table)
        .filter(one_time_links::token_hash.eq(hash))
        .filter(one_time_links::kind.eq(kind))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .set(one_time_links::used_at.eq(now))
        .execute(conn)
        .await?;
    Ok(used > 0)
}

/// Deletes all links of a kind.
pub async fn delete_of_kind(conn: &mut AsyncPgConnection, kind: OneTimeLinkKind) -> QueryResult<()> {
    diesel::delete(one_time_links::table.filter(one_time_links::kind.eq(kind))).execute(conn).await.map(drop)
}

/// Deletes the links of a kind for one user.
pub async fn delete_of_user(conn: &mut AsyncPgConnection, kind: OneTimeLinkKind, user: i64) -> QueryResult<()> {
    diesel::delete(one_time_links::table.filter(one_time_links::kind.eq(kind)).filter(one_time_links::user_id.eq(user)))
        .execute(conn)
        .await
        .map(drop)
}
