//! How far the chain goes, signed: after each batch as the head on the disk, and now and then as a checkpoint, in the
//! database and on the disk. Whoever has only the database can neither make one nor cut off the end behind one.

use crate::{
    app::App,
    domain::{
        audit::proof::{Checkpoint, Signer, Verifier},
        problem::Problem,
    },
    services::storage_problem,
    store::{audit::seals, error::cross_tenant_connection},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// A checkpoint is due after so many rows …
const EVERY_ROWS: i64 = 1_000;
/// … or after so long, if there was any.
const EVERY: Duration = Duration::minutes(1);

/// A signed checkpoint as a line of JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    number: i64,
    sequence: i64,
    hash: String,
    created_at: String,
    signature: String,
    public_key: String,
}

impl Line {
    fn new(point: &Checkpoint, signature: &[u8], public_key: &[u8]) -> Line {
        Line {
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

    /// None if it is no such line.
    pub fn read(text: &str) -> Option<SignedLine> {
        let line: Line = serde_json::from_str(text.trim()).ok()?;
        let created_at = OffsetDateTime::parse(&line.created_at, &Rfc3339).ok()?;
        let hash = hex::decode(&line.hash).ok()?.try_into().ok()?;
        let point = Checkpoint { number: line.number, sequence: line.sequence, hash, created_at };
        let (signature, public_key) = (hex::decode(&line.signature).ok()?, hex::decode(&line.public_key).ok()?);
        Some(SignedLine { point, signature, public_key })
    }
}

/// What a line says. Nothing of it is checked: the public key is the one that the line names.
pub(super) struct SignedLine {
    pub point: Checkpoint,
    pub signature: Vec<u8>,
    pub public_key: Vec<u8>,
}

/// Keeps the head, and a checkpoint if one is due, or if `now` and there is anything new.
pub(super) async fn keep(app: &App, now: bool) -> Result<(), Problem> {
    let signer = Signer::new(&app.audit_keys)?;
    let at = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let Some((newest, _)) = seals::last(&mut conn).await? else { return Ok(()) };
    let head = Checkpoint { number: 0, sequence: newest.sequence, hash: newest.hash, created_at: at };
    let before = app.files.audit_head().map_err(storage_problem)?;
    let known = before.as_deref().and_then(Line::read);
    let is_new = |known: &SignedLine| (known.point.sequence, known.point.hash) != (head.sequence, head.hash);
    if known.as_ref().is_none_or(is_new) {
        if let (Some(text), Some(SignedLine { point: known, signature, .. })) = (before, known)
            && Verifier::new(&app.audit_keys)?.accepts(&known, &signature)
        {
            let there = seals::by_sequence(&mut conn, known.sequence).await?;
            if there.is_none_or(|(seal, _)| seal.hash != known.hash) {
                // The chain does not have what it had: said for good before the head is said anew.
                tracing::error!(
                    "the audit log was cut or rewritten behind row {}; run injaaz audit verify",
                    known.sequence
                );
                app.files.add_audit_checkpoint(text.trim()).map_err(storage_problem)?;
            }
        }
        let line = Line::new(&head, &signer.sign(&head), &signer.public_key()).text()?;
        app.files.keep_audit_head(&line).map_err(storage_problem)?;
    }
    let made = conn
        .transaction::<_, DbError, _>(async |conn| {
            // Checkpoints are numbered: only one instance makes one.
            if !seals::try_lock(conn).await? {
                return Ok(None);
            }
            let Some((newest, _)) = seals::last(conn).await? else { return Ok(None) };
            let last = seals::last_checkpoint(conn).await?;
            let (number, sequence, since) = last
                .map_or((0, 0, OffsetDateTime::UNIX_EPOCH), |(last, _)| (last.number, last.sequence, last.created_at));
            let rows = newest.sequence - sequence;
            let is_due = rows >= EVERY_ROWS || (rows > 0 && (now || at - since >= EVERY));
            if !is_due {
                return Ok(None);
            }
            let point = Checkpoint { number: number + 1, sequence: newest.sequence, hash: newest.hash, created_at: at };
            let signature = signer.sign(&point);
            seals::add_checkpoint(conn, &point, &signature).await?;
            Ok(Some((point, signature)))
        })
        .await?;
    if let Some((point, signature)) = made {
        fail::fail_point!("audit.checkpoint_kept");
        let line = Line::new(&point, &signature, &signer.public_key()).text()?;
        app.files.add_audit_checkpoint(&line).map_err(storage_problem)?;
    }
    Ok(())
}
