//! All versions of reports that were ever issued, for report verification.

use super::{
    schema::{organisations, report_versions, submissions, uploaded_files},
    types::Sha256Bytes,
};
use crate::domain::{
    ids::{ModuleSlug, ReportCode, UploadId},
    time_zone::TimeZone,
    upload::FileType,
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

#[derive(Insertable)]
// NULL instead of DEFAULT for absent values, so that the text of the statement does not vary and it is prepared once.
#[diesel(table_name = report_versions, treat_none_as_default_value = false)]
pub struct NewVersion<'a> {
    pub organisation_id: i64,
    pub submission_id: i64,
    pub code: &'a ReportCode,
    pub file_type: FileType,
    pub module: &'a ModuleSlug,
    pub visit_date: Option<Date>,
    pub sha256: &'a [u8],
    pub file_size: i64,
    pub made_at: OffsetDateTime,
    /// Of the submission.
    pub revision: i32,
}

/// Adds the files of a report; earlier versions are marked as replaced.
pub async fn add(conn: &mut AsyncPgConnection, versions: &[NewVersion<'_>], now: OffsetDateTime) -> QueryResult<()> {
    let Some(first) = versions.first() else { return Ok(()) };
    let before = report_versions::table
        .filter(report_versions::organisation_id.eq(first.organisation_id))
        .filter(report_versions::submission_id.eq(first.submission_id))
        .filter(report_versions::replaced_at.is_null());
    diesel::update(before).set(report_versions::replaced_at.eq(now)).execute(conn).await?;
    for version in versions {
        // One by one: the statement for several rows is not prepared.
        diesel::insert_into(report_versions::table).values(version).execute(conn).await?;
    }
    Ok(())
}

/// A report version for the verification page.
#[derive(Debug, Queryable)]
pub struct VersionRow {
    pub organisation_id: i64,
    pub organisation: String,
    /// The zone of the organisation.
    pub time_zone: TimeZone,
    pub file_type: FileType,
    pub module: ModuleSlug,
    pub visit_date: Option<Date>,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub sha256: [u8; 32],
    pub file_size: i64,
    pub made_at: OffsetDateTime,
    pub replaced_at: Option<OffsetDateTime>,
    /// The revision that it is of.
    pub revision: i32,
    /// The site of the submission; `None` if the submission was erased.
    pub site_name: Option<String>,
    /// The newest revision of the submission.
    pub newest: Option<i32>,
}

/// The report versions with this code. The code itself is the permission, so there is no filter by organisation.
pub async fn of_code(conn: &mut AsyncPgConnection, code: &ReportCode) -> QueryResult<Vec<VersionRow>> {
    report_versions::table
        .inner_join(organisations::table.on(organisations::id.eq(report_versions::organisation_id)))
        .left_join(submissions::table.on(submissions::id.nullable().eq(report_versions::submission_id)))
        .filter(report_versions::code.eq(code))
        .order(report_versions::file_type.desc())
        .select((
            organisations::id,
            organisations::name,
            organisations::time_zone,
            report_versions::file_type,
            report_versions::module,
            report_versions::visit_date,
            report_versions::sha256,
            report_versions::file_size,
            report_versions::made_at,
            report_versions::replaced_at,
            report_versions::revision,
            submissions::site_name.nullable(),
            submissions::revision.nullable(),
        ))
        .load(conn)
        .await
}

/// The files of the newest reports of one revision that are still here: type, upload id and hash.
pub async fn files_of_revision(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    revision: i32,
) -> QueryResult<Vec<(FileType, UploadId, Vec<u8>)>> {
    report_versions::table
        .inner_join(
            uploaded_files::table.on(uploaded_files::submission_id
                .eq(report_versions::submission_id)
                .and(uploaded_files::sha256.eq(report_versions::sha256))
                .and(uploaded_files::file_type.eq(report_versions::file_type))),
        )
        .filter(report_versions::organisation_id.eq(organisation))
        .filter(report_versions::submission_id.eq(submission))
        .filter(report_versions::revision.eq(revision))
        .order(report_versions::id.desc())
        .select((report_versions::file_type, uploaded_files::upload_id, uploaded_files::sha256))
        .load(conn)
        .await
}
