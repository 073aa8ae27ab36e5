//! Reads a multipart post of the legacy app. Its photos go into the store while they arrive.

use super::post::{InlinePicture, LegacyForm, LegacyPost, ValuePath};
use crate::{
    app::App,
    domain::{problem::Problem, validate::ValidationCode},
    services::uploads,
    web::{
        context::RequestContext,
        forms::multipart::{
            limits,
            parts::{Body, Envelope, Part, Parts},
            too_many,
        },
    },
};
use bytes::Bytes;
use futures::stream;
use rocket::{Data, http::ContentType};
use std::convert::Infallible;

/// Reads a post to its end. What was received of one that broke off is taken away again.
pub async fn read(
    app: &App,
    context: &RequestContext,
    mut post: LegacyPost<'_>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<LegacyForm, Problem> {
    let mut body = Body::new(data);
    let read = match Envelope::open(content_type, &context.body, limits::FORM_BYTES) {
        Ok(envelope) => read_parts(app, &mut post, body.parts(&envelope)).await,
        Err(problem) => Err(problem),
    };
    match read {
        Ok(()) => Ok(post.done()),
        Err(problem) => {
            uploads::discard(app, post.received_files());
            body.drain(&problem).await;
            Err(problem)
        }
    }
}

async fn read_parts(app: &App, post: &mut LegacyPost<'_>, mut parts: Parts<'_>) -> Result<(), Problem> {
    while let Some(part) = parts.next().await? {
        match part.filename.clone() {
            Some(filename) => take_file(app, post, part, &filename).await?,
            None => take_text(app, post, part).await?,
        }
    }
    Ok(())
}

async fn take_text(app: &App, post: &mut LegacyPost<'_>, mut part: Part<'_>) -> Result<(), Problem> {
    let (bytes, cut) = part.bytes.read(limits::SIGNATURE_BYTES).await?;
    if cut {
        return Err(too_many());
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|bad| {
        post.complain(&part.name, ValidationCode::NotUtf8);
        String::from_utf8_lossy(bad.as_bytes()).into_owned()
    });
    match post.text(ValuePath::Top(part.name), text)? {
        Some(drawing) => receive(app, post, drawing).await,
        None => Ok(()),
    }
}

async fn take_file(app: &App, post: &mut LegacyPost<'_>, mut part: Part<'_>, filename: &str) -> Result<(), Problem> {
    // A file input without a file is sent as a file without name and bytes.
    if filename.is_empty() && part.bytes.is_empty().await? {
        return Ok(());
    }
    let (name, file_type) = post.file(&part.name)?;
    let received = uploads::receive(app, &name, file_type, filename, &mut part.bytes).await;
    // A connection that broke off is no defect of the file or of the store, whatever they made of it.
    if let Err(problem) = part.bytes.finish().await {
        uploads::discard(app, received.as_ref().map_or(&[], std::slice::from_ref));
        return Err(problem);
    }
    post.received(&name, received)
}

/// Takes a picture that came as text.
pub(super) async fn receive(app: &App, post: &mut LegacyPost<'_>, drawing: InlinePicture) -> Result<(), Problem> {
    let InlinePicture { name, file_type, bytes } = drawing;
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
    let received = uploads::receive(app, &name, file_type, &format!("{name}.png"), bytes).await;
    post.received(&name, received)
}
