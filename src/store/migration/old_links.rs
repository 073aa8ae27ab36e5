//! What an address of the old app names: a job, a report or a picture of an imported record.

use crate::domain::{
    ids::UploadId,
    migration::{MediaState, RecordKind},
};
use crate::store::schema::{legacy_media, legacy_records};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// What a job of the old app said of itself, by its own id.
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

/// What the job of a submission said of itself.
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

/// A submission whose job made a report of a certain file name.
#[derive(Debug, QueryableByName)]
pub struct Maker {
    /// The id that the job speaks about.
    #[diesel(sql_type = sql_types::Text)]
    pub about: String,
    /// Its key, if it is in the database.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Int8>)]
    pub submission: Option<i64>,
}

/// Whose report a file name stands for: at most two, since the second one already says that nobody knows.
pub async fn makers(conn: &mut AsyncPgConnection, organisation: i64, file_name: &str) -> QueryResult<Vec<Maker>> {
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

/// The upload that was made from a file of the old `uploads`, if it is a picture that is shown.
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
