//! Keys of future submissions, drawn in advance, so that rows of other tables can name a submission in the statement that
//! inserts it.

use diesel::{
    QueryResult,
    result::Error as DbError,
    sql_types::{Int4, Int8},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::sync::{Mutex, PoisonError};

/// Keys that are drawn at once. Those that a process has not used when it ends stay unused.
const BLOCK: i32 = 64;

/// Keys of future submissions, drawn from the sequence of the table.
#[derive(Debug, Default)]
pub struct KeyBlock(Mutex<Vec<i64>>);

impl KeyBlock {
    pub async fn next(&self, conn: &mut AsyncPgConnection) -> QueryResult<i64> {
        if let Some(key) = self.free().pop() {
            return Ok(key);
        }
        let keys = diesel::sql_query(
            "SELECT nextval(pg_get_serial_sequence('submissions', 'id')) AS key FROM generate_series(1, $1)",
        );
        let drawn: Vec<DrawnKey> = keys.bind::<Int4, _>(BLOCK).load(conn).await?;
        let mut keys = drawn.into_iter().map(|drawn| drawn.key);
        let first = keys.next().ok_or(DbError::NotFound)?;
        // The smallest is taken first.
        self.free().extend(keys.rev());
        Ok(first)
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(diesel::QueryableByName)]
struct DrawnKey {
    #[diesel(sql_type = Int8)]
    key: i64,
}
