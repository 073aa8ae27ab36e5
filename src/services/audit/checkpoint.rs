//! Signed statements of how far the chain goes: the head file on disk after each batch, and from time to time a
//! checkpoint in the database and on disk.
//!
//! Someone with access to the database only can neither forge a checkpoint nor cut off rows before one without being
//! detected.

use crate::{
    app::App,
    domain::{
        audit::proof::checkpoint::{Checkpoint, Signer, Verifier},
        problem::Problem,
    },
    services::storage_problem,
    store::{
        audit::{checkpoints, seals},
        error::cross_tenant_connection,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// A checkpoint is due after this many rows …
const EVERY_ROWS: i64 = 1_000;
/// … or after this time, if there are new rows.
const EVERY: Duration = Duration::minutes(1);

/// A signed checkpoint as a line of JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CheckpointLine {
    number: i64,
    sequence: i64,
    hash: String,
    created_at: String,
    signature: String,
    public_key: String,
}

impl CheckpointLine {
    fn new(point: &Checkpoint, signature: &[u8], public_key: &[u8]) -> CheckpointLine {
        CheckpointLine {
            number: point.number,
            sequence: point.sequence,
            hash: hex::encode(point.hash),
            created_at: point.created_at.format(&Rfc3339).unwrap_or_default(),
            signature: hex::encode(signature),
            public_key: hex::encode(public_key),
        }
    }

    fn text(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(|error| Problem::Internal(error.into()))
    }

    /// None if the text is not such a line.
    pub fn read(text: &str) -> Option<SignedLine> {
        let line: CheckpointLine = serde_json::from_str(text.trim()).ok()?;
        let created_at = OffsetDateTime::parse(&line.created_at, &Rfc3339).ok()?;
        let hash = hex::decode(&line.hash).ok()?.try_into().ok()?;
        let point = Checkpoint { number: line.number, sequence: line.sequence, hash, created_at };
        let (signature, public_key) = (hex::decode(&line.signature).ok()?, hex::decode(&line.public_key).ok()?);
        Some(SignedLine { point, signature, public_key })
    }
}

/// The content of a line, not verified: the public key is the one that the line states.
pub(super) struct SignedLine {
    pub point: Checkpoint,
    pub signature: Vec<u8>,
    pub public_key: Vec<u8>,
}

/// Writes the head, and a checkpoint if one is due. With `now`, a checkpoint is due as soon as there is a new row.
pub(super) async fn write_head(app: &App, now: bool) -> Result<(), Problem> {
    let signer = Signer::new(&app.audit_keys)?;
    let at = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let Some((newest, _)) = seals::last(&mut conn).await? else { return Ok(()) };
    let head = Checkpoint { number: 0, sequence: newest.sequence, hash: newest.hash, created_at: at };
    let before = app.files.audit_head().map_err(storage_problem)?;
    let known = before.as_deref().and_then(CheckpointLine::read);
    let is_new = |known: &SignedLine| (known.point.sequence, known.point.hash) != (head.sequence, head.hash);
    if known.as_ref().is_none_or(is_new) {
        if let (Some(text), Some(SignedLine { point: known, signature, .. })) = (before, known)
            && Verifier::new(&app.audit_keys)?.accepts(&known, &signature)
        {
            let there = seals::by_sequence(&mut conn, known.sequence).await?;
            if there.is_none_or(|(seal, _)| seal.hash != known.hash) {
                // The chain no longer contains the previous head. Record that head permanently before it is
                // overwritten, so that `verify` reports it.
                tracing::error!(
                    "the audit log was cut or rewritten after seal {}; run injaaz audit verify",
                    known.sequence
                );
                app.files.add_audit_checkpoint(text.trim()).map_err(storage_problem)?;
            }
        }
        let line = CheckpointLine::new(&head, &signer.sign(&head), &signer.public_key()).text()?;
        app.files.keep_audit_head(&line).map_err(storage_problem)?;
    }
    let made = conn
        .transaction::<_, DbError, _>(async |conn| {
            // Checkpoints are numbered, so only one instance may make one at a time.
            if !seals::try_lock(conn).await? {
                return Ok(None);
            }
            let Some((newest, _)) = seals::last(conn).await? else { return Ok(None) };
            let last = checkpoints::last(conn).await?;
            let (number, sequence, since) = last
                .map_or((0, 0, OffsetDateTime::UNIX_EPOCH), |(last, _)| (last.number, last.sequence, last.created_at));
            let rows = newest.sequence - sequence;
            let is_due = rows >= EVERY_ROWS || (rows > 0 && (now || at - since >= EVERY));
            if !is_due {
                return Ok(None);
            }
            let point = Checkpoint { number: number + 1, sequence: newest.sequence, hash: newest.hash, created_at: at };
            let signature = signer.sign(&point);
            checkpoints::add(conn, &point, &signature).await?;
            Ok(Some((point, signature)))
        })
        .await?;
    if let Some((point, signature)) = made {
        fail::fail_point!("audit.checkpoint_kept");
        let line = CheckpointLine::new(&point, &signature, &signer.public_key()).text()?;
        app.files.add_audit_checkpoint(&line).map_err(storage_problem)?;
    }
    Ok(())
}
