//! Left-to-right parts of right-to-left text: dates, telephone numbers, measures, ids, Latin phrases.
//!
//! The Unicode bidirectional algorithm orders the groups of digits of a date or telephone number from right to left
//! after an Arabic letter (`4567 123 50 971+`), and moves a sign away from its number. Such parts are isolated: each
//! reads from left to right, and the parts of a paragraph follow each other in its own direction. Pages, Excel and PDF
//! use the same parts, so that a text looks the same in all three. What the algorithm keeps whole by itself (times,
//! single numbers, Latin words) is not touched.
//!
//! Input: a text of any number of paragraphs. Invariant: the parts joined are the text, unchanged.

mod characters;
mod parts;
#[cfg(test)]
mod tests;
mod units;

pub use characters::{is_control, is_rtl};
pub use parts::{Part, parts};

use std::borrow::Cow;

/// Direction of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    LeftToRight,
    RightToLeft,
}

/// The direction of the first letter outside of isolates (rules P2 and P3 of the algorithm); `None` without letters.
pub fn base(paragraph: &str) -> Option<Base> {
    let mut depth = 0usize;
    for c in paragraph.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => depth += 1,
            '\u{2069}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '\u{200f}' | '\u{61c}' => return Some(Base::RightToLeft),
            '\u{200e}' => return Some(Base::LeftToRight),
            c if is_rtl(c) => return Some(Base::RightToLeft),
            c if c.is_alphabetic() => return Some(Base::LeftToRight),
            _ => {}
        }
    }
    None
}

/// Begins and ends a part that reads from left to right, without effect on the text around it (LRI and PDI).
const ISOLATE: &str = "\u{2066}";
const END_ISOLATE: &str = "\u{2069}";
/// Forces the order of Arabic-Indic digits, which have a direction of their own (LRO and PDF).
const OVERRIDE: &str = "\u{202d}";
const END_OVERRIDE: &str = "\u{202c}";

/// The text with its parts isolated by characters, for documents without markup.
pub fn isolated(text: &str) -> Cow<'_, str> {
    let parts = parts(text);
    if parts.iter().all(|part| matches!(part, Part::Plain(_))) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 6 * parts.len());
    for part in parts {
        match part {
            Part::Plain(text) => out.push_str(text),
            Part::LeftToRight(text) => out.extend([ISOLATE, text, END_ISOLATE]),
            Part::Forced(text) => out.extend([ISOLATE, OVERRIDE, text, END_OVERRIDE, END_ISOLATE]),
        }
    }
    Cow::Owned(out)
}

/// A text that reads from left to right within any other.
pub fn left_to_right(text: &str) -> String {
    [ISOLATE, text, END_ISOLATE].concat()
}
