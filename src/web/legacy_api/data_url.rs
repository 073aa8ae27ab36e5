//! Decodes pictures in data URLs, as a canvas or a page that reads a file produces them.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Whether a text means to be a data URL, well-formed or not.
pub fn is_one(text: &str) -> bool {
    text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// The bytes of a picture; what they really are is for the uploads to judge.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (head, encoded) = text.split_once(',')?;
    let of_a_picture = head.get(..11).is_some_and(|kind| kind.eq_ignore_ascii_case("data:image/"));
    if of_a_picture && head.ends_with(";base64") { STANDARD.decode(encoded).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_in_base64_are_decoded() {
        assert_eq!(decode("data:image/png;base64,iVBORw=="), Some(vec![0x89, b'P', b'N', b'G']));
        assert_eq!(decode("data:image/jpeg;base64,/9g="), Some(vec![0xff, 0xd8]));
        assert_eq!(decode("DATA:Image/WebP;charset=x;base64,"), Some(Vec::new()));
        for text in [
            "",
            "data:",
            "data:,",
            "data:text/html;base64,PGI+",
            "data:image/png,iVBORw==",
            "data:image/png;base64,iVBO Rw==",
            "data:image/png;base64,iVBORw",
            "data:image/png;base64",
            "دdata:image/png;base64,",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert!(is_one("data:x") && is_one("DATA:") && !is_one("dat") && !is_one("/uploads/data:"));
    }
}
