//! `/uploads`: photos and PDFs are sent one by one before their form; photos are shown again, PDFs can be saved.

use crate::{
    domain::ids::UploadId,
    services::uploads::{self, PictureSize},
    web::{
        context::{AppState, RequestContext},
        error::{ErrorResponse, JsonErrorResponse},
        file::{FileAnswer, upload},
        forms::upload::{Created, read_upload, sent_as},
        params::{IdParam, IfNoneMatch},
    },
};
use rocket::{Data, get, http::ContentType, post};
use std::sync::Arc;

/// Stores one file for a field: a text part `field`, then a file part `file`. `form` is the module whose question the
/// message of a refusal names; `kind` says what it is, a photo if it is not there.
#[post("/uploads?<form>&<kind>", data = "<data>")]
pub async fn receive(
    app: &AppState,
    context: RequestContext,
    form: Option<&str>,
    kind: Option<&str>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Created, JsonErrorResponse> {
    let def = form.and_then(|module| context.forms.get(&module.parse().ok()?));
    let received = read_upload(app, &context, sent_as(kind)?, def.map(Arc::as_ref), content_type, data).await?;
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
    Ok(upload(app, &context, &id.0, PictureSize::Large, &held).await?)
}

#[get("/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    Ok(upload(app, &context, &id.0, PictureSize::Thumb, &held).await?)
}

/// The file as it was received, to be saved.
#[get("/uploads/<id>/original")]
pub async fn original(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    Ok(upload(app, &context, &id.0, PictureSize::Original, &held).await?)
}
