//! Receiving one file: counted and hashed while it arrives, then published: a picture after it was decoded, with its
//! derived sizes, and a PDF as it is.

use super::{
    super::{
        pictures::{self, Picture, PictureOrigin},
        storage_problem,
        unclaimed::Unclaimed,
    },
    display_name::{display_name, pdf_name},
};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        pdf_shape::PdfShape,
        problem::{Malformed, Problem},
        upload::{FileRefusal, FileType, Upload, UploadContent},
    },
    files::{Incoming, StoredUpload},
};
use anyhow::Context;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::{io, sync::Arc};

/// Maximum size of a picture. Photos of phones have 2 to 12 MB.
pub const MAX_PICTURE_BYTES: u64 = 15 * 1024 * 1024;

/// Maximum size of a PDF. A scanned contract of 50 pages has 5 to 15 MB.
pub const MAX_PDF_BYTES: u64 = 20 * 1024 * 1024;

/// Maximum size of a file of this type.
pub fn max_bytes(file_type: FileType) -> u64 {
    if file_type == FileType::Pdf { MAX_PDF_BYTES } else { MAX_PICTURE_BYTES }
}

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

/// Receives one file from a stream: counts, hashes and checks it, makes the derived sizes of a picture, and publishes all
/// of them durably. An interrupted stream leaves nothing behind.
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
    let written = write(app, &id, max_bytes(file_type), bytes).await?;
    fail::fail_point!("upload.written");
    let (content, width, height) = if file_type == FileType::Pdf {
        written.shape.check().map_err(NotReceived::Refused)?;
        (publish_pdf(app, &id, written.incoming).await?, 0, 0)
    } else {
        let Picture { kind, width, height } = decode_and_publish(app, &id, file_type, written.incoming).await?;
        (UploadContent::Picture(kind), width as i32, height as i32)
    };
    Ok(ReceivedFile {
        upload: Upload {
            id,
            file_type,
            field: field.to_owned(),
            original_filename: if file_type == FileType::Pdf { pdf_name(filename) } else { display_name(filename) },
            content_type: content.mime().to_owned(),
            file_size: written.size as i64,
            sha256: written.sha256,
            width,
            height,
            uploaded_at: app.clock.now(),
        },
        _unclaimed: unclaimed,
    })
}

struct Written {
    incoming: Incoming,
    size: u64,
    sha256: [u8; 32],
    shape: PdfShape,
}

async fn write<S, E>(app: &App, id: &UploadId, limit: u64, mut bytes: S) -> Result<Written, NotReceived>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    let mut incoming = app.files.begin_upload(id).map_err(storage_problem)?;
    let (mut hash, mut size, mut gathered) = (Sha256::new(), 0u64, Vec::new());
    let mut shape = PdfShape::default();
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| {
            tracing::info!(%error, "an upload was interrupted: {error}");
            Problem::Malformed(Malformed::Incomplete)
        })?;
        size += chunk.len() as u64;
        if size > limit {
            return Err(NotReceived::Refused(FileRefusal::TooLarge { limit }));
        }
        hash.update(&chunk);
        shape.see(&chunk);
        gathered.extend_from_slice(&chunk);
        if gathered.len() >= WRITE_AT_ONCE {
            (incoming, gathered) = write_out(incoming, gathered).await?;
        }
    }
    if size == 0 {
        return Err(NotReceived::Refused(FileRefusal::Empty));
    }
    let (incoming, _) = write_out(incoming, gathered).await?;
    Ok(Written { incoming, size, sha256: hash.finalize().into(), shape })
}

async fn write_out(mut incoming: Incoming, mut gathered: Vec<u8>) -> Result<(Incoming, Vec<u8>), Problem> {
    let written = tokio::task::spawn_blocking(move || {
        incoming.write(&gathered)?;
        gathered.clear();
        Ok::<_, io::Error>((incoming, gathered))
    });
    written.await.context("writing an upload stopped").map_err(Problem::Internal)?.map_err(storage_problem)
}

async fn publish_pdf(app: &App, id: &UploadId, incoming: Incoming) -> Result<UploadContent, Problem> {
    let content = UploadContent::Pdf;
    let (files, stored) = (app.files.clone(), StoredUpload { id: id.clone(), file_type: FileType::Pdf, content });
    let publishing = tokio::task::spawn_blocking(move || {
        files.publish_original(&stored, incoming).map_err(storage_problem)?;
        fail::fail_point!("upload.published");
        Ok(content)
    });
    publishing.await.context("publishing a PDF stopped").map_err(Problem::Internal)?
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
