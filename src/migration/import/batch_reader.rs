//! Reads a batch of records while the pass writes the previous one: parses them, and copies the photos of new ones.

use super::{
    classify::{Classified, RecordReader},
    media::{self, Adopted, ReadUpload},
    pass::Interrupted,
    run_lease::{ControlChannel, SIGNAL_INTERVAL},
    save::Item,
    sources::{Source, SourceRecord},
};
use crate::{
    app::App, domain::problem::Problem, legacy::job::OldJob, services::jobs::ControlSignal,
    store::migration::legacy_records::KnownRecord,
};
use anyhow::anyhow;
use std::sync::Arc;
use tokio::time::sleep;

/// What is looked up before a record is read.
pub(super) struct Lookup {
    pub found: SourceRecord,
    pub known: Option<KnownRecord>,
    pub job: Option<OldJob>,
    /// The database has a submission with this id, so its photos are not copied.
    pub is_taken: bool,
}

/// The part of a pass that reading needs, without its connection.
pub(super) struct BatchReader<'a> {
    pub app: &'a App,
    pub reader: RecordReader,
    pub control: &'a ControlChannel,
    pub dry: bool,
    pub waits: bool,
}

impl BatchReader<'_> {
    /// Reads and parses a batch, then copies its photos one after the other, unless a control signal interrupts.
    pub async fn read(&self, batch: Vec<Lookup>) -> Result<Vec<Item>, Interrupted> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let reader = self.reader.clone();
        let classifying = tokio::task::spawn_blocking(move || {
            let classify = |lookup: Lookup| {
                let classified = reader.classify(&lookup.found, lookup.known.as_ref(), lookup.job.as_ref());
                let kind = lookup.found.kind;
                let item = Item { kind, known: lookup.known, classified, adopted: Adopted::default() };
                (item, lookup.is_taken)
            };
            batch.into_iter().map(classify).collect::<Vec<_>>()
        });
        let classified =
            classifying.await.map_err(|error| Problem::Internal(anyhow!("reading old records stopped: {error}")))?;
        let read = read_upload(&self.reader.source);
        let mut items = Vec::with_capacity(classified.len());
        for (mut item, is_taken) in classified {
            let has_rows = item.known.as_ref().is_some_and(|known| known.submission_id.is_some());
            if let (Classified::Submission(candidate), false, false) = (&mut item.classified, is_taken, has_rows) {
                self.obey_control_signal().await?;
                item.adopted = media::adopt(self.app, &read, &candidate.old, self.dry).await?;
                item.adopted.notes.iter().for_each(|note| candidate.note(note));
            }
            items.push(item);
        }
        Ok(items)
    }

    /// Waits during a pause; ends the pass if it must not go on.
    async fn obey_control_signal(&self) -> Result<(), Interrupted> {
        loop {
            match self.control.signal() {
                ControlSignal::Continue => return Ok(()),
                ControlSignal::Cancel => return Err(Interrupted::Left),
                ControlSignal::Pause if !self.waits => return Err(Interrupted::Paused),
                ControlSignal::Pause => sleep(SIGNAL_INTERVAL).await,
            }
        }
    }
}

pub(super) fn read_upload(source: &Arc<dyn Source>) -> ReadUpload {
    let source = Arc::clone(source);
    Arc::new(move |name, limit| source.upload(name, limit))
}
