//! Where people decide: quarantined records get a module or are set aside, divergent ones are settled.

use super::{
    difference,
    import::{
        Again, again, audit,
        sources::{self, Source},
        take, understand,
    },
};
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionId},
        migration::{Decision, RecordKind, RecordState, SourceKind},
        problem::{Conflict, Problem, Thing},
    },
    legacy::OldSubmission,
    services::caller::Caller,
    store::{
        self,
        error::connection,
        legacy_records::{Decided, DeskRow as Row},
    },
};
use anyhow::{Context, anyhow};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use std::{path::Path, sync::Arc};
use time::OffsetDateTime;

/// How many rows a page of the desk has.
const AT_ONCE: i64 = 50;
/// So much of a file is shown.
const SHOWN: usize = 64 * 1024;
/// A larger file is not read for showing.
const READ: u64 = 32 * 1024 * 1024;

/// A record that waits for a decision, or had one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct DeskRow {
    /// Of the record, for the address of its page.
    pub id: i64,
    pub source: String,
    pub name: String,
    pub kind: RecordKind,
    pub state: RecordState,
    /// The word of `legacy::Why`, or `divergent`.
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

/// The same with what stands in the file, and how it differs from what the database has.
#[derive(Clone, Debug)]
pub struct DeskRecord {
    pub row: DeskRow,
    /// At most the first 64 kB.
    pub raw: Vec<u8>,
    pub is_cut: bool,
    /// The submission that the database has under the same id.
    pub submission: Option<SubmissionId>,
    pub differences: Vec<Difference>,
}

/// An answer that reads differently in the two stores.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// `items.0.asset`.
    pub path: String,
    pub database: Option<String>,
    pub file: Option<String>,
}

/// Records of one state without a decision, 50 at a time, by id.
pub async fn waiting(app: &App, caller: &Caller, state: RecordState, after: i64) -> Result<Vec<DeskRow>, Problem> {
    let mut conn = connection(&app.pool).await?;
    let (organisation, state) = (caller.organisation_id, state.as_str());
    let rows = store::legacy_records::waiting(&mut conn, organisation, state, after, AT_ONCE).await?;
    rows.into_iter().map(desk_row).collect()
}

/// Records that were decided, newest first, at most 50.
pub async fn decided(app: &App, caller: &Caller) -> Result<Vec<DeskRow>, Problem> {
    let mut conn = connection(&app.pool).await?;
    let rows = store::legacy_records::decided(&mut conn, caller.organisation_id, AT_ONCE).await?;
    rows.into_iter().map(desk_row).collect()
}

pub async fn record(app: &App, caller: &Caller, id: i64) -> Result<DeskRecord, Problem> {
    let mut conn = connection(&app.pool).await?;
    let row = row(&mut conn, caller, id).await?;
    let kept = store::legacy_records::content(&mut conn, caller.organisation_id, id).await?;
    let existing = existing(&mut conn, caller, &row).await?;
    let source = reopen(app, &mut conn, caller, &row).await;
    drop(conn);
    let raw = match (kept, &source) {
        (Some(kept), _) => kept,
        (None, Ok(source)) => read(source, &row.name).await?,
        (None, Err(_)) => Vec::new(),
    };
    let mut differences = Vec::new();
    if let (Some(existing), Ok(source)) = (&existing, &source)
        && let Some(old) = understand(app, caller, source, &row, &raw).await?
    {
        differences = differences_of(existing, &old.old);
    }
    let submission = existing.and_then(|existing| existing.submission_id.parse().ok());
    let is_cut = raw.len() > SHOWN;
    let raw = raw.get(..SHOWN).map(<[u8]>::to_vec).unwrap_or(raw);
    Ok(DeskRecord { row: desk_row(row)?, raw, is_cut, submission, differences })
}

fn differences_of(existing: &store::imported::Existing, old: &OldSubmission) -> Vec<Difference> {
    let mut differences = difference::between(&existing.form_data, &old.answers.to_json());
    if existing.module != old.module.as_str() {
        let (database, file) = (Some(existing.module.clone()), Some(old.module.to_string()));
        differences.insert(0, Difference { path: "module".to_owned(), database, file });
    }
    differences
}

