//! Queries on one-time links: invitations and password resets.

use super::{
    schema::{one_time_links, users},
    types::Sha256Bytes,
};
use crate::domain::{access::Role, lang::Lang, session::OneTimeLinkKind};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// A valid one-time link.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
pub struct LinkRow {
    pub id: i64,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub token_hash: [u8; 32],
    pub organisation_id: Option<i64>,
    pub user_id: Option<i64>,
    pub email: Option<String>,
    pub role: Option<Role>,
    pub scopes: Value,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

/// The link of a token hash, if it is unused and has not expired.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    kind: OneTimeLinkKind,
    now: OffsetDateTime,
) -> QueryResult<Option<LinkRow>> {
    one_time_links::table
        .filter(one_time_links::token_hash.eq(hash))
        .filter(one_time_links::kind.eq(kind))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .select(LinkRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The open invitations of an organisation, newest first.
pub async fn invitations(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    now: OffsetDateTime,
) -> QueryResult<Vec<LinkRow>> {
    one_time_links::table
        .filter(one_time_links::organisation_id.eq(organisation))
        .filter(one_time_links::kind.eq(OneTimeLinkKind::Invitation))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .order(one_time_links::id.desc())
        .limit(200)
        .select(LinkRow::as_select())
        .load(conn)
        .await
}

/// Ends the open invitations of an e-mail address, so that there is at most one.
pub async fn end_invitations(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    email: &str,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let open = one_time_links::table
        .filter(one_time_links::organisation_id.eq(organisation))
        .filter(one_time_links::kind.eq(OneTimeLinkKind::Invitation))
        .filter(one_time_links::used_at.is_null())
        .filter(lower(one_time_links::email).eq(lower(email)));
    diesel::update(open).set(one_time_links::used_at.eq(now)).execute(conn).await.map(drop)
}

/// Ends all open password reset links of a user.
pub async fn end_resets(conn: &mut AsyncPgConnection, user: i64, now: OffsetDateTime) -> QueryResult<()> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::kind.eq(OneTimeLinkKind::Reset))
        .filter(one_time_links::used_at.is_null());
    diesel::update(open).set(one_time_links::used_at.eq(now)).execute(conn).await.map(drop)
}

/// The number of password reset links that a user was sent since a time.
pub async fn resets_since(conn: &mut AsyncPgConnection, user: i64, since: OffsetDateTime) -> QueryResult<i64> {
    one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::kind.eq(OneTimeLinkKind::Reset))
        .filter(one_time_links::created_at.gt(since))
        .count()
        .get_result(conn)
        .await
}

/// Deletes links that expired before a time.
pub async fn delete_expired(conn: &mut AsyncPgConnection, before: OffsetDateTime) -> QueryResult<usize> {
    diesel::delete(one_time_links::table.filter(one_time_links::expires_at.lt(before))).execute(conn).await
}

/// The language of a user.
pub async fn language(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Option<Lang>> {
    users::table.find(user).select(users::language).first(conn).await
}

pub async fn set_language(conn: &mut AsyncPgConnection, user: i64, lang: Lang) -> QueryResult<()> {
    diesel::update(users::table.find(user)).set(users::language.eq(lang)).execute(conn).await.map(drop)
}

diesel::define_sql_function! {
    fn lower(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}
