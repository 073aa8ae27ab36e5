//! Files of the legacy store that are not JSON: photos, reports, and files that the legacy app did not write.

use super::{
    classify::{Classified, quarantine_reason},
    media::Adopted,
    pass::Interrupted,
    pipeline::Pipeline,
    record::{self, RecordClass},
    reports,
    save::Item,
    sources::{Source, SourceRecord},
    walk::Walk,
};
use crate::{
    domain::{
        ids::UploadId,
        migration::{RecordKind, RecordState, Stage},
        problem::Problem,
    },
    legacy::{QuarantineReason, Quarantined},
    store::migration::{legacy_records::KnownRecord, record_rows::NewRecord},
};
use anyhow::Context;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc, time::Instant};

/// Maximum size of a photo. A larger file is counted and kept, but never read into memory.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

impl Pipeline<'_> {
    /// The old photos. Those that records name were copied with the records; the others stay where they are.
    pub(super) async fn uploads(&mut self) -> Result<(), Interrupted> {
        let mut walk = Walk::begin(&self.reader.source, RecordKind::Upload);
        loop {
            let (since, batch) = (Instant::now(), walk.next(self.throttle.batch()).await?);
            if batch.is_empty() {
                break;
            }
            let mut known = self.known(&batch).await?;
            let names: Vec<&str> = batch.iter().filter_map(SourceRecord::file_name).collect();
            let named = self.ledger.named(&mut self.conn, &names).await?;
            let written: Vec<UploadId> = batch.iter().filter_map(upload_id).collect();
            let written = self.ledger.existing_uploads(&mut self.conn, &written).await?;
            self.throttle.count_own_transactions(2);
            let reader = self.reader.clone();
            let reading = tokio::task::spawn_blocking(move || {
                let classify = |found: SourceRecord| {
                    let known = known.remove(&found.name);
                    let state = match () {
                        () if found.file_name().is_some_and(|name| named.iter().any(|n| n == name)) => {
                            RecordState::Imported
                        }
                        () if upload_id(&found).is_some_and(|id| written.contains(&id)) => RecordState::Written,
                        () => RecordState::Kept,
                    };
                    let classified = upload(&*reader.source, &found, known.as_ref(), state, reader.run);
                    Item { kind: RecordKind::Upload, known, classified, adopted: Adopted::default() }
                };
                batch.into_iter().map(classify).collect::<Vec<_>>()
            });
            let items = reading.await.context("reading old photos stopped").map_err(Problem::Internal)?;
            self.commit(Stage::Uploads, items, since).await?;
        }
        self.checkpoint.counts_by_kind.all_seen(RecordKind::Upload);
        self.report_progress(Stage::Uploads).await
    }

    async fn known(&mut self, batch: &[SourceRecord]) -> Result<HashMap<String, KnownRecord>, Interrupted> {
        let names: Vec<&str> = batch.iter().map(|found| found.name.as_str()).collect();
        self.throttle.count_own_transactions(1);
        Ok(self.ledger.known(&mut self.conn, &names).await?)
    }

    /// Reports of the legacy app. A report whose submission was missing is checked again in each run.
    pub(super) async fn reports(&mut self) -> Result<(), Interrupted> {
        let mut walk = Walk::begin(&self.reader.source, RecordKind::Report);
        loop {
            let (since, batch) = (Instant::now(), walk.next(self.throttle.batch()).await?);
            if batch.is_empty() {
                break;
            }
            let mut known = self.known(&batch).await?;
            let (settled, open): (Vec<_>, Vec<_>) =
                batch.into_iter().partition(|found| known.get(&found.name).is_some_and(|k| is_settled(k, found)));
            let names: Vec<&str> = open.iter().filter_map(reports::file_name).collect();
            let named = self.ledger.reports(&mut self.conn, &names).await?;
            self.throttle.count_own_transactions(1);
            let (organisation, source) = (self.ledger.organisation, Arc::clone(&self.reader.source));
            let judged = reports::decide(&self.app.files, organisation, &source, open, &named, self.dry).await?;
            let (run, kind) = (self.reader.run, RecordKind::Report);
            let mut items = Vec::new();
            for found in settled {
                let known = known.remove(&found.name);
                let class = known.as_ref().map_or(RecordClass::AlreadyThere, |known| record::class_of(known, run));
                items.push(Item { kind, known, classified: Classified::Stays(class), adopted: Adopted::default() });
            }
            for report in &judged {
                let known = known.remove(&report.found.name);
                let class = record::class_of_imported(known.as_ref(), run);
                let row = NewRecord {
                    reason: report.reason.map(str::to_owned),
                    sha256: report.sha256.map(|hash| hash.to_vec()),
                    submission_id: report.submission,
                    ..record::row(&report.found, report.state, run)
                };
                let classified = Classified::Row(Box::new(row), class);
                items.push(Item { kind, known, classified, adopted: Adopted::default() });
            }
            if !self.dry {
                let saving = self.conn.transaction::<_, DbError, _>(async |conn| {
                    reports::save(conn, organisation, &judged).await?;
                    fail::fail_point!("import.reports_saved");
                    Ok(())
                });
                saving.await?;
            }
            self.commit(Stage::Reports, items, since).await?;
        }
        self.checkpoint.counts_by_kind.all_seen(RecordKind::Report);
        self.report_progress(Stage::Reports).await
    }

    /// Files that the legacy app did not write: system files are ignored, the others are quarantined.
    pub(super) async fn strays(&mut self) -> Result<(), Interrupted> {
        let mut walk = Walk::begin(&self.reader.source, RecordKind::Other);
        loop {
            let (since, batch) = (Instant::now(), walk.next(self.throttle.batch()).await?);
            if batch.is_empty() {
                break;
            }
            let mut known = self.known(&batch).await?;
            let run = self.reader.run;
            let item = |found: SourceRecord| {
                let known = known.remove(&found.name);
                let (row, class) = match quarantine_reason(&found) {
                    None => {
                        let class = record::class_of_imported(known.as_ref(), run);
                        (record::row(&found, RecordState::Ignored, run), class)
                    }
                    Some(refusal) => (record::refused(&found, None, &refusal, run), RecordClass::Quarantined),
                };
                let classified = Classified::Row(Box::new(row), class);
                Item { kind: RecordKind::Other, known, classified, adopted: Adopted::default() }
            };
            let items = batch.into_iter().map(item).collect();
            self.commit(Stage::Drafts, items, since).await?;
        }
        self.checkpoint.counts_by_kind.all_seen(RecordKind::Other);
        self.report_progress(Stage::Drafts).await
    }
}

