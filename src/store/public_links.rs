//! Public links: forms that can be filled in without an account.

use super::schema::public_links;
use crate::domain::ids::{ModuleSlug, PublicLinkId};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

#[derive(Debug, Insertable)]
#[diesel(table_name = public_links)]
pub struct NewPublicLink<'a> {
    pub link_id: &'a PublicLinkId,
    pub organisation_id: i64,
    pub module: &'a ModuleSlug,
    pub name: &'a str,
    pub site_name: Option<&'a str>,
    pub created_by: Option<i64>,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub daily_cap: i32,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = public_links)]
pub struct PublicLinkRow {
    pub id: i64,
    pub link_id: PublicLinkId,
    pub organisation_id: i64,
    pub module: ModuleSlug,
    pub name: String,
    pub site_name: Option<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    pub daily_cap: i32,
    pub received: i64,
}

pub async fn add(conn: &mut AsyncPgConnection, link: &NewPublicLink<'_>) -> QueryResult<i64> {
    diesel::insert_into(public_links::table).values(link).returning(public_links::id).get_result(conn).await
}

/// The links of an organisation, newest first.
pub async fn all(conn: &mut AsyncPgConnection, organisation: i64, limit: i64) -> QueryResult<Vec<PublicLinkRow>> {
    public_links::table
        .filter(public_links::organisation_id.eq(organisation))
        .order(public_links::id.desc())
        .limit(limit)
        .select(PublicLinkRow::as_select())
        .load(conn)
        .await
}

/// A link by its public id, in any organisation: a visitor only has the address.
pub async fn find(conn: &mut AsyncPgConnection, link_id: &PublicLinkId) -> QueryResult<Option<PublicLinkRow>> {
    let found = public_links::table.filter(public_links::link_id.eq(link_id)).select(PublicLinkRow::as_select());
    found.first(conn).await.optional()
}

/// Revokes a link; returns its key, `None` if it was already revoked or does not exist.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    link_id: &PublicLinkId,
    now: OffsetDateTime,
) -> QueryResult<Option<i64>> {
    let open = public_links::table
        .filter(public_links::organisation_id.eq(organisation))
        .filter(public_links::link_id.eq(link_id))
        .filter(public_links::revoked_at.is_null());
    let set = public_links::revoked_at.eq(now);
    diesel::update(open).set(set).returning(public_links::id).get_result(conn).await.optional()
}

/// Locks a link that is not revoked or expired until the end of the transaction, so that submissions through one link
/// are serialized. False if it is closed.
pub async fn hold_open(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let held = public_links::table
        .filter(public_links::organisation_id.eq(organisation))
        .filter(public_links::id.eq(id))
        .filter(public_links::revoked_at.is_null())
        .filter(public_links::expires_at.is_null().or(public_links::expires_at.gt(now)))
        .select(public_links::id)
        .for_update();
    Ok(held.first::<i64>(conn).await.optional()?.is_some())
}

/// Counts submissions and files of a day; false, without counting, if that would exceed the limit. The limit for files
/// is `files_each` times that for submissions.
pub async fn count(
    conn: &mut AsyncPgConnection,
    id: i64,
    day: Date,
    submissions: i32,
    files: i32,
    files_each: i32,
) -> QueryResult<bool> {
    let counted = diesel::sql_query(
        "UPDATE public_links SET counted_on = $2, received = received + $3,
             counted = CASE WHEN counted_on = $2 THEN counted ELSE 0 END + $3,
             counted_files = CASE WHEN counted_on = $2 THEN counted_files ELSE 0 END + $4
         WHERE id = $1
             AND CASE WHEN counted_on = $2 THEN counted ELSE 0 END + $3 <= daily_cap
             AND CASE WHEN counted_on = $2 THEN counted_files ELSE 0 END::bigint + $4 <= daily_cap::bigint * $5",
    )
    .bind::<sql_types::Int8, _>(id)
    .bind::<sql_types::Date, _>(day)
    .bind::<sql_types::Int4, _>(submissions)
    .bind::<sql_types::Int4, _>(files)
    .bind::<sql_types::Int4, _>(files_each)
    .execute(conn)
    .await?;
    Ok(counted == 1)
}
