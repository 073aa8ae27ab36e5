//! Corrections of submissions: the earlier revisions, and the statement that replaces the newest one.

use super::{
    schema::{sql_types::TsVector, submission_revisions, submissions, uploaded_files, users},
    types::Sha256Bytes,
    uploads::{Claim, UploadRow},
};
use crate::domain::{
    ids::{SubmissionKey, UploadId},
    lang::Lang,
    submission::Status,
};
use diesel::{
    prelude::*,
    sql_types::{self, Array, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Date, OffsetDateTime};

#[diesel::declare_sql_function]
extern "SQL" {
    /// A sorted set of words without positions.
    fn array_to_tsvector(words: Array<Text>) -> TsVector;
}

/// The new content of a submission.
#[derive(AsChangeset)]
#[diesel(table_name = submissions, treat_none_as_null = true)]
pub struct CorrectedRow<'a> {
    pub language: Lang,
    pub site_name: &'a str,
    pub site_key: &'a str,
    pub visit_date: Option<Date>,
    pub form_data: &'a Value,
    pub item_count: i32,
    pub photo_count: i32,
    pub content_hash: &'a [u8],
    pub status: Status,
    pub missing_files: i32,
    pub without_reports: bool,
    pub score_percent: Option<i16>,
    pub has_passed: Option<bool>,
    pub updated_at: OffsetDateTime,
}

/// Replaces revision `seen` of a submission; false if it is not the newest any more.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    seen: i32,
    new: &CorrectedRow<'_>,
    words: &[String],
) -> QueryResult<bool> {
    let row = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq(submission))
        .filter(submissions::revision.eq(seen));
    let set = (new, submissions::words.eq(array_to_tsvector(words)), submissions::revision.eq(seen + 1));
    Ok(diesel::update(row).set(set).execute(conn).await? == 1)
}

/// Why and by whom a revision is replaced.
pub struct Replacement<'a> {
    pub by: Option<i64>,
    pub at: OffsetDateTime,
    pub reason: &'a str,
    pub key: &'a SubmissionKey,
}

/// Keeps the newest revision, before it is replaced; false if `seen` is not the newest, or the key was used before. The
/// row of the submission stays locked, so the second of two corrections waits here and then sees the first.
pub async fn keep(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    seen: i32,
    replacement: &Replacement<'_>,
) -> QueryResult<bool> {
    let kept = diesel::sql_query(
        "INSERT INTO submission_revisions (organisation_id, submission_id, revision, language, site_name, visit_date,
             form_data, content_hash, created_by, created_at, replaced_by, replaced_at, reason, submission_key)
         SELECT s.organisation_id, s.id, s.revision, s.language, s.site_name, s.visit_date, s.form_data, s.content_hash,
             CASE WHEN s.revision = 1 THEN s.user_id ELSE b.replaced_by END,
             CASE WHEN s.revision = 1 THEN s.created_at ELSE b.replaced_at END, $4, $5, $6, $7
         FROM (SELECT * FROM submissions WHERE organisation_id = $1 AND id = $2 AND revision = $3 FOR NO KEY UPDATE) s
         LEFT JOIN submission_revisions b ON b.submission_id = s.id AND b.revision = s.revision - 1
         ON CONFLICT DO NOTHING",
    );
    let kept = kept
        .bind::<sql_types::Int8, _>(organisation)
        .bind::<sql_types::Int8, _>(submission)
        .bind::<sql_types::Int4, _>(seen)
        .bind::<sql_types::Nullable<sql_types::Int8>, _>(replacement.by)
        .bind::<sql_types::Timestamptz, _>(replacement.at)
        .bind::<Text, _>(replacement.reason)
        .bind::<Text, _>(replacement.key);
    Ok(kept.execute(conn).await? == 1)
}

/// Who made the newest revision, when and why. None of these for the first one.
#[derive(Clone, Debug, Queryable)]
pub struct ReplacedRow {
    pub revision: i32,
    pub language: Lang,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub form_data: Value,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub content_hash: [u8; 32],
    pub created_at: OffsetDateTime,
    pub replaced_at: OffsetDateTime,
    pub reason: String,
    pub full_name: Option<String>,
    pub email: Option<String>,
}

