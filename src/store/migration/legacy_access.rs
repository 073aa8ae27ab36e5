//! Access to the addresses of the legacy app without an account: until when a module is open, and the keys of its
//! clients.

use crate::{
    domain::ids::{LegacyKeyId, ModuleSlug},
    store::schema::{legacy_access as access, legacy_keys as keys},
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Until when everybody may use the old addresses of a module.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = access)]
pub struct AccessRow {
    pub organisation_id: i64,
    pub module: ModuleSlug,
    pub open_until: OffsetDateTime,
    pub changed_at: OffsetDateTime,
    pub changed_by: String,
}

/// The modules that are open at this time.
pub async fn open(conn: &mut AsyncPgConnection, organisation: i64, now: OffsetDateTime) -> QueryResult<Vec<AccessRow>> {
    access::table
        .filter(access::organisation_id.eq(organisation))
        .filter(access::open_until.gt(now))
        .order(access::module)
        .select(AccessRow::as_select())
        .load(conn)
        .await
}

/// Opens a module until the time in the row, or closes it if that is now.
pub async fn set(conn: &mut AsyncPgConnection, row: &AccessRow) -> QueryResult<()> {
    diesel::insert_into(access::table)
        .values(row)
        .on_conflict((access::organisation_id, access::module))
        .do_update()
        .set(row)
        .execute(conn)
        .await
        .map(drop)
}

#[derive(Debug, Insertable)]
#[diesel(table_name = keys)]
pub struct NewKey<'a> {
    pub key_id: &'a LegacyKeyId,
    pub organisation_id: i64,
    pub module: &'a ModuleSlug,
    pub name: &'a str,
    pub key_hash: &'a [u8],
    pub prefix: &'a str,
    pub created_at: OffsetDateTime,
    pub created_by: &'a str,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = keys)]
pub struct KeyRow {
    pub id: i64,
    pub key_id: LegacyKeyId,
    pub module: ModuleSlug,
    pub name: String,
    pub prefix: String,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

pub async fn add(conn: &mut AsyncPgConnection, key: &NewKey<'_>) -> QueryResult<i64> {
    diesel::insert_into(keys::table).values(key).returning(keys::id).get_result(conn).await
}

/// The key with this hash, unless it was revoked.
pub async fn of_hash(conn: &mut AsyncPgConnection, organisation: i64, hash: &[u8]) -> QueryResult<Option<KeyRow>> {
    keys::table
        .filter(keys::organisation_id.eq(organisation))
        .filter(keys::key_hash.eq(hash))
        .filter(keys::revoked_at.is_null())
        .select(KeyRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The keys that were not revoked, the newest first.
pub async fn list(conn: &mut AsyncPgConnection, organisation: i64, limit: i64) -> QueryResult<Vec<KeyRow>> {
    keys::table
        .filter(keys::organisation_id.eq(organisation))
        .filter(keys::revoked_at.is_null())
        .order(keys::id.desc())
        .limit(limit)
        .select(KeyRow::as_select())
        .load(conn)
        .await
}

/// Records the last use.
pub async fn used(conn: &mut AsyncPgConnection, organisation: i64, id: i64, now: OffsetDateTime) -> QueryResult<()> {
    diesel::update(keys::table.filter(keys::organisation_id.eq(organisation)).filter(keys::id.eq(id)))
        .set(keys::last_used_at.eq(now))
        .execute(conn)
        .await
        .map(drop)
}

/// Revokes a key of a module; its number and name if it was valid.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
    key: &LegacyKeyId,
    now: OffsetDateTime,
) -> QueryResult<Option<(i64, String)>> {
    let valid = keys::table
        .filter(keys::organisation_id.eq(organisation))
        .filter(keys::module.eq(module))
        .filter(keys::key_id.eq(key))
        .filter(keys::revoked_at.is_null());
    let set = keys::revoked_at.eq(now);
    diesel::update(valid).set(set).returning((keys::id, keys::name)).get_result(conn).await.optional()
}