/// Gives a quarantined record its module and imports it at once; answers the state that it is in then.
pub async fn assign(
    app: &App,
    caller: &Caller,
    by: &str,
    id: i64,
    module: &ModuleSlug,
) -> Result<RecordState, Problem> {
    app.forms.get(module).ok_or(Problem::NotFound(Thing::Module))?;
    let mut conn = connection(&app.pool).await?;
    let row = row(&mut conn, caller, id).await?;
    if row.kind != RecordKind::Submission.as_str() {
        return Err(Problem::Conflict(Conflict::Decided));
    }
    let assigned = Noted { decision: Decision::Assigned, module: Some(module), note: None };
    note(app, &mut conn, caller, by, &row, RecordState::Quarantined, assigned).await?;
    read_again(app, &mut conn, caller, &row).await
}

/// Reads the file again, which somebody may have mended.
pub async fn retry(app: &App, caller: &Caller, by: &str, id: i64) -> Result<RecordState, Problem> {
    let mut conn = connection(&app.pool).await?;
    let row = row(&mut conn, caller, id).await?;
    let details = json!({ "record": row.name, "by": by });
    let audit = audit(caller, "record.retried", Some(id), details, app.clock.now());
    store::audit::add(&mut conn, &audit).await?;
    read_again(app, &mut conn, caller, &row).await
}

async fn read_again(
    app: &App,
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    row: &Row,
) -> Result<RecordState, Problem> {
    let source = reopen(app, conn, caller, row).await?;
    if let Again::Gone = again(app, caller, &source, &row.name).await? {
        return Err(Problem::Conflict(Conflict::RecordGone));
    }
    let row = self::row(conn, caller, row.id).await?;
    RecordState::parse(&row.state).ok_or_else(|| Problem::Internal(anyhow!("record {}: unknown state", row.id)))
}

/// Not wanted, with the reason.
pub async fn set_aside(app: &App, caller: &Caller, by: &str, id: i64, reason: &str) -> Result<(), Problem> {
    let mut conn = connection(&app.pool).await?;
    let row = row(&mut conn, caller, id).await?;
    let state = match RecordState::parse(&row.state) {
        Some(state @ (RecordState::Quarantined | RecordState::Divergent)) => state,
        _ => return Err(Problem::Conflict(Conflict::Decided)),
    };
    let aside = Noted { decision: Decision::SetAside, module: None, note: Some(reason) };
    note(app, &mut conn, caller, by, &row, state, aside).await
}

/// Settles a divergence: the database's answers stay, or the file's replace them.
pub async fn settle(
    app: &App,
    caller: &Caller,
    by: &str,
    id: i64,
    decision: Decision,
    reason: &str,
) -> Result<(), Problem> {
    let mut conn = connection(&app.pool).await?;
    let row = row(&mut conn, caller, id).await?;
    let noted = Noted { decision, module: None, note: Some(reason) };
    match decision {
        Decision::KeepDatabase => note(app, &mut conn, caller, by, &row, RecordState::Divergent, noted).await,
        Decision::TakeFile => take_file(app, &mut conn, caller, by, &row, noted).await,
        Decision::Assigned | Decision::SetAside => Err(Problem::Conflict(Conflict::Decided)),
    }
}

/// Takes what the ledger has of the record, which is what the person saw, and not what stands in the file by now.
async fn take_file(
    app: &App,
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    by: &str,
    row: &Row,
    noted: Noted<'_>,
) -> Result<(), Problem> {
    let organisation = caller.organisation_id;
    let (Some(key), Some(raw)) = (row.submission_id, store::legacy_records::content(conn, organisation, row.id).await?)
    else {
        return Err(Problem::Conflict(Conflict::RecordGone));
    };
    let source = reopen(app, conn, caller, row).await?;
    let candidate = understand(app, caller, &source, row, &raw).await?;
    let candidate = candidate.ok_or(Problem::Conflict(Conflict::RecordGone))?;
    let adopted = take::adopt(app, &source, &candidate).await?;
    let now = app.clock.now();
    let taking = conn.transaction::<_, DbError, _>(async |conn| {
        if !decide(conn, caller, by, row, RecordState::Divergent, &noted, now).await? {
            return Ok(false);
        }
        take::replace(conn, organisation, key, &candidate, &adopted, now).await?;
        store::legacy_records::taken(conn, organisation, row.id).await?;
        let details = json!({ "record": row.name, "by": by });
        store::audit::add(conn, &caller.audit("submission.replaced", key, details, now)).await?;
        Ok(true)
    });
    if !taking.await? {
        return Err(Problem::Conflict(Conflict::Decided));
    }
    app.work.notify_one();
    Ok(())
}

