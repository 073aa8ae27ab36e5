//! Receiving one file: counted, hashed and decoded while it arrives, then published with its derived sizes.

use super::{
    super::{
        pictures::{self, Picture, PictureOrigin},
        storage_problem,
        unclaimed::Unclaimed,
    },
    display_name::display_name,
};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::{Malformed, Problem},
        upload::{FileRefusal, FileType, Upload},
    },
    files::Incoming,
};
use anyhow::Context;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::{io, sync::Arc};

/// Maximum size of a file. Photos of phones have 2 to 12 MB.
pub const MAX_FILE_BYTES: u64 = 15 * 1024 * 1024;

/// Bytes are buffered to this size before they are written, so that a slow sender causes few writes.
const WRITE_AT_ONCE: usize = 128 * 1024;

/// A file that is durable on disk and has no row yet.
#[derive(Clone, Debug)]
pub struct ReceivedFile {
    pub upload: Upload,
    /// Protects the files until the request has ended.
    _unclaimed: Arc<Unclaimed>,
}

impl ReceivedFile {
    pub(in crate::services) fn new(upload: Upload, unclaimed: Arc<Unclaimed>) -> ReceivedFile {
        ReceivedFile { upload, _unclaimed: unclaimed }
    }
}

/// Why a file was not received.
pub enum NotReceived {
    /// The file is not acceptable; the error belongs to its field.
    Refused(FileRefusal),
    Problem(Problem),
}

impl From<Problem> for NotReceived {
    fn from(problem: Problem) -> NotReceived {
        NotReceived::Problem(problem)
    }
}

/// Receives one file from a stream: counts, hashes and decodes it, makes the derived sizes, and publishes all of them
/// durably. An interrupted stream leaves nothing behind.
pub async fn receive<S, E>(
    app: &App,
    field: &str,
    file_type: FileType,
    filename: &str,
    bytes: S,
) -> Result<ReceivedFile, NotReceived>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    let id = UploadId::random();
    let unclaimed = Unclaimed::of(app, &id);
    let written = write(app, &id, bytes).await?;
    fail::fail_point!("upload.written");
    let picture = decode_and_publish(app, &id, file_type, written.incoming).await?;
    Ok(ReceivedFile {
        upload: Upload {
            id,
            file_type,
            field: field.to_owned(),
            original_filename: display_name(filename),
            content_type: picture.kind.mime().to_owned(),
            file_size: written.size as i64,
            sha256: written.sha256,
            width: picture.width as i32,
            height: picture.height as i32,
            uploaded_at: app.clock.now(),
        },
        _unclaimed: unclaimed,
    })
}

struct Written {
    incoming: Incoming,
    size: u64,
    sha256: [u8; 32],
}

async fn write<S, E>(app: &App, id: &UploadId, mut bytes: S) -> Result<Written, NotReceived>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    let mut incoming = app.files.begin_upload(id).map_err(storage_problem)?;
    let (mut hash, mut size, mut gathered) = (Sha256::new(), 0u64, Vec::new());
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| {
            tracing::info!(%error, "an upload was interrupted: {error}");
            Problem::Malformed(Malformed::Incomplete)
        })?;
        size += chunk.len() as u64;
        if size > MAX_FILE_BYTES {
            return Err(NotReceived::Refused(FileRefusal::TooLarge { limit: MAX_FILE_BYTES }));
        }
        hash.update(&chunk);
        gathered.extend_from_slice(&chunk);
        if gathered.len() >= WRITE_AT_ONCE {
            (incoming, gathered) = write_out(incoming, gathered).await?;
        }
    }
    if size == 0 {
        return Err(NotReceived::Refused(FileRefusal::Empty));
    }
    let (incoming, _) = write_out(incoming, gathered).await?;
    Ok(Written { incoming, size, sha256: hash.finalize().into() })
}

async fn write_out(mut incoming: Incoming, mut gathered: Vec<u8>) -> Result<(Incoming, Vec<u8>), Problem> {
    let written = tokio::task::spawn_blocking(move || {
        incoming.write(&gathered)?;
        gathered.clear();
        Ok::<_, io::Error>((incoming, gathered))
    });
    written.await.context("writing an upload stopped").map_err(Problem::Internal)?.map_err(storage_problem)
}

/// The file is read back only after the memory budget admits it, so any number of uploads can wait on disk.
async fn decode_and_publish(
    app: &App,
    id: &UploadId,
    file_type: FileType,
    incoming: Incoming,
) -> Result<Picture, NotReceived> {
    let stopped = |error: anyhow::Error| Problem::Internal(error.context("decoding a picture stopped"));
    let admission = app.pictures.admit().await.map_err(NotReceived::Refused)?;
    let reading = app.pictures.blocking(move || {
        let bytes = Bytes::from(incoming.read_back()?);
        Ok((incoming, bytes))
    });
    let (incoming, bytes) = reading.await.map_err(stopped)?.map_err(storage_problem)?;
    let rendered = admission.render(pictures::purpose(file_type, PictureOrigin::Sent), bytes).await.map_err(stopped)?;
    let renditions = rendered.map_err(NotReceived::Refused)?;
    let (files, id) = (app.files.clone(), id.clone());
    let publishing = app.pictures.blocking(move || {
        let picture = pictures::publish(&files, id, file_type, incoming, renditions).map_err(storage_problem)?;
        fail::fail_point!("upload.published");
        Ok(picture)
    });
    publishing.await.map_err(stopped)?
}
