//! Decodes a drawn signature: a PNG in a data URL, as a canvas produces it.

use base64::{Engine, engine::general_purpose::STANDARD};

const PREFIX: &str = "data:image/png;base64,";

/// What the hidden input of a signature holds.
#[derive(Debug, PartialEq, Eq)]
pub enum SignatureInput {
    /// The bytes of a picture that calls itself a PNG; whether it is one is for the uploads to judge.
    Png(Vec<u8>),
    /// A data URL of another type, or broken base64.
    Invalid,
    /// Not a data URL: nothing, or the id of a signature that is already here.
    NotDrawn,
}

/// Strict: no white space, no other alphabet, no missing padding. A canvas makes none of these.
pub fn decode(text: &str) -> SignatureInput {
    let scheme = text.get(..5).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("data:") {
        return SignatureInput::NotDrawn;
    }
    match text.strip_prefix(PREFIX).map(|encoded| STANDARD.decode(encoded)) {
        Some(Ok(png)) => SignatureInput::Png(png),
        _ => SignatureInput::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_png_in_strict_base64_is_a_drawing() {
        assert_eq!(decode("data:image/png;base64,iVBORw=="), SignatureInput::Png(vec![0x89, b'P', b'N', b'G']));
        assert_eq!(decode("data:image/png;base64,"), SignatureInput::Png(Vec::new()));
        for text in ["", "upl_00000000000000000000", "Omar Haddad", "dat", "د"] {
            assert_eq!(decode(text), SignatureInput::NotDrawn, "{text}");
        }
        for text in [
            "data:",
            "DATA:image/png;base64,iVBORw==",
            "data:text/html;base64,PGI+",
            "data:image/svg+xml;base64,PHN2Zy8+",
            "data:image/png,iVBORw==",
            "data:image/png;charset=utf-8;base64,iVBORw==",
            "data:image/png;base64,iVBORw",
            "data:image/png;base64,iVBO Rw==",
            "data:image/png;base64,iVBORw==\n",
            "data:image/png;base64,iVBOR-==",
            "data:image/png;base64,د",
        ] {
            assert_eq!(decode(text), SignatureInput::Invalid, "{text}");
        }
    }
}
