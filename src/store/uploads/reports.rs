//! The reports of a submission: one current report of each kind, and those of earlier revisions.

use super::NewUpload;
use crate::{
    domain::{ids::UploadId, upload::FileType},
    store::schema::{report_versions, uploaded_files},
};
use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Removes a report in favour of one of this revision; returns its upload id if its file has to be deleted. The report
/// of an earlier revision stays, so that it can be opened.
pub async fn remove(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    file_type: FileType,
    revision: i32,
) -> QueryResult<Option<UploadId>> {
    let of_earlier = report_versions::table
        .filter(report_versions::organisation_id.eq(organisation))
        .filter(report_versions::submission_id.eq(submission))
        .filter(report_versions::sha256.eq(uploaded_files::sha256))
        .filter(report_versions::revision.lt(revision));
    let current = || {
        uploaded_files::table
            .filter(uploaded_files::organisation_id.eq(organisation))
            .filter(uploaded_files::submission_id.eq(submission))
            .filter(uploaded_files::file_type.eq(file_type))
            .filter(uploaded_files::removed_in.is_null())
    };
    if revision > 1 {
        let kept = diesel::update(current().filter(exists(of_earlier))).set(uploaded_files::removed_in.eq(revision));
        kept.execute(conn).await?;
    }
    diesel::delete(current()).returning(uploaded_files::upload_id).get_result(conn).await.optional()
}

/// Replaces a report by one of this revision; returns the upload id of the previous one if its file has to be deleted.
pub async fn replace(conn: &mut AsyncPgConnection, row: &NewUpload, revision: i32) -> QueryResult<Option<UploadId>> {
    let before = match row.submission_id {
        Some(submission) => remove(conn, row.organisation_id, submission, row.file_type, revision).await?,
        None => None,
    };
    diesel::insert_into(uploaded_files::table).values(row).execute(conn).await?;
    Ok(before)
}
