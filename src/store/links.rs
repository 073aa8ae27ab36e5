//! Report links: one row per report of a submission, which counts openings and can be revoked.

use super::{
    schema::{report_links, submissions, uploaded_files},
    types::Sha256Bytes,
};
use crate::domain::{
    ids::{LinkId, ModuleSlug, UploadId},
    lang::Lang,
    upload::FileType,
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

/// Creates the link of a report. A report that is generated again keeps its link.
pub async fn ensure(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    file_type: FileType,
    link: &LinkId,
) -> QueryResult<()> {
    diesel::insert_into(report_links::table)
        .values((
            report_links::link_id.eq(link),
            report_links::organisation_id.eq(organisation),
            report_links::submission_id.eq(submission),
            report_links::file_type.eq(file_type),
        ))
        .on_conflict((report_links::submission_id, report_links::file_type))
        .do_nothing()
        .execute(conn)
        .await
        .map(drop)
}

/// A report with its link.
#[derive(Debug, Queryable)]
pub struct LinkedReport {
    pub link_id: LinkId,
    pub file_type: FileType,
    pub file_size: i64,
    pub opened_count: i32,
    pub last_opened_at: Option<OffsetDateTime>,
}

/// The current reports of a submission.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Vec<LinkedReport>> {
    report_links::table
        .inner_join(
            uploaded_files::table.on(uploaded_files::submission_id
                .eq(report_links::submission_id.nullable())
                .and(uploaded_files::file_type.eq(report_links::file_type))
                .and(uploaded_files::removed_in.is_null())),
        )
        .filter(report_links::organisation_id.eq(organisation))
        .filter(report_links::submission_id.eq(submission))
        .select((
            report_links::link_id,
            report_links::file_type,
            uploaded_files::file_size,
            report_links::opened_count,
            report_links::last_opened_at,
        ))
        .load(conn)
        .await
}

/// The data for a download.
#[derive(Debug, Queryable)]
pub struct OpenedReport {
    pub organisation_id: i64,
    pub submission_key: i64,
    pub module: ModuleSlug,
    pub form_version: i32,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub language: Lang,
    pub file_type: FileType,
    pub upload_id: UploadId,
    #[diesel(deserialize_as = Sha256Bytes)]
    pub sha256: [u8; 32],
}

/// The report of a link that is not revoked. The caller has verified the signature of the link. The link itself is the
/// permission, so there is no filter by organisation.
pub async fn find(conn: &mut AsyncPgConnection, link: &LinkId) -> QueryResult<Option<OpenedReport>> {
    report_links::table
        .inner_join(submissions::table.on(submissions::id.eq(report_links::submission_id)))
        .inner_join(
            uploaded_files::table.on(uploaded_files::submission_id
                .eq(report_links::submission_id.nullable())
                .and(uploaded_files::file_type.eq(report_links::file_type))
                .and(uploaded_files::removed_in.is_null())),
        )
        .filter(report_links::link_id.eq(link))
        .filter(report_links::revoked_at.is_null())
        .select((
            report_links::organisation_id,
            report_links::submission_id,
            submissions::module,
            submissions::form_version,
            submissions::site_name,
            submissions::visit_date,
            submissions::language,
            report_links::file_type,
            uploaded_files::upload_id,
            uploaded_files::sha256,
        ))
        .first(conn)
        .await
        .optional()
}

/// Counts an opening; false if the link was revoked.
pub async fn opened(conn: &mut AsyncPgConnection, link: &LinkId, now: OffsetDateTime) -> QueryResult<bool> {
    let open = report_links::table.filter(report_links::link_id.eq(link)).filter(report_links::revoked_at.is_null());
    diesel::update(open)
        .set((report_links::opened_count.eq(report_links::opened_count + 1), report_links::last_opened_at.eq(now)))
        .execute(conn)
        .await
        .map(|counted| counted == 1)
}

/// Gives the link of a report another id, so that every address handed out so far is dead. The next response of the API
/// has a new address.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    old: &LinkId,
    new: &LinkId,
) -> QueryResult<bool> {
    let link = report_links::table
        .filter(report_links::organisation_id.eq(organisation))
        .filter(report_links::submission_id.eq(submission))
        .filter(report_links::link_id.eq(old));
    let unused = None::<OffsetDateTime>;
    let replaced = diesel::update(link)
        .set((
            report_links::link_id.eq(new),
            report_links::opened_count.eq(0),
            report_links::last_opened_at.eq(unused),
            report_links::revoked_at.eq(unused),
        ))
        .execute(conn)
        .await?;
    Ok(replaced == 1)
}
