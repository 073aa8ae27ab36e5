//! References to photos and signatures in records of the legacy app: where the bytes should be. Nothing is read or
//! fetched.

use super::MediaLocation;
use crate::domain::ids::{SubmissionId, UploadId};
use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The path of uploads in the URLs of the legacy app, after any host or folder.
const UPLOADS: &str = "/generated/uploads/";

/// The maximum length of a file name in bytes on most file systems.
const NAME_BYTES: usize = 255;

/// The location that a reference names. A reference is an object with `saved`, `path` and `url`, or a single one of
/// these as text.
///
/// `is_cloud` is ignored: the legacy app wrote `true` whether the upload to the cloud had succeeded or not.
pub fn place(reference: &Value) -> MediaLocation {
    match reference {
        Value::String(text) => of_address(text),
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
            match (text("saved").or_else(|| text("path")), text("url")) {
                (Some(path), _) => of_path(path),
                (None, Some(url)) => of_address(url),
                (None, None) => unusable("no_file_named"),
            }
        }
        _ => unusable("no_file_named"),
    }
}

fn of_address(text: &str) -> MediaLocation {
    let text = text.trim();
    if let Some(data) = text.strip_prefix("data:") {
        return of_data(data);
    }
    if let Some((_, name)) = text.rsplit_once(UPLOADS) {
        return of_path(name.split(['?', '#']).next().unwrap_or_default());
    }
    if text.starts_with("//") {
        return MediaLocation::Remote(format!("https:{text}"));
    }
    match text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()) {
        Some(scheme) if matches!(scheme.as_str(), "http" | "https") => MediaLocation::Remote(text.to_owned()),
        Some(scheme) if scheme == "file" => of_path(text),
        // A single letter is a Windows drive.
        Some(scheme) if scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            unusable(&format!("scheme_{scheme}"))
        }
        _ => of_path(text),
    }
}

/// The file name of a path of any operating system. The folders are those of the old server.
fn of_path(path: &str) -> MediaLocation {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let plain = !matches!(name, "" | "." | "..") && name.len() <= NAME_BYTES && !name.contains(char::is_control);
    if plain { MediaLocation::Stored(name.to_owned()) } else { unusable("no_file_named") }
}

/// Decodes the part after `data:`.
fn of_data(data: &str) -> MediaLocation {
    let Some((_, base64)) = data.split_once(";base64,") else {
        return unusable("data_url_not_base64");
    };
    // A form post without URL encoding turns `+` into a space.
    let clean: String =
        base64.chars().filter(|c| !matches!(c, '\n' | '\r' | '=')).collect::<String>().replace(' ', "+");
    match LENIENT.decode(clean) {
        Ok(bytes) if bytes.is_empty() => unusable("data_url_empty"),
        Ok(bytes) => MediaLocation::Inline(bytes),
        Err(_) => unusable("data_url_damaged"),
    }
}

/// Accepts base64 without padding, which was removed before.
const LENIENT: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// `code` is one of the codes in `domain::media_unavailable`.
fn unusable(code: &str) -> MediaLocation {
    MediaLocation::Unusable(code.to_owned())
}

/// Whether a text refers to a picture; any other text of a signature is a typed name.
pub fn is_address(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let begins = ["data:", "http://", "https://", "//", "/", "file:"].iter().any(|begin| lower.starts_with(begin));
    let ends = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"].iter().any(|end| lower.ends_with(end));
    begins || ends
}

/// The reference for display and storage: unchanged, except for the bytes of data URLs.
pub fn without_bytes(reference: &Value) -> Value {
    match reference {
        Value::String(text) => json!(text_without_bytes(text)),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), without_bytes(value))).collect(),
        other => other.clone(),
    }
}

/// A text, with the bytes of a data URL replaced by their length: `data:image/png;base64, 1234 bytes`.
pub fn text_without_bytes(text: &str) -> String {
    match (text.trim_start().starts_with("data:"), text.split_once(',')) {
        (true, Some((head, data))) => format!("{head}, {} bytes", data.len() / 4 * 3),
        _ => text.to_owned(),
    }
}

