//! The signed checkpoints of the seal chain.

use crate::{domain::audit::proof::checkpoint::Checkpoint, store::schema::audit_checkpoints};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

type CheckpointColumns = (i64, i64, Vec<u8>, OffsetDateTime, Vec<u8>);

fn checkpoint((number, sequence, hash, created_at, signature): CheckpointColumns) -> Option<(Checkpoint, Vec<u8>)> {
    Some((Checkpoint { number, sequence, hash: hash.try_into().ok()?, created_at }, signature))
}

/// The newest checkpoint, with its signature.
pub async fn last(conn: &mut AsyncPgConnection) -> QueryResult<Option<(Checkpoint, Vec<u8>)>> {
    let newest = audit_checkpoints::table.order(audit_checkpoints::number.desc()).limit(1);
    let row: Option<CheckpointColumns> = newest.first(conn).await.optional()?;
    Ok(row.and_then(checkpoint))
}

/// Adds a checkpoint with its signature.
pub async fn add(conn: &mut AsyncPgConnection, point: &Checkpoint, signature: &[u8]) -> QueryResult<()> {
    use audit_checkpoints::dsl;
    let values = (
        dsl::number.eq(point.number),
        dsl::sequence.eq(point.sequence),
        dsl::hash.eq(point.hash.as_slice()),
        dsl::created_at.eq(point.created_at),
        dsl::signature.eq(signature),
    );
    diesel::insert_into(dsl::audit_checkpoints).values(values).execute(conn).await.map(drop)
}

/// Checkpoints with a number above this one.
pub async fn after(conn: &mut AsyncPgConnection, number: i64, limit: i64) -> QueryResult<Vec<(Checkpoint, Vec<u8>)>> {
    let later = audit_checkpoints::table.filter(audit_checkpoints::number.gt(number));
    let rows: Vec<CheckpointColumns> = later.order(audit_checkpoints::number).limit(limit).load(conn).await?;
    Ok(rows.into_iter().filter_map(checkpoint).collect())
}

/// The newest checkpoint before a time.
pub async fn before(conn: &mut AsyncPgConnection, at: OffsetDateTime) -> QueryResult<Option<(Checkpoint, Vec<u8>)>> {
    let earlier = audit_checkpoints::table.filter(audit_checkpoints::created_at.lt(at));
    let row: Option<CheckpointColumns> =
        earlier.order(audit_checkpoints::number.desc()).limit(1).first(conn).await.optional()?;
    Ok(row.and_then(checkpoint))
}
