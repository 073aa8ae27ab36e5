//! Resolves URLs of the legacy app: jobs, reports and pictures of imported records.

use crate::domain::{
    ids::UploadId,
    migration::{MediaState, RecordKind},
};
use crate::store::schema::{legacy_media, legacy_records};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// The facts of a job of the legacy app, by its id.
pub async fn job(conn: &mut AsyncPgConnection, organisation: i64, id: &str) -> QueryResult<Option<Value>> {
    legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::record_id.eq(id))
        .filter(legacy_records::kind.eq(RecordKind::Job))
        .order(legacy_records::id)
        .select(legacy_records::facts)
        .first(conn)
        .await
        .optional()
}

/// The facts of the job about a submission.
pub async fn job_about(conn: &mut AsyncPgConnection, organisation: i64, id: &str) -> QueryResult<Option<Value>> {
    legacy_records::table
        .filter(legacy_records::organisation_id.eq(organisation))
        .filter(legacy_records::about.eq(id))
        .filter(legacy_records::kind.eq(RecordKind::Job))
        .order(legacy_records::id)
        .select(legacy_records::facts)
        .first(conn)
        .await
        .optional()
}

/// A submission whose job made a report with a given file name.
#[derive(Debug, QueryableByName)]
pub struct ReportOrigin {
    /// The submission id in the job.
    #[diesel(sql_type = sql_types::Text)]
    pub about: String,
    /// The key of the submission, if it is in the database.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub submission: Option<i64>,
}

/// The submissions that a report file name belongs to. At most two, because with a second one the name is already
/// ambiguous.
pub async fn makers(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    file_name: &str,
) -> QueryResult<Vec<ReportOrigin>> {
    diesel::sql_query(
        "SELECT DISTINCT r.about, s.id AS submission
         FROM legacy_records r
         LEFT JOIN submissions s ON s.submission_id = r.about AND s.organisation_id = r.organisation_id
         WHERE r.kind = 'job' AND r.facts -> 'reports' @> jsonb_build_array(jsonb_build_object('file_name', $2))
           AND r.organisation_id = $1 AND r.about IS NOT NULL
         LIMIT 2",
    )
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Text, _>(file_name)
    .load(conn)
    .await
}

/// The upload of a file in the old `uploads`, if it is shown as a picture.
pub async fn picture(conn: &mut AsyncPgConnection, organisation: i64, name: &str) -> QueryResult<Option<UploadId>> {
    legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::place.eq(name))
        .filter(legacy_media::state.eq(MediaState::Shown))
        .order(legacy_media::id)
        .select(legacy_media::upload_id)
        .first(conn)
        .await
        .optional()
}
