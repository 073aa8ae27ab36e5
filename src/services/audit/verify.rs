//! Following the chain from its beginning, row by row, and naming what is not as it was.
//!
//! It goes through the log in batches, so it needs the same memory for a thousand rows and for ten million. It trusts
//! nothing in the database: a row must carry the program's mark, a seal its code, a checkpoint its signature, and the
//! chain must have everything that was signed on the disk.

mod checkpoints;

use super::{
    retention::{DroppedMonth, dropped_months},
    seal,
};
use crate::{
    app::App,
    domain::{
        audit::proof::{Hash, NOTHING, Seal, Signer, Verifier},
        problem::Problem,
    },
    store::{
        audit::seals::{self, Row},
        error::cross_tenant_connection,
        pool::detach,
    },
};
use checkpoints::{Points, signed_on_disk};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use serde::Serialize;
use std::collections::HashMap;
use time::OffsetDateTime;

/// Seals that are looked at at once.
const PART: i64 = 5_000;
/// Bad things that are named; more are counted.
const NAMED: usize = 1_000;
/// Longest line of a checkpoint.
const LINE: u64 = 4_096;

/// What came of it.
#[derive(Debug, Default, Serialize)]
pub struct Verified {
    /// Rows that are sealed, dropped ones not among them.
    pub checked: u64,
    pub bad: Vec<Bad>,
    pub bad_count: u64,
    /// Rows whose transactions, or others that began before, still run: their mark was looked at, and no seal is due.
    pub waiting: u64,
    /// Sealed rows of months that were dropped.
    pub dropped: u64,
    pub checkpoints: u64,
    /// The number of the last seal.
    pub sequence: i64,
    pub head: String,
    pub public_key: String,
    /// Which key made which seals, in the order of the chain. Keys that made none are left out.
    pub keys: Vec<SealingKey>,
    /// Public keys of the disk that belong to no secret key of the settings.
    pub unknown_keys: Vec<String>,
}

/// The seals that were made with one secret key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealingKey {
    /// With which checkpoints of this key are checked (hex).
    pub public_key: String,
    pub seals: u64,
    /// The numbers of the first and the last one.
    pub first: i64,
    pub last: i64,
}

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bad {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub created_at: Option<OffsetDateTime>,
    pub reason: String,
}

impl Verified {
    fn say(&mut self, id: Option<i64>, sequence: Option<i64>, created_at: Option<OffsetDateTime>, reason: &str) {
        self.bad_count += 1;
        if self.bad.len() < NAMED {
            self.bad.push(Bad { id, sequence, created_at, reason: reason.to_owned() });
        }
    }

    /// A seal was made with the key of this public key.
    fn count_key(&mut self, public_key: &[u8], sequence: i64) {
        let public_key = hex::encode(public_key);
        match self.keys.iter_mut().find(|key| key.public_key == public_key) {
            Some(key) => (key.seals, key.last) = (key.seals + 1, sequence),
            None => self.keys.push(SealingKey { public_key, seals: 1, first: sequence, last: sequence }),
        }
    }

    fn say_row(&mut self, row: &Row, reason: &str) {
        self.say(Some(row.id), None, Some(row.created_at), reason);
    }
}

/// The key that checkpoints are checked with (hex): to be kept elsewhere.
pub fn public_key(app: &App) -> Result<String, Problem> {
    Ok(hex::encode(Signer::new(&app.audit_keys)?.public_key()))
}

/// Seals what is committed, then goes through everything, or through what came since a moment. Tells how far it is.
pub async fn verify(
    app: &App,
    since: Option<OffsetDateTime>,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<Verified, Problem> {
    seal::seal_all(app, true).await?;
    let verifier = Verifier::new(&app.audit_keys)?;
    // Long work, whose settings nobody else must meet.
    let mut conn = detach(cross_tenant_connection(&app.pool).await?);
    conn.batch_execute("SET statement_timeout = 0").await?;
    let mut found = Verified { public_key: public_key(app)?, ..Verified::default() };
    let end = seals::last(&mut conn).await?.map_or(0, |(seal, _)| seal.sequence);
    let (first, start) = beginning(&mut conn, since).await?;
    let months = dropped_months(app, &mut conn).await?;
    let mut points = Points::new(signed_on_disk(app, &verifier, &mut found)?, first);
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
            points.meet(seal, &mut found);
            (at, previous) = (seal.sequence, seal.hash);
        }
        tell((at - first).unsigned_abs(), (end - first).unsigned_abs());
    }
    points.end(at, &mut found);
    found.sequence = at;
    found.head = hex::encode(previous);
    outside(app, &mut conn, since, &mut found).await?;
    Ok(found)
}

/// One link of the chain, and its row.
fn link(
    app: &App,
    verifier: &Verifier,
    found: &mut Verified,
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
        found.say(
            None,
            Some(before + 1),
            created_at,
            &format!("{gap} seals are missing before seal {}", seal.sequence),
        );
    }
    // Behind a gap nobody knows the hash before, so the code cannot be made again; the gap is named already.
    let sealed_with = if follows { seal.sealed_with(keys, previous, mac) } else { None };
    if let Some(public_key) = sealed_with.and_then(|number| verifier.public_keys().get(number)) {
        found.count_key(public_key, seal.sequence);
    }
    let is_ours = !follows || sealed_with.is_some();
    if !is_ours {
        found.say(id, sequence, created_at, "the seal is not one that the program made");
    }
    let Some(row) = row else {
        if months.iter().any(|month| month.has(seal)) {
            found.dropped += 1;
        } else {
            found.say(id, sequence, created_at, "the row was deleted, or its id or time was altered");
        }
        return;
    };
    found.checked += 1;
    if !row.is_ours(keys) {
        found.say(id, sequence, created_at, "the row was altered, or was not written by the program");
    } else if follows && is_ours && row.hash(previous) != seal.hash {
        found.say(id, sequence, created_at, "the row is not the one that was sealed");
    }
}

/// Rows that no seal names: those that wait, and those that somebody put there.
async fn outside(
    app: &App,
    conn: &mut AsyncPgConnection,
    since: Option<OffsetDateTime>,
    found: &mut Verified,
) -> Result<(), Problem> {
    for unsealed in seals::unsealed(conn, since, NAMED as i64).await? {
        let row = &unsealed.audit;
        if row.mac.is_none() || !row.is_ours(&app.audit_keys) {
            found.say_row(row, "the row was altered, or was not written by the program");
        } else if unsealed.is_over && seals::last(conn).await?.is_some_and(|(last, _)| is_before(row, &last)) {
            found.say_row(row, "the row was put behind the chain: what is sealed goes further");
        } else {
            found.waiting += 1;
        }
    }
    for (id, created_at) in seals::copies(conn, since, NAMED as i64).await? {
        found.say(Some(id), None, Some(created_at), "the row is a copy of another");
    }
    Ok(())
}

fn is_before(row: &Row, last: &Seal) -> bool {
    (row.transaction_id, row.id) < (last.transaction_id, last.audit_id)
}

/// Where to begin: behind the newest checkpoint of before that moment.
async fn beginning(conn: &mut AsyncPgConnection, since: Option<OffsetDateTime>) -> Result<(i64, Hash), Problem> {
    let Some(since) = since else { return Ok((0, NOTHING)) };
    let point = seals::checkpoint_before(conn, since).await?;
    Ok(point.map_or((0, NOTHING), |(point, _)| (point.sequence, point.hash)))
}
