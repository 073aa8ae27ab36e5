//! Uploads: files received before or with their form, claimed by the submission, and opened for display.

use super::{
    actor::Actor,
    pictures::{self, Origin, Picture},
    public_links::PublicLink,
    storage_problem,
};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::{Malformed, Problem, Resource},
        upload::{FileType, PictureType, Refusal, Upload},
    },
    files::{Incoming, Rendition, StoredPicture, derived_type},
    store::{
        self,
        uploads::{NewUpload, UploadRow},
    },
};
use anyhow::Context;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::io;
use time::{Duration, OffsetDateTime};

/// Maximum size of a file. Photos of phones have 2 to 12 MB.
pub const MAX_FILE_BYTES: u64 = 15 * 1024 * 1024;

/// How long a pending upload is kept.
pub const PENDING_FOR: Duration = Duration::hours(24);

/// Bytes are buffered to this size before they are written, so that a slow sender causes few writes.
const WRITE_AT_ONCE: usize = 128 * 1024;

/// A file that is durable on disk and has no row yet.
#[derive(Clone, Debug)]
pub struct Received {
    pub upload: Upload,
}

/// Why a file was not received.
pub enum NotReceived {
    /// The file is not acceptable; the error belongs to its field.
    Refused(Refusal),
    Problem(Problem),
}

impl From<Problem> for NotReceived {
    fn from(problem: Problem) -> NotReceived {
        NotReceived::Problem(problem)
    }
}

/// The derived size of a picture that is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The file as it was received, with everything that it contains, such as the place where it was taken.
    Original,
    /// At most [`LARGE`](crate::reports::pictures::LARGE) pixels on the longer side, for viewing.
    Large,
    /// At most [`THUMB`](crate::reports::pictures::THUMB) pixels on the longer side, for lists.
    Thumb,
}

/// A stored file that is open for reading.
pub struct OpenFile {
    pub file: tokio::fs::File,
    pub len: u64,
    pub content_type: String,
}

/// Receives one file from a stream: counts, hashes and decodes it, makes the derived sizes, and publishes all of them
/// durably. An interrupted stream leaves nothing behind.
pub async fn receive<S, E>(
    app: &App,
    field: &str,
    file_type: FileType,
    filename: &str,
    bytes: S,
) -> Result<Received, NotReceived>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    let id = UploadId::random();
    let written = write(app, &id, bytes).await?;
    fail::fail_point!("upload.written");
    let picture = decode_and_publish(app, &id, file_type, written.incoming).await?;
    Ok(Received {
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
            return Err(NotReceived::Refused(Refusal::TooLarge { limit: MAX_FILE_BYTES }));
        }
        hash.update(&chunk);
        gathered.extend_from_slice(&chunk);
        if gathered.len() >= WRITE_AT_ONCE {
            (incoming, gathered) = write_out(incoming, gathered).await?;
        }
    }
    if size == 0 {
        return Err(NotReceived::Refused(Refusal::Empty));
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
    let rendered = admission.render(pictures::purpose(file_type, Origin::Sent), bytes).await.map_err(stopped)?;
    let renditions = rendered.map_err(NotReceived::Refused)?;
    let (files, id) = (app.files.clone(), id.clone());
    let publishing = app.pictures.blocking(move || {
        let picture = pictures::publish(&files, id, file_type, incoming, renditions).map_err(storage_problem)?;
        fail::fail_point!("upload.published");
        Ok(picture)
    });
    publishing.await.map_err(stopped)?
}

/// Adds rows for received files, as pending uploads that expire after a day unless a submission claims them.
pub async fn keep_pending(app: &App, actor: &Actor, received: &[Received]) -> Result<(), Problem> {
    if received.is_empty() {
        return Ok(());
    }
    let expires_at = Some(app.clock.now() + PENDING_FOR);
    let rows: Vec<NewUpload> =
        received.iter().map(|r| NewUpload { expires_at, ..new_row(&r.upload, actor.organisation_id) }).collect();
    let mut conn = actor.connection(&app.pool).await?;
    store::uploads::add(&mut conn, &rows).await?;
    Ok(())
}

/// Removes received files, because their post was refused or had been saved before.
pub fn discard(app: &App, received: &[Received]) {
    received.iter().for_each(|received| app.files.remove_upload(&received.upload.id));
}

