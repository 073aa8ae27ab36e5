//! Verification: follows the chain from its beginning, row by row, and reports every row that was changed.
//!
//! It reads the log in batches, so memory does not grow with the number of rows. It trusts nothing in the database: a
//! row needs a valid MAC, a seal its code, a checkpoint its signature, and the chain must contain everything that was
//! signed on disk.

mod checkpoints;
mod findings;

use super::{
    retention::{DroppedMonth, dropped_months},
    seal,
};
use crate::{
    app::App,
    domain::{
        audit::proof::{
            Hash, NOTHING, Seal,
            checkpoint::{Signer, Verifier},
        },
        problem::Problem,
    },
    store::{
        audit::{
            self,
            seals::{self, Row},
        },
        error::detached_cross_tenant_connection,
        pool::without_time_limit,
    },
};
use checkpoints::{ExpectedCheckpoints, signed_on_disk};
use diesel_async::AsyncPgConnection;
pub use findings::{AuditFinding, AuditVerification, SealingKey};
use findings::{NAMED, PART};
use std::collections::HashMap;
use time::OffsetDateTime;

/// The key that verifies checkpoints (hex), to be kept outside of the server.
pub fn public_key(app: &App) -> Result<String, Problem> {
    Ok(hex::encode(Signer::new(&app.audit_keys)?.public_key()))
}

/// Seals what is committed, then verifies everything, or everything since a point in time. Reports progress through
/// `tell`.
pub async fn verify(
    app: &App,
    since: Option<OffsetDateTime>,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<AuditVerification, Problem> {
    seal::seal_all(app, true).await?;
    let verifier = Verifier::new(&app.audit_keys)?;
    // A detached connection: the setting below must not reach other users of the pool.
    let mut conn = detached_cross_tenant_connection(&app.pool).await?;
    without_time_limit(&mut conn).await?;
    let mut found = AuditVerification { public_key: public_key(app)?, ..AuditVerification::default() };
    let end = seals::last(&mut conn).await?.map_or(0, |(seal, _)| seal.sequence);
    let (first, start) = start_point(&mut conn, since).await?;
    let months = dropped_months(app, &mut conn).await?;
    let mut points = ExpectedCheckpoints::new(signed_on_disk(app, &verifier, &mut found)?, first);
    points.add(&mut conn, &verifier, &mut found).await?;
    let (mut at, mut previous) = (first, start);
    while at < end {
        let part = seals::sealed(&mut conn, at, PART.min(end - at)).await?;
        if part.is_empty() {
            break;
        }
        let rows = seals::rows_of(&mut conn, &part).await?;
        let mut rows: HashMap<(i64, OffsetDateTime), Row> =
            rows.into_iter().map(|row| ((row.id, row.created_at), row)).collect();
        for (seal, mac) in &part {
            if seal.sequence > end {
                break;
            }
            let row = rows.remove(&(seal.audit_id, seal.created_at));
            link(app, &verifier, &mut found, &months, (at, &previous), (seal, mac), row.as_ref());
            points.compare_with_seal(seal, &mut found);
            (at, previous) = (seal.sequence, seal.hash);
        }
        tell((at - first).unsigned_abs(), (end - first).unsigned_abs());
    }
    points.end(at, &mut found);
    found.sequence = at;
    found.head = hex::encode(previous);
    check_unsealed(app, &mut conn, since, &mut found).await?;
    Ok(found)
}

/// Checks one link of the chain and its row.
fn link(
    app: &App,
    verifier: &Verifier,
    found: &mut AuditVerification,
    months: &[DroppedMonth],
    (before, previous): (i64, &Hash),
    (seal, mac): (&Seal, &[u8]),
    row: Option<&Row>,
) {
    let keys = &app.audit_keys;
    let (id, sequence, created_at) = (Some(seal.audit_id), Some(seal.sequence), Some(seal.created_at));
    let follows = seal.sequence == before + 1;
    if !follows {
        let gap = seal.sequence - before - 1;
        found.add(
            None,
            Some(before + 1),
            created_at,
            &format!("{gap} seals are missing before seal {}", seal.sequence),
        );
    }
    // After a gap the previous hash is unknown, so the code cannot be recomputed; the gap is reported already.
    let sealed_with = if follows { seal.sealed_with(keys, previous, mac) } else { None };
    if let Some(public_key) = sealed_with.and_then(|number| verifier.public_keys().get(number)) {
        found.count_key(public_key, seal.sequence);
    }
    let is_ours = !follows || sealed_with.is_some();
    if !is_ours {
        found.add(id, sequence, created_at, "the seal was not made by the program");
    }
    let Some(row) = row else {
        if months.iter().any(|month| month.has(seal)) {
            found.dropped += 1;
        } else {
            found.add(id, sequence, created_at, "the row was deleted, or its id or time was altered");
        }
        return;
    };
    found.checked += 1;
    if !row.is_authentic(keys) {
        found.add(id, sequence, created_at, "the row was altered, or was not written by the program");
    } else if follows && is_ours && row.hash(previous) != seal.hash {
        found.add(id, sequence, created_at, "the row differs from the one that was sealed");
    }
}

/// Checks rows that no seal refers to: those that cannot be sealed yet, and those that were inserted from outside.
async fn check_unsealed(
    app: &App,
    conn: &mut AsyncPgConnection,
    since: Option<OffsetDateTime>,
    found: &mut AuditVerification,
) -> Result<(), Problem> {
    for unsealed in seals::unsealed(conn, since, NAMED as i64).await? {
        let row = &unsealed.audit;
        if row.mac.is_none() || !row.is_authentic(&app.audit_keys) {
            found.add_row(row, "the row was altered, or was not written by the program");
        } else if unsealed.is_over && seals::last(conn).await?.is_some_and(|(last, _)| is_before(row, &last)) {
            found.add_row(row, "the row was inserted later: newer rows are sealed already");
        } else {
            found.waiting += 1;
        }
    }
    for (id, created_at) in seals::copies(conn, since, NAMED as i64).await? {
        found.add(Some(id), None, Some(created_at), "the row is a copy of another");
    }
    Ok(())
}

fn is_before(row: &Row, last: &Seal) -> bool {
    (row.transaction_id, row.id) < (last.transaction_id, last.audit_id)
}

/// Where to begin: after the newest checkpoint before that time.
async fn start_point(conn: &mut AsyncPgConnection, since: Option<OffsetDateTime>) -> Result<(i64, Hash), Problem> {
    let Some(since) = since else { return Ok((0, NOTHING)) };
    let point = audit::checkpoints::before(conn, since).await?;
    Ok(point.map_or((0, NOTHING), |(point, _)| (point.sequence, point.hash)))
}
