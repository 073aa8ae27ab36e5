//! Text set into lines: shaped, in its own direction, broken to a width, with a font for every character.

use super::{fonts, page::Colour};
use crate::domain::lang::Lang;
use parley::{
    Alignment, AlignmentOptions, FontContext, FontWeight, Layout, LayoutContext, LineHeight, OverflowWrap,
    StyleProperty,
};
use std::rc::Rc;

/// How a text looks.
#[derive(Clone, Copy)]
pub struct Look {
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
}

/// On which side of its box a line stands.
#[derive(Clone, Copy)]
pub enum Side {
    /// Where the report's language begins.
    Start,
    Middle,
    End,
    /// Where the text's own language begins: for text that people wrote, once it is longer than a line.
    Own,
}

/// One line of text; the unit that pages are filled with.
#[derive(Clone)]
pub struct Line {
    pub paragraph: Rc<Paragraph>,
    pub index: usize,
    pub height: f32,
}

/// A text between two line breaks that its writer made.
pub struct Paragraph {
    pub text: String,
    pub layout: Layout<()>,
    pub look: Look,
}

pub fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}

/// Sets text, one paragraph after the other.
pub struct Typesetter {
    lang: Lang,
    fonts: FontContext,
    layouts: LayoutContext<()>,
}

impl Typesetter {
    pub fn new(lang: Lang) -> Typesetter {
        Typesetter { lang, fonts: fonts::context(), layouts: LayoutContext::new() }
    }

    /// Breaks a text into lines of at most that width; words that are longer are broken where they must.
    pub fn lines(&mut self, text: &str, look: Look, width: f32, side: Side) -> Vec<Line> {
        let text = printable(text);
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
        let begins = match self.lang {
            Lang::En => Alignment::Left,
            Lang::Ar => Alignment::Right,
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

/// What can be printed: a PDF/A must not map to the few code points that are no characters, and marks that turn the
/// direction around reach beyond the text they were typed in.
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
