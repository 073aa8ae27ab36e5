//! From bytes to JSON, more strictly and more forgivingly than usual: see [`Document::parse`].
//!
//! A general reader keeps the last of two equal keys, rounds long numbers, and refuses a byte order mark or half a
//! surrogate pair without a word. History must not be changed in silence, so this reader is our own: what is damaged is
//! refused with its place, what is only odd is taken with a note.

mod bytes;
mod number;
mod oddities;
mod parser;
mod text;

use super::{QuarantineReason, Quarantined};
use oddities::Oddities;
use parser::Parser;
use serde_json::Value;

/// An object, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Without the characters that Postgres cannot keep in jsonb: they became U+FFFD, and a note says so.
    pub value: Value,
    pub notes: Vec<String>,
    /// Of these, the ones about values that are not what was written any more. History lives with them; whoever sends
    /// something today can mend it.
    pub changes: Vec<String>,
}

impl Document {
    /// Reads one JSON object.
    ///
    /// Taken with a note: a byte order mark, UTF-16 that has one, `NaN` and `Infinity` (Python writes them), `\u0000` and
    /// lone surrogates. Numbers that a program's number would round or respell (`1.10`, 23 digits, `1e400`) are kept as
    /// their text.
    ///
    /// Every beginning of a file that could be taken whole is [`QuarantineReason::Empty`] or [`QuarantineReason::Truncated`].
    pub fn parse(bytes: &[u8]) -> Result<Document, Quarantined> {
        let mut oddities = Oddities::default();
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
