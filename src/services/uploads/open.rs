//! Opening uploads: pictures for display, PDFs to be saved.

use super::super::{actor::Actor, opening_problem, public_links::PublicLink, storage_problem};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::{Problem, Resource},
        upload::{Upload, UploadContent},
    },
    files::{Rendition, StoredUpload, derived_type},
    store::{self, uploads::UploadRow},
};

/// The derived size of a picture that is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureSize {
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
    /// What the sender called a file that is saved under its name, safe to display; `None` for others.
    pub own_name: Option<String>,
}

/// Opens a photo or signature for the browser.
pub async fn open(app: &App, actor: &Actor, id: &UploadId, size: PictureSize) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::uploads::by_ids(&mut conn, actor.organisation_id, std::slice::from_ref(id)).await?;
    if let Some(submission) = rows.first().and_then(|row| row.submission_id) {
        actor.require_in_scope(&mut conn, submission, Resource::Upload).await?;
    }
    drop(conn);
    open_row(app, rows.into_iter().next().ok_or(Problem::NotFound(Resource::Upload))?, size)
}

/// Opens a pending photo of a public link, for a client that has the link.
pub async fn open_pending_of(
    app: &App,
    actor: &Actor,
    link: &PublicLink,
    id: &UploadId,
    size: PictureSize,
) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::pending_submissions::files::unclaimed_of_link(
        &mut conn,
        link.organisation_id,
        link.key,
        std::slice::from_ref(id),
    )
    .await?;
    drop(conn);
    open_row(app, rows.into_iter().next().ok_or(Problem::NotFound(Resource::Upload))?, size)
}

/// Opens the upload of a row; the caller has authorized it. A PDF has no sizes: it is opened as it was received, and it
/// has no thumbnail.
pub(crate) fn open_row(app: &App, row: UploadRow, size: PictureSize) -> Result<OpenFile, Problem> {
    let upload = Upload::from(row);
    let stored = StoredUpload::of(&upload).ok_or(Problem::NotFound(Resource::Upload))?;
    let is_pdf = stored.content == UploadContent::Pdf;
    let rendition = match size {
        PictureSize::Thumb if is_pdf => return Err(Problem::NotFound(Resource::Upload)),
        PictureSize::Large if is_pdf => Rendition::Original,
        PictureSize::Original => Rendition::Original,
        PictureSize::Large => Rendition::Large,
        PictureSize::Thumb => Rendition::Thumb,
    };
    let content_type = match rendition {
        Rendition::Original => stored.content.mime(),
        Rendition::Large | Rendition::Thumb => derived_type(upload.file_type).mime(),
    };
    let file = app.files.open_upload(&stored, rendition).map_err(|error| opening_problem(stored.id.as_str(), error))?;
    let own_name = is_pdf.then_some(upload.original_filename);
    Ok(OpenFile { own_name, ..open_file(file, content_type)? })
}

pub(crate) fn open_file(file: std::fs::File, content_type: &str) -> Result<OpenFile, Problem> {
    let len = file.metadata().map_err(storage_problem)?.len();
    Ok(OpenFile { file: tokio::fs::File::from_std(file), len, content_type: content_type.to_owned(), own_name: None })
}
