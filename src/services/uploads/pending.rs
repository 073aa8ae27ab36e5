//! Pending uploads: rows of received files that no submission has claimed.

use super::{
    super::{actor::Actor, public_links::PublicLink},
    receive::ReceivedFile,
};
use crate::{
    app::App,
    domain::{ids::UploadId, problem::Problem, upload::Upload},
    store::{self, uploads::NewUpload},
};
use time::{Duration, OffsetDateTime};

/// How long a pending upload is kept.
pub const PENDING_FOR: Duration = Duration::hours(24);

/// Adds rows for received files, as pending uploads that expire after a day unless a submission claims them.
pub async fn keep_pending(app: &App, actor: &Actor, received: &[ReceivedFile]) -> Result<(), Problem> {
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
pub fn discard(app: &App, received: &[ReceivedFile]) {
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

/// The existing ones of some pending uploads of a public link.
pub async fn pending_of(app: &App, actor: &Actor, link: &PublicLink, ids: &[UploadId]) -> Result<Vec<Upload>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows =
        store::pending_submissions::files::unclaimed_of_link(&mut conn, link.organisation_id, link.key, ids).await?;
    Ok(rows.into_iter().map(Upload::from).collect())
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
