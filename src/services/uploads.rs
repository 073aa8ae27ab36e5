//! Files that people attach: received before or with their form, shown again, and claimed by the submission.

use super::caller::Caller;
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::Problem,
        upload::{FileType, Refusal, Upload},
    },
};
use bytes::Bytes;
use futures::Stream;

/// A file that lies durably on disk and has no row yet.
#[derive(Clone, Debug)]
pub struct Received {
    pub upload: Upload,
}

/// Why a file was not received.
pub enum NotReceived {
    /// The file itself is not acceptable: a complaint at its field.
    Refused(Refusal),
    Problem(Problem),
}

/// Which rendition of a picture is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// At most 1600 pixels long, for looking at.
    Large,
    /// At most 320 pixels long, for lists.
    Thumb,
}

/// A stored file that is open for reading.
pub struct OpenFile {
    pub file: tokio::fs::File,
    pub len: u64,
    pub content_type: String,
}

/// Takes one file from a stream: counts, hashes, judges by content, makes the renditions and publishes all durably.
pub async fn receive<S, E>(
    _app: &App,
    _field: &str,
    _file_type: FileType,
    _filename: &str,
    _bytes: S,
) -> Result<Received, NotReceived>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    Err(NotReceived::Problem(Problem::Internal(anyhow::anyhow!("not built yet"))))
}

/// Gives received files their rows, as pending uploads that expire after a day unless a submission claims them.
pub async fn keep_pending(_app: &App, _caller: &Caller, _received: &[Received]) -> Result<(), Problem> {
    super::unbuilt()
}

/// What is known of some pending uploads; those that are gone are left out.
pub async fn pending(_app: &App, _caller: &Caller, _ids: &[UploadId]) -> Result<Vec<Upload>, Problem> {
    super::unbuilt()
}

/// Opens a photo or signature for the browser.
pub async fn open(_app: &App, _caller: &Caller, _id: &UploadId, _size: Size) -> Result<OpenFile, Problem> {
    super::unbuilt()
}
