//! The review queue: people assign a module to quarantined records or set them aside, and settle divergent ones.

mod decide;
mod record;

pub use super::difference::Difference;
use super::{
    difference,
    import::{sources::Source, understand},
};
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionId},
        migration::{Decision, RecordKind, RecordState},
        problem::Problem,
    },
    legacy::OldSubmission,
    services::actor::Actor,
    store,
};
use anyhow::{Context, anyhow};
pub use decide::{assign, retry, set_aside, settle};
use diesel_async::AsyncPgConnection;
use record::{Row, reopen, row};
use std::sync::Arc;
use time::OffsetDateTime;

/// Rows on one page.
pub(super) const AT_ONCE: i64 = 50;
/// Bytes of a file that are shown.
const SHOWN: usize = 64 * 1024;
/// Maximum size of a file that is read to be shown.
const READ: u64 = 32 * 1024 * 1024;

/// A record with a pending or a made decision.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ReviewQueueRow {
    /// The record's key, for the address of its page.
    pub id: i64,
    pub source: String,
    pub name: String,
    pub kind: RecordKind,
    pub state: RecordState,
    /// The code of a `legacy::QuarantineReason`, or `divergent`.
    pub reason: String,
    pub detail: String,
    pub module: Option<ModuleSlug>,
    pub size: i64,
    #[serde(with = "time::serde::rfc3339::option")]
    pub modified_at: Option<OffsetDateTime>,
    pub decision: Option<Decision>,
    pub decided_by: Option<String>,
    pub note: Option<String>,
}

/// A record with its content, and its differences from the database.
#[derive(Clone, Debug)]
pub struct ReviewRecord {
    pub row: ReviewQueueRow,
    /// At most the first 64 kB.
    pub raw: Vec<u8>,
    pub is_cut: bool,
    /// The submission with the same id in the database.
    pub submission: Option<SubmissionId>,
    /// The submission was corrected or decided about here, so the file cannot be taken.
    pub is_changed_here: bool,
    pub differences: Vec<Difference>,
}

/// Records in a state without a decision, 50 at a time, ordered by id.
pub async fn waiting(app: &App, actor: &Actor, state: RecordState, after: i64) -> Result<Vec<ReviewQueueRow>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (organisation, state) = (actor.organisation_id, state.as_str());
    let rows = store::migration::legacy_records::waiting(&mut conn, organisation, state, after, AT_ONCE).await?;
    rows.into_iter().map(review_queue_row).collect()
}

/// The newest 50 decisions.
pub async fn decided(app: &App, actor: &Actor) -> Result<Vec<ReviewQueueRow>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::migration::legacy_records::decided(&mut conn, actor.organisation_id, AT_ONCE).await?;
    rows.into_iter().map(review_queue_row).collect()
}

pub async fn record(app: &App, actor: &Actor, id: i64) -> Result<ReviewRecord, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = row(&mut conn, actor, id).await?;
    let kept = store::migration::legacy_records::content(&mut conn, actor.organisation_id, id).await?;
    let existing = existing(&mut conn, actor, &row).await?;
    let is_changed_here = match &existing {
        Some(existing) => {
            store::migration::changed_here::is_changed_here(&mut conn, actor.organisation_id, existing.id).await?
        }
        None => false,
    };
    let source = reopen(app, &mut conn, actor, &row).await;
    drop(conn);
    let raw = match (kept, &source) {
        (Some(kept), _) => kept,
        (None, Ok(source)) => read(source, &row.name).await?,
        (None, Err(_)) => Vec::new(),
    };
    let mut differences = Vec::new();
    if let (Some(existing), Ok(source)) = (&existing, &source)
        && let Some(old) = understand(app, actor, source, &row, &raw).await?
    {
        differences = differences_of(existing, &old.old);
    }
    let submission = existing.and_then(|existing| existing.submission_id.parse().ok());
    let is_cut = raw.len() > SHOWN;
    let raw = raw.get(..SHOWN).map(<[u8]>::to_vec).unwrap_or(raw);
    Ok(ReviewRecord { row: review_queue_row(row)?, raw, is_cut, submission, is_changed_here, differences })
}

fn differences_of(existing: &store::migration::imported::Existing, old: &OldSubmission) -> Vec<Difference> {
    let mut differences = difference::between(&existing.form_data, &old.answers.to_json());
    if existing.module != old.module.as_str() {
        let (database, file) = (Some(existing.module.clone()), Some(old.module.to_string()));
        differences.insert(0, Difference { path: "module".to_owned(), database, file });
    }
    differences
}

async fn existing(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    row: &Row,
) -> Result<Option<store::migration::imported::Existing>, Problem> {
    let Some(id) = row.record_id.as_deref() else { return Ok(None) };
    Ok(store::migration::imported::existing(conn, actor.organisation_id, &[id]).await?.pop())
}

/// The current content of the file; empty if it cannot be read.
async fn read(source: &Arc<dyn Source>, name: &str) -> Result<Vec<u8>, Problem> {
    let (source, name) = (Arc::clone(source), name.to_owned());
    let reading = tokio::task::spawn_blocking(move || {
        let found = source.find(&name).ok()?;
        source.read(&found, READ).ok()
    });
    Ok(reading.await.context("reading a record stopped").map_err(Problem::Internal)?.unwrap_or_default())
}

pub(super) fn review_queue_row(row: Row) -> Result<ReviewQueueRow, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("record {}: {what}", row.id));
    let state = RecordState::parse(&row.state).ok_or_else(|| bad("unknown state"))?;
    let kind = RecordKind::parse(&row.kind).ok_or_else(|| bad("unknown kind"))?;
    let divergent = (state == RecordState::Divergent).then(|| state.as_str().to_owned());
    let detail = row.facts.get("detail").and_then(|detail| detail.as_str());
    Ok(ReviewQueueRow {
        id: row.id,
        source: row.place,
        name: row.name,
        kind,
        state,
        reason: row.reason.or(divergent).unwrap_or_default(),
        detail: detail.unwrap_or_default().to_owned(),
        module: row.module.and_then(|module| module.parse().ok()),
        size: row.file_size,
        modified_at: row.modified_at,
        decision: row.decision.as_deref().and_then(Decision::parse),
        decided_by: row.decided_by,
        note: row.note,
    })
}
