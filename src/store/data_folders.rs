//! Which data folder holds the files of this database: at most one row.

use super::schema::data_folders::dsl::*;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The id of the folder; none before the first start.
pub async fn id(conn: &mut AsyncPgConnection) -> QueryResult<Option<String>> {
    data_folders.select(folder_id).first(conn).await.optional()
}

/// Records the folder, unless one is recorded; returns the one that is recorded then. Of two instances that start at the
/// same time, the second one gets the folder of the first.
pub async fn claim(conn: &mut AsyncPgConnection, folder: &str, now: OffsetDateTime) -> QueryResult<String> {
    let row = (folder_id.eq(folder), created_at.eq(now));
    diesel::insert_into(data_folders).values(row).on_conflict_do_nothing().execute(conn).await?;
    data_folders.select(folder_id).first(conn).await
}