/// The earlier revisions of a submission, oldest first, each with the person who replaced it.
pub async fn of(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<Vec<ReplacedRow>> {
    submission_revisions::table
        .left_join(users::table.on(submission_revisions::replaced_by.eq(users::id.nullable())))
        .filter(submission_revisions::organisation_id.eq(organisation))
        .filter(submission_revisions::submission_id.eq(submission))
        .order(submission_revisions::revision)
        .select((
            submission_revisions::revision,
            submission_revisions::language,
            submission_revisions::site_name,
            submission_revisions::visit_date,
            submission_revisions::form_data,
            submission_revisions::content_hash,
            submission_revisions::created_at,
            submission_revisions::replaced_at,
            submission_revisions::reason,
            users::full_name.nullable(),
            users::email.nullable(),
        ))
        .load(conn)
        .await
}

/// The submission that a correction with this key belongs to, and the revision that it replaced.
pub async fn by_key(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: &SubmissionKey,
) -> QueryResult<Option<(i64, i32)>> {
    submission_revisions::table
        .filter(submission_revisions::organisation_id.eq(organisation))
        .filter(submission_revisions::submission_key.eq(key))
        .select((submission_revisions::submission_id, submission_revisions::revision))
        .first(conn)
        .await
        .optional()
}

/// Whether a member has corrected a submission before.
pub async fn has_corrected(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    user: i64,
) -> QueryResult<bool> {
    let own = submission_revisions::table
        .filter(submission_revisions::organisation_id.eq(organisation))
        .filter(submission_revisions::submission_id.eq(submission))
        .filter(submission_revisions::replaced_by.eq(user));
    diesel::select(diesel::dsl::exists(own)).get_result(conn).await
}

/// The photos and signatures of all revisions of a submission.
pub async fn files(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::submission_id.eq(submission))
        .order((uploaded_files::position, uploaded_files::id))
        .select(UploadRow::as_select())
        .load(conn)
        .await
}

/// Gives the files of a submission, which this revision still has, their new places, and notes for those that it has no
/// longer in which revision they were removed: those among `named`, the files that the answers before named. Reports are
/// left alone.
pub async fn place_files(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    revision: i32,
    claims: &[Claim],
    named: &[UploadId],
) -> QueryResult<()> {
    let ids: Vec<&UploadId> = claims.iter().map(|claim| &claim.upload_id).collect();
    let fields: Vec<&str> = claims.iter().map(|claim| claim.field.as_str()).collect();
    let positions: Vec<i32> = claims.iter().map(|claim| claim.position).collect();
    diesel::sql_query(
        "UPDATE uploaded_files u SET field = coalesce(c.field, u.field), position = coalesce(c.position, u.position),
             removed_in = CASE WHEN c.upload_id IS NULL AND u.upload_id = ANY ($7) THEN coalesce(u.removed_in, $3)
                 WHEN c.upload_id IS NULL THEN u.removed_in END
         FROM uploaded_files o LEFT JOIN unnest($4::text[], $5::text[], $6::int[]) AS c (upload_id, field, position)
             ON c.upload_id = o.upload_id
         WHERE o.id = u.id AND u.organisation_id = $1 AND u.submission_id = $2 AND u.file_type IN ('photo', 'signature', 'pdf')",
    )
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Int8, _>(submission)
    .bind::<sql_types::Int4, _>(revision)
    .bind::<Array<Text>, _>(ids)
    .bind::<Array<Text>, _>(fields)
    .bind::<Array<sql_types::Int4>, _>(positions)
    .bind::<Array<Text>, _>(named.iter().collect::<Vec<_>>())
    .execute(conn)
    .await
    .map(drop)
}

/// Removes the report jobs of a submission, because they would make reports of what is out of date. A worker that runs
/// one of them has lost its lease.
pub async fn drop_report_jobs(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<()> {
    use super::schema::jobs;
    let of = jobs::table.filter(jobs::organisation_id.eq(organisation)).filter(jobs::submission_id.eq(submission));
    diesel::delete(of).execute(conn).await.map(drop)
}

/// The answers of the revisions from `first` on and before `newest`, oldest first.
pub async fn answers_between(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    (first, newest): (i32, i32),
) -> QueryResult<Vec<Value>> {
    submission_revisions::table
        .filter(submission_revisions::organisation_id.eq(organisation))
        .filter(submission_revisions::submission_id.eq(submission))
        .filter(submission_revisions::revision.ge(first))
        .filter(submission_revisions::revision.lt(newest))
        .order(submission_revisions::revision)
        .select(submission_revisions::form_data)
        .load(conn)
        .await
}

/// Whether this revision is the newest one, until the transaction ends: a correction at the same time is waited for, and
/// a later one waits. Call it after the transaction has written its rows, as corrections lock the submission last.
pub async fn is_newest(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    revision: i32,
) -> QueryResult<bool> {
    let newest: Option<i32> = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq(submission))
        .select(submissions::revision)
        .for_share()
        .first(conn)
        .await
        .optional()?;
    Ok(newest == Some(revision))
}

/// The content hash and the answers of an earlier revision; none if it is the newest.
pub async fn content(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    revision: i32,
) -> QueryResult<Option<([u8; 32], Value)>> {
    let found = submission_revisions::table
        .filter(submission_revisions::organisation_id.eq(organisation))
        .filter(submission_revisions::submission_id.eq(submission))
        .filter(submission_revisions::revision.eq(revision))
        .select((submission_revisions::content_hash, submission_revisions::form_data))
        .first::<(Vec<u8>, Value)>(conn)
        .await
        .optional()?;
    Ok(found.and_then(|(hash, form_data)| Some((hash.try_into().ok()?, form_data))))
}
