//! Files of this program: uploads, reports, and stored bytes that cannot be shown as pictures.

use diesel::{
    QueryResult, QueryableByName,
    sql_types::{Array, BigInt, Bytea, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A file that must exist, with the expected hash and size.
#[derive(Clone, Debug, QueryableByName)]
pub struct StoredRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub upload_id: String,
    #[diesel(sql_type = Text)]
    pub file_type: String,
    /// `None` for bytes that are not shown.
    #[diesel(sql_type = Nullable<Text>)]
    pub content_type: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub file_size: i64,
    #[diesel(sql_type = Bytea)]
    pub sha256: Vec<u8>,
    /// The public id of its submission.
    #[diesel(sql_type = Nullable<Text>)]
    pub submission: Option<String>,
}

const UPLOADS: &str = "
    SELECT u.id, u.upload_id, u.file_type, u.content_type, u.file_size, u.sha256, s.submission_id AS submission
    FROM uploaded_files u LEFT JOIN submissions s ON s.id = u.submission_id
    WHERE u.organisation_id = $1 AND u.submission_id IS NOT NULL";

const KEPT: &str = "
    SELECT u.id, u.upload_id, u.file_type, NULL AS content_type, coalesce(u.file_size, -1) AS file_size, u.sha256,
        s.submission_id AS submission
    FROM legacy_media u LEFT JOIN submissions s ON s.id = u.submission_id
    WHERE u.organisation_id = $1 AND u.state = 'kept'";

/// Uploads and reports of submissions, or stored bytes that are not shown, with a key above `after`.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    are_kept: bool,
    module: Option<&str>,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<StoredRow>> {
    let rows = if are_kept { KEPT } else { UPLOADS };
    diesel::sql_query(format!("{rows} AND u.id > $2 AND ($3 IS NULL OR s.module = $3) ORDER BY u.id LIMIT $4"))
        .bind::<BigInt, _>(organisation)
        .bind::<BigInt, _>(after)
        .bind::<Nullable<Text>, _>(module)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// The present rows with these keys.
pub async fn by_keys(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    are_kept: bool,
    keys: &[i64],
) -> QueryResult<Vec<StoredRow>> {
    let rows = if are_kept { KEPT } else { UPLOADS };
    diesel::sql_query(format!("{rows} AND u.id = ANY ($2)"))
        .bind::<BigInt, _>(organisation)
        .bind::<Array<BigInt>, _>(keys)
        .load(conn)
        .await
}
