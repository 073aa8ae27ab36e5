//! The records of one kind as a stream of batches, read on blocking threads.

use super::{
    sources::{Records, Source, SourceRecord},
    throttle,
};
use crate::domain::{migration::RecordKind, problem::Problem};
use anyhow::Context;
use std::{io, sync::Arc};
use tokio::task::spawn_blocking;

pub(super) struct Walk {
    /// None while a thread has it, and after its end.
    records: Option<Records>,
    /// Found, but too large for the previous batch.
    over: Option<SourceRecord>,
}

impl Walk {
    pub fn begin(source: &Arc<dyn Source>, kind: RecordKind) -> Walk {
        Walk { records: Some(source.records(kind)), over: None }
    }

    /// The next records: at most `at_most`, and not many more bytes than a batch may have; empty at the end.
    pub async fn next(&mut self, at_most: usize) -> Result<Vec<SourceRecord>, Problem> {
        let Some(mut records) = self.records.take() else { return Ok(Vec::new()) };
        let over = self.over.take();
        let walking = spawn_blocking(move || {
            let (mut batch, mut bytes, mut over) = (Vec::new(), 0, over);
            while batch.len() < at_most {
                let Some(found) = over.take().or_else(|| next_found(&mut records)) else { break };
                bytes += found.len;
                if bytes > throttle::BYTES && !batch.is_empty() {
                    over = Some(found);
                    break;
                }
                batch.push(found);
            }
            (records, batch, over)
        });
        let (records, batch, over) = walking.await.context("walking through records").map_err(Problem::Internal)?;
        if !batch.is_empty() {
            (self.records, self.over) = (Some(records), over);
        }
        Ok(batch)
    }
}

/// How many records of a kind exist now.
pub(super) async fn count(source: &Arc<dyn Source>, kind: RecordKind) -> Result<u64, Problem> {
    let mut records = source.records(kind);
    let counting = spawn_blocking(move || std::iter::from_fn(|| next_found(&mut records)).count() as u64);
    counting.await.context("counting records").map_err(Problem::Internal)
}

/// The next record. An entry that was removed while its folder was listed is skipped.
fn next_found(records: &mut Records) -> Option<SourceRecord> {
    loop {
        match records.next()? {
            Ok(found) => return Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, "an entry of the legacy store could not be listed: {error}"),
        }
    }
}
