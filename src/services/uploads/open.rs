//! Opening pictures for display.

use super::super::{actor::Actor, opening_problem, public_links::PublicLink, storage_problem};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::{Problem, Resource},
        upload::{PictureType, Upload},
    },
    files::{Rendition, StoredPicture, derived_type},
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

/// Opens the picture of a row; the caller has authorized it.
pub(crate) fn open_row(app: &App, row: UploadRow, size: PictureSize) -> Result<OpenFile, Problem> {
    let upload = Upload::from(row);
    let Some(kind) = PictureType::from_mime(&upload.content_type) else {
        return Err(Problem::NotFound(Resource::Upload));
    };
    let picture = StoredPicture { id: upload.id, file_type: upload.file_type, kind };
    let (original, derived) = (upload.content_type, derived_type(upload.file_type).mime());
    let rendition = match size {
        PictureSize::Original => Rendition::Original,
        PictureSize::Large => Rendition::Large,
        PictureSize::Thumb => Rendition::Thumb,
    };
    let file =
        app.files.open_upload(&picture, rendition).map_err(|error| opening_problem(picture.id.as_str(), error))?;
    open_file(file, if size == PictureSize::Original { &original } else { derived })
}

pub(crate) fn open_file(file: std::fs::File, content_type: &str) -> Result<OpenFile, Problem> {
    let len = file.metadata().map_err(storage_problem)?.len();
    Ok(OpenFile { file: tokio::fs::File::from_std(file), len, content_type: content_type.to_owned() })
}
