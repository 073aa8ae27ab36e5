//! The reports of a submission: one current report of each kind, and those of earlier revisions.

use super::NewUpload;
use crate::{
    domain::{ids::UploadId, upload::FileType},
    store::schema::{report_versions, uploaded_files},
};
use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// What a report job makes. The appendix is missing unless the photos need a file of their own.
const KINDS: [FileType; 3] = [FileType::ReportExcel, FileType::ReportPdf, FileType::ReportPhotos];

/// Replaces all reports of a submission by those of this revision; returns the upload ids of the previous ones whose
/// files have to be deleted. Reports of an earlier revision stay, so that they can be opened.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    rows: &[NewUpload],
    revision: i32,
) -> QueryResult<Vec<UploadId>> {
    let of_earlier = report_versions::table
        .filter(report_versions::organisation_id.eq(organisation))
        .filter(report_versions::submission_id.eq(submission))
        .filter(report_versions::sha256.eq(uploaded_files::sha256))
        .filter(report_versions::revision.lt(revision));
    let current = || {
        uploaded_files::table
            .filter(uploaded_files::organisation_id.eq(organisation))
            .filter(uploaded_files::submission_id.eq(submission))
            .filter(uploaded_files::file_type.eq_any(KINDS))
            .filter(uploaded_files::removed_in.is_null())
    };
    if revision > 1 {
        let kept = diesel::update(current().filter(exists(of_earlier))).set(uploaded_files::removed_in.eq(revision));
        kept.execute(conn).await?;
    }
    let before = diesel::delete(current()).returning(uploaded_files::upload_id).load(conn).await?;
    for row in rows {
        // One by one: the statement for several rows is not prepared.
        diesel::insert_into(uploaded_files::table).values(row).execute(conn).await?;
    }
    Ok(before)
}