/// The upload id in the name of a photo that this program wrote to the legacy store.
fn upload_id(found: &SourceRecord) -> Option<UploadId> {
    let stem = found.file_name()?.split('.').next()?;
    stem.parse().ok()
}

/// Whether nothing new can result: this program wrote the file, or it looks unchanged, and what it waited for is still
/// missing.
fn is_settled(known: &KnownRecord, found: &SourceRecord) -> bool {
    if known.state == RecordState::Written.as_str() {
        return true;
    }
    let waits = known.reason.as_deref().is_some_and(|reason| {
        [reports::why::NOT_IMPORTED, reports::why::NOT_NAMED, reports::why::UNREADABLE].contains(&reason)
    });
    !waits && looks_the_same(known, found)
}

fn looks_the_same(known: &KnownRecord, found: &SourceRecord) -> bool {
    let (len, at) = (i64::try_from(found.len).unwrap_or(i64::MAX), record::in_microseconds(found.modified_at));
    known.file_size == len && known.modified_at == Some(at)
}

/// The ledger row of a photo. Its hash is not computed again as long as size and time are unchanged; the verify reads
/// the bytes.
fn upload(
    source: &dyn Source,
    found: &SourceRecord,
    known: Option<&KnownRecord>,
    state: RecordState,
    run: Option<i64>,
) -> Classified {
    let before = known.filter(|known| known.sha256.is_some() && looks_the_same(known, found));
    if before.is_some_and(|known| known.state == state.as_str()) {
        return Classified::Stays(record::class_of_imported(known, run));
    }
    let refused = |why| {
        let refusal = Quarantined { why, detail: String::new() };
        Classified::Row(Box::new(record::refused(found, None, &refusal, run)), RecordClass::Quarantined)
    };
    let sha256 = match before {
        Some(known) => known.sha256.clone(),
        None if !found.is_regular => return refused(QuarantineReason::NotARegularFile),
        None => match source.read(found, MAX_BYTES) {
            Ok(bytes) => Some(Sha256::digest(&bytes).to_vec()),
            Err(error) => match error.kind() {
                std::io::ErrorKind::NotFound => return Classified::Gone,
                std::io::ErrorKind::FileTooLarge => return refused(QuarantineReason::TooLarge),
                _ => return refused(QuarantineReason::Unreadable),
            },
        },
    };
    let class = match state {
        RecordState::Written => RecordClass::AlreadyThere,
        _ => record::class_of_imported(known, run),
    };
    Classified::Row(Box::new(NewRecord { sha256, ..record::row(found, state, run) }), class)
}
