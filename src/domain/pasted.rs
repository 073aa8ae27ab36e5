//! Invisible and unusual characters of pasted text: control characters, direction marks, zero-width and
//! non-breaking spaces, digits and signs of other scripts.
//!
//! A value that is compared or parsed (a number, a date, an address, a name, a search) is cleaned of all of them. A
//! text keeps everything that can change how it reads; only control characters, which no text needs, are taken out.
//! Those that are a sign of something else than text are left for validation to refuse: U+0000, an escape sequence of a
//! terminal (U+001B), a line break that only machines write (U+000D alone, U+0085).

use super::{
    form::{FieldKind, FormDef},
    raw::{RawForm, RawValue},
    validate::{Part, Question},
};
use std::borrow::Cow;

/// A text of several lines: the line breaks of word processors become LF, other control characters are taken out.
pub fn text(sent: &str) -> Cow<'_, str> {
    replaced(sent, '\n')
}

/// A text of one line: a line break that is not LF becomes a space within the text and nothing at its ends; other
/// control characters are taken out.
pub fn line(sent: &str) -> Cow<'_, str> {
    replaced(sent.trim_matches(|c| !is_plain(c)), ' ')
}

/// A line break of word processors.
fn is_break(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character stays as it is.
fn is_plain(c: char) -> bool {
    matches!(c, '\t' | '\n') || is_refused(c) || !(c.is_control() || is_break(c))
}

fn replaced(sent: &str, line_break: char) -> Cow<'_, str> {
    if sent.chars().all(is_plain) {
        return Cow::Borrowed(sent);
    }
    let kept = |c: char| match c {
        c if is_plain(c) => Some(c),
        c if is_break(c) => Some(line_break),
        _ => None,
    };
    Cow::Owned(sent.replace("\r\n", "\n").chars().filter_map(kept).collect())
}

/// Control characters that validation refuses.
fn is_refused(c: char) -> bool {
    matches!(c, '\0' | '\u{1b}' | '\r' | '\u{85}')
}

/// A value without meaning in its invisible characters: they are taken out, white space is trimmed and any other
/// white space becomes one plain space.
pub fn value(sent: &str) -> String {
    spaced(sent.chars().filter(|c| !is_mark(*c) && !matches!(c, '\u{200c}' | '\u{200d}')))
}

