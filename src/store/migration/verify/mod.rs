//! Queries of a verify run. Every table is read in pages, each by an index.
//!
//! - this file: the session, sources, the amount of work;
//! - `records`: the ledger; `rows`: submissions with their related rows; `stored`: files of this program;
//! - `orphans`: rows and files without their counterpart.

pub mod orphans;
pub mod records;
pub mod rows;
pub mod stored;

use crate::store::connect;
use diesel::{
    ConnectionError, ConnectionResult, QueryableByName,
    prelude::*,
    sql_types::{Bytea, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// A dedicated connection without the pool's timeouts, because a verify run takes long. The content of removed archives
/// is stored in a temporary table.
pub async fn session(url: &str) -> ConnectionResult<AsyncPgConnection> {
    let mut conn = connect::open(url).await?;
    let setup = "SET application_name = 'injaaz verify'; SET timezone = 'UTC'; \
                 CREATE TEMPORARY TABLE archived (source_id bigint, name text COLLATE \"C\", sha256 bytea NOT NULL, \
                 file_size bigint NOT NULL, PRIMARY KEY (source_id, name))";
    conn.batch_execute(setup).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// A source of records.
#[derive(Clone, Debug, QueryableByName)]
pub struct SourceRow {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub place: String,
}

pub async fn sources(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<SourceRow>> {
    diesel::sql_query(
        "SELECT id, kind, place FROM legacy_sources WHERE organisation_id = $1 ORDER BY place COLLATE \"C\"",
    )
    .bind::<Int8, _>(organisation)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Int8)]
    count: i64,
}

/// The number of records, submissions and files to read, for the progress bar.
pub async fn extent(conn: &mut AsyncPgConnection, organisation: i64, module: Option<&str>) -> QueryResult<i64> {
    let query = "SELECT (SELECT count(*) FROM legacy_records r WHERE organisation_id = $1 AND state <> 'ignored'
                AND ($2 IS NULL OR module = $2))
            + (SELECT count(*) FROM submissions WHERE organisation_id = $1 AND ($2 IS NULL OR module = $2))
            + (SELECT count(*) FROM uploaded_files u LEFT JOIN submissions s ON s.id = u.submission_id
                WHERE u.organisation_id = $1 AND u.submission_id IS NOT NULL AND ($2 IS NULL OR s.module = $2)) AS count";
    let counted: Count = diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Nullable<Text>, _>(module)
        .get_result(conn)
        .await?;
    Ok(counted.count)
}

/// Stores the content of an archive in the temporary table.
pub async fn note_archived(
    conn: &mut AsyncPgConnection,
    source: i64,
    names: &[String],
    hashes: &[Vec<u8>],
    sizes: &[i64],
) -> QueryResult<()> {
    use diesel::sql_types::Array;
    diesel::sql_query(
        "INSERT INTO archived SELECT $1, name, sha256, size FROM unnest($2, $3, $4) AS m (name, sha256, size)
         ON CONFLICT (source_id, name) DO UPDATE SET sha256 = excluded.sha256, file_size = excluded.file_size",
    )
    .bind::<Int8, _>(source)
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Bytea>, _>(hashes)
    .bind::<Array<Int8>, _>(sizes)
    .execute(conn)
    .await
    .map(drop)
}
