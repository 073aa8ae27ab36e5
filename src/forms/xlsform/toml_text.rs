//! Writes a form as TOML line by line, and remembers the cell that each line comes from.
//!
//! One key stands on one line, so that an error of the loader, which names a line, can be told at a cell.

use super::messages::CellPlace;
use crate::domain::message::{Arg, Message};
use std::fmt::Write;

/// The key of an error in an expression; its argument `at` is the character at which it is.
const EXPRESSION_ERROR: &str = "expression-at";

#[derive(Debug, Default)]
pub struct TomlText {
    text: String,
    lines: Vec<Line>,
    /// The number of the question or section that is written.
    entry: usize,
}

#[derive(Clone, Debug)]
pub struct Line {
    /// Where it begins in the text.
    start: usize,
    pub place: CellPlace,
    /// The question or section that it belongs to.
    pub entry: usize,
    /// Without the line the form can still be read, so that the rest of it can be checked.
    pub is_optional: bool,
    /// Of several conditions that are joined: at which character each begins, from 1, and its cell.
    parts: Vec<(usize, CellPlace)>,
}

impl Line {
    /// The cell that an error of this line is about, and its reason as seen from there.
    pub fn located(&self, mut reason: Message) -> (CellPlace, Message) {
        if reason.key != EXPRESSION_ERROR {
            return (self.place, reason);
        }
        let at = reason.args.iter_mut().find_map(|(name, value)| match value {
            Arg::Text(number) if *name == "at" => Some(number),
            _ => None,
        });
        let part = at.and_then(|at| {
            let number = at.parse::<usize>().ok()?;
            let (start, place) = self.parts.iter().rev().find(|(start, _)| *start <= number)?;
            *at = (number - start + 1).to_string();
            Some(*place)
        });
        (part.unwrap_or(self.place), reason)
    }
}

impl TomlText {
    /// The lines that follow belong to another question, section or tree.
    pub fn begin(&mut self, header: &str, place: CellPlace) {
        if !self.text.is_empty() {
            self.push("", place, false);
        }
        self.entry += 1;
        self.push(header, place, false);
    }

    pub fn comment(&mut self, text: &str) {
        for line in text.lines() {
            self.push(format!("# {line}").trim_end(), CellPlace::BOOK, false);
        }
    }

    /// A key that the form needs. `value` is TOML.
    pub fn needed(&mut self, key: &str, value: &str, place: CellPlace) {
        self.push(&format!("{key} = {value}"), place, false);
    }

    /// A key that can be left out.
    pub fn optional(&mut self, key: &str, value: &str, place: CellPlace) {
        self.push(&format!("{key} = {value}"), place, true);
    }

    /// Conditions that have to hold together; nothing if there are none.
    pub fn condition(&mut self, key: &str, all: &[(&str, CellPlace)]) {
        let Some((last, place)) = all.last() else { return };
        if all.len() == 1 {
            self.optional(key, &quoted(last), *place);
            return;
        }
        let (mut joined, mut parts) = (String::new(), Vec::new());
        for (text, place) in all {
            joined.push_str(if joined.is_empty() { "(" } else { " and (" });
            parts.push((joined.chars().count() + 1, *place));
            joined.push_str(text);
            joined.push(')');
        }
        self.optional(key, &quoted(&joined), *place);
        if let Some(line) = self.lines.last_mut() {
            line.parts = parts;
        }
    }

    pub fn raw(&mut self, line: &str, place: CellPlace) {
        self.push(line, place, false);
    }

    fn push(&mut self, line: &str, place: CellPlace, is_optional: bool) {
        let start = self.text.len();
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(Line { start, place, entry: self.entry, is_optional, parts: Vec::new() });
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// `number` is from 1.
    pub fn line(&self, number: usize) -> Option<&Line> {
        self.lines.get(number.checked_sub(1)?)
    }

    /// What stands on a line.
    pub fn text_of(&self, line: &Line) -> &str {
        self.text.get(line.start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// The text without these lines, which keep their numbers.
    pub fn without(&self, numbers: &[usize]) -> String {
        let line =
            |(at, line): (usize, &str)| if numbers.contains(&(at + 1)) { "\n".into() } else { format!("{line}\n") };
        self.text.lines().enumerate().map(line).collect()
    }
}

/// A text in quotes on one line.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a text cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A key as it is, or in quotes where it needs them.
pub fn key(text: &str) -> String {
    let is_bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if is_bare { text.to_owned() } else { quoted(text) }
}

/// `{ en = "…", ar = "…" }`
pub fn label(en: &str, ar: &str) -> String {
    format!("{{ en = {}, ar = {} }}", quoted(en), quoted(ar))
}

pub fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}
