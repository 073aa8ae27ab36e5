//! A single record: read again for the review queue, or looked for because the database does not have it.

use super::{
    pass::{Interrupted, Mode, PassContext},
    pipeline::Pipeline,
    run_lease::ControlChannel,
    sources::{self, Source, SourceRecord},
};
use crate::{
    app::App,
    domain::{
        ids::SubmissionId,
        migration::{Counts, RecordKind},
        problem::Problem,
    },
    services::actor::Actor,
};
use anyhow::{Context, anyhow};
use std::{io::ErrorKind, path::Path, sync::Arc};
use time::Duration;

/// A job started with its submission and ended soon after; its file has the time of its end.
const NEAR: Duration = Duration::hours(1);
/// Maximum number of job files that are listed, and read, before the submission is imported without its job.
const NAMES: usize = 20_000;
const JOBS: usize = 200;

/// Result of reading a record again.
pub(in crate::migration) enum ReimportOutcome {
    Settled,
    /// It does not exist any more.
    Missing,
}

pub(in crate::migration) async fn reimport(
    app: &App,
    actor: &Actor,
    source: &Arc<dyn Source>,
    name: &str,
) -> Result<ReimportOutcome, Problem> {
    let found = match source.find(name) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(ReimportOutcome::Missing),
        Err(error) => return Err(Problem::Unavailable(error.into())),
    };
    let kind = found.kind;
    let counts = settle(app, actor, source, vec![found], kind).await?;
    Ok(if counts.seen == 0 { ReimportOutcome::Missing } else { ReimportOutcome::Settled })
}

/// Looks for a submission in the legacy app's folder and imports it with its job; true if the database has it now.
pub async fn import_one(app: &App, actor: &Actor, root: &Path, id: &SubmissionId) -> Result<bool, Problem> {
    let source = sources::folder(root);
    let names = [format!("submissions/{id}.json"), format!("{id}.json")];
    let Some(found) = names.iter().find_map(|name| source.find(name).ok()) else { return Ok(false) };
    let jobs = jobs_near(&source, &found, id).await?;
    if !jobs.is_empty() {
        settle(app, actor, &source, jobs, RecordKind::Job).await?;
    }
    let counts = settle(app, actor, &source, vec![found], RecordKind::Submission).await?;
    Ok(counts.imported + counts.already_there > 0)
}

/// The jobs of a submission, among those that ended near the time of its file.
async fn jobs_near(
    source: &Arc<dyn Source>,
    found: &SourceRecord,
    id: &SubmissionId,
) -> Result<Vec<SourceRecord>, Problem> {
    let (source, at, id) = (Arc::clone(source), found.modified_at, id.to_string());
    let looking = tokio::task::spawn_blocking(move || {
        let entries = source.records(RecordKind::Job).flatten().take(NAMES);
        let near = entries.filter(|job| (job.modified_at - at).abs() < NEAR).take(JOBS);
        let speaks_of_it = |job: &SourceRecord| {
            source.read(job, 64 * 1024).is_ok_and(|bytes| bytes.windows(id.len()).any(|part| part == id.as_bytes()))
        };
        near.filter(speaks_of_it).collect()
    });
    looking.await.context("looking for a job stopped").map_err(Problem::Internal)
}

async fn settle(
    app: &App,
    actor: &Actor,
    source: &Arc<dyn Source>,
    records: Vec<SourceRecord>,
    kind: RecordKind,
) -> Result<Counts, Problem> {
    let control = ControlChannel::new();
    let context = PassContext { app, actor, control: &control, watch: &|_, _| {} };
    let mut pass = Pipeline::new(context, source, Mode::default()).await?;
    for found in records {
        match pass.one(found).await {
            Ok(()) => {}
            Err(Interrupted::Problem(problem)) => return Err(problem),
            Err(Interrupted::Paused | Interrupted::Left) => {
                return Err(Problem::Internal(anyhow!("a single record belongs to no run")));
            }
        }
    }
    Ok(pass.checkpoint.counts_by_kind.of(kind))
}
