//! One uploaded file: reading its multipart body, and what confirms it.
//!
//! Input: a text part `field` (the name of the field), optionally a text part `name` (the name of the file, which the
//! header of a file part cannot carry exactly), then a file part `file`. Output: the received file, durable and
//! not yet known to the database.
//!
//! Invariant: a body with anything else is refused as a whole; a second file would be lost silently.

use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::UploadId,
        problem::{Malformed, Problem},
        upload::{FileRefusal, FileType, Upload},
        validate::{FieldError, Subject, ValidationCode},
    },
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
    Data, Responder,
    http::{ContentType, Header},
    serde::json::Json,
};
use serde::Serialize;

/// What the server keeps: the client compares it with what it sent.
#[derive(Serialize)]
pub struct StoredUpload {
    upload_id: UploadId,
    url: String,
    thumb_url: Option<String>,
    name: String,
    size: i64,
    width: i32,
    height: i32,
    sha256: String,
}

#[derive(Responder)]
#[response(status = 201)]
pub struct Created {
    stored: Json<StoredUpload>,
    location: Header<'static>,
}

impl Created {
    /// `base` is the path below which the files are served. A PDF has no thumbnail.
    pub fn new(upload: Upload, base: &str) -> Created {
        let url = format!("{base}/{}", upload.id);
        let stored = StoredUpload {
            thumb_url: (upload.file_type != FileType::Pdf).then(|| format!("{url}/thumb")),
            url: url.clone(),
            upload_id: upload.id,
            name: upload.original_filename,
            size: upload.file_size,
            width: upload.width,
            height: upload.height,
            sha256: hex::encode(upload.sha256),
        };
        Created { stored: Json(stored), location: Header::new("Location", url) }
    }
}

/// What a file is sent as; a photo if nothing is said.
pub fn sent_as(kind: Option<&str>) -> Result<FileType, Problem> {
    match kind {
        None | Some("" | "photo") => Ok(FileType::Photo),
        Some("signature") => Ok(FileType::Signature),
        Some("pdf") => Ok(FileType::Pdf),
        Some(_) => Err(Problem::Malformed(Malformed::Unreadable)),
    }
}

/// Reads a body with one file to its end. With `def` a refusal names the question as the form does.
pub async fn read_upload(
    app: &App,
    context: &RequestContext,
    file_type: FileType,
    def: Option<&FormDef>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<ReceivedFile, Problem> {
    let mut body = Body::new(data);
    let read = match Envelope::open(content_type, &context.body, limits::UPLOAD_BYTES) {
        Ok(envelope) => receive_file(app, file_type, def, body.parts(&envelope)).await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    read
}

/// Reads the parts of such a body.
pub async fn receive_file(
    app: &App,
    file_type: FileType,
    def: Option<&FormDef>,
    mut parts: Parts<'_>,
) -> Result<ReceivedFile, Problem> {
    let malformed = || Problem::Malformed(Malformed::Unreadable);
    let mut field = parts.next().await?.filter(|p| p.name == "field" && p.filename.is_none()).ok_or_else(malformed)?;
    let (name, cut) = field.bytes.read(limits::NAME_BYTES).await?;
    let name = String::from_utf8(name).ok().filter(|name| !cut && !name.is_empty()).ok_or_else(malformed)?;
    drop(field);

    let mut file = parts.next().await?.ok_or_else(malformed)?;
    let mut own_name = None;
    if file.name == "name" && file.filename.is_none() {
        let (sent, _) = file.bytes.read(limits::FILE_NAME_BYTES).await?;
        own_name = Some(String::from_utf8_lossy(&sent).into_owned());
        drop(file);
        file = parts.next().await?.ok_or_else(malformed)?;
    }
    let filename = file.filename.take().filter(|_| file.name == "file").ok_or_else(malformed)?;
    let filename = own_name.unwrap_or(filename);
    let received = uploads::receive(app, &name, file_type, &filename, &mut file.bytes).await;
    file.bytes.finish().await?;
    drop(file);

    if parts.next().await?.is_some() {
        return Err(malformed());
    }
    received.map_err(|reason| match reason {
        NotReceived::Refused(refusal) => refused_file(def, &name, file_type, refusal),
        NotReceived::Problem(problem) => problem,
    })
}

/// A refused file as a problem of the request: the status tells what is wrong with the file.
pub fn refused_file(def: Option<&FormDef>, name: &str, file_type: FileType, refusal: FileRefusal) -> Problem {
    let code = ValidationCode::File(refusal);
    Problem::of_file(match def {
        Some(def) => FieldError::at(def, name, code),
        None if file_type == FileType::Pdf => FieldError::of(name, Subject::Control("form-file"), code),
        None => FieldError::of(name, Subject::Control("form-photo"), code),
    })
}
