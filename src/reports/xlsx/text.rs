//! Text for workbooks: the limits of cells, sheet names and page headers.

use crate::{
    domain::bidi::{self, Base},
    i18n::{Direction, Texts},
};
use std::borrow::Cow;

/// Excel's limit for a cell, in UTF-16 units.
const CELL: usize = 32_767;

/// Replaces U+FFFE and U+FFFF, which XML does not allow, and converts line ends.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(['\r', '\u{fffe}', '\u{ffff}']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

/// Text that fits a cell. A truncated text ends with the number of missing characters.
pub fn fitting<'a>(text: &'a str, texts: Texts) -> Cow<'a, str> {
    let text = clean(text);
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return text;
    }
    let all = text.chars().count();
    let note = |left_out: usize| texts.with("report-cut", &[("count", left_out.into())]);
    // Reserve, because the final note may be a little longer than this one.
    let room = CELL - note(all).encode_utf16().count() - 24;
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    let left_out = all - kept.chars().count();
    Cow::Owned(format!("{kept}\n{}", note(left_out)))
}

/// A text for a cell, and the reading order of the cell if it differs from that of the sheet.
pub struct Directed<'t> {
    pub text: Cow<'t, str>,
    pub order: Option<u8>,
}

/// Excel's code for cells that read from left to right.
const FROM_LEFT: u8 = 1;

/// Gives a text the directions that it has on pages and in the PDF: the cell reads as the first letter of its first
/// paragraph does, a paragraph of the other direction is isolated, and so are numbers within right-to-left text.
pub fn directed(text: &str, sheet: Direction) -> Directed<'_> {
    let text = bidi::isolated(text);
    let base_of = |paragraph: &str| bidi::base(paragraph).unwrap_or(Base::LeftToRight);
    let cell = text.lines().find_map(bidi::base).unwrap_or(Base::LeftToRight);
    let order = (sheet == Direction::RightToLeft && cell == Base::LeftToRight).then_some(FROM_LEFT);
    if text.lines().all(|line| line.trim().is_empty() || base_of(line) == cell) {
        return Directed { text, order };
    }
    let lines = text.split('\n').map(|line| match base_of(line) {
        _ if line.trim().is_empty() => line.to_owned(),
        base if base == cell => line.to_owned(),
        Base::LeftToRight => format!("\u{2066}{line}\u{2069}"),
        Base::RightToLeft => format!("\u{2067}{line}\u{2069}"),
    });
    Directed { text: Cow::Owned(lines.collect::<Vec<_>>().join("\n")), order }
}

/// Text for a page header or footer: `&` is escaped, and the length is limited because Excel allows 255 characters in
/// total.
pub fn in_header(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(70).collect::<String>().replace('&', "&&")
}

/// The width of the longest line in characters; East Asian characters count double.
pub fn width(text: &str) -> usize {
    let line = |line: &str| {
        line.chars().map(|c| if ('\u{1100}'..='\u{ffdc}').contains(&c) && is_wide(c) { 2 } else { 1 }).sum()
    };
    text.lines().map(line).max().unwrap_or(0)
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}')
}

/// The estimated number of lines in a column of this width in characters; the actual number depends on the font.
pub fn lines(text: &str, column: f64) -> usize {
    text.lines()
        .map(|line| (width(line) as f64 / (column - 1.0).max(1.0)).ceil().max(1.0) as usize)
        .sum::<usize>()
        .max(1)
}

/// Makes sheet names that Excel accepts and that are unique in the workbook.
#[derive(Default)]
pub struct SheetNames {
    taken: Vec<String>,
}

impl SheetNames {
    pub fn unique_name(&mut self, wanted: &str) -> String {
        let spaced = wanted.replace(['[', ']', ':', '*', '?', '/', '\\'], " ").replace(char::is_control, " ");
        let base = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = base.trim_matches(['\'', ' ']);
        // Excel reserves the name "History".
        let base = if base.is_empty() || base.eq_ignore_ascii_case("history") { "Sheet" } else { base };
        let mut name = short(base, 31);
        let mut copy = 1;
        while self.taken.contains(&name.to_lowercase()) {
            copy += 1;
            let suffix = format!(" {copy}");
            name = format!("{}{suffix}", short(base, 31 - suffix.len()));
        }
        self.taken.push(name.to_lowercase());
        name
    }
}

/// The longest prefix within this number of UTF-16 units, without splitting a character.
fn short(name: &str, units: usize) -> String {
    let mut used = 0;
    let kept: String = name
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= units
        })
        .collect();
    kept.trim_end_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn too_long_a_text_says_what_is_missing() {
        let texts = Texts::of(Lang::EN);
        assert_eq!(fitting(&"x".repeat(CELL), texts).len(), CELL);
        for long in ["x".repeat(CELL + 1), "😀".repeat(CELL), "م".repeat(100_000)] {
            let cut = fitting(&long, texts);
            assert!(cut.encode_utf16().count() <= CELL);
            let kept = cut.lines().next().map_or(0, |line| line.chars().count());
            let missing = i64::try_from(long.chars().count() - kept).unwrap();
            assert!(cut.lines().last().is_some_and(|line| line.contains(&texts.number(missing))), "{missing}");
        }
    }

    #[test]
    fn a_cell_reads_as_its_text_does_on_a_page() {
        for (text, kept, order) in [
            ("برج المارينا", "برج المارينا", None),
            ("Marina Tower", "Marina Tower", Some(1)),
            ("+971 50 123 4567", "+971 50 123 4567", Some(1)),
            ("وصل 2026-11-20 14:30", "وصل \u{2066}2026-11-20\u{2069} 14:30", None),
            ("1. فحص AHU\nPump OK.\n\n12:30", "1. فحص AHU\n\u{2066}Pump OK.\u{2069}\n\n\u{2066}12:30\u{2069}", None),
            ("Pump OK.\nفحص", "Pump OK.\n\u{2067}فحص\u{2069}", Some(1)),
        ] {
            let found = directed(text, Direction::RightToLeft);
            assert_eq!((found.text.as_ref(), found.order), (kept, order));
            assert_eq!(directed(text, Direction::LeftToRight).order, None);
        }
    }

    #[test]
    fn sheet_names_are_safe_and_differ() {
        let mut names = SheetNames::default();
        for (wanted, name) in [
            ("Inspection Items", "Inspection Items"),
            ("inspection items", "inspection items 2"),
            ("A/C [north]: *?", "A C north"),
            ("'", "Sheet"),
            ("History", "Sheet 2"),
            ("A title that is longer than Excel allows", "A title that is longer than Exc"),
            ("A title that is longer than Excel allows", "A title that is longer than E 2"),
        ] {
            assert_eq!(names.unique_name(wanted), name);
        }
    }
}
