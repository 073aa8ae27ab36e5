//! Parses JSON documents of the legacy store, see [`Document::parse`].
//!
//! Usual parsers keep the last of duplicate keys, round long numbers, and reject a byte order mark or a lone surrogate
//! without details. Imported data must not change silently, so this parser refuses damaged input with the position of
//! the error, and accepts unusual input with a note.

mod bytes;
mod irregularities;
mod number;
mod parser;
mod text;

use super::{QuarantineReason, Quarantined};
use irregularities::Irregularities;
use parser::Parser;
use serde_json::Value;

/// A parsed JSON object.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Characters that jsonb cannot store are replaced by U+FFFD, with a note.
    pub value: Value,
    pub notes: Vec<String>,
    /// The subset of the notes about values that differ from the input. An import accepts them; a client of the legacy
    /// API has to correct them.
    pub changes: Vec<String>,
}

impl Document {
    /// Parses one JSON object.
    ///
    /// Accepted with a note: a byte order mark, UTF-16 with a byte order mark, `NaN` and `Infinity` (as Python writes
    /// them), `\u0000` and lone surrogates. Numbers that conversion would round or write differently (`1.10`, 23
    /// digits, `1e400`) are kept as text.
    ///
    /// # Errors
    /// Every proper prefix of a valid file gives [`QuarantineReason::Empty`] or [`QuarantineReason::Truncated`].
    pub fn parse(bytes: &[u8]) -> Result<Document, Quarantined> {
        let mut oddities = Irregularities::default();
        let text = bytes::decode(bytes, &mut oddities)?;
        let value = Parser::new(&text, &mut oddities).document()?;
        match value {
            Value::Object(_) => Ok(Document { value, changes: oddities.changes(), notes: oddities.notes() }),
            other => Err(Quarantined::new(QuarantineReason::NotAnObject, format!("it is {}", kind(&other)))),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
