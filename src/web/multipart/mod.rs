//! The post of a form: multipart bytes on one side, a [`RawForm`] with durable files on the other.
//!
//! The body is read as a stream and never kept: answers are small, and photos go straight into the store while they
//! arrive. A photo that is refused becomes a complaint at its field, and the rest of the form goes on; a body that is
//! too large, too slow or broken off is refused as a whole, and what was received of it is taken away again.
//!
//! - `limits` has every number, with its reason;
//! - `ration` and `parts` take the body apart within them;
//! - `gather` sorts the parts of a form; `action` and `signature` read two special ones;
//! - `whole` reads a body that is JSON, for clients of the old app.

mod action;
mod budget;
pub mod buffered;
mod collect;
pub mod limits;
pub mod parts;
mod signature;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use collect::too_many;

use super::context::RequestContext;
use crate::{
    app::App,
    domain::{form::FormDef, ids::SubmissionKey, problem::Problem, raw::RawForm, validate::FieldError},
    services::uploads::{self, NotReceived, Received},
};
use bytes::Bytes;
use collect::{FormCollector, TextPart};
use futures::stream;
use parts::{Body, Envelope, Part, Parts};
use rocket::{Data, http::ContentType};
use std::convert::Infallible;

/// One post of a form, taken apart. Nobody has judged the answers yet.
pub struct PostedForm {
    /// `None`: none was sent, or what was sent is no key.
    pub key: Option<SubmissionKey>,
    pub action: Action,
    pub raw: RawForm,
    /// Files that came with this post: durable, not yet known to the database. Their ids stand in `raw`.
    pub received: Vec<Received>,
    /// Complaints that only the reading can make: refused files, text that is no text.
    pub file_errors: Vec<FieldError>,
}

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
        let read = match Envelope::open(content_type, &context.body, context.lang, limits::FORM_BYTES) {
            Ok(envelope) => gather(app, context, def, body.parts(&envelope, context.lang)).await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = &read {
            body.drain(problem).await;
        }
        read
    }
}

async fn gather(app: &App, context: &RequestContext, def: &FormDef, parts: Parts<'_>) -> Result<PostedForm, Problem> {
    let mut form = FormCollector::new(def, context.lang);
    let taken = take(app, &mut form, parts).await;
    let form = form.done();
    if taken.is_err() {
        uploads::discard(app, &form.received);
    }
    taken.map(|()| form)
}

async fn take(app: &App, form: &mut FormCollector<'_>, mut parts: Parts<'_>) -> Result<(), Problem> {
    while let Some(part) = parts.next().await? {
        match part.filename.clone() {
            Some(filename) => take_file(app, form, part, &filename).await?,
            None => take_text(app, form, part).await?,
        }
    }
    Ok(())
}

async fn take_text(app: &App, form: &mut FormCollector<'_>, mut part: Part<'_>) -> Result<(), Problem> {
    let (bytes, cut) = part.bytes.read(form.text_limit(&part.name)).await?;
    let Some((name, png)) = form.text(part.name, TextPart { bytes, cut })? else { return Ok(()) };
    form.count_file()?;
    let Some(file_type) = form.file_type(&name) else { return Ok(()) };
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(png))]);
    let received = uploads::receive(app, &name, file_type, "signature.png", bytes).await;
    settle(form, &name, received)
}

async fn take_file(app: &App, form: &mut FormCollector<'_>, mut part: Part<'_>, filename: &str) -> Result<(), Problem> {
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
    // A connection that broke off is no defect of the file or of the store, whatever they made of it.
    part.bytes.finish().await?;
    settle(form, &part.name, received)
}

fn settle(form: &mut FormCollector<'_>, name: &str, received: Result<Received, NotReceived>) -> Result<(), Problem> {
    match received {
        Ok(received) => form.file_received(name, received),
        Err(NotReceived::Refused(refusal)) => form.file_refused(name, refusal),
        Err(NotReceived::Problem(problem)) => return Err(problem),
    }
    Ok(())
}
