//! `/uploads`: photos are sent one by one before their form, and shown again.

use crate::{
    domain::ids::UploadId,
    services::uploads::{self, Size},
    web::{
        context::{AppState, RequestContext},
        error::{ErrorResponse, JsonErrorResponse},
        file::{FileAnswer, picture},
        forms::upload::{Created, read_photo},
        params::{IdParam, IfNoneMatch},
    },
};
use rocket::{Data, get, http::ContentType, post};

/// Stores one photo for a field: a text part `field`, then a file part `file`.
#[post("/uploads", data = "<data>")]
pub async fn receive(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Created, JsonErrorResponse> {
    let received = read_photo(app, &context, content_type, data).await?;
    uploads::keep_pending(app, &context.actor, std::slice::from_ref(&received)).await?;
    Ok(Created::new(received.upload, "/uploads"))
}

#[get("/uploads/<id>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    Ok(picture(app, &context, &id.0, Size::Large, &held).await?)
}

#[get("/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    Ok(picture(app, &context, &id.0, Size::Thumb, &held).await?)
}

/// The file as it was received, to be saved.
#[get("/uploads/<id>/original")]
pub async fn original(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    Ok(picture(app, &context, &id.0, Size::Original, &held).await?)
}
