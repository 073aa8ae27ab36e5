//! Regular expressions of `regex()`: a subset that means the same everywhere and runs in linear time.
//!
//! A pattern must match the whole text, as in XLSForm. It has characters, `.`, classes (`[a-z]`, `\d \w \s` of ASCII and
//! their opposites), groups, `|`, `^ $`, and `* + ? {2,5}`. Back references and look-around are refused, because no
//! linear-time engine has them. Expanded, a pattern has at most [`MAX_STATES`] states, so a match takes at most so many
//! steps for each character; the browser runs the same tree with a machine of states and not with its own `RegExp`.

use crate::domain::message::Message;
use regex::{Regex, RegexBuilder};
use std::fmt::Write;

/// The most states after repetitions are written out.
const MAX_STATES: usize = 1_000;
const MAX_DEPTH: usize = 20;
const MAX_REPEAT: u32 = 200;

#[derive(Clone, Debug)]
pub struct Pattern {
    pub source: String,
    pub tree: Part,
    regex: Regex,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// One character that is in one of the ranges, or in none of them.
    Class {
        ranges: Vec<(char, char)>,
        is_negated: bool,
    },
    Sequence(Vec<Part>),
    Either(Vec<Part>),
    Repeat {
        part: Box<Part>,
        least: u32,
        most: Option<u32>,
    },
    Start,
    End,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    pub fn read(source: &str) -> Result<Pattern, Message> {
        let chars: Vec<char> = source.chars().collect();
        let mut reader = PatternReader { chars: &chars, at: 0 };
        let tree = reader.either(0)?;
        if reader.peek().is_some() {
            return Err(Message::new("expression-pattern-bracket-not-opened"));
        }
        if tree.states() > MAX_STATES {
            return Err(Message::new("expression-pattern-too-large").with("limit", MAX_STATES.to_string()));
        }
        let mut text = String::from(r"\A(?:");
        tree.write(&mut text);
        text.push_str(r")\z");
        let regex = RegexBuilder::new(&text).build().map_err(|_| Message::new("expression-pattern-unusable"))?;
        Ok(Pattern { source: source.to_owned(), tree, regex })
    }

    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl Part {
    fn states(&self) -> usize {
        match self {
            Part::Class { .. } | Part::Start | Part::End => 1,
            Part::Sequence(parts) | Part::Either(parts) => {
                parts.iter().fold(1, |sum: usize, part| sum.saturating_add(part.states()))
            }
            Part::Repeat { part, least, most } => {
                let times = usize::try_from(most.unwrap_or(*least).max(1)).unwrap_or(usize::MAX);
                part.states().saturating_add(1).saturating_mul(times)
            }
        }
    }

    /// In the notation of the crate, with nothing in it that depends on its defaults.
    fn write(&self, out: &mut String) {
        match self {
            Part::Class { ranges, is_negated } => {
                out.push_str(if *is_negated { "[^" } else { "[" });
                for (from, to) in ranges {
                    let _ = write!(out, "\\x{{{:X}}}-\\x{{{:X}}}", u32::from(*from), u32::from(*to));
                }
                out.push(']');
            }
            Part::Sequence(parts) => parts.iter().for_each(|part| part.write(out)),
            Part::Either(parts) => {
                out.push_str("(?:");
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        out.push('|');
                    }
                    part.write(out);
                }
                out.push(')');
            }
            Part::Repeat { part, least, most } => {
                out.push_str("(?:");
                part.write(out);
                let most = most.map_or_else(String::new, |most| most.to_string());
                let _ = write!(out, "){{{least},{most}}}");
            }
            Part::Start => out.push_str(r"\A"),
            Part::End => out.push_str(r"\z"),
        }
    }
}

struct PatternReader<'c> {
    chars: &'c [char],
    at: usize,
}