/// The upload id of a photo or signature, derived from its position and location, so that reading a record again gives
/// the same id.
pub fn upload_id(
    submission: &SubmissionId,
    field: &str,
    position: usize,
    place: &MediaLocation,
    reference: &Value,
) -> UploadId {
    let canonical = match place {
        MediaLocation::Stored(name) => format!("stored {name}"),
        MediaLocation::Remote(url) => format!("remote {url}"),
        MediaLocation::Inline(bytes) => format!("inline {}", hex::encode(Sha256::digest(bytes))),
        MediaLocation::Unusable(_) => format!("unusable {}", without_bytes(reference)),
    };
    let digest = Sha256::digest(format!("{submission}\n{field}\n{position}\n{canonical}"));
    UploadId::from_digest(digest.into())
}

/// The upload id in the name of a file that this program wrote: `upl_0123456789abcdef0123.jpg`.
pub fn own_id(name: &str) -> Option<UploadId> {
    name.split_once('.').and_then(|(id, extension)| {
        let known = matches!(extension, "jpg" | "png" | "webp");
        if known { id.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_reference_has_its_place() {
        let stored = |name: &str| MediaLocation::Stored(name.to_owned());
        let remote = |url: &str| MediaLocation::Remote(url.to_owned());
        let cloud = "https://res.cloudinary.com/demo/image/upload/v1/hvac_photos/a.jpg";
        for (reference, expected) in [
            (
                json!({"saved": "a.jpg", "path": "/app/generated/uploads/b.jpg", "url": "http://h/c.jpg"}),
                stored("a.jpg"),
            ),
            (json!({"saved": null, "path": "/app/generated/uploads/b.jpg", "url": "http://h/c.jpg"}), stored("b.jpg")),
            (json!({"saved": "", "path": "C:\\injaaz\\generated\\uploads\\b.jpg", "url": ""}), stored("b.jpg")),
            (json!({"saved": null, "path": null, "url": cloud, "is_cloud": true}), remote(cloud)),
            (
                json!({"saved": null, "path": null, "url": "/generated/uploads/a_1.jpg", "is_cloud": true}),
                stored("a_1.jpg"),
            ),
            (
                json!({"url": "http://old.example.test/hvac-mep/generated/uploads/jpg_dbb2bee6?x=1"}),
                stored("jpg_dbb2bee6"),
            ),
            (json!("/generated/uploads/a.jpg"), stored("a.jpg")),
            (json!("//cdn.example.test/a.jpg"), remote("https://cdn.example.test/a.jpg")),
            (json!("IMG_1.jpg"), stored("IMG_1.jpg")),
            (json!("../../etc/passwd"), stored("passwd")),
            (json!("/generated/uploads/../../secret.png"), stored("secret.png")),
            (json!("data:image/png;base64,AQID"), MediaLocation::Inline(vec![1, 2, 3])),
            (json!({"url": "data:image/png;base64,AQI="}), MediaLocation::Inline(vec![1, 2])),
        ] {
            assert_eq!(place(&reference), expected, "{reference}");
        }
        for reference in [
            json!(""),
            json!("  "),
            json!(null),
            json!(7),
            json!(true),
            json!({}),
            json!({"saved": null, "path": null, "url": null}),
            json!("/generated/uploads/"),
            json!(".."),
            json!("a\u{7}.jpg"),
            json!("x".repeat(300)),
            json!("blob:http://x/1"),
            json!("javascript:alert(1)"),
            json!("data:image/png;base64,"),
            json!("data:image/png;base64,%%%"),
            json!("data:,x"),
        ] {
            assert!(matches!(place(&reference), MediaLocation::Unusable(_)), "{reference}");
        }
    }

    #[test]
    fn a_data_url_is_described_without_its_bytes() {
        let reference = json!({"url": format!("data:image/png;base64,{}", "AAAA".repeat(100)), "index": 0});
        assert_eq!(without_bytes(&reference), json!({"url": "data:image/png;base64, 300 bytes", "index": 0}));
    }

    #[test]
    fn only_names_that_we_gave_are_ids() {
        assert!(own_id("upl_0123456789abcdef0123.jpg").is_some());
        for name in ["upl_0123456789abcdef0123", "upl_0123456789abcdef0123.svg", "upl_01.jpg", "IMG_1.jpg", ""] {
            assert_eq!(own_id(name), None, "{name}");
        }
    }
}
