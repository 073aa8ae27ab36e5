//! Rows of the photos and signatures that old records name: where each should be, and whether its bytes are here.

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

/// Adds rows in as few statements as there can be (12 values each, 1 000 at a time below the limit of 65 535). One
/// that another import was faster with is left as it is.
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

/// A row as it is read back.
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

/// Everything that the old record of a submission names, in its order.
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

/// Which of these ids an old record names.
pub async fn known(conn: &mut AsyncPgConnection, ids: &[UploadId]) -> QueryResult<Vec<UploadId>> {
    legacy_media::table.filter(legacy_media::upload_id.eq_any(ids)).select(legacy_media::upload_id).load(conn).await
}

/// Which of these names of files in the old `uploads/` some imported record names.
pub async fn named(conn: &mut AsyncPgConnection, organisation: i64, names: &[&str]) -> QueryResult<Vec<String>> {
    legacy_media::table
        .filter(legacy_media::organisation_id.eq(organisation))
        .filter(legacy_media::place.eq_any(names))
        .select(legacy_media::place.assume_not_null())
        .distinct()
        .load(conn)
        .await
}

/// What lies on other hosts, the next `limit` behind `after`.
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

/// What fetching a remote file came to.
pub struct Fetched<'a> {
    pub state: MediaState,
    pub reason: Option<&'a str>,
    pub file_size: Option<i64>,
    pub sha256: Option<&'a [u8]>,
}

/// Notes what fetching came to; false if somebody else has noted it before.
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
