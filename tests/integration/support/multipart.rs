//! A multipart body for tests, built part by part.

use rocket::http::ContentType;

/// The parts of the body, in the order in which they are sent.
#[derive(Clone, Default)]
pub struct Multipart {
    /// Name and bytes of each part.
    parts: Vec<(String, Vec<u8>)>,
}

const BOUNDARY: &str = "----injaaz-test-boundary";

impl Multipart {
    pub fn new() -> Multipart {
        Multipart::default()
    }

    pub fn text(self, name: &str, value: impl AsRef<[u8]>) -> Multipart {
        self.part(name, &format!("name=\"{name}\""), "", value.as_ref())
    }

    pub fn file(self, name: &str, filename: &str, content_type: &str, bytes: &[u8]) -> Multipart {
        let disposition = format!("name=\"{name}\"; filename=\"{filename}\"");
        self.part(name, &disposition, &format!("Content-Type: {content_type}\r\n"), bytes)
    }

    pub fn jpeg(self, name: &str, bytes: &[u8]) -> Multipart {
        self.file(name, "photo.jpg", "image/jpeg", bytes)
    }

    /// The same without the parts of this name.
    pub fn without(mut self, name: &str) -> Multipart {
        self.parts.retain(|(other, _)| other != name);
        self
    }

    /// A part with raw headers: `disposition` follows `form-data;`, `headers` are complete lines.
    pub fn part(mut self, name: &str, disposition: &str, headers: &str, content: &[u8]) -> Multipart {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n{headers}\r\n");
        self.parts.push((name.to_owned(), [head.as_bytes(), content, b"\r\n"].concat()));
        self
    }

    pub fn content_type(&self) -> ContentType {
        ContentType::new("multipart", "form-data").with_params(("boundary", BOUNDARY))
    }

    pub fn body(&self) -> Vec<u8> {
        let mut body: Vec<u8> = self.parts.iter().flat_map(|(_, part)| part).copied().collect();
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}

/// A complete HVAC form with one item.
pub fn hvac(key: &str) -> Multipart {
    Multipart::new()
        .text("submission_key", key)
        .text("do", "submit")
        .text("site_name", "Marina Tower")
        .text("visit_date", "2026-03-14")
        .text("items.0.asset", "HVAC")
        .text("items.0.system", "Chiller Evaporator")
        .text("items.0.description", "Secondary Pump")
}
