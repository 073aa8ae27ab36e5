//! Only one instance prepares a database at a time.
//!
//! At a start much is created that must exist once: the schema, the organisation, the id of the data folder, partitions.
//! Instances that start at the same time wait here for each other, so none of it is created twice.

use super::connect;
use anyhow::Context;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

/// The number of the advisory lock. Migrations, which also run without a start, have a lock of their own.
const LOCK: i64 = 0x696e_6a61_6171;

/// Held until it is dropped, which closes its connection. A process that is killed loses it, too.
pub struct PreparationLock {
    _conn: AsyncPgConnection,
}

/// Waits for other instances, without a time limit: migrations may take long.
pub async fn acquire(url: &str) -> anyhow::Result<PreparationLock> {
    let mut conn = connect::open(url).await.context("connecting to the database")?;
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))
        .await
        .context("waiting for another instance that prepares the database")?;
    Ok(PreparationLock { _conn: conn })
}
