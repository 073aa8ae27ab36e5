//! Decodes the bytes of a file to text.

use super::{
    QuarantineReason, Quarantined,
    irregularities::{Irregularities, Irregularity},
};
use std::borrow::Cow;

/// Decodes UTF-8, or UTF-16 if the file begins with its byte order mark.
pub fn decode<'a>(bytes: &'a [u8], oddities: &mut Irregularities) -> Result<Cow<'a, str>, Quarantined> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes, oddities)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes, oddities)?),
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            oddities.add(Irregularity::ByteOrderMark, || "the beginning".to_owned());
            Cow::Borrowed(utf8(rest)?)
        }
        all => Cow::Borrowed(utf8(all)?),
    };
    if text.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
        return Err(Quarantined::new(QuarantineReason::Empty, format!("{} bytes", bytes.len())));
    }
    // A file system leaves zeros if the length of a file was written before a crash and its content was not.
    if text.bytes().all(|b| b == 0) {
        return Err(Quarantined::new(QuarantineReason::Truncated, format!("{} bytes, all of them zero", bytes.len())));
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<&str, Quarantined> {
    std::str::from_utf8(bytes).map_err(|error| match error.error_len() {
        None => Quarantined::new(QuarantineReason::Truncated, "it ends in the middle of a character"),
        Some(_) => Quarantined::new(QuarantineReason::NotUtf8, format!("byte {}", error.valid_up_to())),
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, oddities: &mut Irregularities) -> Result<String, Quarantined> {
    oddities.add(Irregularity::Utf16, || "the beginning".to_owned());
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Quarantined::new(QuarantineReason::Truncated, "it ends in the middle of a character"));
    }
    let mut text = String::with_capacity(pairs.len());
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(decoded.unwrap_or_else(|_| {
            oddities.add(Irregularity::LoneSurrogate, || "a place that cannot be named in UTF-16".to_owned());
            char::REPLACEMENT_CHARACTER
        }));
    }
    Ok(text)
}
