//! API tokens. The database contains only their hashes.

use super::{
    prepared_sql::prepared_sql,
    principal::Principal,
    schema::{api_tokens, audit_logs, users},
};
use crate::domain::{access::Permission, audit::actions::AuditAction, ids::TokenId};
use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Inet, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use time::OffsetDateTime;

/// A token with the user and membership that it stands for.
#[derive(Debug, QueryableByName)]
pub struct TokenRow {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub token_id: TokenId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Array<Text>)]
    pub permissions: Vec<Permission>,
    /// `[{module, site}]`; each of the two may be null.
    #[diesel(sql_type = Jsonb)]
    pub token_scopes: Value,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: OffsetDateTime,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_used_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Inet>)]
    pub last_used_ip: Option<IpNet>,
    #[diesel(embed)]
    pub principal: Principal,
}

/// The token of a hash, if it is valid. Works in any tenant scope, because the database function reads this row with
/// its own rights.
pub async fn of_hash(conn: &mut AsyncPgConnection, hash: &[u8], now: OffsetDateTime) -> QueryResult<Option<TokenRow>> {
    prepared_sql("SELECT * FROM api_token_of($1, $2)")
        .bind::<Bytea, _>(hash)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await
        .optional()
}

/// A token to add.
#[derive(Debug, Insertable)]
#[diesel(table_name = api_tokens)]
pub struct NewToken<'a> {
    pub token_id: &'a TokenId,
    pub organisation_id: i64,
    pub user_id: i64,
    pub name: &'a str,
    pub token_hash: &'a [u8],
    pub prefix: &'a str,
    pub permissions: &'a [Permission],
    pub scopes: Value,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, token: &NewToken<'_>) -> QueryResult<i64> {
    diesel::insert_into(api_tokens::table).values(token).returning(api_tokens::id).get_result(conn).await
}

/// Records the last use.
pub async fn used(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    now: OffsetDateTime,
    ip: Option<IpNet>,
) -> QueryResult<()> {
    diesel::update(api_tokens::table.filter(api_tokens::organisation_id.eq(organisation)).filter(api_tokens::id.eq(id)))
        .set((api_tokens::last_used_at.eq(now), api_tokens::last_used_ip.eq(ip)))
        .execute(conn)
        .await
        .map(drop)
}

/// Whether the audit log already has a use of this token from this address since `since`.
pub async fn use_is_logged(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    since: OffsetDateTime,
    ip: Option<IpNet>,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        audit_logs::table
            .filter(audit_logs::organisation_id.eq(organisation))
            .filter(audit_logs::resource_type.eq("api_token"))
            .filter(audit_logs::resource_id.eq(id))
            .filter(audit_logs::action.eq(AuditAction::TokenUsed))
            .filter(audit_logs::created_at.ge(since))
            .filter(audit_logs::ip_address.is_not_distinct_from(ip)),
    ))
    .get_result(conn)
    .await
}

/// A row of the list.
#[derive(Debug, Queryable)]
pub struct TokenListRow {
    pub token_id: TokenId,
    pub name: String,
    pub prefix: String,
    pub permissions: Vec<Permission>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
    pub last_used_ip: Option<IpNet>,
    pub revoked_at: Option<OffsetDateTime>,
    pub user_id: i64,
    pub full_name: Option<String>,
    pub email: String,
    pub scopes: Value,
}

/// The newest tokens of an organisation, of one user or all.
pub async fn list(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<TokenListRow>> {
    let mut query = api_tokens::table
        .inner_join(users::table.on(users::id.eq(api_tokens::user_id)))
        .filter(api_tokens::organisation_id.eq(organisation))
        .into_boxed();
    if let Some(user) = user {
        query = query.filter(api_tokens::user_id.eq(user));
    }
    query
        .order(api_tokens::id.desc())
        .limit(limit)
        .select((
            api_tokens::token_id,
            api_tokens::name,
            api_tokens::prefix,
            api_tokens::permissions,
            api_tokens::created_at,
            api_tokens::expires_at,
            api_tokens::last_used_at,
            api_tokens::last_used_ip,
            api_tokens::revoked_at,
            api_tokens::user_id,
            users::full_name,
            users::email,
            api_tokens::scopes,
        ))
        .load(conn)
        .await
}

/// Key, name and revocation time of a token, of one user or all.
pub async fn find(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: Option<i64>,
    token_id: &TokenId,
) -> QueryResult<Option<(i64, String, Option<OffsetDateTime>)>> {
    let mut query = api_tokens::table
        .filter(api_tokens::organisation_id.eq(organisation))
        .filter(api_tokens::token_id.eq(token_id))
        .into_boxed();
    if let Some(user) = user {
        query = query.filter(api_tokens::user_id.eq(user));
    }
    query.select((api_tokens::id, api_tokens::name, api_tokens::revoked_at)).first(conn).await.optional()
}

/// Revokes a token; false if it was already revoked.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let open = api_tokens::table
        .filter(api_tokens::organisation_id.eq(organisation))
        .filter(api_tokens::id.eq(id))
        .filter(api_tokens::revoked_at.is_null());
    diesel::update(open).set(api_tokens::revoked_at.eq(now)).execute(conn).await.map(|rows| rows == 1)
}
