//! Rows of stored files: pending uploads and files of submissions. `reports` replaces reports, `of_notes`
//! has the photos of actions and comments.

pub mod of_notes;
pub mod reports;

use super::{
    prepared_sql::prepared_sql,
    schema::{report_links, shared_links, uploaded_files},
    types::Sha256Bytes,
};
use crate::domain::{
    ids::{LinkId, UploadId},
    shared_link::SharedFiles,
    upload::{FileType, Upload},
};
use diesel::{
    dsl::{exists, sql},
    expression::SqlLiteral,
    prelude::*,
    sql_types,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// A row of the table.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = uploaded_files)]
pub struct UploadRow {
    pub id: i64,
    pub upload_id: UploadId,
    pub submission_id: Option<i64>,
    pub file_type: FileType,
    pub field: String,
    pub original_filename: String,
    pub content_type: String,
    pub file_size: i64,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub sha256: [u8; 32],
    pub width: i32,
    pub height: i32,
    pub uploaded_at: OffsetDateTime,
}

impl From<UploadRow> for Upload {
    fn from(row: UploadRow) -> Upload {
        Upload {
            id: row.upload_id,
            file_type: row.file_type,
            sha256: row.sha256,
            field: row.field,
            original_filename: row.original_filename,
            content_type: row.content_type,
            file_size: row.file_size,
            width: row.width,
            height: row.height,
            uploaded_at: row.uploaded_at,
        }
    }
}

#[derive(Clone, Debug, Insertable)]
// NULL instead of DEFAULT for absent values: the text of a statement with DEFAULT varies, so it would not be found in
// the cache of prepared statements and would be planned again for each row.
#[diesel(table_name = uploaded_files, treat_none_as_default_value = false)]
pub struct NewUpload {
    pub upload_id: UploadId,
    pub organisation_id: i64,
    pub submission_id: Option<i64>,
    pub file_type: FileType,
    pub field: String,
    pub position: i32,
    pub original_filename: String,
    pub content_type: String,
    pub file_size: i64,
    pub sha256: [u8; 32],
    pub width: i32,
    pub height: i32,
    pub uploaded_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
}

/// Adds rows, 1,000 per statement (14 values each, below the limit of 65,535 parameters).
pub async fn add(conn: &mut AsyncPgConnection, rows: &[NewUpload]) -> QueryResult<()> {
    for chunk in rows.chunks(1_000) {
        diesel::insert_into(uploaded_files::table).values(chunk).execute(conn).await?;
    }
    Ok(())
}

/// The same for files of imported records, whose ids are derived from the record. If two records name the same file of
/// ours, the first one keeps it.
pub async fn add_unless_there(conn: &mut AsyncPgConnection, rows: &[NewUpload]) -> QueryResult<()> {
    for chunk in rows.chunks(1_000) {
        let insert = diesel::insert_into(uploaded_files::table).values(chunk);
        insert.on_conflict(uploaded_files::upload_id).do_nothing().execute(conn).await?;
    }
    Ok(())
}

/// Files by public id, pending or not. Files of pending submissions, of actions and of comments are excluded.
pub async fn by_ids(conn: &mut AsyncPgConnection, organisation: i64, ids: &[UploadId]) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq_any(ids))
        .filter(uploaded_files::pending_submission_id.is_null())
        .filter(uploaded_files::action_entry_id.is_null())
        .filter(uploaded_files::comment_id.is_null())
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// A page of the files of all organisations, in the order of their keys.
pub async fn page_of_all(conn: &mut AsyncPgConnection, after: i64, limit: i64) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::id.gt(after))
        .order(uploaded_files::id)
        .limit(limit)
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// All files of the newest revision of a submission, in the order of the form.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::submission_id.eq(submission))
        .filter(uploaded_files::removed_in.is_null())
        .order((uploaded_files::position, uploaded_files::id))
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// The same for several submissions.
pub async fn of_submissions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submissions: &[i64],
) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::submission_id.eq_any(submissions))
        .filter(uploaded_files::removed_in.is_null())
        .order((uploaded_files::submission_id, uploaded_files::position, uploaded_files::id))
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// The field and position for a pending upload.
pub struct Claim {
    pub upload_id: UploadId,
    pub field: String,
    pub position: i32,
}