/// The existing ones of some pending uploads.
pub async fn pending(app: &App, actor: &Actor, ids: &[UploadId]) -> Result<Vec<Upload>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::uploads::by_ids(&mut conn, actor.organisation_id, ids).await?;
    Ok(rows.into_iter().filter(|row| row.submission_id.is_none()).map(Upload::from).collect())
}

/// Opens a photo or signature for the browser.
pub async fn open(app: &App, actor: &Actor, id: &UploadId, size: Size) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::uploads::by_ids(&mut conn, actor.organisation_id, std::slice::from_ref(id)).await?;
    if let Some(submission) = rows.first().and_then(|row| row.submission_id) {
        actor.must_reach(&mut conn, submission, Resource::Upload).await?;
    }
    drop(conn);
    open_row(app, rows.into_iter().next().ok_or(Problem::NotFound(Resource::Upload))?, size)
}

/// The existing ones of some pending uploads of a public link.
pub async fn pending_of(app: &App, actor: &Actor, link: &PublicLink, ids: &[UploadId]) -> Result<Vec<Upload>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::pending_submissions::pending_of_link(&mut conn, link.organisation_id, link.key, ids).await?;
    Ok(rows.into_iter().map(Upload::from).collect())
}

/// Opens a pending photo of a public link, for a client that has the link.
pub async fn open_pending_of(
    app: &App,
    actor: &Actor,
    link: &PublicLink,
    id: &UploadId,
    size: Size,
) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::pending_submissions::pending_of_link(
        &mut conn,
        link.organisation_id,
        link.key,
        std::slice::from_ref(id),
    )
    .await?;
    drop(conn);
    open_row(app, rows.into_iter().next().ok_or(Problem::NotFound(Resource::Upload))?, size)
}

/// Opens the picture of a row; the caller has authorized it.
pub(crate) fn open_row(app: &App, row: UploadRow, size: Size) -> Result<OpenFile, Problem> {
    let upload = Upload::from(row);
    let Some(kind) = PictureType::from_mime(&upload.content_type) else {
        return Err(Problem::NotFound(Resource::Upload));
    };
    let picture = StoredPicture { id: upload.id, file_type: upload.file_type, kind };
    let (original, derived) = (upload.content_type, derived_type(upload.file_type).mime());
    let rendition = match size {
        Size::Original => Rendition::Original,
        Size::Large => Rendition::Large,
        Size::Thumb => Rendition::Thumb,
    };
    let file = app.files.open_upload(&picture, rendition).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Problem::NotFound(Resource::Upload),
        _ => storage_problem(error),
    })?;
    open_file(file, if size == Size::Original { &original } else { derived })
}

pub(crate) fn open_file(file: std::fs::File, content_type: &str) -> Result<OpenFile, Problem> {
    let len = file.metadata().map_err(storage_problem)?.len();
    Ok(OpenFile { file: tokio::fs::File::from_std(file), len, content_type: content_type.to_owned() })
}

/// The row of a file; the caller adds its submission or its expiry.
pub(crate) fn new_row(upload: &Upload, organisation_id: i64) -> NewUpload {
    NewUpload {
        upload_id: upload.id.clone(),
        organisation_id,
        submission_id: None,
        file_type: upload.file_type,
        field: upload.field.clone(),
        position: 0,
        original_filename: upload.original_filename.clone(),
        content_type: upload.content_type.clone(),
        file_size: upload.file_size,
        sha256: upload.sha256,
        width: upload.width,
        height: upload.height,
        uploaded_at: upload.uploaded_at,
        expires_at: None::<OffsetDateTime>,
    }
}

/// A file name that is safe to display: the last segment of a path of any system, without control characters and marks
/// that change the text direction, at most 150 characters. Never used as a path.
pub(crate) fn display_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| {
        !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = last.chars().filter(shown).take(150).collect();
    let name = name.trim();
    if name.is_empty() || name.chars().all(|c| c == '.') { "photo".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::display_name;

    #[test]
    fn names_are_for_showing_only() {
        let long = "x".repeat(5_000);
        for (sent, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\pump.jpg", "pump.jpg"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("line\nbreak\0.jpg", "linebreak.jpg"),
            ("", "photo"),
            ("..", "photo"),
            ("صورة.jpg", "صورة.jpg"),
            (long.as_str(), &long[..150]),
        ] {
            assert_eq!(display_name(sent), shown);
        }
    }
}
