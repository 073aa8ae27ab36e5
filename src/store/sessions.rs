//! Sessions: who holds which token. Only hashes of tokens stand in the database.

use super::schema::sessions;
use diesel::{
    prelude::*,
    sql_types::{Bool, Bytea, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use time::OffsetDateTime;

/// A session with the person and the membership that it stands for.
#[derive(Debug, QueryableByName)]
pub struct SessionRow {
    #[diesel(sql_type = Int8)]
    pub session_id: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub strength: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub last_seen_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub confirmed_at: OffsetDateTime,
    #[diesel(sql_type = Int8)]
    pub user_id: i64,
    #[diesel(sql_type = Text)]
    pub user_public_id: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Int8)]
    pub organisation_id: i64,
    #[diesel(sql_type = Text)]
    pub organisation_public_id: String,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Bool)]
    pub is_demo: bool,
    #[diesel(sql_type = Text)]
    pub role: String,
    /// `[{module, site}]`, each of the two may be null.
    #[diesel(sql_type = Jsonb)]
    pub scopes: Value,
    /// The organisation wants a second factor, and this person has none.
    #[diesel(sql_type = Bool)]
    pub factor_missing: bool,
}

/// The session of a token's hash, if it still is one. Needs no wall: the database looks over it by itself, at this row
/// alone.
pub async fn of_token(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: OffsetDateTime,
) -> QueryResult<Option<SessionRow>> {
    diesel::sql_query("SELECT s.*, factor_missing(s.user_id, s.organisation_id) FROM session_of($1, $2) s")
        .bind::<Bytea, _>(hash)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await
        .optional()
}

/// A session that begins.
#[derive(Debug, Insertable)]
#[diesel(table_name = sessions)]
pub struct NewSession<'a> {
    pub token_hash: &'a [u8],
    pub user_id: i64,
    pub organisation_id: i64,
    pub state: &'a str,
    pub strength: &'a str,
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

/// It was used just now.
pub async fn seen(conn: &mut AsyncPgConnection, id: i64, now: OffsetDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(id)).set(sessions::last_seen_at.eq(now)).execute(conn).await.map(drop)
}
