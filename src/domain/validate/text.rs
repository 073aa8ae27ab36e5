//! Text: what counts as blank, and which characters are allowed.

use super::ValidationCode;

/// Whether a text has only white space and invisible characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Characters without a visible shape that Unicode classifies as letters, marks or formatting.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}'
        // Hangul fillers and the blank braille cell, which are sometimes used to fill in a required field.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// How many lines a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineLimit {
    One,
    Many,
}

/// Checks a text and returns it unchanged, except that CRLF becomes LF. `limit` counts characters.
pub(super) fn text(sent: &str, limit: usize, lines: LineLimit) -> Result<String, ValidationCode> {
    let kept = sent.replace("\r\n", "\n");
    for c in kept.chars() {
        if c == '\n' && lines == LineLimit::One {
            return Err(ValidationCode::LineBreak);
        }
        if c.is_control() && !matches!(c, '\t' | '\n') {
            return Err(ValidationCode::ControlCharacter(c));
        }
        if is_noncharacter(c) {
            return Err(ValidationCode::NotACharacter(c));
        }
    }
    let found = kept.chars().count();
    if found > limit { Err(ValidationCode::TooLong { limit, found }) } else { Ok(kept) }
}

/// The 66 Unicode noncharacters. XML, and therefore Excel, does not allow U+FFFE and U+FFFF.
fn is_noncharacter(c: char) -> bool {
    let point = u32::from(c);
    point & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&point)
}
