//! `/uploads`: photos arrive one by one before their form, and are shown again.

use crate::{
    domain::{
        ids::UploadId,
        lang::{Label, Lang},
        problem::{Malformed, Problem},
        upload::{FileType, PictureType, Refusal, Upload},
        validate::{FieldError, ValidationCode},
    },
    services::uploads::{self, NotReceived, Received, Size},
    web::{
        context::{AppState, IdParam, IfNoneMatch, RequestContext},
        error::Failed,
        file::FileAnswer,
        multipart::{
            limits,
            parts::{Body, Envelope, Parts},
        },
    },
};
use rocket::{
    Data, Responder, get,
    http::{ContentType, Header},
    post,
    serde::json::Json,
};
use serde::Serialize;

/// What the server now holds: the client compares it with what it sent.
#[derive(Serialize)]
pub struct Kept {
    upload_id: UploadId,
    pub(super) url: String,
    thumb_url: String,
    name: String,
    size: i64,
    width: i32,
    height: i32,
    sha256: String,
}

#[derive(Responder)]
#[response(status = 201)]
pub struct Created {
    pub(super) kept: Json<Kept>,
    pub(super) location: Header<'static>,
}

/// Takes one photo for a field: a text part `field`, then a file part `file`.
#[post("/uploads", data = "<data>")]
pub async fn receive(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Created, Failed> {
    let read = read_one(app, &context, content_type, data).await;
    let received = read.map_err(|problem| Failed::json(problem, &context))?;
    uploads::keep_pending(app, &context.actor, std::slice::from_ref(&received))
        .await
        .map_err(|problem| Failed::json(problem, &context))?;
    let kept = kept(received.upload, "/uploads");
    Ok(Created { location: Header::new("Location", kept.url.clone()), kept: Json(kept) })
}

/// Reads a post with one photo to its end.
pub(super) async fn read_one(
    app: &AppState,
    context: &RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Received, Problem> {
    let mut body = Body::new(data);
    let read = match Envelope::open(content_type, &context.body, context.lang, limits::UPLOAD_BYTES) {
        Ok(envelope) => receive_file(app, context, body.parts(&envelope, context.lang)).await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    read
}

pub async fn receive_file(app: &AppState, context: &RequestContext, mut parts: Parts<'_>) -> Result<Received, Problem> {
    let malformed = || Problem::Malformed(Malformed::Unreadable);
    let mut field = parts.next().await?.filter(|p| p.name == "field" && p.filename.is_none()).ok_or_else(malformed)?;
    let (name, cut) = field.bytes.read(limits::NAME_BYTES).await?;
    let name = String::from_utf8(name).ok().filter(|name| !cut && !name.is_empty()).ok_or_else(malformed)?;
    drop(field);

    let mut file = parts.next().await?.filter(|p| p.name == "file").ok_or_else(malformed)?;
    let filename = file.filename.take().ok_or_else(malformed)?;
    let received = uploads::receive(app, &name, FileType::Photo, &filename, &mut file.bytes).await;
    file.bytes.finish().await?;
    drop(file);

    // A second file would be lost without a word.
    if parts.next().await?.is_some() {
        return Err(malformed());
    }
    received.map_err(|reason| match reason {
        NotReceived::Refused(refusal) => refused(name, refusal, context.lang),
        NotReceived::Problem(problem) => problem,
    })
}

/// The request is the file, so the status may say what is wrong with it.
pub fn refused(name: String, refusal: Refusal, lang: Lang) -> Problem {
    let label = Label::new("Photo", "الصورة");
    let error = FieldError { name, label, item: None, complaint: ValidationCode::File(refusal.clone()) };
    match refusal {
        Refusal::TooLarge { .. } => Problem::TooLarge(error.message(lang)),
        Refusal::Heic | Refusal::NotAPicture => Problem::Unsupported(error.message(lang)),
        _ => Problem::Invalid(vec![error]),
    }
}

pub(super) fn kept(upload: Upload, at: &str) -> Kept {
    Kept {
        url: format!("{at}/{}", upload.id),
        thumb_url: format!("{at}/{}/thumb", upload.id),
        upload_id: upload.id,
        name: upload.original_filename,
        size: upload.file_size,
        width: upload.width,
        height: upload.height,
        sha256: hex::encode(upload.sha256),
    }
}

#[get("/uploads/<id>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    picture(app, &context, &id.0, Size::Large, &held).await.map_err(|problem| Failed::new(problem, &context))
}

#[get("/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    picture(app, &context, &id.0, Size::Thumb, &held).await.map_err(|problem| Failed::new(problem, &context))
}

pub async fn picture(
    app: &AppState,
    context: &RequestContext,
    id: &UploadId,
    size: Size,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, Problem> {
    // Opened even when the browser holds it already: whether it may be shown can have changed.
    answer(uploads::open(app, &context.actor, id, size).await?, id, size, held)
}

/// A picture that may be shown to whoever asks.
pub(super) fn answer(
    file: uploads::OpenFile,
    id: &UploadId,
    size: Size,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, Problem> {
    let picture = PictureType::from_mime(&file.content_type).ok_or_else(|| {
        Problem::Internal(anyhow::anyhow!("{id} is kept as {}, which is no picture", file.content_type))
    })?;
    let rendition = match size {
        Size::Large => "large",
        Size::Thumb => "thumb",
    };
    // The bytes behind an id never change, so the id is all that a tag needs.
    let tag = format!("\"{id}-{rendition}\"");
    let name = format!("{id}.{}", picture.extension());
    Ok(FileAnswer::picture(file, picture, &name, tag, held))
}