impl PatternReader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self, depth: usize) -> Result<Part, Message> {
        if depth > MAX_DEPTH {
            return Err(Message::new("expression-pattern-too-deep").with("limit", MAX_DEPTH.to_string()));
        }
        let mut ways = vec![self.sequence(depth)?];
        while self.take('|') {
            ways.push(self.sequence(depth)?);
        }
        Ok(Part::Either(ways))
    }

    fn sequence(&mut self, depth: usize) -> Result<Part, Message> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            self.at += 1;
            let part = match c {
                '^' => Part::Start,
                '$' => Part::End,
                '(' => {
                    if self.take('?') && !self.take(':') {
                        return Err(Message::new("expression-pattern-group-kind"));
                    }
                    let inner = self.either(depth + 1)?;
                    if !self.take(')') {
                        return Err(Message::new("expression-pattern-bracket-not-closed"));
                    }
                    inner
                }
                '*' | '+' | '?' | '{' => {
                    return Err(Message::new("expression-pattern-nothing-to-repeat").with("character", c.to_string()));
                }
                '.' => Part::Class { ranges: vec![('\n', '\n')], is_negated: true },
                '[' => self.class()?,
                '\\' => self.escape()?,
                c => Part::Class { ranges: vec![(c, c)], is_negated: false },
            };
            parts.push(self.repeated(part)?);
        }
        Ok(Part::Sequence(parts))
    }

    fn repeated(&mut self, part: Part) -> Result<Part, Message> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let rest = self.chars.get(self.at + 1..).unwrap_or_default();
                let inner: String = rest.iter().take_while(|c| **c != '}').collect();
                let range = bounds(&inner).ok_or_else(|| {
                    Message::new("expression-pattern-repetition").with("limit", MAX_REPEAT.to_string())
                })?;
                self.at += inner.chars().count() + 1;
                range
            }
            _ => return Ok(part),
        };
        self.at += 1;
        if matches!(part, Part::Start | Part::End) {
            return Err(Message::new("expression-pattern-repeated-place"));
        }
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            return Err(Message::new("expression-pattern-repeated-twice"));
        }
        Ok(Part::Repeat { part: Box::new(part), least, most })
    }

    fn escape(&mut self) -> Result<Part, Message> {
        let Some(c) = self.peek() else { return Err(Message::new("expression-pattern-ends-with-backslash")) };
        self.at += 1;
        if let Some(ranges) = named(c.to_ascii_lowercase()).filter(|_| c.is_ascii_alphabetic()) {
            return Ok(Part::Class { ranges: ranges.to_vec(), is_negated: c.is_ascii_uppercase() });
        }
        let c = literal(c)?;
        Ok(Part::Class { ranges: vec![(c, c)], is_negated: false })
    }

    fn class(&mut self) -> Result<Part, Message> {
        let is_negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let Some(c) = self.peek() else { return Err(Message::new("expression-pattern-class-not-closed")) };
            self.at += 1;
            let from = match c {
                ']' if ranges.is_empty() => return Err(Message::new("expression-pattern-class-empty")),
                ']' => return Ok(Part::Class { ranges, is_negated }),
                '[' => return Err(Message::new("expression-pattern-bracket-in-class")),
                '\\' => {
                    let Some(escaped) = self.peek() else { continue };
                    self.at += 1;
                    match named(escaped) {
                        Some(named) => {
                            ranges.extend_from_slice(named);
                            continue;
                        }
                        None => literal(escaped)?,
                    }
                }
                c => c,
            };
            let is_range = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            if !is_range {
                ranges.push((from, from));
                continue;
            }
            self.at += 1;
            let to = match self.peek() {
                Some('\\') => {
                    self.at += 1;
                    literal(self.peek().unwrap_or_default())?
                }
                Some('[') | None => return Err(Message::new("expression-pattern-bracket-in-class")),
                Some(c) => c,
            };
            self.at += 1;
            if to < from {
                return Err(Message::new("expression-pattern-range-reversed")
                    .with("from", from.to_string())
                    .with("to", to.to_string()));
            }
            ranges.push((from, to));
        }
    }
}

/// The characters of `\d`, `\w` and `\s`.
fn named(letter: char) -> Option<&'static [(char, char)]> {
    Some(match letter {
        'd' => &[('0', '9')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        's' => &[('\t', '\r'), (' ', ' ')],
        _ => return None,
    })
}

fn literal(escaped: char) -> Result<char, Message> {
    match escaped {
        'n' => Ok('\n'),
        't' => Ok('\t'),
        'r' => Ok('\r'),
        c if c.is_ascii_punctuation() || c == ' ' => Ok(c),
        c => Err(Message::new("expression-pattern-escape-unknown").with("character", c.to_string())),
    }
}

/// `3`, `2,` or `2,5`.
fn bounds(text: &str) -> Option<(u32, Option<u32>)> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n <= MAX_REPEAT && !text.starts_with('+'));
    match text.split_once(',') {
        None => number(text).map(|n| (n, Some(n))),
        Some((least, "")) => Some((number(least)?, None)),
        Some((least, most)) => {
            let (least, most) = (number(least)?, number(most)?);
            (least <= most).then_some((least, Some(most)))
        }
    }
}
