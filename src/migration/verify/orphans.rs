//! Orphans: files without a row, rows without a counterpart, and import runs whose counts do not add up.

use super::{findings::BadRecord, run::Verify, second_look};
use crate::{
    domain::{
        migration::{RecordKind, SourceKind},
        problem::Problem,
    },
    files::OldStore,
    services::storage_problem,
    store::migration::verify::{SourceRow, orphans},
};
use serde_json::Value;
use std::{io, path::Path, sync::mpsc};
use tokio::task::spawn_blocking;

/// Orphans of each kind that are listed.
const NAMED: i64 = 1_000;
/// Names looked up in the ledger at once.
const AT_ONCE: usize = 1_000;
/// Maximum size of a job file of this program; see `files::job_files`.
const LARGEST_JOB: u64 = 64 * 1024;

/// The kinds to check if one module is verified: the module of a record or job is unknown until it is read.
const OF_ANY_MODULE: &[RecordKind] = &[RecordKind::Submission, RecordKind::Job];

pub(super) async fn rows(run: &mut Verify<'_>) -> Result<(), Problem> {
    let found = orphans::rows(run.conn, run.organisation, run.module, NAMED).await?;
    run.findings.extend(found.into_iter().map(|row| BadRecord { id: row.id, file: row.file, reason: row.reason }));
    for import in orphans::runs(run.conn, run.organisation).await? {
        if !closes(&import.counts) {
            let reason = format!("the counts of the import {} do not add up", import.run_id);
            run.findings.add(BadRecord::new(Some(&import.run_id), None, reason));
        }
    }
    Ok(())
}

/// Whether all counted records of every kind were classified; more may have been added during the run.
fn closes(counts: &Value) -> bool {
    let number = |kind: &Value, name: &str| kind.get(name).and_then(Value::as_u64);
    let one = |kind: &Value| {
        let classes = ["imported", "already_there", "divergent", "quarantined", "left"];
        let classed: Option<u64> = classes.into_iter().map(|class| number(kind, class)).sum();
        classed.is_some() && classed >= number(kind, "counted")
    };
    counts.get("tally").and_then(Value::as_object).is_some_and(|kinds| kinds.values().all(one))
}

/// Finds files of a source that are not in the ledger.
pub(super) async fn files(run: &mut Verify<'_>, source: SourceRow) -> Result<(), Problem> {
    if SourceKind::parse(&source.kind) != Some(SourceKind::Folder) {
        return Ok(());
    }
    let kinds = if run.module.is_some() { OF_ANY_MODULE } else { RecordKind::ALL };
    let store = OldStore::at(Path::new(&source.place));
    let (names, found) = mpsc::sync_channel(1);
    let walking = spawn_blocking({
        let store = store.clone();
        move || walk(&store, kinds, &names)
    });
    let mut found = Some(found);
    let mut unknown = Vec::new();
    while let Some(receiver) = found.take() {
        let (next, receiver) = spawn_blocking(move || (receiver.recv().ok(), receiver)).await.map_err(stopped)?;
        let Some(names) = next else { break };
        unknown.extend(orphans::unknown(run.conn, run.organisation, source.id, &names).await?);
        found = Some(receiver);
    }
    walking.await.map_err(stopped)?.map_err(storage_problem)?;
    for names in unknown.chunks(AT_ONCE) {
        for name in still_unknown(run, &source, &store, names.to_vec()).await? {
            run.findings.add(BadRecord::new(None, Some(&name), "this file has not been imported yet"));
        }
    }
    Ok(())
}

/// Those of these files that have no row in later looks either: a file that is written now gets its row soon, and some
/// files are removed or renamed meanwhile.
async fn still_unknown(
    run: &mut Verify<'_>,
    source: &SourceRow,
    store: &OldStore,
    mut names: Vec<String>,
) -> Result<Vec<String>, Problem> {
    let mut is_fresh = true;
    for number in 0.. {
        if names.is_empty() || !run.wait_budget.wait(number, is_fresh).await {
            break;
        }
        names = orphans::unknown(run.conn, run.organisation, source.id, &names).await?;
        let store = store.clone();
        let looking = move || {
            let mut is_fresh = false;
            names.retain(|name| match store.find(name) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => false,
                Ok(entry) if second_look::is_fresh(entry.modified_at) => {
                    is_fresh = true;
                    !is_our_own(&store, name)
                }
                _ => !is_our_own(&store, name),
            });
            (names, is_fresh)
        };
        (names, is_fresh) = spawn_blocking(looking).await.map_err(stopped)?;
    }
    Ok(names)
}

fn stopped(error: tokio::task::JoinError) -> Problem {
    Problem::Internal(error.into())
}

fn walk(store: &OldStore, kinds: &[RecordKind], names: &mpsc::SyncSender<Vec<String>>) -> io::Result<()> {
    let mut some = Vec::with_capacity(AT_ONCE);
    for entry in kinds.iter().flat_map(|kind| store.walk(*kind)) {
        some.push(entry?.name);
        // The receiver is closed because the verify ended with an error.
        if some.len() == AT_ONCE && names.send(std::mem::take(&mut some)).is_err() {
            return Ok(());
        }
    }
    let _ = names.send(some);
    Ok(())
}

/// Files that are not part of the history: job progress and other files of this program, and files that operating
/// systems create in folders.
fn is_our_own(store: &OldStore, name: &str) -> bool {
    let (folder, file_name) = name.rsplit_once('/').unwrap_or(("", name));
    if name.split('/').any(|part| part.starts_with('.'))
        || file_name.ends_with(".tmp")
        || matches!(file_name, "secret_key" | "README.md")
    {
        return true;
    }
    let job = || {
        let bytes = store.read_named(folder, file_name, LARGEST_JOB).ok()?;
        let job: Value = serde_json::from_slice(&bytes).ok()?;
        Some(job.get("meta").is_none() && job.get("attempt").is_some() && job.get("submission_id").is_some())
    };
    folder == "jobs" && job().unwrap_or(false)
}
