//! A sample of the files that rows name, to compare them with the data folder.

use crate::domain::{
    ids::{SubmissionId, UploadId},
    upload::FileType,
};
use diesel::{
    QueryResult, QueryableByName,
    sql_types::{Int4, Int8, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A file of a submission that should be in the data folder.
#[derive(Clone, Debug, QueryableByName)]
pub struct StoredFile {
    #[diesel(sql_type = Text)]
    pub upload_id: UploadId,
    #[diesel(sql_type = Text)]
    pub submission_id: SubmissionId,
    #[diesel(sql_type = Text)]
    pub file_type: FileType,
    #[diesel(sql_type = Text)]
    pub content_type: String,
    #[diesel(sql_type = Int8)]
    pub file_size: i64,
}

/// About `number` files of all organisations: half of them the newest, the others from anywhere. Each is found through
/// an index, so the cost does not depend on the number of files.
pub async fn sample(conn: &mut AsyncPgConnection, number: i32) -> QueryResult<Vec<StoredFile>> {
    diesel::sql_query(
        "WITH bounds AS (SELECT min(id) AS low, max(id) AS high FROM uploaded_files),
         places AS (SELECT low + floor(random() * (high - low + 1))::bigint AS place
                    FROM bounds, generate_series(1, $1 / 2)),
         chosen AS (
             (SELECT id FROM uploaded_files ORDER BY id DESC LIMIT $1 - $1 / 2)
             UNION SELECT near.id FROM places CROSS JOIN LATERAL
                 (SELECT id FROM uploaded_files WHERE id >= place ORDER BY id LIMIT 1) AS near)
         SELECT f.upload_id, s.submission_id, f.file_type, f.content_type, f.file_size
         FROM chosen JOIN uploaded_files f USING (id) JOIN submissions s ON s.id = f.submission_id ORDER BY f.id DESC",
    )
    .bind::<Int4, _>(number)
    .load(conn)
    .await
}
