//! One photo that arrives before its form: `POST /<module>/upload-photo`.

use super::{error::LegacyError, protocol::LANG};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::Problem,
        upload::{FileRefusal, FileType},
        validate::{FieldError, Subject, ValidationCode},
    },
    i18n::Texts,
    services::uploads::{self, NotReceived, ReceivedFile},
    web::{
        context::RequestContext,
        forms::multipart::{
            limits,
            parts::{Body, Envelope, Parts},
        },
    },
};
use rocket::{
    Data,
    http::{ContentType, Status},
};
use serde_json::{Value, json};

/// The only part that counts.
const PART: &str = "photo";

/// Why there is no photo.
enum NoPhoto {
    /// No part of that name.
    None,
    /// A file input in which nothing was chosen.
    Unnamed,
    Refused(FileRefusal),
    Problem(Problem),
}

impl From<Problem> for NoPhoto {
    fn from(problem: Problem) -> NoPhoto {
        NoPhoto::Problem(problem)
    }
}

/// Takes a photo, which then waits for its form for a day.
pub async fn receive(
    app: &App,
    context: &RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Value, LegacyError> {
    // A file is never in such a body. The legacy app said the same.
    if content_type.is_none_or(|kind| kind.is_form()) {
        return Err(refused(NoPhoto::None, context));
    }
    let mut body = Body::new(data);
    let read = match Envelope::open(content_type, &context.body, limits::UPLOAD_BYTES) {
        Ok(envelope) => first_photo(app, body.parts(&envelope)).await,
        Err(problem) => Err(problem.into()),
    };
    if let Err(NoPhoto::Problem(problem)) = &read {
        body.drain(problem).await;
    }
    let received = read.map_err(|none| refused(none, context))?;
    match uploads::keep_pending(app, &context.actor, std::slice::from_ref(&received)).await {
        Ok(()) => Ok(kept(&received.upload.id)),
        Err(problem) => Err(LegacyError::new(&problem, context).not_a_success()),
    }
}

fn kept(id: &UploadId) -> Value {
    json!({ "filename": null, "success": true, "url": format!("/uploads/{id}") })
}

/// The photo. Other fields are ignored, as in the legacy app.
async fn first_photo(app: &App, mut parts: Parts<'_>) -> Result<ReceivedFile, NoPhoto> {
    let mut found = Err(NoPhoto::None);
    while let Some(mut part) = parts.next().await? {
        if part.name == PART && matches!(found, Err(NoPhoto::None)) {
            match part.filename.take() {
                None => {}
                Some(name) if name.is_empty() => found = Err(NoPhoto::Unnamed),
                Some(name) => {
                    let received = uploads::receive(app, PART, FileType::Photo, &name, &mut part.bytes).await;
                    found = received.map_err(|not| match not {
                        NotReceived::Refused(refusal) => NoPhoto::Refused(refusal),
                        NotReceived::Problem(problem) => NoPhoto::Problem(problem),
                    });
                }
            }
        }
        if let Err(problem) = part.bytes.finish().await {
            uploads::discard(app, found.as_ref().map_or(&[], std::slice::from_ref));
            return Err(problem.into());
        }
    }
    found
}

fn refused(none: NoPhoto, context: &RequestContext) -> LegacyError {
    match none {
        NoPhoto::None => LegacyError::sentence(Status::BadRequest, "No photo file provided").not_a_success(),
        NoPhoto::Unnamed => LegacyError::sentence(Status::BadRequest, "Empty filename").not_a_success(),
        NoPhoto::Problem(problem) => LegacyError::new(&problem, context).not_a_success(),
        NoPhoto::Refused(refusal) => {
            let status = match refusal {
                FileRefusal::TooLarge { .. } => Status::PayloadTooLarge,
                FileRefusal::Heic | FileRefusal::OtherFormat(_) | FileRefusal::NotAPicture => {
                    Status::UnsupportedMediaType
                }
                FileRefusal::Busy => Status::ServiceUnavailable,
                _ => Status::BadRequest,
            };
            let label = Subject::Control("form-photo");
            let error = FieldError::of(PART, label, ValidationCode::File(refusal));
            LegacyError::sentence(status, &Texts::of(LANG).field_error(&error)).not_a_success()
        }
    }
}
