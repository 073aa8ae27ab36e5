//! JSON strings: escapes, and replacement of characters that jsonb cannot store.

use super::irregularities::Irregularity;

/// A string that was read from the position after its opening quote.
#[derive(Debug)]
pub struct Text {
    pub content: String,
    /// The length in bytes, including the closing quote.
    pub len: usize,
    /// Each replaced character with its offset from the opening quote.
    pub odd: Vec<(Irregularity, usize)>,
}

/// Why a string cannot be read, with the offset of the error.
#[derive(Debug, PartialEq, Eq)]
pub enum StringError {
    Truncated,
    Escape(usize),
    Control(usize),
}

pub fn read(source: &str) -> Result<Text, StringError> {
    let bytes = source.as_bytes();
    let mut text = Text { content: String::new(), len: 0, odd: Vec::new() };
    let mut at = 0;
    loop {
        let rest = source.get(at..).unwrap_or_default();
        let plain = rest.bytes().position(|b| matches!(b, b'"' | b'\\') || b < 0x20).ok_or(StringError::Truncated)?;
        text.content.push_str(rest.get(..plain).unwrap_or_default());
        at += plain;
        match bytes.get(at) {
            Some(b'"') => {
                text.len = at + 1;
                return Ok(text);
            }
            Some(b'\\') => at += escape(bytes, at, &mut text)?,
            _ => return Err(StringError::Control(at)),
        }
    }
}

/// Decodes the escape at a position; returns its length in bytes.
fn escape(bytes: &[u8], at: usize, text: &mut Text) -> Result<usize, StringError> {
    let plain = match bytes.get(at + 1).ok_or(StringError::Truncated)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(bytes, at, text),
        _ => return Err(StringError::Escape(at)),
    };
    text.content.push(plain);
    Ok(2)
}

fn unicode(bytes: &[u8], at: usize, text: &mut Text) -> Result<usize, StringError> {
    let first = unit(bytes, at)?;
    let second = match first {
        0xd800..=0xdbff if bytes.get(at + 6..at + 8) == Some(b"\\u") => Some(unit(bytes, at + 6)?),
        _ => None,
    };
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    let (c, len) = match pair {
        Some(c) => (c, 12),
        None => (char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
    };
    let odd = match first {
        0 => Some(Irregularity::Nul),
        0xd800..=0xdfff if pair.is_none() => Some(Irregularity::LoneSurrogate),
        _ => None,
    };
    if let Some(odd) = odd {
        text.odd.push((odd, at));
    }
    text.content.push(if c == '\0' { char::REPLACEMENT_CHARACTER } else { c });
    Ok(len)
}

/// The value of the four hex digits of `\uXXXX`.
fn unit(bytes: &[u8], at: usize) -> Result<u16, StringError> {
    let mut unit = 0;
    for i in at + 2..at + 6 {
        let digit = bytes.get(i).ok_or(StringError::Truncated)?;
        let digit = char::from(*digit).to_digit(16).ok_or(StringError::Escape(at))?;
        unit = unit << 4 | digit;
    }
    u16::try_from(unit).map_err(|_| StringError::Escape(at))
}
