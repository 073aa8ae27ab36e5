//! The form of what a member says, a comment or a step of an action: texts and photos. It is multipart, because of the
//! photos; without photos it may be a plain form as well.
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
    services::uploads::{self, NotReceived, ReceivedFile},
    web::{
        context::{AppState, RequestContext},
        forms::multipart::parts::{Body, Envelope, Parts},
        limits::body_size::NOTE_BYTES,
    },
};
use rocket::{
    Data, form,
    http::{ContentType, RawStr},
};

/// Photos that can be attached at once.
const PHOTOS: usize = 6;
/// The longest text field, in bytes; longer than any text that is accepted.
const FIELD_BYTES: usize = 32 * 1024;
/// The longest form without photos, in bytes; encoding makes a text up to three times as long.
const PLAIN_BYTES: u64 = 256 * 1024;

/// What was posted.
#[derive(Debug, Default)]
pub struct PostedNote {
    /// Names and values.
    texts: Vec<(String, String)>,
    /// Pending uploads, of this post and of one that was refused before.
    pub photos: Vec<UploadId>,
    /// What is wrong with the photos.
    pub errors: Vec<FieldError>,
}

impl PostedNote {
    /// A text field; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.sent(name).unwrap_or_default()
    }

    /// A text field, if it was sent.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(sent, _)| sent == name).map(|(_, text)| text.as_str())
    }

    /// Reads the body, and keeps its photos.
    pub async fn read(
        app: &AppState,
        context: &RequestContext,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> Result<PostedNote, Problem> {
        if content_type.is_some_and(|sent| sent.is_form()) {
            return PostedNote::plain(app, context, data).await;
        }
        let mut body = Body::new(data);
        let read = match Envelope::open(content_type, &context.body, NOTE_BYTES) {
            Ok(envelope) => PostedNote::parts(app, body.parts(&envelope)).await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = &read {
            body.drain(problem).await;
        }
        let (post, received) = read?;
        uploads::keep_pending(app, &context.actor, &received).await?;
        post.with_known_photos(app, context).await
    }

    /// A form without photos, as browsers with an older page send it.
    async fn plain(app: &AppState, context: &RequestContext, data: Data<'_>) -> Result<PostedNote, Problem> {
        let body = Body::new(data).whole(&context.body, PLAIN_BYTES).await?;
        let body = str::from_utf8(&body.bytes).map_err(|_| Problem::Malformed(Malformed::Unreadable))?;
        let mut post = PostedNote::default();
        for field in form::Form::values(body) {
            let text = RawStr::new(field.value).url_decode();
            let text = text.map_err(|_| Problem::Malformed(Malformed::Unreadable))?;
            post.add(field.name.source().as_str().to_owned(), text.into_owned());
        }
        post.with_known_photos(app, context).await
    }

    /// Without photos of an earlier post that have expired; the person sees which ones are there.
    async fn with_known_photos(self, app: &AppState, context: &RequestContext) -> Result<PostedNote, Problem> {
        let known = uploads::pending(app, &context.actor, &self.photos).await?;
        Ok(PostedNote { photos: known.into_iter().map(|upload| upload.id).collect(), ..self })
    }

    async fn parts(app: &AppState, mut parts: Parts<'_>) -> Result<(PostedNote, Vec<ReceivedFile>), Problem> {
        let mut post = PostedNote::default();
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
            post.add(part.name, text);
        }
        Ok((post, received))
    }

    fn add(&mut self, name: String, text: String) {
        match name.as_str() {
            "held" if self.photos.len() < PHOTOS => self.photos.extend(text.parse::<UploadId>()),
            "held" => {}
            _ => self.texts.push((name, text)),
        }
    }

    fn refuse(&mut self, code: ValidationCode) {
        self.errors.push(FieldError::of("photos", Subject::Control("form-photo"), code));
    }
}
