//! From bytes to JSON, more strictly and more forgivingly than usual: see [`Document::parse`].

use super::Refusal;
use serde_json::Value;

/// An object, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Without the characters that Postgres cannot keep in jsonb: they became U+FFFD, and a note says so.
    pub value: Value,
    pub notes: Vec<String>,
}

impl Document {
    pub fn parse(_bytes: &[u8]) -> Result<Document, Refusal> {
        unimplemented!()
    }
}