/// A decision on its way into the ledger.
struct Noted<'n> {
    decision: Decision,
    module: Option<&'n ModuleSlug>,
    note: Option<&'n str>,
}

async fn note(
    app: &App,
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    by: &str,
    row: &Row,
    state: RecordState,
    noted: Noted<'_>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let noting =
        conn.transaction::<_, DbError, _>(async |conn| decide(conn, caller, by, row, state, &noted, now).await);
    if noting.await? { Ok(()) } else { Err(Problem::Conflict(Conflict::Decided)) }
}

/// Writes a decision with its audit row; false if the record does not wait for it.
async fn decide(
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    by: &str,
    row: &Row,
    state: RecordState,
    noted: &Noted<'_>,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let (decision, module) = (noted.decision.as_str(), noted.module.map(ModuleSlug::as_str));
    let decided = Decided { decision, module, by, note: noted.note, at: now };
    let (organisation, state) = (caller.organisation_id, state.as_str());
    if !store::legacy_records::decide(conn, organisation, row.id, state, &decided).await? {
        return Ok(false);
    }
    let details = json!({ "record": row.name, "by": by, "decision": decision, "module": module, "note": noted.note });
    store::audit::add(conn, &audit(caller, "record.decided", Some(row.id), details, now)).await?;
    Ok(true)
}

async fn row(conn: &mut AsyncPgConnection, caller: &Caller, id: i64) -> Result<Row, Problem> {
    let row = store::legacy_records::by_id(conn, caller.organisation_id, id).await?;
    row.ok_or(Problem::NotFound(Thing::Record))
}

async fn existing(
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    row: &Row,
) -> Result<Option<store::imported::Existing>, Problem> {
    let Some(id) = row.record_id.as_deref() else { return Ok(None) };
    Ok(store::imported::existing(conn, caller.organisation_id, &[id]).await?.pop())
}

/// Opens the source of a record as its newest run did.
async fn reopen(
    app: &App,
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    row: &Row,
) -> Result<Arc<dyn Source>, Problem> {
    if row.source_kind == SourceKind::Folder.as_str() {
        return Ok(sources::folder(Path::new(&row.place)));
    }
    let options = store::import_runs::newest_options(conn, caller.organisation_id, row.source_id).await?;
    let options = options.ok_or(Problem::NotFound(Thing::Source))?;
    let options = serde_json::from_value(options).map_err(|error| Problem::Internal(anyhow!(error)))?;
    sources::open(app, &options)
}

/// What stands in the file now; nothing if it cannot be read.
async fn read(source: &Arc<dyn Source>, name: &str) -> Result<Vec<u8>, Problem> {
    let (source, name) = (Arc::clone(source), name.to_owned());
    let reading = tokio::task::spawn_blocking(move || {
        let found = source.find(&name).ok()?;
        source.read(&found, READ).ok()
    });
    Ok(reading.await.context("reading a record stopped").map_err(Problem::Internal)?.unwrap_or_default())
}

fn desk_row(row: Row) -> Result<DeskRow, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("record {}: {what}", row.id));
    let state = RecordState::parse(&row.state).ok_or_else(|| bad("unknown state"))?;
    let kind = RecordKind::parse(&row.kind).ok_or_else(|| bad("unknown kind"))?;
    let divergent = (state == RecordState::Divergent).then(|| state.as_str().to_owned());
    let detail = row.facts.get("detail").and_then(|detail| detail.as_str());
    Ok(DeskRow {
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
