//! Finds the parts of a text that read from left to right.
//!
//! A paragraph is cut at its right-to-left letters. Between them, numbers that would be torn apart are one part each;
//! from the first Latin word on, the rest is one phrase, as in the algorithm.

use super::{
    characters::{is_control, is_rtl},
    units::is_unit,
};
use std::ops::Range;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Plain(&'t str),
    /// Reads from left to right as one unit.
    LeftToRight(&'t str),
    /// As [`Part::LeftToRight`], with digits that would be ordered from right to left even then.
    Forced(&'t str),
}

/// Cuts a text into parts. Text without right-to-left letters is one part.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    for paragraph in text.split_inclusive(['\n', '\u{2029}']) {
        if paragraph.chars().any(is_rtl) {
            stretches(text, at..at + paragraph.len(), &mut found);
        }
        at += paragraph.len();
    }
    let (mut parts, mut done) = (Vec::new(), 0);
    for range in found {
        let plain = text.get(done..range.start).filter(|plain| !plain.is_empty());
        parts.extend(plain.map(Part::Plain));
        done = range.end;
        let part = text.get(range).unwrap_or_default();
        let forced = part.contains(is_arabic_digit);
        parts.push(if forced { Part::Forced(part) } else { Part::LeftToRight(part) });
    }
    parts.extend(text.get(done..).filter(|rest| !rest.is_empty()).map(Part::Plain));
    parts
}

/// Cuts a paragraph at its right-to-left letters.
fn stretches(text: &str, paragraph: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut from = None;
    let end = paragraph.end;
    let letters = text.get(paragraph.clone()).unwrap_or_default().char_indices();
    for (at, c) in letters.map(|(at, c)| (paragraph.start + at, c)) {
        match (is_rtl(c), from) {
            (true, Some(start)) => {
                Stretch::new(text, start..at).find_parts(found);
                from = None;
            }
            (false, None) => from = Some(at),
            _ => {}
        }
    }
    if let Some(start) = from {
        Stretch::new(text, start..end).find_parts(found);
    }
}

/// A part of a paragraph without right-to-left letters, and its words.
struct Stretch<'t> {
    text: &'t str,
    words: Vec<Range<usize>>,
}

impl<'t> Stretch<'t> {
    fn new(text: &'t str, range: Range<usize>) -> Stretch<'t> {
        let within = text.get(range.clone()).unwrap_or_default();
        let mut words = Vec::new();
        let mut at = range.start;
        for piece in within.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end_matches(char::is_whitespace);
            if !word.is_empty() {
                words.push(at..at + word.len());
            }
            at += piece.len();
        }
        Stretch { text, words }
    }

    fn find_parts(&self, found: &mut Vec<Range<usize>>) {
        let mut at = 0;
        while let Some(word) = self.words.get(at) {
            let telephone = self.telephone(at);
            if telephone == 0
                && let Some((inner, next)) = self.bracketed(at)
            {
                Stretch::new(self.text, inner).find_parts(found);
                at = next;
                continue;
            }
            let measure = self.measure(at);
            let after = self.words.get(at + measure);
            let has_letter = |word: &Range<usize>| self.slice(word).contains(char::is_alphabetic);
            let is_phrase = self.words.get(at..at + measure.max(1)).is_some_and(|words| words.iter().any(has_letter))
                || (measure > 0 && after.is_some_and(has_letter));
            if is_phrase {
                found.extend(self.phrase(at));
                return;
            }
            let count = measure.max(telephone).max(1);
            let last = self.words.get(at + count - 1).unwrap_or(word);
            let number = self.trimmed(word.start..last.end);
            if count > 1 || is_torn(self.slice(&number)) {
                found.push(number);
            }
            at += count;
        }
    }

