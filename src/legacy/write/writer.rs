//! Input shared by all shapes, and the format of references and times.

use crate::domain::{form::FormDef, ids::UploadId, submission::Submission, upload::PictureType};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The bytes of drawn signatures.
pub type Drawings = HashMap<UploadId, Vec<u8>>;

/// The input of every shape.
pub(super) struct Writer<'a> {
    pub def: &'a FormDef,
    pub submission: &'a Submission,
    pub pictures: &'a [(UploadId, String)],
    pub drawings: &'a Drawings,
    pub uploads_dir: &'a str,
    pub base_url: &'a str,
    /// The URL path of pictures, relative to the base URL.
    pub folder: &'static str,
}

impl Writer<'_> {
    /// `saved`, `path` and `url` of a picture; all null if its file is missing.
    pub fn reference(&self, id: &UploadId) -> Map<String, Value> {
        let name = self.name_of(id);
        let object = |map: Value| match map {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        object(match name {
            Some(name) => json!({
                "saved": name,
                "path": self.path(name),
                "url": format!("{}{}{name}", self.base_url, self.folder),
            }),
            None => json!({ "saved": null, "path": null, "url": null }),
        })
    }

    pub fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.uploads_dir)
    }

    /// The file name of a picture.
    pub fn name_of(&self, id: &UploadId) -> Option<&str> {
        self.pictures.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str())
    }

    /// A drawn signature as a data URL; its path on the disk of the legacy app if its bytes are missing.
    pub fn drawn(&self, id: &UploadId) -> Option<String> {
        let name = self.name_of(id)?;
        let kind = PictureType::of_name(name).zip(self.drawings.get(id));
        Some(kind.map_or_else(|| self.path(name), |(kind, bytes)| data_url(kind, bytes)))
    }
}

/// `data:image/png;base64,…`.
fn data_url(kind: PictureType, bytes: &[u8]) -> String {
    format!("data:{};base64,{}", kind.mime(), STANDARD.encode(bytes))
}

/// A time in UTC as Python's `isoformat` writes it, without a zone.
pub(super) fn iso_utc(at: time::OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let date = crate::domain::answers::iso(at.date());
    let (hour, minute, second, micro) = at.time().as_hms_micro();
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{micro:06}")
}
