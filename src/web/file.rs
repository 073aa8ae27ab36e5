//! A stored file as a response.
//!
//! Input: an open file and the entity tags that the client holds. Output: the file, or 304.
//!
//! Invariants: the content type is set by the server, never by the uploader, and a sandbox policy keeps browsers from
//! running anything in the file. What the uploader called it is only the name under which a PDF is saved. A PDF is never
//! shown by the browser, because it can hold programs and other files.

use super::{
    context::{AppState, RequestContext},
    headers::FILE_POLICY,
    params::IfNoneMatch,
};
use crate::{
    domain::{ids::UploadId, problem::Problem, upload::PictureType},
    services::{
        links::{Download, OpenRequest},
        uploads::{self, OpenFile, PictureSize},
    },
};
use rocket::{
    Request, Response,
    http::{Header, Method, Status},
    response::Responder,
};
use std::fmt::Write;
use tokio::fs::File;

/// A drawn signature of a reviewer or a client. It was decoded when it came in.
#[derive(Responder)]
#[response(content_type = "image/png")]
pub struct SignaturePicture {
    png: Vec<u8>,
    policy: Header<'static>,
    cache: Header<'static>,
}

impl SignaturePicture {
    pub fn new(png: Vec<u8>) -> SignaturePicture {
        SignaturePicture {
            png,
            policy: Header::new("Content-Security-Policy", FILE_POLICY),
            cache: Header::new("Cache-Control", "private, no-cache"),
        }
    }
}

/// The file, or 304 if the client has it. Browsers may not cache it: the next user of the browser may be another person.
pub struct FileAnswer {
    /// `None`: not modified.
    content: Option<(File, u64)>,
    content_type: String,
    disposition: String,
    tag: String,
}

impl FileAnswer {
    /// A picture to be shown.
    pub fn picture(
        file: OpenFile,
        picture: PictureType,
        name: &str,
        tag: String,
        held: &IfNoneMatch<'_>,
    ) -> FileAnswer {
        FileAnswer {
            content: unless_cached(file, &tag, held),
            content_type: picture.mime().to_owned(),
            disposition: disposition("inline", name),
            tag,
        }
    }

    /// A PDF that was sent with a form, to be saved under the name that it had.
    fn pdf(file: OpenFile, name: &str, tag: String, held: &IfNoneMatch<'_>) -> FileAnswer {
        FileAnswer {
            content_type: file.content_type.clone(),
            content: unless_cached(file, &tag, held),
            disposition: disposition("attachment", name),
            tag,
        }
    }

    /// A report to be saved. Never cached, so that a revoked link stops working.
    pub fn report(report: Download, held: &IfNoneMatch<'_>) -> FileAnswer {
        let tag = format!("\"{}\"", report.sha256);
        let content_type = report.file.content_type.clone();
        FileAnswer {
            content: unless_cached(report.file, &tag, held),
            content_type,
            disposition: disposition("attachment", &report.filename),
            tag,
        }
    }

    /// A copy of personal data, to be saved.
    pub fn copy(file: OpenFile, name: &str) -> FileAnswer {
        FileAnswer {
            content_type: file.content_type.clone(),
            disposition: disposition("attachment", name),
            tag: format!("\"{}\"", file.len),
            content: Some((file.file, file.len)),
        }
    }
}

fn unless_cached(file: OpenFile, tag: &str, held: &IfNoneMatch<'_>) -> Option<(File, u64)> {
    if held.has_tag(tag) { None } else { Some((file.file, file.len)) }
}

/// How a report is read: a HEAD request does not count as a download.
pub fn report_access(context: &RequestContext) -> OpenRequest<'static> {
    if context.method == Method::Head { OpenRequest::Head } else { OpenRequest::Get }
}

/// An upload that the actor may see.
pub async fn upload(
    app: &AppState,
    context: &RequestContext,
    id: &UploadId,
    size: PictureSize,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, Problem> {
    // Opened also if the browser has it: the permission to see it may have changed.
    upload_answer(uploads::open(app, &context.actor, id, size).await?, id, size, held)
}

/// An upload that the client may see.
pub fn upload_answer(
    file: OpenFile,
    id: &UploadId,
    size: PictureSize,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, Problem> {
    // The bytes of an id never change, so the id is a sufficient entity tag.
    if let Some(name) = file.own_name.clone() {
        return Ok(FileAnswer::pdf(file, &name, format!("\"{id}-original\""), held));
    }
    let picture = PictureType::from_mime(&file.content_type).ok_or_else(|| {
        Problem::Internal(anyhow::anyhow!("{id} is kept as {}, which is no picture", file.content_type))
    })?;
    let rendition = match size {
        PictureSize::Original => "original",
        PictureSize::Large => "large",
        PictureSize::Thumb => "thumb",
    };
    let tag = format!("\"{id}-{rendition}\"");
    let name = format!("{id}.{}", picture.extension());
    let answer = FileAnswer::picture(file, picture, &name, tag, held);
    // An original is saved, not shown: browsers differ in what they do with its metadata.
    Ok(match size {
        PictureSize::Original => FileAnswer { disposition: disposition("attachment", &name), ..answer },
        PictureSize::Large | PictureSize::Thumb => answer,
    })
}

impl<'r> Responder<'r, 'static> for FileAnswer {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = Response::build();
        response.header(Header::new("ETag", self.tag)).header(Header::new("Content-Security-Policy", FILE_POLICY));
        match self.content {
            None => response.status(Status::NotModified).ok(),
            Some((file, len)) => response
                .header(Header::new("Content-Type", self.content_type))
                .header(Header::new("Content-Disposition", self.disposition))
                .sized_body(usize::try_from(len).ok(), file)
                .ok(),
        }
    }
}

/// RFC 6266: the name in ASCII for old clients, and in any script for all others.
fn disposition(kind: &str, name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '/' | '%' => '_',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '_',
        })
        .collect();
    let mut header = format!("{kind}; filename=\"{ascii}\"");
    if ascii != name {
        header.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            // The characters that RFC 5987 lets stand as they are.
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                header.push(char::from(byte));
            } else {
                // Writing into a String cannot fail.
                let _ = write!(header, "%{byte:02X}");
            }
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_survives_the_header() {
        for (name, header) in [
            ("Marina Tower - HVAC.pdf", "attachment; filename=\"Marina Tower - HVAC.pdf\""),
            ("برج.pdf", "attachment; filename=\"___.pdf\"; filename*=UTF-8''%D8%A8%D8%B1%D8%AC.pdf"),
            ("a\"b\\c.pdf", "attachment; filename=\"a_b_c.pdf\"; filename*=UTF-8''a%22b%5Cc.pdf"),
            ("100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
            (
                "a\r\nSet-Cookie: x",
                "attachment; filename=\"a__Set-Cookie: x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x",
            ),
        ] {
            assert_eq!(disposition("attachment", name), header);
        }
    }
}
