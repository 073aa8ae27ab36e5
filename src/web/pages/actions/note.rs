//! The form of a comment or a step: a text and photos. It is multipart, because of the photos.
//!
//! Invariant: what was attached is not lost by a refusal. Received photos become pending uploads at once, and the page
//! that comes back names them.

use crate::{
    domain::{
        ids::UploadId,
        problem::{Malformed, Problem},
        upload::FileType,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::{
        actions::{ActionNote, PHOTOS},
        uploads::{self, NotReceived, ReceivedFile},
    },
    web::{
        context::{AppState, RequestContext},
        forms::multipart::parts::{Body, Envelope, Parts},
        limits::body_size::ACTION_BYTES,
    },
};
use rocket::{Data, http::ContentType};

/// The longest text field, in bytes; longer than any text that is accepted.
const FIELD_BYTES: usize = 32 * 1024;

/// What was posted.
#[derive(Debug, Default)]
pub struct NotePost {
    /// Empty for a comment.
    pub step: String,
    pub text: String,
    /// Pending uploads, of this post and of one that was refused before.
    pub photos: Vec<UploadId>,
    /// What is wrong with the photos.
    pub errors: Vec<FieldError>,
}

impl NotePost {
    pub fn note(&self) -> ActionNote<'_> {
        ActionNote { text: &self.text, photos: &self.photos }
    }

    /// Reads the body, and keeps its photos.
    pub async fn read(
        app: &AppState,
        context: &RequestContext,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> Result<NotePost, Problem> {
        let mut body = Body::new(data);
        let read = match Envelope::open(content_type, &context.body, ACTION_BYTES) {
            Ok(envelope) => NotePost::parts(app, body.parts(&envelope)).await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = &read {
            body.drain(problem).await;
        }
        let (post, received) = read?;
        uploads::keep_pending(app, &context.actor, &received).await?;
        // Held photos that have expired are left out; the person sees which ones are there.
        let known = uploads::pending(app, &context.actor, &post.photos).await?;
        let photos = known.into_iter().map(|upload| upload.id).collect();
        Ok(NotePost { photos, ..post })
    }

    async fn parts(app: &AppState, mut parts: Parts<'_>) -> Result<(NotePost, Vec<ReceivedFile>), Problem> {
        let mut post = NotePost::default();
        let mut received = Vec::new();
        while let Some(mut part) = parts.next().await? {
            if let Some(filename) = part.filename.take() {
                if part.name != "photos" || part.bytes.is_empty().await? {
                    continue;
                }
                if post.photos.len() == PHOTOS {
                    post.refuse(ValidationCode::TooManyPhotos { limit: PHOTOS, found: PHOTOS + 1 });
                    part.bytes.finish().await?;
                    continue;
                }
                let file = uploads::receive(app, "photos", FileType::Photo, &filename, &mut part.bytes).await;
                part.bytes.finish().await?;
                match file {
                    Ok(file) => {
                        post.photos.push(file.upload.id.clone());
                        received.push(file);
                    }
                    Err(NotReceived::Refused(refusal)) => post.refuse(ValidationCode::File(refusal)),
                    Err(NotReceived::Problem(problem)) => return Err(problem),
                }
                continue;
            }
            let (bytes, cut) = part.bytes.read(FIELD_BYTES).await?;
            let text = String::from_utf8(bytes).ok().filter(|_| !cut);
            let text = text.ok_or(Problem::Malformed(Malformed::Unreadable))?;
            match part.name.as_str() {
                "step" => post.step = text,
                "note" => post.text = text,
                "held" if post.photos.len() < PHOTOS => post.photos.extend(text.parse::<UploadId>()),
                _ => {}
            }
        }
        Ok((post, received))
    }

    fn refuse(&mut self, code: ValidationCode) {
        self.errors.push(FieldError::of("photos", Subject::Control("form-photo"), code));
    }
}
