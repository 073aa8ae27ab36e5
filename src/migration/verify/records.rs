//! Ledger rows against their files: every record is read again where it came from, or in the archive that has it.

use super::{findings::BadRecord, read_ahead::ReadAhead, run::Verify, second_look};
use crate::{
    domain::{
        migration::{Decision, RecordKind, RecordState, SourceKind},
        problem::Problem,
    },
    files::{Digest, OldStore},
    legacy::{document::Document, job::OldJob},
    store::migration::verify::{
        SourceRow,
        records::{self, RecordRow},
    },
};
use std::{io, path::Path, sync::Arc};
use tokio::task::spawn_blocking;

const PAGE: i64 = 250;

/// A checked record.
struct CheckedRecord {
    row: RecordRow,
    /// Its file exists in the folder.
    is_there: bool,
    /// This program wrote the file, and it is missing or was changed just now.
    is_fresh: bool,
    bad: Vec<BadRecord>,
}

/// Reads every record of a source again.
pub(super) async fn verify(run: &mut Verify<'_>, source: SourceRow) -> Result<(), Problem> {
    let folder = (SourceKind::parse(&source.kind) == Some(SourceKind::Folder))
        .then(|| Arc::new(OldStore::at(Path::new(&source.place))));
    run.manifest.add_line(&format!("place: {} {}", source.kind, source.place))?;
    let mut ahead = ReadAhead::new();
    let mut after = String::new();
    loop {
        let page = records::page(run.conn, source.id, run.module, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.name.clone();
        let folder = folder.clone();
        let in_folder = folder.clone();
        let work = move || look_at_all(page, in_folder.as_deref());
        if let Some(looked) = ahead.begin(work).await? {
            settle(run, source.id, &folder, looked).await?;
        }
    }
    while let Some(looked) = ahead.next().await? {
        settle(run, source.id, &folder, looked).await?;
    }
    Ok(())
}

/// Reads again what seems to differ, then reports the page.
async fn settle(
    run: &mut Verify<'_>,
    source: i64,
    folder: &Option<Arc<OldStore>>,
    mut looked: Vec<CheckedRecord>,
) -> Result<(), Problem> {
    for number in 0.. {
        let is_fresh = looked.iter().any(|one| one.is_fresh && !one.bad.is_empty());
        let suspicious = looked.iter().any(|one| !one.bad.is_empty());
        if !suspicious || !run.wait_budget.wait(number, is_fresh).await {
            break;
        }
        let (sound, doubtful): (Vec<_>, Vec<_>) =
            looked.into_iter().partition(|one| one.bad.is_empty() || (number > 0 && !one.is_fresh));
        let names: Vec<&str> = doubtful.iter().map(|one| one.row.name.as_str()).collect();
        // A row that is gone was erased meanwhile.
        let rows = records::named(run.conn, source, &names).await?;
        let folder = folder.clone();
        let looking = spawn_blocking(move || look_at_all(rows, folder.as_deref()));
        looked = sound;
        looked.extend(looking.await.map_err(|stopped| Problem::Internal(stopped.into()))?);
        looked.sort_by(|a, b| a.row.name.cmp(&b.row.name));
    }
    report(run, looked)
}

fn look_at_all(rows: Vec<RecordRow>, folder: Option<&OldStore>) -> Vec<CheckedRecord> {
    rows.into_iter().map(|row| check_record(row, folder)).collect()
}

fn report(run: &mut Verify<'_>, looked: Vec<CheckedRecord>) -> Result<(), Problem> {
    let count = looked.len();
    for CheckedRecord { row, is_there, bad, .. } in looked {
        match &row.sha256 {
            Some(sha256) if is_there || row.archived_sha256.is_some() => run.manifest.file(sha256, &row.name)?,
            hash => run.manifest.record(hash.as_deref(), &row.name)?,
        }
        run.findings.extend(bad);
    }
    run.count_checked(count as u64);
    Ok(())
}

fn check_record(row: RecordRow, folder: Option<&OldStore>) -> CheckedRecord {
    let mut reasons = check_row(&row);
    let (mut is_there, mut is_fresh) = (false, false);
    if let Some(folder) = folder {
        let (there, reason) = check_file(&row, folder);
        is_there = there;
        // The row of a file that this program wrote follows its file.
        is_fresh = reason.is_some()
            && row.state == RecordState::Written.as_str()
            && folder.find(&row.name).map_or(true, |entry| second_look::is_fresh(entry.modified_at));
        reasons.extend(reason);
    }
    let id = row.record_id.as_deref().or(row.submission.as_deref()).or(row.about.as_deref());
    let bad = reasons.into_iter().map(|reason| BadRecord::new(id, Some(&row.name), reason)).collect();
    CheckedRecord { row, is_there, is_fresh, bad }
}

/// Checks of the row itself: its bytes, its submission, its job.
fn check_row(row: &RecordRow) -> Vec<String> {
    let mut reasons = Vec::new();
    let (state, kind) = (RecordState::parse(&row.state), RecordKind::parse(&row.kind));
    if !row.content_is_whole {
        reasons.push("the bytes of this file in the database differ from those that were imported".to_owned());
    }
    let is_ours = matches!(state, Some(RecordState::Imported | RecordState::Written));
    if is_ours && kind == Some(RecordKind::Submission) {
        // Files that this program wrote are checked by their hash, and their answers with their submission.
        if state == Some(RecordState::Imported) && !row.has_content {
            reasons.push("the database has no bytes of this record".to_owned());
        }
        match (&row.submission, &row.record_id) {
            (None, _) => reasons.push("the submission of this record is missing".to_owned()),
            (Some(submission), Some(id)) if submission == id => {}
            (Some(submission), id) => {
                let id = id.as_deref().unwrap_or("none");
                reasons.push(format!("the record has the id {id}, but its submission is {submission}"));
            }
        }
    }
    if is_ours && row.sha256.is_none() {
        reasons.push("the ledger has no hash of this file".to_owned());
    }
    if let Some(bytes) = &row.job {
        reasons.extend(job_differs(row, bytes));
    }
    reasons
}

/// Parses the job again and compares it with the ledger's facts.
fn job_differs(row: &RecordRow, bytes: &[u8]) -> Option<String> {
    let job = Document::parse(bytes).and_then(|document| OldJob::read(&document));
    let Ok(job) = job else { return Some("this job can no longer be read".to_owned()) };
    let same = row.facts == serde_json::to_value(&job).unwrap_or_default()
        && row.record_id.as_deref() == Some(job.job_id.as_str())
        && row.about.as_deref() == job.submission_id.as_ref().map(|id| id.as_str())
        && (row.module.is_none() || row.module.as_deref() == job.module.as_ref().map(|module| module.as_str()));
    (!same).then(|| "the ledger differs from this job".to_owned())
}

/// Compares the row with the current file. Returns whether the file exists, and what is wrong.
fn check_file(row: &RecordRow, folder: &OldStore) -> (bool, Option<String>) {
    let decision = row.decision.as_deref().and_then(Decision::parse);
    let entry = match folder.find(&row.name) {
        Ok(entry) => entry,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (false, check_missing_file(row, decision)),
        Err(error) => return (false, Some(format!("the file cannot be examined: {error}"))),
    };
    if decision == Some(Decision::SetAside) {
        return (entry.is_regular, None);
    }
    if entry.kind.as_str() != row.kind {
        return (
            entry.is_regular,
            Some(format!("the ledger says that this is a {}, but it is a {}", row.kind, entry.kind)),
        );
    }
    let Some(expected) = &row.sha256 else {
        // The file could not be read when it was found, and is in the review queue.
        return (false, None);
    };
    if !entry.is_regular {
        return (false, Some("this is no longer a regular file".to_owned()));
    }
    match folder.open(&entry).and_then(Digest::of) {
        Ok(found) if found.sha256 != expected.as_slice() => {
            (true, Some("the file differs from the one that was imported: its hash differs".to_owned()))
        }
        Ok(found) if found.size != row.file_size as u64 => {
            (true, Some(format!("the file has {} bytes, the ledger says {}", found.size, row.file_size)))
        }
        Ok(_) => (true, None),
        Err(error) => (true, Some(format!("the file cannot be read: {error}"))),
    }
}

/// A missing file must be in an archive, or a person must have set the record aside.
fn check_missing_file(row: &RecordRow, decision: Option<Decision>) -> Option<String> {
    match (&row.archived_sha256, &row.sha256) {
        _ if decision == Some(Decision::SetAside) => None,
        (None, _) => Some("the file is missing, and no archive contains it".to_owned()),
        (Some(packed), Some(expected)) if packed == expected => {
            let size = row.archived_size.is_some_and(|size| size != row.file_size);
            size.then(|| format!("the ledger says {} bytes, the archive does not", row.file_size))
        }
        _ => Some("the file is missing, and the archive has other content under its name".to_owned()),
    }
}