/// The name of a person, an organisation or a place: as [`value`], but joiners stay between letters. Persian and Indic
/// names are written with them. A line break stays, because no name has one.
pub fn name(sent: &str) -> String {
    let letters: Vec<char> = sent.chars().filter(|c| !is_mark(*c)).collect();
    let is_letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || is_combining(*c));
    let kept = letters.iter().enumerate().filter(|(at, c)| {
        let beside = at.checked_sub(1).and_then(|before| letters.get(before));
        !matches!(c, '\u{200c}' | '\u{200d}') || (is_letter(beside) && is_letter(letters.get(at + 1)))
    });
    let kept: String = kept.map(|(_, c)| *c).collect();
    kept.trim().split('\n').map(|line| spaced(line.chars())).collect::<Vec<_>>().join("\n")
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn spaced(letters: impl Iterator<Item = char>) -> String {
    // A control character that breaks a line separates words; the others stand for nothing.
    let seen: String = letters.filter(|c| c.is_whitespace() || !c.is_control() || is_refused(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks without a shape of their own. The joiners U+200C and U+200D are not among them.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The digits 0 to 9 for those of other scripts that people type: Arabic-Indic, Persian, Devanagari, Bengali, full
/// width.
pub fn western_digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{9e6}'..='\u{9ef}' => 0x9e6,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return c,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// A number without invisible characters, and without the spaces and Arabic marks that group its digits by three.
pub fn number(sent: &str) -> String {
    let value: String = value(sent).chars().map(|c| western_digit(ascii_sign(c))).collect();
    let whole = value.split(['.', '\u{66b}']).next().unwrap_or_default().trim_start_matches('-');
    let groups: Vec<&str> = whole.split([' ', '\u{66c}']).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let grouped = groups.len() > 1
        && groups.iter().all(digits)
        && groups.first().is_some_and(|first| first.len() <= 3)
        && groups.iter().skip(1).all(|group| group.len() == 3);
    if grouped { value.replace([' ', '\u{66c}'], "") } else { value }
}

/// A date without invisible characters, with the digits 0 to 9 and plain hyphens.
pub fn date(sent: &str) -> String {
    value(sent).chars().map(|c| western_digit(ascii_sign(c))).collect()
}

/// The minus signs and hyphens that word processors put in the place of `-`.
fn ascii_sign(c: char) -> char {
    if matches!(c, '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}') { '-' } else { c }
}

/// Cleans every answer of a form post as its question allows.
pub fn form(def: &FormDef, raw: &mut RawForm) {
    for part in &mut raw.parts {
        let RawValue::Text(sent) = &mut part.value else { continue };
        let Some(question) = Question::find(def, &part.name) else { continue };
        let clean = match (&question.field.kind, question.part) {
            (FieldKind::Number { .. }, _) => number(sent),
            (FieldKind::Geopoint, _) => number(sent),
            (FieldKind::Date { .. } | FieldKind::Time { .. }, _) => date(sent),
            (FieldKind::LongText { .. }, _) => text(sent).into_owned(),
            (FieldKind::Text { .. }, _) | (FieldKind::Signature, Part::TypedName) => line(sent).into_owned(),
            _ => continue,
        };
        if clean != *sent {
            *sent = clean;
        }
    }
    for (_, sent) in &mut raw.further {
        if let Cow::Owned(clean) = text(sent) {
            *sent = clean;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_loses_only_control_characters() {
        for (sent, kept) in [
            ("Pump is leaking\u{b}Seal must be replaced\u{3} soon", "Pump is leaking\nSeal must be replaced soon"),
            ("a\r\nb\rc\u{85}d\u{2028}e\u{2029}f\u{c}g", "a\nb\rc\u{85}d\ne\nf\ng"),
            ("\u{2}\u{1f}x\u{7f}\u{9f}", "x"),
            ("tab\tand\u{a0}space", "tab\tand\u{a0}space"),
            ("برج \u{200f}\u{202e}x\u{200d}", "برج \u{200f}\u{202e}x\u{200d}"),
            ("👨‍👩‍👧", "👨‍👩‍👧"),
            ("nul\0 \u{1b}[31m", "nul\0 \u{1b}[31m"),
        ] {
            assert_eq!(text(sent), kept);
        }
        assert_eq!(line("Tower\u{b}B\u{3}"), "Tower B");
        assert_eq!(line("\u{2}\u{c}Tower B\u{b}\u{3}"), "Tower B");
        assert_eq!(line("one\ntwo"), "one\ntwo", "validation names a line break");
    }

    #[test]
    fn names_lose_invisible_characters() {
        for (sent, kept) in [
            ("\u{202b}محمد علي\u{202c}", "محمد علي"),
            ("\u{200e}Aisha\u{a0}Khan\u{200f}", "Aisha Khan"),
            ("Aisha\u{200b}\u{feff} \t Khan ", "Aisha Khan"),
            ("علی‌رضا", "علی‌رضا"),
            ("Ali\u{200d} Khan\u{200c}", "Ali Khan"),
            ("श्री\u{200d}राम", "श्री\u{200d}राम"),
            ("one \r\n two\n", "one\ntwo"),
            ("\u{2066}\u{2069}\u{200e}", ""),
            ("O'Neil-Núñez Jr.", "O'Neil-Núñez Jr."),
        ] {
            assert_eq!(name(sent), kept, "{sent:?}");
        }
        assert_eq!(value("a\u{200d}\u{ad}b"), "ab");
    }

    #[test]
    fn numbers_and_dates_are_what_people_see() {
        for (sent, read) in [
            ("\u{200e}1250.5\u{200f}", "1250.5"),
            ("\u{a0}12\u{a0}", "12"),
            ("1\u{a0}250", "1250"),
            ("12\u{202f}345\u{2009}678.5", "12345678.5"),
            ("1 250", "1250"),
            ("١٬٢٥٠٫٥", "1250\u{66b}5"),
            ("\u{2212}5", "-5"),
            ("१२", "12"),
            ("１２", "12"),
            ("12 34", "12 34"),
            ("1 2", "1 2"),
            ("1,250", "1,250"),
            ("twelve", "twelve"),
        ] {
            assert_eq!(number(sent), read, "{sent:?}");
        }
        for (sent, read) in [
            ("\u{200f}2026-11-20\u{200f}", "2026-11-20"),
            ("٢٠٢٦-١١-٢٠", "2026-11-20"),
            ("۲۰۲۶-۱۱-۲۰", "2026-11-20"),
            ("2026\u{2011}11\u{2011}20", "2026-11-20"),
            ("20\u{2009}Nov", "20 Nov"),
        ] {
            assert_eq!(date(sent), read, "{sent:?}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(sent in any::<String>()) {
            prop_assert_eq!(text(&text(&sent)).into_owned(), text(&sent).into_owned());
            prop_assert_eq!(line(&line(&sent)).into_owned(), line(&sent).into_owned());
            for clean in [value, name, number, date] {
                prop_assert_eq!(clean(&clean(&sent)), clean(&sent));
            }
        }

        /// What is visible stays, in its order.
        #[test]
        fn no_letter_is_lost(sent in any::<String>()) {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&text(&sent)), letters(&sent));
            prop_assert_eq!(letters(&name(&sent)), letters(&sent));
        }
    }
}
