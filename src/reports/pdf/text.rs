//! Text layout: shaping, direction, line breaks and font fallback.

use super::{fonts, style::Colour};
use crate::i18n::Direction;
use parley::{
    Alignment, AlignmentOptions, FontContext, FontWeight, Layout, LayoutContext, LineHeight, OverflowWrap,
    StyleProperty,
};
use std::rc::Rc;

/// Size in points, weight and colour of a text.
#[derive(Clone, Copy)]
pub struct Look {
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
}

/// The alignment of a line in its box.
#[derive(Clone, Copy)]
pub enum Side {
    /// The side where the language of the report starts.
    Start,
    Middle,
    End,
    /// The side where the language of the text starts, for user input of more than one line.
    Own,
}

/// One line of text; pages are filled line by line.
#[derive(Clone)]
pub struct Line {
    pub paragraph: Rc<Paragraph>,
    pub index: usize,
    pub height: f32,
}

/// A part of a text between two explicit line breaks.
pub struct Paragraph {
    pub text: String,
    pub layout: Layout<()>,
    pub look: Look,
}

pub fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}

/// Lays out text, paragraph by paragraph.
pub struct Typesetter {
    direction: Direction,
    fonts: FontContext,
    layouts: LayoutContext<()>,
}

impl Typesetter {
    pub fn new(direction: Direction) -> Typesetter {
        Typesetter { direction, fonts: fonts::context(), layouts: LayoutContext::new() }
    }

    /// Breaks a text into lines of at most `width`. Words that are longer are broken at any character.
    pub fn lines(&mut self, text: &str, look: Look, width: f32, side: Side) -> Vec<Line> {
        let text = isolated(&printable(text));
        text.lines().flat_map(|paragraph| self.paragraph(paragraph, look, width, side)).collect()
    }

    fn paragraph(&mut self, text: &str, look: Look, width: f32, side: Side) -> Vec<Line> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(fonts::families()));
        builder.push_default(StyleProperty::FontSize(look.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.4)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if look.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        let begins = match self.direction {
            Direction::LeftToRight => Alignment::Left,
            Direction::RightToLeft => Alignment::Right,
        };
        let alignment = match side {
            Side::Own if layout.len() > 1 => Alignment::Start,
            Side::Own | Side::Start => begins,
            Side::Middle => Alignment::Center,
            Side::End if begins == Alignment::Left => Alignment::Right,
            Side::End => Alignment::Left,
        };
        layout.align(alignment, AlignmentOptions::default());
        let heights: Vec<f32> = layout.lines().map(|line| line.metrics().line_height).collect();
        let paragraph = Rc::new(Paragraph { text: text.to_owned(), layout, look });
        let line = |(index, height)| Line { paragraph: paragraph.clone(), index, height };
        heights.into_iter().enumerate().map(line).collect()
    }
}

/// Unicode isolates (LRI, PDI) around a left-to-right part. They are not painted.
pub const LEFT_TO_RIGHT: &str = "\u{2066}";
pub const AS_BEFORE: &str = "\u{2069}";

/// Isolates telephone numbers and dates within right-to-left text. The bidirectional algorithm would otherwise order
/// their groups of digits from right to left: `4567 123 50 971+`.
fn isolated(text: &str) -> String {
    if !text.chars().any(|c| ('\u{590}'..='\u{8ff}').contains(&c)) {
        return text.to_owned();
    }
    let in_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '/' | '.' | ' ' | '(' | ')');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        let (before, number) = rest.split_at(from);
        let number = number.split(|c| !in_number(c)).next().unwrap_or_default();
        let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
        let grouped = number.contains(['-', '/', ' ']) && number.bytes().filter(u8::is_ascii_digit).count() >= 7;
        out.push_str(before);
        match number.len() {
            0 => out.push('+'),
            _ if grouped => out.extend([LEFT_TO_RIGHT, number, AS_BEFORE]),
            _ => out.push_str(number),
        }
        rest = rest.get(from + number.len().max(1)..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Text that can be printed: without noncharacters, which PDF/A does not allow, and without direction overrides, which
/// could affect the text after them.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\t' => out.push_str("    "),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fff9}'..='\u{fffb}' => {}
            c if c.is_control() && c != '\n' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_groups_stay_together() {
        for (text, kept) in [
            ("هاتف +971 50 123 4567.", "هاتف \u{2066}+971 50 123 4567\u{2069}."),
            ("في 2026-03-14 و 12", "في \u{2066}2026-03-14\u{2069} و 12"),
            ("م+ 1+", "م+ 1+"),
            ("Call +971 50 123 4567", "Call +971 50 123 4567"),
            ("م 08:30, 2 × B-68", "م 08:30, 2 × B-68"),
            ("م+", "م+"),
        ] {
            assert_eq!(isolated(text), kept);
        }
    }

    #[test]
    fn what_is_no_character_is_left_out() {
        assert_eq!(printable("a\u{202e}b\u{feff}\u{0}\tc\r\nd\u{2028}e"), "ab\u{fffd}    c\nd\ne");
    }
}
