//! Submissions: insertion, look-up by id or key, status.

pub mod attached;
pub mod key_block;
pub mod reinspections;
pub mod with_job;

use super::{
    schema::{jobs, sql_types::TsVector, submissions},
    submission_scope,
    types::Sha256Bytes,
};
use crate::domain::{
    access::SubmissionScope,
    ids::{JobId, ModuleSlug, SubmissionId, SubmissionKey},
    lang::Lang,
    submission::{CreatedAtSource, Status},
};
use diesel::{
    prelude::*,
    sql_types::{Array, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use time::{Date, OffsetDateTime};

#[diesel::declare_sql_function]
extern "SQL" {
    /// A sorted set of words without positions.
    fn array_to_tsvector(words: Array<Text>) -> TsVector;
}

#[derive(Insertable)]
// NULL instead of DEFAULT for absent values: the text of a statement with DEFAULT varies, so it would not be found in
// the cache of prepared statements and would be planned again for each row.
#[diesel(table_name = submissions, treat_none_as_default_value = false)]
pub struct NewSubmission<'a> {
    pub submission_id: &'a SubmissionId,
    pub organisation_id: i64,
    pub module: &'a ModuleSlug,
    pub form_version: i32,
    pub user_id: Option<i64>,
    pub language: Lang,
    pub site_name: &'a str,
    pub site_key: &'a str,
    pub visit_date: Option<Date>,
    pub form_data: &'a Value,
    pub item_count: i32,
    pub photo_count: i32,
    pub submission_key: &'a SubmissionKey,
    pub content_hash: &'a [u8],
    pub job_id: &'a JobId,
    pub submitted_by_ip: Option<IpNet>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// The submission that it inspects again.
    pub reinspects_id: Option<i64>,
    /// The score of its checks in percent.
    pub score_percent: Option<i16>,
    pub has_passed: Option<bool>,
}

/// Inserts a submission; `None` if its key was used before. The unique constraint decides: of two concurrent posts of
/// the same form, the second waits here for the commit of the first.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    new: &NewSubmission<'_>,
    words: &[String],
) -> QueryResult<Option<i64>> {
    diesel::insert_into(submissions::table)
        .values((new, submissions::words.eq(array_to_tsvector(words))))
        .on_conflict((submissions::organisation_id, submissions::submission_key))
        .do_nothing()
        .returning(submissions::id)
        .get_result(conn)
        .await
        .optional()
}

/// The data of a receipt.
#[derive(Debug, Queryable)]
pub struct Saved {
    pub id: i64,
    pub submission_id: SubmissionId,
    pub job_id: JobId,
    pub module: ModuleSlug,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub content_hash: [u8; 32],
    pub created_at: OffsetDateTime,
}

#[diesel::dsl::auto_type]
fn all_saved(organisation: i64) -> _ {
    submissions::table.filter(submissions::organisation_id.eq(organisation)).select((
        submissions::id,
        submissions::submission_id,
        submissions::job_id,
        submissions::module,
        submissions::content_hash,
        submissions::created_at,
    ))
}

pub async fn by_key(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: &SubmissionKey,
) -> QueryResult<Option<Saved>> {
    all_saved(organisation).filter(submissions::submission_key.eq(key)).first(conn).await.optional()
}

/// The same by public id.
pub async fn saved(conn: &mut AsyncPgConnection, organisation: i64, id: &SubmissionId) -> QueryResult<Option<Saved>> {
    all_saved(organisation).filter(submissions::submission_id.eq(id)).first(conn).await.optional()
}

/// A complete row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = submissions)]
pub struct SubmissionRow {
    pub id: i64,
    pub submission_id: SubmissionId,
    pub organisation_id: i64,
    pub module: ModuleSlug,
    pub form_version: i32,
    pub status: Status,
    pub language: Lang,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub form_data: Value,
    pub submission_key: SubmissionKey,
    pub job_id: JobId,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub content_hash: [u8; 32],
    pub created_at: OffsetDateTime,
    pub created_at_source: CreatedAtSource,
    pub updated_at: OffsetDateTime,
    pub without_reports: bool,
    pub missing_files: i32,
    pub user_id: Option<i64>,
    pub revision: i32,
    pub reinspects_id: Option<i64>,
}

pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &SubmissionId,
) -> QueryResult<Option<SubmissionRow>> {
    submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::submission_id.eq(id))
        .select(SubmissionRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Several submissions, by key.
pub async fn by_keys(conn: &mut AsyncPgConnection, organisation: i64, keys: &[i64]) -> QueryResult<Vec<SubmissionRow>> {
    submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq_any(keys))
        .select(SubmissionRow::as_select())
        .load(conn)
        .await
}

/// Keys and public ids with a key above `after`, of one module or all.
pub async fn keys(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: Option<&ModuleSlug>,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, SubmissionId)>> {
    let mut behind = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.gt(after))
        .order(submissions::id)
        .limit(limit)
        .select((submissions::id, submissions::submission_id))
        .into_boxed();
    if let Some(module) = module {
        behind = behind.filter(submissions::module.eq(module));
    }
    behind.load(conn).await
}

/// The number of submissions of one module or all.
pub async fn count(conn: &mut AsyncPgConnection, organisation: i64, module: Option<&ModuleSlug>) -> QueryResult<i64> {
    let mut tenant_rows = submissions::table.filter(submissions::organisation_id.eq(organisation)).count().into_boxed();
    if let Some(module) = module {
        tenant_rows = tenant_rows.filter(submissions::module.eq(module));
    }
    tenant_rows.get_result(conn).await
}

/// Sets the status. Only the job of the submission calls this.
pub async fn set_status(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    status: Status,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let tenant_rows =
        submissions::table.filter(submissions::organisation_id.eq(organisation)).filter(submissions::id.eq(id));
    diesel::update(tenant_rows)
        .set((submissions::status.eq(status), submissions::without_reports.eq(false), submissions::updated_at.eq(now)))
        .execute(conn)
        .await
        .map(drop)
}

/// Records that both reports were made, and how many photos and signatures they lack. Only the job of the submission
/// calls this.
pub async fn complete(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    missing_files: i32,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let tenant_rows =
        submissions::table.filter(submissions::organisation_id.eq(organisation)).filter(submissions::id.eq(id));
    diesel::update(tenant_rows)
        .set((
            submissions::status.eq(Status::Completed),
            submissions::without_reports.eq(false),
            submissions::missing_files.eq(missing_files),
            submissions::updated_at.eq(now),
        ))
        .execute(conn)
        .await
        .map(drop)
}

/// Ends the failed report job of an imported submission, which stays without reports; none if it has no such job.
/// Returns the id of the job. Needs a transaction.
pub async fn settle_failed(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    now: OffsetDateTime,
) -> QueryResult<Option<JobId>> {
    let failed = jobs::table
        .filter(jobs::organisation_id.eq(organisation))
        .filter(jobs::submission_id.eq(id))
        .filter(jobs::failed_at.is_not_null());
    let settled = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq(id))
        .filter(submissions::status.eq(Status::Failed))
        .filter(submissions::created_at_source.ne(CreatedAtSource::Server))
        .filter(diesel::dsl::exists(failed));
    let job = diesel::update(settled)
        .set((
            submissions::status.eq(Status::Completed),
            submissions::without_reports.eq(true),
            submissions::updated_at.eq(now),
        ))
        .returning(submissions::job_id)
        .get_result::<JobId>(conn)
        .await
        .optional()?;
    if job.is_some() {
        diesel::delete(failed).execute(conn).await?;
    }
    Ok(job)
}

/// The keys of imported submissions within a submission scope whose reports failed, lowest first.
pub async fn failed_imported(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    let failed = jobs::table
        .filter(jobs::organisation_id.eq(organisation))
        .filter(jobs::failed_at.is_not_null())
        .filter(jobs::submission_id.is_not_null())
        .select(jobs::submission_id);
    let mut query = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.nullable().eq_any(failed))
        .filter(submissions::status.eq(Status::Failed))
        .filter(submissions::created_at_source.ne(CreatedAtSource::Server))
        .order(submissions::id)
        .limit(limit)
        .select(submissions::id)
        .into_boxed();
    if let Some(within) = submission_scope::within(reach) {
        query = query.filter(within);
    }
    query.load(conn).await
}
