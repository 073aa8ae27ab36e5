//! Fetching photos from other hosts, if the run's options request it: in batches, two photos at a time.
//!
//! A photo stays `remote` until its bytes are durable and its row is updated, so a killed run continues where it was.
//! After repeated failures a host is skipped for the rest of the run, and its photos stay `remote`.

mod client;
#[cfg(test)]
mod tests;

pub(super) use client::{Fetcher, Limits};

use super::media_content::{Fingerprint, MediaOutcome, admit, decode_and_publish};
use crate::{
    app::App,
    domain::{migration::MediaState, problem::Problem, upload::Upload},
    services::{actor::Actor, uploads},
    store::{
        self,
        legacy_media::{Fetched, MediaRow},
        uploads::NewUpload,
    },
};
use client::{NotFetched, host_of};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use futures::StreamExt;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

const BATCH: i64 = 20;
const AT_ONCE: usize = 2;
/// Consecutive failures after which a host is skipped.
const PATIENCE: u32 = 5;

/// The state of fetching all remote photos in one run.
pub(super) struct Fetching {
    fetcher: Fetcher,
    after: i64,
    /// Consecutive failures, by host.
    failures: Mutex<HashMap<String, u32>>,
}

impl Fetching {
    pub fn new(app: &App, limits: Limits) -> anyhow::Result<Fetching> {
        Ok(Fetching { fetcher: Fetcher::new(&app.config.media_hosts, limits)?, after: 0, failures: Mutex::default() })
    }

    /// Fetches the next photos; returns how many were handled, 0 at the end.
    pub async fn batch(&mut self, app: &App, actor: &Actor) -> Result<usize, Problem> {
        let mut conn = actor.connection(&app.pool).await?;
        let rows = store::legacy_media::remote(&mut conn, actor.organisation_id, self.after, BATCH).await?;
        drop(conn);
        let (Some(last), looked_at) = (rows.last().map(|row| row.id), rows.len()) else { return Ok(0) };
        let this: &Fetching = self;
        let mut fetched = futures::stream::iter(rows).map(|row| this.one(app, actor, row)).buffer_unordered(AT_ONCE);
        while let Some(done) = fetched.next().await {
            done?;
        }
        drop(fetched);
        self.after = last;
        Ok(looked_at)
    }

    async fn one(&self, app: &App, actor: &Actor, row: MediaRow) -> Result<(), Problem> {
        let Some(address) = row.place.as_deref() else { return Ok(()) };
        let host = host_of(address);
        if self.failures(&host, |count| *count) >= PATIENCE {
            return Ok(());
        }
        let outcome = match self.fetcher.fetch(address).await {
            Ok(bytes) => {
                self.failures(&host, |count| *count = 0);
                store_bytes(app, &row, bytes).await?
            }
            Err(NotFetched::NotAllowed) => MediaOutcome::without(MediaState::Remote, "host_not_allowed"),
            Err(NotFetched::Refused(reason)) => MediaOutcome::without(MediaState::Refused, &reason),
            Err(NotFetched::Unreachable(reason)) => {
                self.failures(&host, |count| *count += 1);
                MediaOutcome::without(MediaState::Remote, reason)
            }
        };
        fail::fail_point!("import.media_fetched");
        save(app, actor, &row, &outcome).await
    }

    fn failures<T>(&self, host: &str, look: impl FnOnce(&mut u32) -> T) -> T {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        look(failures.entry(host.to_owned()).or_default())
    }
}

/// Makes fetched bytes durable, under the upload id derived from the record.
async fn store_bytes(app: &App, row: &MediaRow, bytes: Vec<u8>) -> Result<MediaOutcome, Problem> {
    decode_and_publish(app, admit(app).await?, false, &row.upload_id, row.file_type, bytes.into()).await
}

/// Saves the result of fetching, and the upload row if it is a picture.
async fn save(app: &App, actor: &Actor, row: &MediaRow, outcome: &MediaOutcome) -> Result<(), Problem> {
    let organisation = actor.organisation_id;
    let upload = upload(app, row, outcome);
    let sha256 = outcome.bytes.map(|bytes| bytes.sha256);
    let fetched = Fetched {
        state: outcome.state,
        reason: outcome.reason.as_deref(),
        file_size: outcome.bytes.map(|bytes| bytes.size),
        sha256: sha256.as_ref().map(|hash| hash.as_slice()),
    };
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        let first = store::legacy_media::fetched(conn, organisation, row.id, &fetched).await?;
        if let Some(upload) = upload.filter(|_| first) {
            let submission_id = Some(row.submission_id);
            let new = NewUpload { submission_id, position: row.position, ..uploads::new_row(&upload, organisation) };
            store::uploads::add_unless_there(conn, &[new]).await?;
        }
        fail::fail_point!("import.media_before_commit");
        Ok(())
    })
    .await?;
    Ok(())
}

fn upload(app: &App, row: &MediaRow, outcome: &MediaOutcome) -> Option<Upload> {
    let (shape, Fingerprint { size, sha256 }) = (outcome.picture?, outcome.bytes?);
    Some(Upload {
        id: row.upload_id.clone(),
        file_type: row.file_type,
        field: row.field.clone(),
        original_filename: uploads::display_name::display_name(row.place.as_deref().unwrap_or_default()),
        content_type: shape.mime.to_owned(),
        file_size: size,
        sha256,
        width: shape.width,
        height: shape.height,
        uploaded_at: app.clock.now(),
    })
}
