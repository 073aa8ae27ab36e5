//! Tables of a connection's own that lie over the real ones: what a dry run writes goes there, and both are read.
//!
//! A table of the session hides the real one of the same name, so the queries are the same word for word. Everything
//! else is refused by the server itself, since the session may only read; the tables go with their connection.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

const TABLES: [&str; 5] = ["submissions", "legacy_records", "legacy_media", "uploaded_files", "jobs"];

/// Makes this connection one of a dry run.
pub async fn begin(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    for table in TABLES {
        conn.batch_execute(&format!("CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")).await?;
    }
    conn.batch_execute("SET default_transaction_read_only = on").await
}

/// The next queries see the real tables.
pub async fn look_at_real(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("SET search_path = public, pg_temp").await
}

/// The next queries see the tables of the session.
pub async fn look_at_own(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("SET search_path = pg_temp, public").await
}
