//! Strict parsing of JSON request bodies, with the parser of the importer.
//!
//! Duplicate keys, trailing data and deep nesting are refused with their position, and numbers are never rounded. What
//! the importer accepts with a note, because an old file cannot be sent again (`NaN`, NUL characters, unpaired
//! surrogates), is refused here.

use crate::{
    domain::message::Message,
    legacy::{QuarantineReason, document::Document},
};
use serde_json::{Map, Value};

/// Why a body is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonRejection {
    pub kind: JsonRejectionKind,
    /// Position and cause in English, such as "line 3, column 14".
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonRejectionKind {
    /// It is not a JSON object.
    NotJson,
    /// It exceeds a limit of the parser.
    LimitExceeded,
    /// It has values that cannot be stored.
    NotStorable,
}

pub fn read(bytes: &[u8]) -> Result<Map<String, Value>, JsonRejection> {
    let document = Document::parse(bytes).map_err(|refusal| {
        let kind = if refusal.why == QuarantineReason::TooLarge {
            JsonRejectionKind::LimitExceeded
        } else {
            JsonRejectionKind::NotJson
        };
        JsonRejection { kind, detail: format!("{}; {}", refusal.why.as_str(), refusal.detail) }
    })?;
    if !document.changes.is_empty() {
        return Err(JsonRejection { kind: JsonRejectionKind::NotStorable, detail: document.changes.join("; ") });
    }
    match document.value {
        Value::Object(map) => Ok(map),
        _ => Err(JsonRejection { kind: JsonRejectionKind::NotJson, detail: String::new() }),
    }
}

impl JsonRejection {
    /// What is wrong, where, and what to do.
    pub fn message(&self) -> Message {
        let detail = self.detail.trim_end_matches([';', ' ']);
        if detail.is_empty() {
            return Message::new(match self.kind {
                JsonRejectionKind::NotJson => "json-body-not-an-object",
                JsonRejectionKind::LimitExceeded => "json-body-too-large",
                JsonRejectionKind::NotStorable => "json-body-unkeepable",
            });
        }
        let message = Message::new(match self.kind {
            JsonRejectionKind::NotJson => "json-body-not-an-object-at",
            JsonRejectionKind::LimitExceeded => "json-body-too-large-at",
            JsonRejectionKind::NotStorable => "json-body-unkeepable-at",
        });
        message.with("detail", detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::assert_complete;

    #[test]
    fn json_that_cannot_be_stored_exactly_is_rejected() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        for (text, kind, detail) in [
            ("", JsonRejectionKind::NotJson, "empty"),
            ("[]", JsonRejectionKind::NotJson, "not_an_object"),
            ("null", JsonRejectionKind::NotJson, "not_an_object"),
            ("{\"a\":1,\"a\":2}", JsonRejectionKind::NotJson, "duplicate_key; line 1, column 8"),
            ("{\"a\":1}{}", JsonRejectionKind::NotJson, "trailing_data; line 1, column 8"),
            ("{\"a\":1,}", JsonRejectionKind::NotJson, "syntax; line 1, column 8"),
            ("{'a':1}", JsonRejectionKind::NotJson, "syntax"),
            ("{\"a\":", JsonRejectionKind::NotJson, "truncated"),
            (&deep, JsonRejectionKind::NotJson, "too_deep"),
            ("{\"a\":NaN}", JsonRejectionKind::NotStorable, "NaN or Infinity"),
            ("{\"a\":\"\\u0000\"}", JsonRejectionKind::NotStorable, "a zero character"),
            ("{\"\\u0000\":1}", JsonRejectionKind::NotStorable, "a zero character"),
            ("{\"a\":\"\\ud800\"}", JsonRejectionKind::NotStorable, "half a character"),
        ] {
            let refused = read(text.as_bytes()).unwrap_err();
            assert_eq!(refused.kind, kind, "{text}");
            assert!(refused.detail.contains(detail), "{text}: {}", refused.detail);
            assert_complete(&refused.message());
        }
        for kind in [JsonRejectionKind::NotJson, JsonRejectionKind::LimitExceeded, JsonRejectionKind::NotStorable] {
            assert_complete(&JsonRejection { kind, detail: String::new() }.message());
            assert_complete(&JsonRejection { kind, detail: "line 1, column 8".to_owned() }.message());
        }
    }

    #[test]
    fn a_byte_order_mark_is_dropped_and_long_numbers_stay_exact() {
        let read = read("\u{feff}{\"a\": 12345678901234567890123, \"b\": 1.10, \"c\": 7}".as_bytes()).unwrap();
        assert_eq!(read.get("a"), Some(&Value::from("12345678901234567890123")));
        assert_eq!(read.get("b"), Some(&Value::from("1.10")));
        assert_eq!(read.get("c"), Some(&Value::from(7)));
    }
}
