//! Photos and signatures of imported records: their location, and whether their bytes are available.

use super::schema::legacy_media;
use crate::domain::{ids::UploadId, migration::MediaState, upload::FileType};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Insertable)]
#[diesel(table_name = legacy_media, treat_none_as_default_value = false)]
pub struct NewMedia {
    pub organisation_id: i64,
    pub submission_id: i64,
    pub upload_id: UploadId,
    pub file_type: FileType,
    pub field: String,
    pub position: i32,
    pub reference: Value,
    pub place: Option<String>,
    pub state: MediaState,
    pub reason: Option<String>,
    pub file_size: Option<i64>,
    pub sha256: Option<Vec<u8>>,
}

/// Adds rows, 1,000 per statement (12 values each, below the limit of 65,535 parameters). Existing rows stay unchanged.
pub async fn add(conn: &mut AsyncPgConnection, rows: &[NewMedia]) -> QueryResult<()> {
    for chunk in rows.chunks(1_000) {
        diesel::insert_into(legacy_media::table)
            .values(chunk)
            .on_conflict(legacy_media::upload_id)
            .do_nothing()
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// A row read from the table.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = legacy_media)]
pub struct MediaRow {
    pub id: i64,
    pub submission_id: i64,
    pub upload_id: UploadId,
    pub file_type: FileType,
    pub field: String,
    pub position: i32,
    pub reference: Value,
    pub place: Option<String>,
    pub state: MediaState,
    pub reason: Option<String>,
    pub file_size: Option<i64>,
    pub sha256: Option<Vec<u8>>,
}

/// All media of a submission's imported record, in order.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Vec<MediaRow>> {
    legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::submission_id.eq(submission))
        .order((legacy_media::position, legacy_media::id))
        .select(MediaRow::as_select())
        .load(conn)
        .await
}

/// Which of these ids belong to media of imported records.
pub async fn known(conn: &mut AsyncPgConnection, ids: &[UploadId]) -> QueryResult<Vec<UploadId>> {
    legacy_media::table.filter(legacy_media::upload_id.eq_any(ids)).select(legacy_media::upload_id).load(conn).await
}

/// Which of these file names in the old `uploads/` are used by an imported record.
pub async fn named(conn: &mut AsyncPgConnection, organisation: i64, names: &[&str]) -> QueryResult<Vec<String>> {
    legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::place.eq_any(names))
        .select(legacy_media::place.assume_not_null())
        .distinct()
        .load(conn)
        .await
}

/// Media on other hosts, at most `limit` rows with a key above `after`.
pub async fn remote(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<MediaRow>> {
    legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::state.eq(MediaState::Remote))
        .filter(legacy_media::id.gt(after))
        .order(legacy_media::id)
        .limit(limit)
        .select(MediaRow::as_select())
        .load(conn)
        .await
}

/// The result of fetching a remote file.
pub struct Fetched<'a> {
    pub state: MediaState,
    pub reason: Option<&'a str>,
    pub file_size: Option<i64>,
    pub sha256: Option<&'a [u8]>,
}

/// Records the result of fetching; false if another process has already recorded one.
pub async fn fetched(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    fetched: &Fetched<'_>,
) -> QueryResult<bool> {
    let remote = legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::id.eq(id))
        .filter(legacy_media::state.eq(MediaState::Remote));
    let found = (
        legacy_media::state.eq(fetched.state),
        legacy_media::reason.eq(fetched.reason),
        legacy_media::file_size.eq(fetched.file_size),
        legacy_media::sha256.eq(fetched.sha256),
    );
    Ok(diesel::update(remote).set(found).execute(conn).await? == 1)
}