    fn slice(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// From a Latin word to the end of the stretch. `None` if the algorithm keeps it whole: it does if a letter begins
    /// it, and a letter or digit ends it.
    fn phrase(&self, first: usize) -> Option<Range<usize>> {
        let (start, end) = (self.words.get(first)?.start, self.words.last()?.end);
        let phrase = self.trimmed(start..end);
        let text = self.slice(&phrase);
        let is_whole = text.starts_with(char::is_alphabetic) && text.ends_with(char::is_alphanumeric);
        (!is_whole && !text.is_empty()).then_some(phrase)
    }

    /// What stands between brackets that begin with this word, and the word after them. The algorithm gives such
    /// brackets the direction of the paragraph.
    fn bracketed(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let first = self.words.get(at)?;
        let close = match self.slice(first).chars().next()? {
            '(' => ')',
            '[' => ']',
            _ => return None,
        };
        let end = self.words.last()?.end;
        let inner = first.start + 1;
        let length = self.slice(&(inner..end)).find(close)?;
        let next = self.words.iter().position(|word| word.end > inner + length).map(|closing| closing + 1);
        Some((inner..inner + length, next.unwrap_or(self.words.len())))
    }

    /// How many words are a measure: `1200 x 1350`, `1200×1350`, `2 * 3 * 4`, `4.5 bar`. 0 if there is none.
    fn measure(&self, at: usize) -> usize {
        let word = |at: usize| self.words.get(at).map_or("", |word| self.slice(word));
        let is_number = |word: &str| {
            word.starts_with(is_digit) && word.chars().all(|c| is_digit(c) || matches!(c, '.' | ',' | '/'))
        };
        let mut end = at;
        while is_number(word(end)) && is_times(word(end + 1)) && word(end + 2).starts_with(is_digit) {
            end += 2;
        }
        match (end > at, word(at).split_once('×')) {
            (true, _) => end + 1 - at,
            (false, Some((first, second))) if is_number(first) && second.starts_with(is_digit) => 1,
            _ if is_quantity(word(at)) && is_unit(word(at + 1).trim_end_matches(ENDS_SENTENCE)) => 2,
            _ => 0,
        }
    }

    /// How many words are one telephone number: `+971 50 123 4567`, `(04) 123 4567`, `800 4567`. 0 if there is none.
    fn telephone(&self, at: usize) -> usize {
        let word = |at: usize| self.words.get(at).map_or("", |word| self.slice(word));
        let first = word(at).trim_start_matches('(');
        let is_free = matches!(first, "800" | "600" | "900");
        if !(is_free || word(at).starts_with('(') || first.starts_with(['+', '0', '\u{660}', '\u{6f0}'])) {
            return 0;
        }
        let (mut count, mut digits, mut longest) = (0, 0, 0);
        loop {
            let group = word(at + count);
            // A comma or full stop ends the number.
            let plain = group.trim_end_matches(ENDS_SENTENCE);
            let plain = if count == 0 { plain.trim_start_matches('+') } else { plain };
            let is_group = plain.contains(is_digit)
                && plain.chars().all(|c| is_digit(c) || matches!(c, '-' | '.' | '/' | '(' | ')' | '+'))
                && (count == 0 || !plain.contains('+'))
                && !is_date(plain);
            let size = plain.chars().filter(|c| is_digit(*c)).count();
            let is_next = digits >= 7 && plain.starts_with(['0', '\u{660}', '\u{6f0}', '(']);
            if !is_group || is_next || digits + size > 15 || (count > 0 && self.measure(at + count) > 0) {
                break;
            }
            digits += size;
            longest = longest.max(size);
            count += 1;
            if plain.len() < group.trim_start_matches('+').len() {
                break;
            }
        }
        if count > 1 && digits >= 7 && (longest >= 3 || first.starts_with('+')) { count } else { 0 }
    }

    /// Without the punctuation around it. A bracket stays if its other half is within.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let is_around = |c: char| {
            c.is_whitespace()
                || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\u{60c}' | '-' | '–' | '—' | '*' | '•' | '·')
                || matches!(c, '"' | '\'' | '«' | '»' | '“' | '”' | '‘' | '’' | '(' | ')' | '[' | ']' | '{' | '}' | '/')
                || is_control(c)
        };
        let text = self.slice(&range);
        let inner = text.trim_start_matches(is_around);
        let mut start = range.start + text.len() - inner.len();
        let kept = inner.trim_end_matches(is_around);
        // `1+` is a number before a sign; `C++` is a name.
        let kept = if kept.contains(char::is_alphabetic) { kept } else { kept.trim_end_matches('+') };
        let mut end = start + kept.len();
        let before = |at: usize| self.text.get(range.start..at).unwrap_or_default();
        // A sign belongs to its number, unless it joins the number to a word: `ب-68`.
        let letter_before = self.text.get(..range.start).and_then(|before| before.chars().next_back());
        let is_joined = letter_before.is_some_and(is_rtl);
        if before(start) == "-" && !is_joined && kept.starts_with(is_digit) {
            start -= 1;
        }
        for (open, close) in [('(', ')'), ('[', ']')] {
            let kept = self.text.get(start..end).unwrap_or_default();
            let count = |c: char| kept.matches(c).count();
            if count(close) > count(open) && before(start).ends_with(open) {
                start -= open.len_utf8();
            } else if count(open) > count(close) && self.text.get(end..).is_some_and(|rest| rest.starts_with(close)) {
                end += close.len_utf8();
            }
        }
        start..end
    }
}

/// Punctuation after a number or unit.
const ENDS_SENTENCE: [char; 7] = ['.', ',', ';', ':', '!', '?', '\u{60c}'];

/// `4.5`, `-5`, `±0.5`, `3.5-4.5`.
fn is_quantity(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '-' | '–' | '+' | '±' | '~' | '≈');
    word.contains(|c: char| c.is_ascii_digit()) && word.chars().all(is_part)
}

/// Whether the algorithm would tear a number without letters apart, or move its sign.
fn is_torn(number: &str) -> bool {
    // These read from right to left by themselves, group by group, as they are written by hand.
    if !number.contains(is_digit) || number.contains(is_arabic_digit) {
        return false;
    }
    let digits = number.chars().filter(|c| is_digit(*c)).count();
    let is_range = digits <= 4 && number.starts_with(is_digit) && number.split(['-', '–']).count() == 2;
    let is_kept_whole = |c: char| is_digit(c) || matches!(c, '.' | ',' | ':' | '/' | '\u{a0}' | '\u{60c}');
    let is_plain_range = is_range && number.chars().all(|c| is_digit(c) || matches!(c, '-' | '–'));
    !number.chars().all(is_kept_whole) && !is_plain_range
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || is_arabic_digit(c) || matches!(c, '\u{6f0}'..='\u{6f9}')
}

/// Digits of the bidirectional class AN.
fn is_arabic_digit(c: char) -> bool {
    matches!(c, '\u{660}'..='\u{669}')
}

fn is_times(word: &str) -> bool {
    matches!(word, "x" | "X" | "×" | "*" | "✕")
}

/// `2026-11-20`, `20/11/2026`, `20.11.26`.
fn is_date(word: &str) -> bool {
    let groups: Vec<usize> = word.split(['-', '/', '.']).map(|group| group.chars().count()).collect();
    matches!(groups.as_slice(), [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 2 | 4])
}