/// Assigns pending uploads to a submission; returns how many were still available.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    claims: &[Claim],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let ids: Vec<&UploadId> = claims.iter().map(|c| &c.upload_id).collect();
    let fields: Vec<&str> = claims.iter().map(|c| c.field.as_str()).collect();
    let positions: Vec<i32> = claims.iter().map(|c| c.position).collect();
    prepared_sql(
        "UPDATE uploaded_files u SET submission_id = $1, expires_at = NULL, field = c.field, position = c.position
         FROM unnest($2::text[], $3::text[], $4::int[]) AS c (upload_id, field, position)
         WHERE u.upload_id = c.upload_id AND u.organisation_id = $5 AND u.submission_id IS NULL AND u.pending_submission_id IS NULL AND u.expires_at > $6",
    )
    .bind::<sql_types::Int8, _>(submission)
    .bind::<sql_types::Array<sql_types::Text>, _>(ids)
    .bind::<sql_types::Array<sql_types::Text>, _>(fields)
    .bind::<sql_types::Array<sql_types::Int4>, _>(positions)
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Timestamptz, _>(now)
    .execute(conn)
    .await
}

/// All files of several submissions, also those that only earlier revisions have.
pub async fn of_all_revisions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submissions: &[i64],
) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::submission_id.eq_any(submissions))
        .order((uploaded_files::submission_id, uploaded_files::position, uploaded_files::id))
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// Deletes at most `limit` expired pending uploads; returns their ids, so that the files can be deleted.
pub async fn expire(conn: &mut AsyncPgConnection, now: OffsetDateTime, limit: i64) -> QueryResult<Vec<UploadId>> {
    diesel::sql_query(
        "DELETE FROM uploaded_files WHERE id IN (
             SELECT id FROM uploaded_files WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         ) RETURNING upload_id",
    )
    .bind::<sql_types::Timestamptz, _>(now)
    .bind::<sql_types::Int8, _>(limit)
    .load::<ExpiredUpload>(conn)
    .await
    .map(|rows| rows.into_iter().map(|row| row.upload_id).collect())
}

#[derive(QueryableByName)]
struct ExpiredUpload {
    #[diesel(sql_type = sql_types::Text)]
    upload_id: UploadId,
}

/// Which of these ids have a row.
pub async fn known(conn: &mut AsyncPgConnection, ids: &[UploadId]) -> QueryResult<Vec<UploadId>> {
    uploaded_files::table
        .filter(uploaded_files::upload_id.eq_any(ids))
        .select(uploaded_files::upload_id)
        .load(conn)
        .await
}

/// The types of files that are sent with a form.
const SENT: [FileType; 3] = [FileType::Photo, FileType::Signature, FileType::Pdf];

/// A photo, signature or PDF of the submission of a shared link that is neither revoked nor expired. The link itself is
/// the permission, so there is no filter by organisation.
pub async fn of_shared_link(
    conn: &mut AsyncPgConnection,
    link: &LinkId,
    id: &UploadId,
    now: OffsetDateTime,
) -> QueryResult<Option<UploadRow>> {
    let shared = shared_links::table
        .filter(shared_links::link_id.eq(link))
        .filter(shared_links::submission_id.nullable().eq(uploaded_files::submission_id))
        .filter(shared_links::revoked_at.is_null())
        .filter(shared_links::expires_at.gt(now));
    uploaded_files::table
        .filter(uploaded_files::upload_id.eq(id))
        .filter(uploaded_files::file_type.eq_any(SENT))
        .filter(uploaded_files::removed_in.is_null())
        .filter(exists(shared))
        .select(UploadRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The submission of a photo, or the one that its action is about. Reports print both.
fn subject() -> SqlLiteral<sql_types::Nullable<sql_types::Int8>> {
    sql("coalesce(uploaded_files.submission_id, (SELECT actions.submission_id FROM action_entries \
         JOIN actions ON actions.id = action_entries.action_id \
         WHERE action_entries.id = uploaded_files.action_entry_id))")
}

/// A photo, signature or PDF of a submission whose Excel report a valid link has opened: a shared link, or since
/// `opened_since` one of an API response. The caller has verified the token of the photo, which is the permission, so
/// there is no filter by organisation.
pub async fn of_linked_report(
    conn: &mut AsyncPgConnection,
    id: &UploadId,
    now: OffsetDateTime,
    opened_since: OffsetDateTime,
) -> QueryResult<Option<UploadRow>> {
    let shared = shared_links::table
        .filter(shared_links::submission_id.nullable().eq(subject()))
        .filter(shared_links::files.eq_any([SharedFiles::Excel, SharedFiles::Both]))
        .filter(shared_links::revoked_at.is_null())
        .filter(shared_links::expires_at.gt(now))
        .filter(shared_links::opened_count.gt(0));
    let in_responses = report_links::table
        .filter(report_links::submission_id.nullable().eq(subject()))
        .filter(report_links::file_type.eq(FileType::ReportExcel))
        .filter(report_links::revoked_at.is_null())
        .filter(report_links::last_opened_at.gt(opened_since));
    uploaded_files::table
        .filter(uploaded_files::upload_id.eq(id))
        .filter(uploaded_files::file_type.eq_any(SENT))
        .filter(exists(shared).or(exists(in_responses)))
        .select(UploadRow::as_select())
        .first(conn)
        .await
        .optional()
}
