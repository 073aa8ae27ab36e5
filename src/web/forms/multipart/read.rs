//! Reads the multipart body of a form to its end.
//!
//! Input: the body as a stream and the definition of the form. Output: [`PostedForm`]. Answers are kept in memory,
//! files go into the store while they arrive.
//!
//! Invariants: a refused file is an error at its field and the rest is read; a body that is too large, too slow or
//! broken is refused as a whole, and its files are deleted again.

use super::{
    collect::{FormCollector, TextPart},
    limits,
    parts::{Body, Envelope, Part, Parts},
    posted::PostedForm,
};
use crate::{
    app::App,
    domain::{form::FormDef, problem::Problem},
    services::uploads::{self, NotReceived, ReceivedFile},
    web::context::RequestContext,
};
use bytes::Bytes;
use futures::stream;
use rocket::{Data, http::ContentType};
use std::convert::Infallible;

impl PostedForm {
    /// Reads a post to its end.
    pub async fn read(
        app: &App,
        context: &RequestContext,
        def: &FormDef,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> Result<PostedForm, Problem> {
        let mut body = Body::new(data);
        let read = match Envelope::open(content_type, &context.body, limits::FORM_BYTES) {
            Ok(envelope) => collect(app, def, body.parts(&envelope)).await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = &read {
            body.drain(problem).await;
        }
        read
    }
}

async fn collect(app: &App, def: &FormDef, parts: Parts<'_>) -> Result<PostedForm, Problem> {
    let mut form = FormCollector::new(def);
    let read = read_parts(app, &mut form, parts).await;
    let form = form.done();
    if read.is_err() {
        uploads::discard(app, &form.received);
    }
    read.map(|()| form)
}

async fn read_parts(app: &App, form: &mut FormCollector<'_>, mut parts: Parts<'_>) -> Result<(), Problem> {
    while let Some(part) = parts.next().await? {
        match part.filename.clone() {
            Some(filename) => read_file(app, form, part, &filename).await?,
            None => read_text(app, form, part).await?,
        }
    }
    Ok(())
}

async fn read_text(app: &App, form: &mut FormCollector<'_>, mut part: Part<'_>) -> Result<(), Problem> {
    let (bytes, cut) = part.bytes.read(form.text_limit(&part.name)).await?;
    let Some((name, png)) = form.text(part.name, TextPart { bytes, cut })? else { return Ok(()) };
    form.count_file()?;
    let Some(file_type) = form.file_type(&name) else { return Ok(()) };
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(png))]);
    let received = uploads::receive(app, &name, file_type, "signature.png", bytes).await;
    add_file(form, &name, received)
}

async fn read_file(app: &App, form: &mut FormCollector<'_>, mut part: Part<'_>, filename: &str) -> Result<(), Problem> {
    // A file input without a file is sent as a file without name and bytes.
    if filename.is_empty() && part.bytes.is_empty().await? {
        return form.count_text();
    }
    form.count_file()?;
    let Some(file_type) = form.file_type(&part.name) else {
        form.file_misplaced(&part.name);
        return part.bytes.finish().await;
    };
    let received = uploads::receive(app, &part.name, file_type, filename, &mut part.bytes).await;
    // A broken connection takes precedence over what the store reports about the file.
    part.bytes.finish().await?;
    add_file(form, &part.name, received)
}

fn add_file(
    form: &mut FormCollector<'_>,
    name: &str,
    received: Result<ReceivedFile, NotReceived>,
) -> Result<(), Problem> {
    match received {
        Ok(received) => form.file_received(name, received),
        Err(NotReceived::Refused(refusal)) => form.file_refused(name, refusal),
        Err(NotReceived::Problem(problem)) => return Err(problem),
    }
    Ok(())
}
