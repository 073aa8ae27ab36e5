//! Passkeys: credential id, public key and signature counter.

use crate::{
    domain::ids::UserId,
    store::schema::{
        passkeys::{self, credential_id, last_used_at, public_id, sign_count, user_id},
        users,
    },
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Debug, Insertable)]
#[diesel(table_name = passkeys)]
pub struct NewPasskey<'a> {
    pub user_id: i64,
    pub credential_id: &'a [u8],
    pub public_key: &'a [u8],
    pub sign_count: i64,
    pub name: &'a str,
    pub backed_up: bool,
    pub created_at: OffsetDateTime,
}

/// `None` if the credential id exists already.
pub async fn add(conn: &mut AsyncPgConnection, passkey: &NewPasskey<'_>) -> QueryResult<Option<i64>> {
    diesel::insert_into(passkeys::table)
        .values(passkey)
        .on_conflict(credential_id)
        .do_nothing()
        .returning(passkeys::id)
        .get_result(conn)
        .await
        .optional()
}

/// A passkey for the page of its owner.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct PasskeyRow {
    pub public_id: String,
    pub credential_id: Vec<u8>,
    pub name: String,
    pub backed_up: bool,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

pub async fn of_user(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Vec<PasskeyRow>> {
    passkeys::table.filter(user_id.eq(user)).order(passkeys::id).select(PasskeyRow::as_select()).load(conn).await
}

/// The passkey of a credential id, and its owner.
#[derive(Debug, Queryable)]
pub struct PresentedPasskey {
    pub id: i64,
    pub user_id: i64,
    pub user_public_id: UserId,
    pub public_key: Vec<u8>,
    pub sign_count: i64,
}

pub async fn of_credential(conn: &mut AsyncPgConnection, bytes: &[u8]) -> QueryResult<Option<PresentedPasskey>> {
    passkeys::table
        .inner_join(users::table)
        .filter(credential_id.eq(bytes))
        .select((passkeys::id, passkeys::user_id, users::public_id, passkeys::public_key, sign_count))
        .first(conn)
        .await
        .optional()
}

/// Records a use; false if the signature counter did not increase, which indicates a cloned authenticator.
/// Authenticators without a counter always send 0.
pub async fn used(conn: &mut AsyncPgConnection, id: i64, count: i64, now: OffsetDateTime) -> QueryResult<bool> {
    let goes_on = sign_count.lt(count).or(sign_count
        .eq(0)
        .and(diesel::dsl::sql::<diesel::sql_types::Bool>(if count == 0 { "true" } else { "false" })));
    let passkey = passkeys::table.find(id).filter(goes_on);
    Ok(diesel::update(passkey).set((sign_count.eq(count), last_used_at.eq(now))).execute(conn).await? == 1)
}

pub async fn remove(conn: &mut AsyncPgConnection, user: i64, id: &str) -> QueryResult<bool> {
    let passkey = passkeys::table.filter(user_id.eq(user)).filter(public_id.eq(id));
    Ok(diesel::delete(passkey).execute(conn).await? == 1)
}
