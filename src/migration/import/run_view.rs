//! Runs as pages and commands show them, and their audit rows.

use super::{options::Options, run_lease::Checkpoint};
use crate::{
    domain::{
        audit::actions::AuditAction,
        ids::RunId,
        migration::{Counts, RecordKind, RunState, Stage},
        problem::{Problem, Resource},
    },
    services::actor::Actor,
    store::{self, audit::NewAudit, migration::import_runs::RunRow},
};
use anyhow::anyhow;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A run as a page shows it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RunView {
    pub run_id: RunId,
    pub source: String,
    pub dry_run: bool,
    pub state: RunState,
    pub stage: Stage,
    /// Of submissions.
    #[serde(flatten)]
    pub counts: Counts,
    /// Of every kind, submissions included.
    pub by_kind: BTreeMap<RecordKind, Counts>,
    /// Of submissions, by form; `-` for records whose form is not known.
    pub by_form: BTreeMap<String, Counts>,
    pub files_per_second: Option<u32>,
    /// Records per second, measured over the last seconds.
    pub rate: f64,
    /// In seconds, if the rate is known.
    pub time_left: Option<u64>,
    pub started_by: String,
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
    pub error: Option<String>,
}

impl RunView {
    /// The kind of record that the present stage works on, with its counts: while jobs are read, no submission can be
    /// imported yet.
    pub fn current(&self) -> (RecordKind, Counts) {
        let kind = match self.stage {
            Stage::Jobs => RecordKind::Job,
            Stage::Uploads => RecordKind::Upload,
            Stage::Reports => RecordKind::Report,
            Stage::Drafts => RecordKind::Draft,
            Stage::Counting | Stage::Submissions | Stage::Media | Stage::Finished => RecordKind::Submission,
        };
        match kind {
            RecordKind::Submission => (kind, self.counts),
            kind => (kind, self.by_kind.get(&kind).copied().unwrap_or_default()),
        }
    }
}

pub(super) fn view(row: &RunRow) -> Result<RunView, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("run {}: {what}", row.run_id));
    let options: Options = serde_json::from_value(row.options.clone()).map_err(|_| bad("bad options"))?;
    let checkpoint: Checkpoint = serde_json::from_value(row.counts.clone()).unwrap_or_default();
    let state = RunState::parse(&row.state).ok_or_else(|| bad("unknown state"))?;
    let (done, of) = checkpoint.counts_by_kind.progress();
    let time_left = (state == RunState::Running && checkpoint.rate > 0.0)
        .then(|| ((of - done) as f64 / checkpoint.rate).ceil() as u64);
    Ok(RunView {
        run_id: row.run_id.parse().map_err(|_| bad("bad id"))?,
        source: row.place.clone(),
        dry_run: options.dry_run,
        state,
        stage: Stage::parse(&row.stage).ok_or_else(|| bad("unknown stage"))?,
        counts: checkpoint.counts_by_kind.of(RecordKind::Submission),
        by_kind: checkpoint.counts_by_kind.by_kind(),
        by_form: checkpoint.counts_by_form.by_form(),
        files_per_second: row.files_per_second.and_then(|files| u32::try_from(files).ok()),
        rate: checkpoint.rate,
        time_left,
        started_by: row.started_by.clone(),
        started_at: row.started_at,
        finished_at: row.finished_at,
        error: row.error.clone(),
    })
}

pub(super) async fn row(conn: &mut AsyncPgConnection, actor: &Actor, id: &RunId) -> Result<RunRow, Problem> {
    let row = store::migration::import_runs::by_id(conn, actor.organisation_id, id.as_str()).await?;
    row.ok_or(Problem::NotFound(Resource::Run))
}

/// An audit row about an import or a record.
pub(in crate::migration) fn audit<'a>(
    actor: &'a Actor,
    action: AuditAction,
    key: Option<i64>,
    details: Value,
    now: OffsetDateTime,
) -> NewAudit<'a> {
    let resource_id = key;
    NewAudit { resource_type: "import", resource_id, ..actor.audit(action, 0, details, now) }
}
