//! Pending submissions, received through public links. They are in a separate table, so that no query on submissions
//! can return them. `files` has their files.

pub mod files;

use super::{
    schema::{pending_submissions, public_links, uploaded_files},
    types::Sha256Bytes,
};
use crate::domain::{
    ids::{ModuleSlug, SubmissionId, SubmissionKey, UploadId},
    lang::Lang,
    submission::PendingState,
};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use time::{Date, OffsetDateTime};

#[derive(Debug, Insertable)]
#[diesel(table_name = pending_submissions)]
pub struct NewPendingSubmission<'a> {
    pub submission_id: &'a SubmissionId,
    pub organisation_id: i64,
    pub public_link_id: i64,
    pub module: &'a ModuleSlug,
    pub form_version: i32,
    pub language: Lang,
    pub site_name: &'a str,
    pub visit_date: Option<Date>,
    pub form_data: &'a Value,
    pub submission_key: &'a SubmissionKey,
    pub content_hash: &'a [u8],
    pub photo_count: i32,
    pub submitted_by_ip: Option<IpNet>,
    pub received_at: OffsetDateTime,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = pending_submissions)]
pub struct PendingSubmissionRow {
    pub id: i64,
    pub submission_id: SubmissionId,
    pub state: PendingState,
    pub module: ModuleSlug,
    pub form_version: i32,
    pub language: Lang,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub form_data: Value,
    pub submission_key: SubmissionKey,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub content_hash: [u8; 32],
    pub photo_count: i32,
    pub submitted_by_ip: Option<IpNet>,
    pub received_at: OffsetDateTime,
    pub decided_at: Option<OffsetDateTime>,
    pub reason: Option<String>,
}

/// Adds a pending submission; `None` if its key or id exists already.
pub async fn add(conn: &mut AsyncPgConnection, new: &NewPendingSubmission<'_>) -> QueryResult<Option<i64>> {
    diesel::insert_into(pending_submissions::table)
        .values(new)
        .on_conflict_do_nothing()
        .returning(pending_submissions::id)
        .get_result(conn)
        .await
        .optional()
}

pub async fn by_key(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: &SubmissionKey,
) -> QueryResult<Option<PendingSubmissionRow>> {
    let tenant_rows = pending_submissions::table.filter(pending_submissions::organisation_id.eq(organisation));
    let row = tenant_rows.filter(pending_submissions::submission_key.eq(key)).select(PendingSubmissionRow::as_select());
    row.first(conn).await.optional()
}

/// A pending submission, with the name of its public link.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &SubmissionId,
) -> QueryResult<Option<(PendingSubmissionRow, String)>> {
    pending_submissions::table
        .inner_join(public_links::table)
        .filter(pending_submissions::organisation_id.eq(organisation))
        .filter(pending_submissions::submission_id.eq(id))
        .select((PendingSubmissionRow::as_select(), public_links::name))
        .first(conn)
        .await
        .optional()
}

/// The same, locked until the end of the transaction.
pub async fn lock_pending_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &SubmissionId,
) -> QueryResult<Option<PendingSubmissionRow>> {
    let tenant_rows = pending_submissions::table.filter(pending_submissions::organisation_id.eq(organisation));
    let row = tenant_rows.filter(pending_submissions::submission_id.eq(id)).select(PendingSubmissionRow::as_select());
    row.for_update().first(conn).await.optional()
}

/// Pending submissions in a state, oldest first, with a key above `after`; each with the name of its public link.
pub async fn queue(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    state: PendingState,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<(PendingSubmissionRow, String)>> {
    pending_submissions::table
        .inner_join(public_links::table)
        .filter(pending_submissions::organisation_id.eq(organisation))
        .filter(pending_submissions::state.eq(state))
        .filter(pending_submissions::id.gt(after))
        .order(pending_submissions::id)
        .limit(limit)
        .select((PendingSubmissionRow::as_select(), public_links::name))
        .load(conn)
        .await
}

/// Module and site name of each waiting submission.
pub async fn waiting_scopes(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    limit: i64,
) -> QueryResult<Vec<(ModuleSlug, String)>> {
    pending_submissions::table
        .filter(pending_submissions::organisation_id.eq(organisation))
        .filter(pending_submissions::state.eq(PendingState::Waiting))
        .order(pending_submissions::id)
        .limit(limit)
        .select((pending_submissions::module, pending_submissions::site_name))
        .load(conn)
        .await
}

/// Refuses a pending submission; false if it is not waiting any more.
pub async fn refuse(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    by: Option<i64>,
    reason: &str,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let waiting = pending_submissions::table
        .filter(pending_submissions::organisation_id.eq(organisation))
        .filter(pending_submissions::id.eq(id))
        .filter(pending_submissions::state.eq(PendingState::Waiting));
    let refused = (
        pending_submissions::state.eq(PendingState::Refused),
        pending_submissions::decided_at.eq(now),
        pending_submissions::decided_by.eq(by),
        pending_submissions::reason.eq(reason),
    );
    Ok(diesel::update(waiting).set(refused).execute(conn).await? == 1)
}

/// Deletes the row of an accepted pending submission. Its files become pending uploads, which the submission claims in
/// the same transaction. False if it is not waiting any more.
pub async fn release(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    until: OffsetDateTime,
) -> QueryResult<bool> {
    let files = uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::pending_submission_id.eq(id));
    let pending = (uploaded_files::pending_submission_id.eq(None::<i64>), uploaded_files::expires_at.eq(until));
    diesel::update(files).set(pending).execute(conn).await?;
    let row = pending_submissions::table
        .filter(pending_submissions::organisation_id.eq(organisation))
        .filter(pending_submissions::id.eq(id))
        .filter(pending_submissions::state.eq(PendingState::Waiting));
    Ok(diesel::delete(row).execute(conn).await? == 1)
}

/// Deletes at most `limit` pending submissions that were refused at or before a time.
pub async fn erase_refused(
    conn: &mut AsyncPgConnection,
    before: OffsetDateTime,
    limit: i64,
) -> QueryResult<Vec<DeletedPendingSubmission>> {
    diesel::sql_query(
        "WITH old AS (
             SELECT id FROM pending_submissions WHERE state = 'refused' AND decided_at <= $1
             ORDER BY decided_at LIMIT $2 FOR UPDATE SKIP LOCKED
         ), files AS (
             SELECT u.pending_submission_id, array_agg(u.upload_id) AS ids FROM uploaded_files u JOIN old ON old.id = u.pending_submission_id
             GROUP BY u.pending_submission_id
         ), gone AS (
             DELETE FROM pending_submissions w USING old WHERE w.id = old.id
             RETURNING w.id, w.organisation_id, w.submission_id
         )
         SELECT g.organisation_id, g.submission_id, coalesce(f.ids, '{}') AS uploads
         FROM gone g LEFT JOIN files f ON f.pending_submission_id = g.id",
    )
    .bind::<sql_types::Timestamptz, _>(before)
    .bind::<sql_types::Int8, _>(limit)
    .load(conn)
    .await
}

#[derive(Debug, QueryableByName)]
pub struct DeletedPendingSubmission {
    #[diesel(sql_type = sql_types::Int8)]
    pub organisation_id: i64,
    #[diesel(sql_type = sql_types::Text)]
    pub submission_id: SubmissionId,
    #[diesel(sql_type = sql_types::Array<sql_types::Text>)]
    pub uploads: Vec<UploadId>,
}
