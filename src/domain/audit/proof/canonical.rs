//! One way to write everything that is hashed: parts with their lengths, and JSON with its names in order.

use serde_json::{Number, Value};

/// What is hashed, part by part.
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

/// JSON in one way only: names in order, numbers as the database gives them back.
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

/// 7, 7.0 and 7e0 are one number, and so are 0 and -0: the database does not keep how one was written.
fn plain(number: &Number) -> String {
    if let Some(whole) = number.as_i64() {
        return whole.to_string();
    }
    if let Some(whole) = number.as_u64() {
        return whole.to_string();
    }
    match number.as_f64() {
        Some(0.0) => "0".to_owned(),
        // Written without an exponent, and without ".0" for a whole number.
        Some(float) => format!("{float}"),
        None => number.to_string(),
    }
}
