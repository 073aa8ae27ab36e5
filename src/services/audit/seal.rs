//! Sealing: appends committed rows to the chain, in batches, by one instance at a time, without delaying requests.
//!
//! Rows are ordered by (transaction, id), and only transactions older than every running one are sealed. So no row can
//! later appear before a sealed one, however long its transaction takes.

use super::checkpoint;
use crate::{
    app::App,
    domain::{
        audit::proof::{Hash, NOTHING, Seal},
        problem::Problem,
    },
    store::{
        audit::seals::{self, Row},
        error::cross_tenant_connection,
    },
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use std::time::Duration;
use tokio::time::sleep;

/// Rows in one batch.
pub const BATCH: usize = 2_000;

/// How often, and at which interval, a caller that needs everything sealed retries while another instance seals.
const RETRIES: u32 = 200;
const AGAIN: Duration = Duration::from_millis(50);

/// Seals one batch. Returns none if another instance is sealing.
pub async fn seal(app: &App) -> Result<Option<usize>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let sealed = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !seals::try_lock(conn).await? {
                return Ok(None);
            }
            let newest = seals::last(conn).await?;
            let rows = waiting(conn, newest.as_ref().map(|(seal, _)| seal)).await?;
            let (mut sequence, mut previous) = newest.map_or((0, NOTHING), |(seal, _)| (seal.sequence, seal.hash));
            let mut batch: Vec<(Seal, Hash)> = Vec::with_capacity(rows.len());
            for row in rows {
                sequence += 1;
                let seal = sealed(&row, sequence, &previous);
                let mac = seal.mac(&app.audit_keys, &previous);
                previous = seal.hash;
                batch.push((seal, mac));
            }
            if !batch.is_empty() {
                seals::add(conn, &batch).await?;
            }
            Ok(Some(batch.len()))
        })
        .await?;
    if sealed.is_some_and(|rows| rows > 0) {
        fail::fail_point!("audit.sealed");
    }
    Ok(sealed)
}

fn sealed(row: &Row, sequence: i64, previous: &Hash) -> Seal {
    let hash = row.hash(previous);
    Seal { sequence, audit_id: row.id, created_at: row.created_at, transaction_id: row.transaction_id, hash }
}

async fn waiting(conn: &mut AsyncPgConnection, newest: Option<&Seal>) -> Result<Vec<Row>, DbError> {
    let most = BATCH as i64;
    let Some(newest) = newest else { return seals::next(conn, (-1, 0), most).await };
    if seals::is_counter_reset(conn, newest.transaction_id).await? {
        return seals::next_after_a_move(conn, most).await;
    }
    seals::next(conn, (newest.transaction_id, newest.audit_id), most).await
}

/// Seals the rows that can be sealed and writes the head. Returns how many rows were sealed. Rows that arrive meanwhile
/// are left for the next run, where one batch takes many of them. With `finally`, none is left and a checkpoint is
/// signed even if none is due.
pub async fn seal_all(app: &App, finally: bool) -> Result<usize, Problem> {
    let (mut all, mut retries) = (0, if finally { RETRIES } else { 0 });
    loop {
        match seal(app).await? {
            // Another instance is sealing.
            None if retries == 0 => break,
            None => {
                retries -= 1;
                sleep(AGAIN).await;
            }
            Some(rows) => {
                all += rows;
                if rows == 0 || (rows < BATCH && !finally) {
                    break;
                }
                checkpoint::write_head(app, false).await?;
            }
        }
    }
    checkpoint::write_head(app, finally).await?;
    Ok(all)
}
