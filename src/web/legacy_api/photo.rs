//! One photo that arrives before its form: `POST /<module>/upload-photo`.

use super::{error::LegacyError, protocol::LANG};
use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::Problem,
        upload::{FileType, Refusal},
        validate::{FieldError, Subject, ValidationCode},
    },
    i18n::Texts,
    services::uploads::{self, NotReceived, Received},
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
    Refused(Refusal),
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

/// The photo, and whatever else came is passed over, as the old app did.
async fn first_photo(app: &App, mut parts: Parts<'_>) -> Result<Received, NoPhoto> {
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
        NoPhoto::None => LegacyError::said(Status::BadRequest, "No photo file provided").not_a_success(),
        NoPhoto::Unnamed => LegacyError::said(Status::BadRequest, "Empty filename").not_a_success(),
        NoPhoto::Problem(problem) => LegacyError::new(&problem, context).not_a_success(),
        NoPhoto::Refused(refusal) => {
            let status = match refusal {
                Refusal::TooLarge { .. } => Status::PayloadTooLarge,
                Refusal::Heic | Refusal::NotAPicture => Status::UnsupportedMediaType,
                Refusal::Busy => Status::ServiceUnavailable,
                _ => Status::BadRequest,
            };
            let label = Subject::Control("form-photo");
            let error = FieldError::of(PART, label, ValidationCode::File(refusal));
            LegacyError::said(status, &Texts::of(LANG).field_error(&error)).not_a_success()
        }
    }
}
