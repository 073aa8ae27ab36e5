//! Privacy requests and their states.

use super::schema::privacy_requests;
use crate::domain::{
    ids::PrivacyRequestId,
    privacy::{PrivacyKind, PrivacyState},
};
use diesel::{prelude::*, sql_types::BigInt};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Debug, Insertable)]
#[diesel(table_name = privacy_requests)]
pub struct NewRequest<'a> {
    pub request_id: &'a PrivacyRequestId,
    pub organisation_id: i64,
    pub kind: PrivacyKind,
    pub user_id: i64,
    pub requested_by: i64,
    pub created_at: OffsetDateTime,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = privacy_requests)]
pub struct RequestRow {
    pub id: i64,
    pub request_id: PrivacyRequestId,
    pub organisation_id: i64,
    pub kind: PrivacyKind,
    pub state: PrivacyState,
    pub user_id: i64,
    pub requested_by: i64,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub file_size: Option<i64>,
    pub sha256: Option<Vec<u8>>,
}

/// Adds a request; the caller adds its job in the same transaction.
pub async fn add(conn: &mut AsyncPgConnection, request: &NewRequest<'_>) -> QueryResult<i64> {
    diesel::insert_into(privacy_requests::table).values(request).returning(privacy_requests::id).get_result(conn).await
}

pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &PrivacyRequestId,
) -> QueryResult<Option<RequestRow>> {
    let tenant_rows = privacy_requests::table.filter(privacy_requests::organisation_id.eq(organisation));
    let row = tenant_rows.filter(privacy_requests::request_id.eq(id)).select(RequestRow::as_select());
    row.first(conn).await.optional()
}

/// The newest requests about a user.
pub async fn about(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    limit: i64,
) -> QueryResult<Vec<RequestRow>> {
    privacy_requests::table
        .filter(privacy_requests::organisation_id.eq(organisation))
        .filter(privacy_requests::user_id.eq(user))
        .order(privacy_requests::id.desc())
        .limit(limit)
        .select(RequestRow::as_select())
        .load(conn)
        .await
}

/// Ends a request. `copy`: size, SHA-256 and end of retention of an export.
pub async fn end(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    state: PrivacyState,
    copy: Option<(i64, &[u8], OffsetDateTime)>,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let tenant_rows = privacy_requests::table
        .filter(privacy_requests::organisation_id.eq(organisation))
        .filter(privacy_requests::id.eq(id));
    let ended = (
        privacy_requests::state.eq(state),
        privacy_requests::finished_at.eq(now),
        privacy_requests::file_size.eq(copy.map(|(size, _, _)| size)),
        privacy_requests::sha256.eq(copy.map(|(_, sha256, _)| sha256)),
        privacy_requests::expires_at.eq(copy.map(|(_, _, until)| until)),
    );
    diesel::update(tenant_rows).set(ended).execute(conn).await.map(drop)
}

/// Withdraws all exports of a user, pending ones included; returns their ids, so that the files can be deleted. Jobs
/// are deleted first, in the same order in which a running job ends itself before its request.
pub async fn withdraw_exports(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    now: OffsetDateTime,
) -> QueryResult<Vec<PrivacyRequestId>> {
    let copies = privacy_requests::table
        .filter(privacy_requests::organisation_id.eq(organisation))
        .filter(privacy_requests::user_id.eq(user))
        .filter(privacy_requests::kind.eq(PrivacyKind::Export))
        .filter(privacy_requests::state.eq_any([PrivacyState::Waiting, PrivacyState::Done]));
    diesel::sql_query(
        "DELETE FROM jobs w USING privacy_requests r
         WHERE r.organisation_id = $1 AND r.user_id = $2 AND r.kind = 'export' AND w.organisation_id = $1
             AND w.kind = 'export_person' AND w.payload ->> 'request_id' = r.request_id",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(user)
    .execute(conn)
    .await?;
    let expired = (
        privacy_requests::state.eq(PrivacyState::Expired),
        privacy_requests::finished_at.eq(now),
        privacy_requests::file_size.eq(None::<i64>),
        privacy_requests::sha256.eq(None::<Vec<u8>>),
        privacy_requests::expires_at.eq(None::<OffsetDateTime>),
    );
    diesel::update(copies).set(expired).returning(privacy_requests::request_id).get_results(conn).await
}

/// Whether an erasure of the user is pending.
pub async fn has_pending_erasure(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<bool> {
    let waiting = privacy_requests::table
        .filter(privacy_requests::organisation_id.eq(organisation))
        .filter(privacy_requests::user_id.eq(user))
        .filter(privacy_requests::kind.eq(PrivacyKind::Erase))
        .filter(privacy_requests::state.eq(PrivacyState::Waiting));
    diesel::select(diesel::dsl::exists(waiting)).get_result(conn).await
}

/// Marks expired exports; returns their ids, so that the files can be deleted.
pub async fn expire(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<Vec<PrivacyRequestId>> {
    let over = privacy_requests::table
        .filter(privacy_requests::state.eq(PrivacyState::Done))
        .filter(privacy_requests::expires_at.is_not_null())
        .filter(privacy_requests::expires_at.le(now));
    let expired = diesel::update(over).set(privacy_requests::state.eq(PrivacyState::Expired));
    expired.returning(privacy_requests::request_id).get_results(conn).await
}
