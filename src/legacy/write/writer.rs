//! Input shared by all shapes, and the format of references and times.

use crate::domain::{form::FormDef, ids::UploadId, submission::Submission};
use serde_json::{Map, Value, json};

/// The input of every shape.
pub(super) struct Writer<'a> {
    pub def: &'a FormDef,
    pub submission: &'a Submission,
    pub pictures: &'a [(UploadId, String)],
    pub uploads_dir: &'a str,
    pub base_url: &'a str,
    /// The URL path of pictures, relative to the base URL.
    pub folder: &'static str,
}

impl Writer<'_> {
    /// `saved`, `path` and `url` of a picture; all null if its file is missing.
    pub fn reference(&self, id: &UploadId) -> Map<String, Value> {
        let name = self.pictures.iter().find(|(known, _)| known == id).map(|(_, name)| name);
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

    /// The path of a picture on the disk of the old app.
    pub fn path_of(&self, id: &UploadId) -> Option<String> {
        self.pictures.iter().find(|(known, _)| known == id).map(|(_, name)| self.path(name))
    }
}

/// A time in UTC as Python's `isoformat` writes it, without a zone.
pub(super) fn iso_utc(at: time::OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let date = crate::domain::answers::iso(at.date());
    let (hour, minute, second, micro) = at.time().as_hms_micro();
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{micro:06}")
}
