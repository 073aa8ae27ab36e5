//! Canonical encoding of hashed data: length-prefixed parts, and JSON with sorted names.
//!
//! The encoding is part of the stored hashes: a change makes every existing code and seal invalid.

use serde_json::{Number, Value};

/// A sequence of encoded parts. Each part is a byte 0 (absent), or a byte 1, the length as a big-endian `u64` and the
/// bytes.
pub(super) struct Parts(pub(super) Vec<u8>);

impl Parts {
    pub(super) fn new(what: &str) -> Parts {
        let mut parts = Parts(Vec::with_capacity(512));
        parts.text(Some(what));
        parts
    }

    pub(super) fn bytes(&mut self, part: Option<&[u8]>) {
        match part {
            None => self.0.push(0),
            Some(part) => {
                self.0.push(1);
                self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
                self.0.extend_from_slice(part);
            }
        }
    }

    pub(super) fn text(&mut self, part: Option<&str>) {
        self.bytes(part.map(str::as_bytes));
    }

    pub(super) fn number(&mut self, part: Option<i64>) {
        self.bytes(part.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }
}

/// Canonical JSON: object names sorted, no white space, numbers in the format that the database returns.
pub(super) fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&plain(number)),
        Value::String(text) => quoted(text, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (at, (name, value)) in fields.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quoted(name, out);
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}

/// 7, 7.0 and 7e0 are the same number, and so are 0 and -0: `jsonb` does not keep the spelling of a number.
fn plain(number: &Number) -> String {
    if let Some(whole) = number.as_i64() {
        return whole.to_string();
    }
    if let Some(whole) = number.as_u64() {
        return whole.to_string();
    }
    match number.as_f64() {
        Some(0.0) => "0".to_owned(),
        // `Display` writes no exponent, and no ".0" for a whole number.
        Some(float) => format!("{float}"),
        None => number.to_string(),
    }
}
