//! Dry runs of an import: temporary tables that hide the real ones and receive all writes.
//!
//! A temporary table hides the real table of the same name, so the queries are unchanged. The session is read-only, so
//! the server refuses any other write. The tables disappear with the connection.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

const TABLES: [&str; 6] =
    ["submissions", "legacy_records", "legacy_record_versions", "legacy_media", "uploaded_files", "jobs"];

/// Turns this connection into a dry run.
pub async fn begin(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    for table in TABLES {
        conn.batch_execute(&format!("CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")).await?;
    }
    conn.batch_execute("SET default_transaction_read_only = on").await
}

/// Subsequent queries use the real tables.
pub async fn use_real_tables(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("SET search_path = public, pg_temp").await
}

/// Subsequent queries use the temporary tables.
pub async fn use_temporary_tables(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("SET search_path = pg_temp, public").await
}
