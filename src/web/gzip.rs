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

pub fn pack(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}

pub fn is_taken(request: &Request<'_>) -> bool {
    request.headers().get("Accept-Encoding").any(takes_gzip)
}

/// Says that the answer hangs on `Accept-Encoding`, and that it is packed.
pub fn headers() -> [Header<'static>; 2] {
    [Header::new("Vary", "Accept-Encoding"), Header::new("Content-Encoding", "gzip")]
}

fn takes_gzip(header: &str) -> bool {
    header.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*");
        gzip && !parts.any(|p| p.strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0_f32)))
    })
}

/// Compresses the page of a form.
pub struct Forms;

#[rocket::async_trait]
impl Fairing for Forms {
    fn info(&self) -> Info {
        Info { name: "packed forms", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let is_form = request.method() == Method::Get
            && ["/forms/", "/offline/forms/"].iter().any(|prefix| request.uri().path().starts_with(prefix));
        if !is_form || !is_taken(request) {
            return;
        }
        let packed = match response.body_mut().to_bytes().await {
            Ok(page) => pack(&page, Compression::fast()),
            Err(error) => Err(error),
        };
        match packed {
            Ok(packed) => {
                for header in headers() {
                    response.set_header(header);
                }
                response.set_sized_body(packed.len(), Cursor::new(packed));
            }
            Err(error) => warn!("a form could not be compressed: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_only_to_those_who_take_it() {
        for (header, takes) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0", false),
            ("br", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(header), takes, "{header}");
        }
    }
}
