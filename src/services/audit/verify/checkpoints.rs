//! What was signed about the chain, in the database and on disk, compared with what the chain still contains.

use super::findings::{AuditVerification, PART};
use crate::{
    app::App,
    domain::{
        audit::proof::{
            Seal,
            checkpoint::{Checkpoint, Verifier},
        },
        problem::Problem,
    },
    services::{
        audit::checkpoint::{CheckpointLine, SignedLine},
        storage_problem,
    },
    store,
};
use diesel_async::AsyncPgConnection;
use std::{collections::HashMap, io::ErrorKind};

/// Longest line of a checkpoint, in bytes.
const LINE: u64 = 4_096;

/// The signed checkpoints, which the chain must contain.
pub(super) struct ExpectedCheckpoints {
    /// From disk, by sequence number; several for one number if the chain was cut and continued.
    disk: Vec<Checkpoint>,
    /// All checkpoints that are still ahead, sorted so that the next one is last.
    ahead: Vec<Checkpoint>,
    first: i64,
}

impl ExpectedCheckpoints {
    pub fn new(disk: Vec<Checkpoint>, first: i64) -> ExpectedCheckpoints {
        ExpectedCheckpoints { disk, ahead: Vec::new(), first }
    }

    /// Reads the checkpoints of the database and verifies each signature.
    pub async fn add(
        &mut self,
        conn: &mut AsyncPgConnection,
        verifier: &Verifier,
        found: &mut AuditVerification,
    ) -> Result<(), Problem> {
        let (mut number, mut here) = (0, Vec::new());
        loop {
            let part = store::audit::checkpoints::after(conn, number, PART).await?;
            if part.is_empty() {
                break;
            }
            for (point, signature) in part {
                let at = Some(point.created_at);
                if point.number != number + 1 {
                    found.add(None, None, at, &format!("checkpoints are missing before checkpoint {}", point.number));
                }
                number = point.number;
                found.checkpoints += 1;
                if verifier.accepts(&point, &signature) {
                    here.push(point);
                } else {
                    let reason = format!("checkpoint {} is not signed by this server", point.number);
                    found.add(None, Some(point.sequence), at, &reason);
                }
            }
        }
        let known: HashMap<i64, &Checkpoint> = here.iter().map(|point| (point.number, point)).collect();
        for point in self.disk.iter().filter(|point| point.number > 0) {
            if known.get(&point.number) != Some(&point) {
                let reason = format!("checkpoint {} stands on the disk and not in the database", point.number);
                found.add(None, Some(point.sequence), Some(point.created_at), &reason);
            }
        }
        self.ahead = self.disk.iter().cloned().chain(here).filter(|point| point.sequence > self.first).collect();
        self.ahead.sort_by_key(|point| std::cmp::Reverse((point.sequence, point.number)));
        self.ahead.dedup();
        Ok(())
    }

    /// Compares with the chain, which has reached this seal.
    pub fn compare_with_seal(&mut self, seal: &Seal, found: &mut AuditVerification) {
        while let Some(point) = self.ahead.pop_if(|point| point.sequence <= seal.sequence) {
            if point.sequence < seal.sequence {
                missing(&point, found);
            } else if point.hash != seal.hash {
                let reason = "the chain is not the one that was signed: it was cut or rewritten up to here";
                found.add(Some(seal.audit_id), Some(seal.sequence), Some(point.created_at), reason);
            }
        }
    }

    /// Reports the checkpoints that lie after the end of the chain.
    pub fn end(&mut self, at: i64, found: &mut AuditVerification) {
        for point in std::mem::take(&mut self.ahead).into_iter().rev() {
            debug_assert!(point.sequence > at);
            missing(&point, found);
        }
    }
}

fn missing(point: &Checkpoint, found: &mut AuditVerification) {
    let reason = format!("the chain was signed up to seal {}, which is gone: its end was cut off", point.sequence);
    found.add(None, Some(point.sequence), Some(point.created_at), &reason);
}

/// The checkpoints and the head on disk. A last line that a crash cut off is ignored.
pub(super) fn signed_on_disk(
    app: &App,
    verifier: &Verifier,
    found: &mut AuditVerification,
) -> Result<Vec<Checkpoint>, Problem> {
    let mut points = Vec::new();
    let lines = match app.files.audit_checkpoints().walk(LINE) {
        Ok(lines) => Some(lines),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(storage_problem(error)),
    };
    for line in lines.into_iter().flatten() {
        let line = line.map_err(storage_problem)?;
        let text = line.bytes.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        // A torn line is what a crash leaves of a line that was being appended. Ignoring it is safe: a line counts only
        // with a valid signature.
        let Some(signed) = CheckpointLine::read(&text) else { continue };
        let place = format!("line {} of audit/checkpoints.jsonl", line.number);
        points.extend(accepted(verifier, signed, &place, found));
    }
    let head = app.files.audit_head().map_err(storage_problem)?;
    if let Some(signed) = head.as_deref().and_then(CheckpointLine::read) {
        points.extend(accepted(verifier, signed, "audit/head.json", found));
    }
    Ok(points)
}

/// A checkpoint from disk, if a key of the settings signed it. An unknown key is reported by its public key, so that
/// the operator who replaced it can add it to the settings again.
fn accepted(verifier: &Verifier, signed: SignedLine, place: &str, found: &mut AuditVerification) -> Option<Checkpoint> {
    let SignedLine { point, signature, public_key } = signed;
    if verifier.accepts(&point, &signature) {
        return Some(point);
    }
    let reason = if point.is_signed(&public_key, &signature) {
        let public_key = hex::encode(public_key);
        let reason = format!("{place} is signed with a key that is not in the settings, {public_key}");
        if !found.unknown_keys.contains(&public_key) {
            found.unknown_keys.push(public_key);
        }
        reason
    } else {
        format!("{place} is not signed by this server")
    };
    found.add(None, Some(point.sequence), Some(point.created_at), &reason);
    None
}
