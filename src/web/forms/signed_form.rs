//! A form of texts with a drawn signature, such as a decision of a reviewer or the response of a client.
//!
//! Input: the body of the request. Output: its fields in their order. Nothing is checked but lengths and encoding.

use super::multipart::{
    parts::{Body, Envelope},
    signature::{SignatureInput, decode},
};
use crate::{
    domain::{
        problem::{Malformed, Problem},
        upload::FileRefusal,
    },
    services::drawn_signatures::refused,
    web::{context::RequestContext, limits::body_size::DECISION_BYTES},
};
use rocket::{Data, http::ContentType};

/// The field with the data URL of the drawing.
pub const SIGNATURE: &str = "signature";
/// The longest text field, in bytes: a comment in any script.
const FIELD_BYTES: usize = 16 * 1024;
/// The longest data URL of a signature, in bytes.
const SIGNATURE_BYTES: usize = 2 * 1024 * 1024;
/// More fields than such a form has with a mark at each of its questions.
const MOST_FIELDS: usize = 2000;

/// The fields of a form: name and text, with the line breaks of Unix.
pub async fn read(
    context: &RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Vec<(String, String)>, Problem> {
    let mut body = Body::new(data);
    let read = fields(context, content_type, &mut body).await;
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    read
}

async fn fields(
    context: &RequestContext,
    content_type: Option<&ContentType>,
    body: &mut Body<'_>,
) -> Result<Vec<(String, String)>, Problem> {
    let envelope = Envelope::open(content_type, &context.body, DECISION_BYTES)?;
    let mut parts = body.parts(&envelope);
    let mut fields = Vec::new();
    while let Some(mut part) = parts.next().await? {
        let limit = if part.name == SIGNATURE { SIGNATURE_BYTES } else { FIELD_BYTES };
        let (bytes, cut) = part.bytes.read(limit).await?;
        let text = String::from_utf8(bytes).ok().filter(|_| !cut && fields.len() < MOST_FIELDS);
        let text = text.ok_or(Problem::Malformed(Malformed::Unreadable))?;
        fields.push((part.name, text.replace("\r\n", "\n")));
    }
    Ok(fields)
}

/// The drawing in a data URL; none if nothing was drawn. `label` is the key of the name of the field.
pub fn drawing(url: &str, label: &'static str) -> Result<Option<Vec<u8>>, Problem> {
    match decode(url) {
        SignatureInput::NotDrawn => Ok(None),
        SignatureInput::Invalid => Err(refused(FileRefusal::NotAPicture, label)),
        SignatureInput::Png(png) => Ok(Some(png)),
    }
}
