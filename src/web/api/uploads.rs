//! `/api/v1/uploads`: photos, signatures and PDFs, sent one by one before the form that names them.

use super::{
    error_shape::ErrorBody,
    shapes::{File, Paths},
};
use crate::{
    domain::{
        ids::UploadId,
        problem::{Malformed, Problem, Unsupported},
        upload::FileType,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::uploads::{self, NotReceived, PictureSize, ReceivedFile},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, upload},
        forms::multipart::{
            limits,
            parts::{Body, Envelope, refuse_compressed, too_large},
        },
        forms::upload::{receive_file, refused_file, sent_as},
        params::{IdParam, IfNoneMatch},
    },
};
use rocket::{
    Data, FromForm, Responder, get,
    http::{ContentType, Header},
    post,
    serde::json::Json,
};

#[derive(Responder)]
#[response(status = 201)]
pub struct Created {
    file: Json<File>,
    location: Header<'static>,
}

/// What a body that is one file cannot say of itself.
#[derive(FromForm)]
pub struct FileMetadata<'r> {
    field: Option<&'r str>,
    name: Option<&'r str>,
    kind: Option<&'r str>,
}

/// Takes one picture or PDF: as the whole body, or as multipart (a text part `field`, a text part `name` if the name
/// has a quotation mark, then a part `file`).
///
/// It waits for a day for the form that names its `upload_id`.
#[utoipa::path(
    post, path = "/api/v1/uploads", operation_id = "send_upload", tag = "uploads",
    params(
        ("field" = Option<String>, Query, description = "The field it is for", example = "items.0.photos"),
        ("name" = Option<String>, Query, description = "What to call it", example = "pump.jpg"),
        ("kind" = Option<String>, Query, description = "`photo` (if nothing is said), `signature` or `pdf`", example = "photo"),
    ),
    request_body(description = "A JPEG, PNG or WebP of at most 15 MB, or with `kind=pdf` a PDF of at most 20 MB", content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"),
        (Vec<u8> = "application/octet-stream"), (Vec<u8> = "multipart/form-data"),
    )),
    responses(
        (status = 201, description = "It is kept", body = File),
        (status = 400, description = "It broke off, or cannot be read", body = ErrorBody),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not send forms", body = ErrorBody),
        (status = 413, description = "It is too large", body = ErrorBody),
        (status = 415, description = "It is no picture of these kinds, or no PDF", body = ErrorBody),
        (status = 422, description = "It is damaged or empty", body = ErrorBody),
    )
)]
#[post("/api/v1/uploads?<about..>", data = "<data>")]
pub async fn receive(
    app: &AppState,
    context: RequestContext,
    about: FileMetadata<'_>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Created, ErrorResponse> {
    let mut body = Body::new(data);
    let read = read(app, &context, &about, content_type, &mut body).await;
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let received = read?;
    let kept = uploads::keep_pending(app, &context.actor, std::slice::from_ref(&received)).await;
    kept?;
    let file = File::new(received.upload, Paths::Api);
    Ok(Created { location: Header::new("Location", file.url.clone()), file: Json(file) })
}

async fn read(
    app: &AppState,
    context: &RequestContext,
    about: &FileMetadata<'_>,
    content_type: Option<&ContentType>,
    body: &mut Body<'_>,
) -> Result<ReceivedFile, Problem> {
    if content_type.is_some_and(|t| t.top() == "multipart") {
        let envelope = Envelope::open(content_type, &context.body, limits::UPLOAD_BYTES)?;
        return receive_file(app, sent_as(about.kind)?, None, body.parts(&envelope)).await;
    }
    let file_type = sent_as(about.kind)?;
    let may_be_pdf = file_type == FileType::Pdf;
    let is_file =
        |t: &ContentType| t.top() == "image" || *t == ContentType::Binary || (may_be_pdf && *t == ContentType::PDF);
    if !content_type.is_some_and(is_file) {
        return Err(Problem::Unsupported(Unsupported::PictureType));
    }
    refuse_compressed(&context.body)?;
    let limit = uploads::max_bytes(file_type);
    if context.body.length.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let field = about.field.filter(|field| !field.is_empty()).unwrap_or(file_type.as_str());
    if field.len() > limits::NAME_BYTES || field.chars().any(char::is_control) {
        return Err(Problem::Malformed(Malformed::Unreadable));
    }
    let received =
        uploads::receive(app, field, file_type, about.name.unwrap_or_default(), body.raw(&context.body)).await;
    received.map_err(|reason| match reason {
        NotReceived::Refused(refusal) => refused_file(None, field, file_type, refusal),
        NotReceived::Problem(problem) => problem,
    })
}

/// Answers a picture, made small enough to be looked at, or a PDF as it was received.
#[utoipa::path(
    get, path = "/api/v1/uploads/{id}", operation_id = "show_upload", tag = "uploads",
    params(
        ("id" = String, Path, description = "Its `upload_id`", example = "upl_0123456789abcdef0123"),
        ("size" = Option<String>, Query, description = "`large` (if nothing is said), `thumb`, or `original`: the file as it was received", pattern = "^(large|thumb|original)$", example = "thumb"),
    ),
    responses(
        (status = 200, description = "The picture or the PDF", content(
            (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"),
        )),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not read submissions", body = ErrorBody),
        (status = 404, description = "No such file, or a thumbnail of a PDF", body = ErrorBody),
        (status = 422, description = "No such size", body = ErrorBody),
    )
)]
#[get("/api/v1/uploads/<id>?<size>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    size: Option<&str>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let size = match size {
        None | Some("" | "large") => Ok(PictureSize::Large),
        Some("thumb") => Ok(PictureSize::Thumb),
        Some("original") => Ok(PictureSize::Original),
        Some(_) => {
            let label = Subject::Control("api-field-size");
            Err(Problem::Invalid(vec![FieldError::of("size", label, ValidationCode::NotAChoice)]))
        }
    };
    let size = size?;
    Ok(upload(app, &context, &id.0, size, &held).await?)
}
