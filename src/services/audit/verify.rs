//! Following the chain from its beginning, row by row, and naming what is not as it was.
//!
//! It goes through the log in batches, so it needs the same memory for a thousand rows and for ten million. It trusts
//! nothing in the database: a row must carry the program's mark, a seal its code, a checkpoint its signature, and the
//! chain must have everything that was signed on the disk.

use super::{
    checkpoint::Line,
    retention::{DroppedMonth, dropped_months},
    seal,
};
use crate::{
    app::App,
    domain::{
        audit::proof::{
            Hash, NOTHING, Seal,
            checkpoint::{Checkpoint, Signer},
        },
        problem::Problem,
    },
    services::storage_problem,
    store::{
        audit::seals::{self, Row},
        error::cross_tenant_connection,
        pool::detach,
    },
};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use serde::Serialize;
use std::{collections::HashMap, io::ErrorKind};
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
    let signer = Signer::new(&app.audit_keys)?;
    // Long work, whose settings nobody else must meet.
    let mut conn = detach(cross_tenant_connection(&app.pool).await?);
    conn.batch_execute("SET statement_timeout = 0").await?;
    let mut found = Verified { public_key: hex::encode(signer.public_key()), ..Verified::default() };
    let end = seals::last(&mut conn).await?.map_or(0, |(seal, _)| seal.sequence);
    let (first, start) = beginning(&mut conn, since).await?;
    let months = dropped_months(app, &mut conn).await?;
    let mut points = Points::new(signed_on_disk(app, &signer, &mut found)?, first);
    points.add(&mut conn, &signer, &mut found).await?;
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
            link(app, &mut found, &months, (at, &previous), (seal, mac), row.as_ref());
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
    let is_ours = !follows || seal.is_ours(keys, previous, mac);
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

/// What was signed, and what the chain must therefore have.
struct Points {
    /// Of the disk: by sequence, several if the chain was cut and went on.
    disk: Vec<Checkpoint>,
    /// All, in the order of the chain; the next one last.
    ahead: Vec<Checkpoint>,
    first: i64,
}

impl Points {
    fn new(disk: Vec<Checkpoint>, first: i64) -> Points {
        Points { disk, ahead: Vec::new(), first }
    }

    /// Reads those of the database, each with its signature.
    async fn add(
        &mut self,
        conn: &mut AsyncPgConnection,
        signer: &Signer,
        found: &mut Verified,
    ) -> Result<(), Problem> {
        let public_key = signer.public_key();
        let (mut number, mut here) = (0, Vec::new());
        loop {
            let part = seals::checkpoints(conn, number, PART).await?;
            if part.is_empty() {
                break;
            }
            for (point, signature) in part {
                let at = Some(point.created_at);
                if point.number != number + 1 {
                    found.say(None, None, at, &format!("checkpoints are missing before checkpoint {}", point.number));
                }
                number = point.number;
                found.checkpoints += 1;
                if point.is_signed(&public_key, &signature) {
                    here.push(point);
                } else {
                    let reason = format!("checkpoint {} is not signed by this server", point.number);
                    found.say(None, Some(point.sequence), at, &reason);
                }
            }
        }
        let known: HashMap<i64, &Checkpoint> = here.iter().map(|point| (point.number, point)).collect();
        for point in self.disk.iter().filter(|point| point.number > 0) {
            if known.get(&point.number) != Some(&point) {
                let reason = format!("checkpoint {} stands on the disk and not in the database", point.number);
                found.say(None, Some(point.sequence), Some(point.created_at), &reason);
            }
        }
        self.ahead = self.disk.iter().cloned().chain(here).filter(|point| point.sequence > self.first).collect();
        self.ahead.sort_by_key(|point| std::cmp::Reverse((point.sequence, point.number)));
        self.ahead.dedup();
        Ok(())
    }

    /// The chain has come to this seal.
    fn meet(&mut self, seal: &Seal, found: &mut Verified) {
        while let Some(point) = self.ahead.pop_if(|point| point.sequence <= seal.sequence) {
            if point.sequence < seal.sequence {
                missing(&point, found);
            } else if point.hash != seal.hash {
                let reason = "the chain is not the one that was signed: it was cut or rewritten up to here";
                found.say(Some(seal.audit_id), Some(seal.sequence), Some(point.created_at), reason);
            }
        }
    }

    /// The chain has come to its end.
    fn end(&mut self, at: i64, found: &mut Verified) {
        for point in std::mem::take(&mut self.ahead).into_iter().rev() {
            debug_assert!(point.sequence > at);
            missing(&point, found);
        }
    }
}

fn missing(point: &Checkpoint, found: &mut Verified) {
    let reason = format!("the chain was signed up to seal {}, which is gone: its end was cut off", point.sequence);
    found.say(None, Some(point.sequence), Some(point.created_at), &reason);
}

/// The checkpoints and the head of the disk. A last line that a crash cut off says nothing.
fn signed_on_disk(app: &App, signer: &Signer, found: &mut Verified) -> Result<Vec<Checkpoint>, Problem> {
    let public_key = signer.public_key();
    let mut points = Vec::new();
    let lines = match app.files.audit_checkpoints().walk(LINE) {
        Ok(lines) => Some(lines),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(storage_problem(error)),
    };
    for line in lines.into_iter().flatten() {
        let line = line.map_err(storage_problem)?;
        let text = line.bytes.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        // A torn line is what a crash leaves of one that was being added; nobody can forge one into being believed.
        let Some((point, signature)) = Line::read(&text) else { continue };
        if point.is_signed(&public_key, &signature) {
            points.push(point);
        } else {
            let reason = format!("line {} of audit/checkpoints.jsonl is not signed by this server", line.number);
            found.say(None, Some(point.sequence), Some(point.created_at), &reason);
        }
    }
    let head = app.files.audit_head().map_err(storage_problem)?;
    if let Some((head, signature)) = head.as_deref().and_then(Line::read) {
        if head.is_signed(&public_key, &signature) {
            points.push(head);
        } else {
            found.say(None, Some(head.sequence), Some(head.created_at), "audit/head.json is not signed by this server");
        }
    }
    Ok(points)
}
