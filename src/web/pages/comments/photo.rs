//! `/comments/<submission>/photos/<photo>`: the photos of comments.

use crate::{
    domain::ids::{SubmissionId, UploadId},
    services::{comments, uploads::PictureSize},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, upload_answer},
        params::{IdParam, IfNoneMatch},
    },
};
use rocket::get;

#[get("/comments/<id>/photos/<photo>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    photo: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    picture(app, context, &id.0, &photo.0, PictureSize::Large, held).await
}

#[get("/comments/<id>/photos/<photo>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    photo: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    picture(app, context, &id.0, &photo.0, PictureSize::Thumb, held).await
}

async fn picture(
    app: &AppState,
    context: RequestContext,
    id: &SubmissionId,
    photo: &UploadId,
    size: PictureSize,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let file = comments::open_photo(app, &context.actor, id, photo, size).await?;
    Ok(upload_answer(file, photo, size, &held)?)
}
