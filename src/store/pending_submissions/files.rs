//! The files of pending submissions, received through public links.

use crate::{
    domain::ids::{ModuleSlug, UploadId},
    store::{
        schema::{pending_submissions, uploaded_files},
        uploads::{Claim, UploadRow},
    },
};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The files of a pending submission, in the order of the form.
pub async fn of_submission(conn: &mut AsyncPgConnection, organisation: i64, id: i64) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::pending_submission_id.eq(id))
        .order((uploaded_files::position, uploaded_files::id))
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// Those of these files that were received through a link.
#[diesel::dsl::auto_type]
fn received<'a>(organisation: i64, link: i64, ids: &'a [UploadId]) -> _ {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq_any(ids))
        .filter(uploaded_files::public_link_id.eq(link))
}

/// Files that were received through a link, in any state.
pub async fn of_link(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    link: i64,
    ids: &[UploadId],
) -> QueryResult<Vec<UploadRow>> {
    received(organisation, link, ids).select(UploadRow::as_select()).load(conn).await
}

/// Those of these files that are not claimed.
pub async fn unclaimed_of_link(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    link: i64,
    ids: &[UploadId],
) -> QueryResult<Vec<UploadRow>> {
    let unclaimed = received(organisation, link, ids).filter(uploaded_files::expires_at.is_not_null());
    unclaimed.select(UploadRow::as_select()).load(conn).await
}

/// A file of a pending submission, with module and site.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &UploadId,
) -> QueryResult<Option<(UploadRow, ModuleSlug, String)>> {
    uploaded_files::table
        .inner_join(
            pending_submissions::table.on(uploaded_files::pending_submission_id.eq(pending_submissions::id.nullable())),
        )
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq(id))
        .select((UploadRow::as_select(), pending_submissions::module, pending_submissions::site_name))
        .first(conn)
        .await
        .optional()
}

/// Records through which link pending uploads were received.
pub async fn record_link(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    link: i64,
    ids: &[UploadId],
) -> QueryResult<()> {
    let files = uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq_any(ids));
    diesel::update(files).set(uploaded_files::public_link_id.eq(link)).execute(conn).await.map(drop)
}

/// Assigns pending uploads of a link to a pending submission; returns how many were still available.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    link: i64,
    waiting: i64,
    claims: &[Claim],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let ids: Vec<&UploadId> = claims.iter().map(|c| &c.upload_id).collect();
    let fields: Vec<&str> = claims.iter().map(|c| c.field.as_str()).collect();
    let positions: Vec<i32> = claims.iter().map(|c| c.position).collect();
    diesel::sql_query(
        "UPDATE uploaded_files u SET pending_submission_id = $1, expires_at = NULL, field = c.field, position = c.position
         FROM unnest($2::text[], $3::text[], $4::int[]) AS c (upload_id, field, position)
         WHERE u.upload_id = c.upload_id AND u.organisation_id = $5 AND u.public_link_id = $7
             AND u.submission_id IS NULL AND u.pending_submission_id IS NULL AND u.expires_at > $6",
    )
    .bind::<sql_types::Int8, _>(waiting)
    .bind::<sql_types::Array<sql_types::Text>, _>(ids)
    .bind::<sql_types::Array<sql_types::Text>, _>(fields)
    .bind::<sql_types::Array<sql_types::Int4>, _>(positions)
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Timestamptz, _>(now)
    .bind::<sql_types::Int8, _>(link)
    .execute(conn)
    .await
}
