//! Compression, for embedded files and for the pages of forms, which repeat the same markup for each question.
//!
//! Invariant: no other page is compressed. The size of a compressed page tells what in it repeats (BREACH), so a page
//! with secrets such as report links must not be. The page of a form contains one secret, the CSRF token, which
//! `auth::csrf` masks with other random bytes in each response.

use flate2::{Compression, write::GzEncoder};
use rocket::{
    Request, Response,
    fairing::{Fairing, Info, Kind},
    http::{Header, Method},
};
use std::io::{self, Cursor, Write};
use tracing::warn;

/// A content coding. Browsers accept Brotli only over HTTPS (and from this machine), gzip everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Brotli,
    Gzip,
}

/// How much time may be spent for fewer bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Files that are compressed once.
    Once,
    /// Pages that are made for each request: less than a millisecond.
    EachTime,
}

impl Coding {
    /// The smallest coding that a browser accepts.
    pub fn accepted_by(request: &Request<'_>) -> Option<Coding> {
        let header = request.headers().get("Accept-Encoding").collect::<Vec<_>>().join(",");
        [Coding::Brotli, Coding::Gzip].into_iter().find(|coding| coding.is_accepted(&header))
    }

    fn is_accepted(self, header: &str) -> bool {
        header.split(',').any(|accepted| {
            let mut parts = accepted.split(';').map(str::trim);
            // "*" says nothing of what a client can read; gzip is what everybody can.
            let is_named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(self.name()) || (name == "*" && self == Coding::Gzip));
            is_named && !parts.any(|p| p.strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0_f32)))
        })
    }

    fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    /// Says that the response depends on `Accept-Encoding`, and how it is compressed.
    pub fn headers(self) -> [Header<'static>; 2] {
        [Header::new("Vary", "Accept-Encoding"), Header::new("Content-Encoding", self.name())]
    }

    pub fn compress(self, bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
        match self {
            Coding::Brotli => {
                // Level 5 takes as long as gzip's 6 and its result is a tenth smaller (compared on the page of a form).
                let quality = if effort == Effort::Once { 11 } else { 5 };
                let mut encoder = brotli::CompressorWriter::new(Vec::new(), BUFFER, quality, WINDOW);
                encoder.write_all(bytes)?;
                Ok(encoder.into_inner())
            }
            Coding::Gzip => {
                let level = if effort == Effort::Once { 9 } else { 4 };
                let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }
}

/// Bytes that the encoder writes at once.
const BUFFER: usize = 16 * 1024;
/// Log2 of how far back a repetition is found: 256 kB, more than any page or file has.
const WINDOW: u32 = 18;

/// Compresses the page of a form.
pub struct Forms;

#[rocket::async_trait]
impl Fairing for Forms {
    fn info(&self) -> Info {
        Info { name: "compressed forms", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let is_form = request.method() == Method::Get
            && ["/forms/", "/offline/forms/"].iter().any(|prefix| request.uri().path().starts_with(prefix));
        let Some(coding) = Coding::accepted_by(request).filter(|_| is_form) else { return };
        let compressed = match response.body_mut().to_bytes().await {
            Ok(page) => coding.compress(&page, Effort::EachTime),
            Err(error) => Err(error),
        };
        match compressed {
            Ok(compressed) => {
                for header in coding.headers() {
                    response.set_header(header);
                }
                response.set_sized_body(compressed.len(), Cursor::new(compressed));
            }
            Err(error) => warn!("a form could not be compressed: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_coding_is_sent_only_to_those_who_accept_it() {
        for (header, brotli, gzip) in [
            ("gzip, deflate, br", true, true),
            ("br;q=1.0, GZIP;q=0.5", true, true),
            ("*", false, true),
            ("gzip;q=0", false, false),
            ("br;q=0, gzip", false, true),
            ("br", true, false),
            ("", false, false),
        ] {
            assert_eq!(Coding::Brotli.is_accepted(header), brotli, "{header}");
            assert_eq!(Coding::Gzip.is_accepted(header), gzip, "{header}");
        }
    }

    #[test]
    fn what_is_compressed_can_be_read_again_and_is_smaller() {
        let page = "<label>Question</label><input type=text>\n".repeat(400).into_bytes();
        for effort in [Effort::Once, Effort::EachTime] {
            let brotli = Coding::Brotli.compress(&page, effort).unwrap();
            let mut read = Vec::new();
            brotli::Decompressor::new(brotli.as_slice(), BUFFER).read_to_end(&mut read).unwrap();
            assert_eq!(read, page);
            let gzip = Coding::Gzip.compress(&page, effort).unwrap();
            let mut read = Vec::new();
            flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut read).unwrap();
            assert_eq!(read, page);
            assert!(brotli.len() < gzip.len() && gzip.len() < page.len(), "{} {}", brotli.len(), gzip.len());
        }
    }
}
